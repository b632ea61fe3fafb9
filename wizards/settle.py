from odoo import api, fields, models

from ..models.validation.settlement import PAID
from ..tools.portal_time import portal_today

RECEIVED = "l10n_fr_chorus_pro.received"


class ChorusSettle(models.TransientModel):
    """Settle the bill of a subcontractor whom the public body has paid."""

    _name = "l10n_fr_chorus_pro.settle"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Settle what the public body paid"

    received_id = fields.Many2one(
        comodel_name=RECEIVED, string="Invoice", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="received_id.company_id")
    body_id = fields.Many2one(
        comodel_name="res.partner",
        string="Public Body",
        compute="_compute_body_id",
    )
    day = fields.Date(
        string="Paid On",
        required=True,
        default=lambda self: portal_today(self.env),
        help="Date of the entry.",
    )
    is_said_paid = fields.Boolean(
        compute="_compute_is_said_paid", help="Chorus Pro says that the body paid."
    )
    is_paid = fields.Boolean(
        string="Paid All the Same",
        help="Chorus Pro does not say so: your bank or the subcontractor does.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_body_id"
    )
    amount = fields.Monetary(
        string="Amount Paid",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="What the public body paid to the subcontractor: all that is open on the"
        " bill, or less. What is left may be settled later.",
    )
    own_type = fields.Char(
        compute="_compute_body_id",
        help="What of ours is settled too: a credit note for a credit note.",
    )
    invoice_id = fields.Many2one(
        comodel_name="account.move",
        string="Our Invoice to the Body",
        domain="[('move_type', '=', own_type), ('state', '=', 'posted'),"
        " ('payment_state', 'in', ('not_paid', 'partial')),"
        " ('commercial_partner_id', '=', body_id), ('company_id', '=', company_id)]",
        help="The part of it that the body paid to the subcontractor is settled too."
        " Empty: what was paid stays open on the account of the body.",
    )

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        values = super().default_get(fields)
        if "received_id" in fields and self.env.context.get("active_model") == RECEIVED:
            values["received_id"] = self.env.context.get("active_id")
            self._check_named(values)
        return values

    @api.depends("received_id")
    def _compute_body_id(self):
        for wizard in self:
            body = wizard.received_id and wizard.received_id._chorus_paying_body()
            wizard.body_id = body and body.commercial_partner_id
            is_credit_note = wizard.received_id.is_credit_note
            wizard.own_type = "out_refund" if is_credit_note else "out_invoice"
            wizard.currency_id = wizard.received_id.sudo().validated_move_id.currency_id

    @api.depends("received_id")
    def _compute_is_said_paid(self):
        for wizard in self:
            wizard.is_said_paid = wizard.received_id.stage == PAID

    @api.depends("received_id")
    def _compute_amount(self):
        for wizard in self:
            received = wizard.received_id
            may_read = received and received.has_access("read")
            wizard.amount = received._chorus_open_amount() if may_read else 0.0

    def action_confirm(self):
        """Post the entry and open it.

        :raises UserError: there is nothing to settle, in a sentence
        """
        self.ensure_one()
        self.invoice_id.check_access("read")
        entry = self.received_id._chorus_settle_by_body(
            self.day, self.amount, invoice=self.invoice_id, is_paid=self.is_paid
        )
        return entry._get_records_action()
