"""What was sent back to suppliers, and for which kind of reason."""

from odoo import api, fields, models

RETURNED = ("SUSPENDUE", "REJETEE", "A_RECYCLER")
# Of what may be missing, chosen without a reason of the dictionary.
ABSENT = "l10n_fr_chorus_pro.reason_justif_abs"


class ChorusReceivedEvent(models.Model):
    _inherit = "l10n_fr_chorus_pro.received.event"

    return_reason_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.reason",
        string="Kind of Reason",
        compute="_compute_return_reason_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        help="What somebody of this body chose, else the row of the dictionary that the"
        " reason speaks of first.",
    )

    @api.depends("code", "comment")
    def _compute_return_reason_id(self):
        reasons = self.env["l10n_fr_chorus_pro.reason"]
        for event in self:
            is_return = event.code in RETURNED and event.comment
            event.return_reason_id = is_return and (
                event._chorus_chosen_reason() or reasons._chorus_find(event.comment)[:1]
            )

    def _chorus_chosen_reason(self):
        """The reason that somebody chose in Odoo for sending it back with this text;
        for what he asked for from the list of what may be missing, that of it.

        :rtype: l10n_fr_chorus_pro.reason, empty where nobody chose one
        """
        self.ensure_one()
        text = _words(self.comment)
        act = self.received_id.sudo().act_ids.filtered(
            lambda act: act.raw_status == self.code and _words(act.reason) == text
        )[:1]
        absent = act.missing_item_ids and self.env.ref(ABSENT, raise_if_not_found=False)
        return act.motive_id or absent or act.motive_id


class ChorusReason(models.Model):
    _inherit = "l10n_fr_chorus_pro.reason"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'l10n_fr_chorus_pro'
        reasons = super().create(vals_list)
        self._chorus_look_at_returns()
        return reasons

    def write(self, vals):
        # EXTENDS 'l10n_fr_chorus_pro'
        result = super().write(vals)
        if {"match", "active", "sequence"} & set(vals):
            self._chorus_look_at_returns()
        return result

    @api.model
    def _chorus_look_at_returns(self):
        """The dictionary has changed: look up again what was looked up in it."""
        events = self.env["l10n_fr_chorus_pro.received.event"].sudo()
        returned = events.search([("code", "in", RETURNED), ("comment", "!=", False)])
        self.env.add_to_compute(events._fields["return_reason_id"], returned)


def _words(text):
    """A text to compare by: the portal may give its spaces back otherwise."""
    return (text or "").split()
