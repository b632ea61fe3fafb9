"""What is left to pay of a received invoice."""

from collections import defaultdict

from odoo import api, fields, models

from ..roles import RECIPIENT
from ..stages import stage_codes
from .doubles import bare_number


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    net_to_pay = fields.Monetary(
        string="Net of Credit Notes",
        compute="_compute_net_to_pay",
        help="What the supplier asks for, less his credit notes of this invoice.",
    )

    @api.depends(
        "amount_due",
        "amount_total",
        "content",
        "invoice_number",
        "is_credit_note",
        "supplier_identifier",
    )
    def _compute_net_to_pay(self):
        credited = self._chorus_credited()
        for received in self:
            asked = received.sudo()._chorus_net_asked() or 0
            key = _key(received, received.invoice_number)
            received.net_to_pay = asked - credited.get(key, 0)

    def _chorus_credited(self):
        """What the suppliers of these invoices credited, by the number that a credit
        note refers to, however it is written.

        :return: dict of amounts above zero
        """
        # Read as the system: whoever may see the invoice may see what is left to pay.
        credit_notes = self.sudo().search_fetch(
            [
                ("role", "=", RECIPIENT),
                ("company_id", "in", self.company_id.ids),
                ("is_credit_note", "=", True),
                ("supplier_identifier", "in", self.mapped("supplier_identifier")),
                ("origin_number", "!=", False),
                ("stage", "not in", stage_codes(over=True, ordered=False)),
            ],
            ["origin_number", "amount_total", "currency_id", "supplier_identifier"],
        )
        credited = defaultdict(float)
        for note in credit_notes:
            credited[_key(note, note.origin_number)] += abs(note.amount_total)
        return credited


def _key(received, number):
    """What an invoice and its credit notes have in common."""
    supplier = received.supplier_identifier
    return received.company_id, supplier, bare_number(number), received.currency_id
