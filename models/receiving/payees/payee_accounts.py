"""The accounts to pay of many received invoices, with one query for their checks."""

from odoo import models


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_payee_accounts(self):
        """The account to pay today of each, as it was confirmed; with one query for
        their checks.

        :return: dict of (number, holder) by id; both empty where none may be paid
        """
        received = self.sudo()
        by_supplier = received._chorus_checks_by_supplier()
        none = self.env["l10n_fr_chorus_pro.payee.check"].sudo()
        accounts = {}
        for one in received:
            key = (one.company_id, one.partner_id.commercial_partner_id)
            checks = by_supplier.get(key, none)
            check = one._chorus_payable(checks)
            accounts[one.id] = ("", "")
            if check:
                holder = check.holder or check.partner_id.name
                accounts[one.id] = (check.account_number, holder)
            if len(self) > 1:
                # Contents are large: not those of all at once.
                one.invalidate_recordset(["content"])
        return accounts

    def _chorus_without_account(self):
        """Those of them that are to be paid on an account, and may be on none today."""
        accounts = self._chorus_payee_accounts()
        return self.filtered(
            lambda one: not accounts[one.id][0] and one.sudo()._chorus_payee()
        )

    def _chorus_checks_by_supplier(self):
        """All checks about the suppliers of these invoices, in one query.

        :return: dict of checks, the newest first, by (company, supplier)
        """
        checks = self.env["l10n_fr_chorus_pro.payee.check"].sudo()
        suppliers = self.sudo().partner_id.commercial_partner_id
        if not suppliers:
            return {}
        found = checks.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", suppliers.ids),
            ]
        )
        return found.grouped(lambda check: (check.company_id, check.partner_id))
