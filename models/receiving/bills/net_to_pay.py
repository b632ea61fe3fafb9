"""What is left to pay of a received invoice."""

from odoo import api, fields, models

from ..roles import RECIPIENT
from ..stages import stage_codes


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    net_to_pay = fields.Monetary(
        string="Net of Credit Notes",
        compute="_compute_net_to_pay",
        help="What the supplier asks for, less his credit notes of this invoice.",
    )

    @api.depends("amount_due", "invoice_number", "supplier_identifier")
    def _compute_net_to_pay(self):
        # Read as the system: whoever may see the invoice may see what is left to pay.
        groups = self.sudo()._read_group(
            [
                ("role", "=", RECIPIENT),
                ("company_id", "in", self.company_id.ids),
                ("is_credit_note", "=", True),
                ("origin_number", "in", self.mapped("invoice_number")),
                ("stage", "not in", stage_codes(over=True, ordered=False)),
            ],
            ["company_id", "supplier_identifier", "origin_number", "currency_id"],
            ["amount_due:sum"],
        )
        credited = {tuple(keys): abs(amount) for *keys, amount in groups}
        for received in self:
            key = (
                received.company_id,
                received.supplier_identifier,
                received.invoice_number,
                received.currency_id,
            )
            received.net_to_pay = received.amount_due - credited.get(key, 0)
