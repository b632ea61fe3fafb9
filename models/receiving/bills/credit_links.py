"""Credit notes and the bills that they are of (BT-25)."""

from odoo import models
from odoo.fields import Domain

from .doubles import bare_number


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_link_credit(self, move, facts):
        """Link a credit note to its bill, or a bill to the credit notes that came
        before it.

        :return: sentences about what is not found
        """
        self.ensure_one()
        if move.move_type == "in_invoice":
            self._chorus_link_earlier_credits(move)
            return []
        origin = facts.content.origin_number or self.origin_number
        if move.reversed_entry_id or not origin:
            return []
        bill = self._chorus_credited_bill(move, origin)
        if bill:
            move.reversed_entry_id = bill
            return []
        return [
            self.env._(
                "This credit note is of invoice %s, of which there is no bill yet.",
                origin,
            )
        ]

    def _chorus_credited_bill(self, move, origin):
        """The bill of a number, the latest that is not younger than its credit note."""
        domain = self._chorus_supplier_bills(move, "in_invoice")
        domain &= Domain("invoice_date", "<=", move.invoice_date)
        bills = self.env["account.move"].search_fetch(
            domain & Domain("ref", "!=", False), ["ref"], order="invoice_date desc, id"
        )
        same = bills.filtered(lambda bill: bill.ref == origin)
        wanted = bare_number(origin)
        return same[:1] or bills.filtered(lambda b: bare_number(b.ref) == wanted)[:1]

    def _chorus_link_earlier_credits(self, move):
        credited = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("origin_number", "!=", False),
                ("partner_id", "=", move.commercial_partner_id.id),
                ("move_id.move_type", "=", "in_refund"),
                ("move_id.reversed_entry_id", "=", False),
                ("move_id.state", "=", "draft"),
            ]
        )
        wanted = bare_number(self.invoice_number)
        waiting = credited.filtered(
            lambda one: bare_number(one.origin_number) == wanted
        )
        waiting.move_id.reversed_entry_id = move

    def _chorus_supplier_bills(self, move, move_type):
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("commercial_partner_id", "=", move.commercial_partner_id.id)
            & Domain("move_type", "=", move_type)
            & Domain("state", "!=", "cancel")
        )
