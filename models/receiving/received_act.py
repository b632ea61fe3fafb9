from datetime import timedelta

from odoo import fields, models

from .validator_acts import EVERY_ACT

ACT_CODES = [(act.code, act.label) for act in EVERY_ACT.values()]
# Nobody knows yet what came of these.
OPEN_ACTS = ("sending", "uncertain")
# What somebody did, or may have done.
COUNTED_ACTS = ("done", *OPEN_ACTS)
# The clocks of the portal and of Odoo are not the same.
CLOCK_TOLERANCE = timedelta(minutes=15)


class ChorusReceivedAct(models.Model):
    """What somebody made of a received invoice: written down before the portal is told.

    Never changed by hand and never deleted: it says who gave which status, and why.
    Roles change; who ordered an invoice stays who ordered it.
    """

    _name = "l10n_fr_chorus_pro.received.act"
    _description = "Act on a Received Invoice"
    _order = "id desc"
    _rec_name = "act"

    received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        string="Invoice",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="received_id.company_id", store=True)
    act = fields.Selection(selection=ACT_CODES, required=True)
    raw_status = fields.Char(
        required=True, help="Status code of Chorus Pro that it gives."
    )
    status_before = fields.Char(
        required=True, help="Status code of Chorus Pro that the invoice had before."
    )
    reason = fields.Text(help="What the supplier reads.")
    motive_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.reason",
        string="Reason of the List",
        ondelete="restrict",
    )
    missing_item_ids = fields.Many2many(
        comodel_name="l10n_fr_chorus_pro.missing.item",
        relation="chorus_received_act_missing_rel",
        string="Missing",
        help="The documents and mentions that the supplier was asked for.",
    )
    service_done_on = fields.Date(
        help="When the service was done or the goods delivered, as the agent certifies."
    )
    mandate_number = fields.Char(string="Payment Order Number")
    currency_id = fields.Many2one(related="received_id.currency_id")
    amount_admitted = fields.Monetary(
        string="Admitted",
        help="Of a validator: the untaxed amount that he agreed with, where it is less"
        " than was claimed.",
    )
    reason_code = fields.Char(
        help="Of a validator: why he refused, in the portal's list of reasons."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        ondelete="restrict",
        help="The person who decided it.",
    )
    asked_at = fields.Datetime(string="Date", required=True)
    # Which state may follow which. A test compares this with the steps of all tests.
    #
    #   sending -> done, refused, not_done, uncertain
    #   uncertain -> done, not_done
    state = fields.Selection(
        selection=[
            ("sending", "Being told"),
            ("uncertain", "Not known"),
            ("done", "Done"),
            ("refused", "Refused by Chorus Pro"),
            ("not_done", "Not done"),
        ],
        required=True,
        default="sending",
        help="Whether Chorus Pro has taken it.",
    )

    def _chorus_may_have_given(self, code, when):
        """Whether a status may be of this act: it is the same, given since.

        :param str code: of the status
        :param when: when Chorus Pro gave it, naive UTC; None where it is not told
        """
        self.ensure_one()
        since = self.asked_at - CLOCK_TOLERANCE
        return code == self.raw_status and (not when or when >= since)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    act_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.received.act",
        inverse_name="received_id",
        string="Acts",
        help="What people of this body decided, and what Chorus Pro made of it.",
    )

    def _chorus_open_act(self):
        """The act of which nobody knows yet what came of it; empty where none is."""
        self.ensure_one()
        return self.sudo().act_ids.filtered(lambda act: act.state in OPEN_ACTS)[:1]

    def _chorus_acts_of(self, user):
        """The codes of all that a person did with this invoice, or may have done.

        :rtype: set
        """
        self.ensure_one()
        theirs = self.sudo().act_ids.filtered(
            lambda act: act.user_id == user and act.state in COUNTED_ACTS
        )
        return set(theirs.mapped("act"))

    def _chorus_last_act(self, code):
        """The last time that somebody did this; empty where nobody did in Odoo.

        :param str code: of ``EVERY_ACT``
        """
        self.ensure_one()
        return self.sudo().act_ids.filtered(
            lambda act: act.act == code and act.state == "done"
        )[:1]
