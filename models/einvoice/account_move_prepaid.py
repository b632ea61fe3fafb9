"""What was paid before an invoice is sent: payments alone, not all that settles it."""

from odoo import models

PAYMENT_JOURNALS = ("bank", "cash", "credit")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_settlements(self):
        """What settles the invoice in the accounts.

        :return: list of (``account.move``, amount in the invoice's currency, negative
            where it takes back)
        """
        self.ensure_one()
        found = []
        for line in self.line_ids:
            if line.account_type not in ("asset_receivable", "liability_payable"):
                continue
            found += [
                (partial.credit_move_id.move_id, partial.debit_amount_currency)
                for partial in line.matched_credit_ids
            ]
            found += [
                (partial.debit_move_id.move_id, -partial.credit_amount_currency)
                for partial in line.matched_debit_ids
            ]
        return [(entry, -self.direction_sign * amount) for entry, amount in found]

    def _chorus_prepaid(self):
        """What was paid (BT-113): by entries of bank, cash and credit journals.

        A credit note that Odoo sets off against its invoice pays neither of them.
        """
        return sum(
            amount
            for entry, amount in self._chorus_settlements()
            if entry.journal_id.type in PAYMENT_JOURNALS
        )

    def _chorus_other_settlements(self):
        """What settles the invoice and is neither a payment nor an invoice.

        :return: (journal entries, their amount in the invoice's currency)
        """
        entries, total = self.browse(), 0.0
        for entry, amount in self._chorus_settlements():
            is_paid = entry.journal_id.type in PAYMENT_JOURNALS
            # What a difference of exchange rates settles, it settles at nothing.
            if amount and not is_paid and not entry.is_invoice(include_receipts=True):
                entries |= entry
                total += amount
        return entries, total
