"""The VAT of works that a subcontractor does: who buys them owes it (CGI, article 283-2
nonies). Odoo's French chart has no tax for that: the company's own is taken.
"""

from odoo import api, models
from odoo.fields import Domain


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def _chorus_works_tax(self, partner, company):
        """The self-assessed purchase tax of works bought in the same country.

        That of the last bill of this subcontractor, else of any subcontractor; else
        the only one that is for no purchase from abroad.

        :return: the tax; empty where somebody has to make or choose it
        """
        bills = Domain("company_id", "=", company.id) & Domain(
            [
                ("move_id.l10n_fr_chorus_validated_ids", "!=", False),
                ("tax_ids", "!=", False),
                ("parent_state", "!=", "cancel"),
            ]
        )
        own = Domain("partner_id", "child_of", partner.commercial_partner_id.id)
        lines = self.env["account.move.line"].sudo()
        for domain in (bills & own, bills):
            last = lines.search(domain, order="date desc, id desc", limit=1)
            usual = last.tax_ids.filtered(lambda tax: tax._chorus_is_self_assessed())
            if usual:
                return usual[:1]
        found = self.sudo().search(
            Domain(self._check_company_domain(company))
            & Domain("type_tax_use", "=", "purchase")
            & Domain("country_id", "=", company.account_fiscal_country_id.id)
        )
        home = found.filtered(
            lambda tax: (
                tax._chorus_is_self_assessed()
                and all(
                    position.country_id == company.account_fiscal_country_id
                    for position in tax.fiscal_position_ids
                )
            )
        )
        return home if len(home) == 1 else home.browse()
