"""Which button answers the status of an invoice, and what was done with a rejection."""

from markupsafe import Markup

from odoo import api, fields, models

from ...chorus_api.statuses import (
    COMPLETE,
    CORRECT_VALIDATOR,
    RECYCLE,
    REINVOICE,
    invoice_status,
)
from .reason import KEPT_OPEN
from .states import ENDED_STATES

# What is not in Chorus Pro is sent, by core's own button.
SEND = "send"
# By action of the status table; the first one that a status allows is offered.
NEXT_ACTIONS = [
    (COMPLETE, "Complete"),
    (RECYCLE, "Recycle"),
    (CORRECT_VALIDATOR, "Name Another Validator"),
    (REINVOICE, "Correct"),
    (SEND, "Send"),
]
# The dialogs that answer a status; to send is core's own.
DIALOGS = {
    COMPLETE: "l10n_fr_chorus_pro.complete_action",
    RECYCLE: "l10n_fr_chorus_pro.recycle_action",
    CORRECT_VALIDATOR: "l10n_fr_chorus_pro.correct_validator_action",
    REINVOICE: "l10n_fr_chorus_pro.correct_action",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_next_action = fields.Selection(
        selection=NEXT_ACTIONS,
        string="Chorus Pro Next Action",
        compute="_compute_l10n_fr_chorus_next_action",
        help="What you can do now with the invoice, without leaving Odoo.",
        groups="base.group_user",
    )
    l10n_fr_chorus_replaced_id = fields.Many2one(
        comodel_name="account.move",
        string="Replaces",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
        help="The rejected invoice that this one is issued for anew.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_replacement_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="l10n_fr_chorus_replaced_id",
        string="Replaced By",
        help="What was issued in the place of this rejected invoice.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_replaced_by_ids = fields.One2many(
        comodel_name="account.move",
        compute="_compute_l10n_fr_chorus_replaced_by_ids",
        string="Issued Anew As",
        help="What was issued in its place, not looked for where it was not rejected.",
        groups="base.group_user",
    )
    l10n_fr_chorus_mend = fields.Char(
        compute="_compute_l10n_fr_chorus_mend",
        help="Names of the fields that a refused deposit speaks of.",
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "move_type",
        "payment_state",
        "l10n_fr_chorus_framework",
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_in_core_queue",
        "l10n_fr_chorus_to_send",
        "l10n_fr_chorus_way_out",
    )
    def _compute_l10n_fr_chorus_next_action(self):
        queued = self.filtered("l10n_fr_chorus_in_core_queue")
        sent = self.filtered("l10n_fr_chorus_state") - queued
        for move in self - sent:
            move.l10n_fr_chorus_next_action = move.l10n_fr_chorus_to_send and SEND
        asking = sent._chorus_are(self._chorus_asks_domain())
        settled = sent._chorus_are(
            self._chorus_cancelled_domain() | self._chorus_paid_domain()
        )
        for move in sent:
            # What was kept open may be settled in another way later.
            is_kept = move.l10n_fr_chorus_way_out == KEPT_OPEN and move not in settled
            is_open = move in asking or (is_kept and move.state == "posted")
            allowed = invoice_status(move.l10n_fr_chorus_status or "").actions
            if move.l10n_fr_chorus_state in ENDED_STATES:
                allowed = (SEND,)
            offered = [name for name, _label in NEXT_ACTIONS if name in allowed]
            move.l10n_fr_chorus_next_action = (
                offered[0] if is_open and offered else False
            )

    @api.depends("l10n_fr_chorus_way_out", "l10n_fr_chorus_replacement_ids")
    def _compute_l10n_fr_chorus_replaced_by_ids(self):
        for move in self:
            is_settled = move.l10n_fr_chorus_way_out
            move.l10n_fr_chorus_replaced_by_ids = (
                is_settled and move.l10n_fr_chorus_replacement_ids
            )

    @api.depends("l10n_fr_chorus_state", "l10n_fr_chorus_reason")
    def _compute_l10n_fr_chorus_mend(self):
        for move in self:
            names = [field.name for field in move._chorus_fields_to_mend()]
            move.l10n_fr_chorus_mend = ",".join(names)

    def _post(self, soft=True):
        # EXTENDS 'account'
        new = self.filtered(
            lambda m: m.l10n_fr_chorus_replaced_id and not m.posted_before
        )
        posted = super()._post(soft)
        for move in posted & new:
            move.l10n_fr_chorus_replaced_id.message_post(
                body=Markup("<p>%s</p>")
                % self.env._("Chorus Pro: issued anew as %s.", move._get_html_link()),
                subtype_xmlid="mail.mt_note",
            )
        return posted

    def _chorus_fields_to_mend(self):
        """The fields that the reason of a refused deposit speaks of.

        :rtype: ir.model.fields
        """
        self.ensure_one()
        if self.l10n_fr_chorus_state not in ENDED_STATES:
            return self.env["ir.model.fields"].sudo()
        reasons = self.env["l10n_fr_chorus_pro.reason"].sudo()
        return reasons._chorus_find(self.l10n_fr_chorus_reason).field_id
