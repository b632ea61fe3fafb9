"""VAT that is due on payment: of a retention it waits until the retention is paid back.

Core declares the VAT of an invoice for each part of it that is reconciled. What puts a
retention on an account of its own is no payment: its VAT is declared when that account
is paid (CGI, article 269, 2 c; ``doc/portal.md``, R 1.7).
"""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _collect_tax_cash_basis_values(self):
        # EXTENDS 'account'
        res = super()._collect_tax_cash_basis_values()
        if res and not all(self._chorus_retention_lines().mapped("reconciled")):
            res["is_fully_paid"] = False
        return res

    def _chorus_retention_lines(self):
        """The lines, of the entry of this invoice, on which its retention waits."""
        entry = self.sudo().l10n_fr_chorus_withheld_move_id
        if not entry:
            return entry.line_ids
        owed = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        return entry.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and line.account_id not in owed.account_id
            )
        )


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def _collect_tax_cash_basis_values(self):
        # EXTENDS 'account'
        res = super()._collect_tax_cash_basis_values()
        invoices = self._chorus_invoices_of_retentions()
        for partial in self.filtered(lambda one: one.debit_move_id in invoices):
            invoice = invoices[partial.debit_move_id]
            values = res.get(invoice.id) or invoice._collect_tax_cash_basis_values()
            if values:
                part = partial._chorus_part_of(values["total_balance"])
                values.setdefault("partials", []).append(part)
                res[invoice.id] = values
        return res

    def _chorus_invoices_of_retentions(self):
        """
        :return: dict of the invoice by the line on which its retention waits
        """
        entries = self.debit_move_id.move_id.filtered(
            lambda move: move.move_type == "entry"
        )
        invoices = self.env["account.move"]
        if entries:
            found = invoices.sudo().search(
                [("l10n_fr_chorus_withheld_move_id", "in", entries.ids)]
            )
            invoices = found.with_env(self.env)
        return {
            line: invoice
            for invoice in invoices
            for line in invoice._chorus_retention_lines().with_env(self.env)
        }

    def _chorus_part_of(self, total):
        """What core wants to know of a partial; works are invoiced in the currency of
        the company.

        :param float total: of the invoice
        """
        lines = self.debit_move_id | self.credit_move_id
        return {
            "partial": self,
            "percentage": self.amount / total,
            "payment_rate": 1.0,
            "both_move_posted": set(lines.mapped("parent_state")) == {"posted"},
        }
