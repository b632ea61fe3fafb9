"""VAT that the body owes itself on what it buys abroad: by the taxes of its chart,
where there is no doubt which (CGI, articles 259, 283 and 256 bis).
"""

from odoo import Command, api, models
from odoo.fields import Domain


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def _chorus_self_assessed_tax(self, partner, company, *, deductible):
        """The tax of a foreign supplier who charged none.

        The one of his last bill; else the only one that the fiscal position of his
        country has. Goods and services are told apart by no invoice of Chorus Pro.

        :param bool deductible: whether the body recovers it
        :return: the tax; empty where somebody has to choose
        """
        received = self.env["l10n_fr_chorus_pro.received"]
        lines = self.env["account.move.line"].search(
            Domain("move_id.commercial_partner_id", "=", partner.id)
            & Domain("company_id", "=", company.id)
            & Domain("move_id.move_type", "=", "in_invoice")
            & Domain("parent_state", "=", "posted")
            & Domain("tax_ids", "!=", False)
            & Domain("move_id", "any", received._chorus_no_interest_domain()),
            order="date desc, id desc",
            limit=1,
        )
        usual = lines.tax_ids.filtered(lambda tax: tax._chorus_is_self_assessed())
        if usual:
            return usual[:1]
        position = self.env["account.fiscal.position"].with_company(company)
        position = position._get_fiscal_position(partner)
        fitting = position.tax_ids.filtered(
            lambda tax: (
                tax.active
                and tax.type_tax_use == "purchase"
                and tax._chorus_is_self_assessed()
            )
        )
        if len(fitting) != 1:
            return self.browse()
        return fitting if deductible else fitting._chorus_not_recovered(company)

    def _chorus_not_recovered(self, company):
        """The same tax, owed and not recovered: what is owed is part of the cost."""
        self.ensure_one()
        env = company._chorus_lang_env()
        name = env._("%s, not deductible", self.name)
        known = self.search(
            Domain("name", "=", name) & Domain("company_id", "=", company.id), limit=1
        )
        return known or self.copy(
            {
                "name": name,
                "sequence": 1000,
                "analytic": True,
                **{
                    f"{kind}_repartition_line_ids": self._chorus_owed_lines(kind)
                    for kind in ("invoice", "refund")
                },
            }
        )

    def _chorus_owed_lines(self, kind):
        """Lines of a repartition, where what would be recovered goes to the cost."""
        commands = []
        for line in self[f"{kind}_repartition_line_ids"]:
            is_cost = line.repartition_type == "tax" and line.factor_percent > 0
            commands.append(
                Command.create(
                    {
                        "repartition_type": line.repartition_type,
                        "document_type": kind,
                        "factor_percent": line.factor_percent,
                        "account_id": not is_cost and line.account_id.id,
                        "tag_ids": [Command.set([] if is_cost else line.tag_ids.ids)],
                        "use_in_tax_closing": not is_cost and line.use_in_tax_closing,
                    }
                )
            )
        return commands
