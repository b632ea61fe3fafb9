"""The purchase taxes of a bill: by rate, deductible or part of the cost.

VAT that a body does not recover is part of what it buys. A tax whose amount goes to no
account goes to that of the line, so that the cost is the price with VAT and the bill
still shows VAT apart.
"""

from odoo import Command, api, models
from odoo.fields import Domain

from .figures import RATES


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def _chorus_purchase_taxes(self, company, rates):
        """Purchase taxes in percent of these rates, price excluded, in their order.

        :param rates: decimals
        """
        return self.search(
            Domain(self._check_company_domain(company))
            & Domain(
                [
                    ("type_tax_use", "=", "purchase"),
                    ("amount_type", "=", "percent"),
                    ("amount", "in", [float(rate) for rate in rates]),
                    ("country_id", "=", company.account_fiscal_country_id.id),
                ]
            )
        ).filtered(lambda tax: not tax.price_include)

    @api.model
    def _chorus_taxes_of_cost(self, company, rates):
        """For each rate the tax that adds VAT to the cost, made where there is none.

        :param rates: decimals, none of them zero
        :return: {rate: tax}
        """
        found = self._chorus_purchase_taxes(company, rates)
        found.invoice_repartition_line_ids.fetch(["repartition_type", "account_id"])
        taxes = {}
        for rate in rates:
            of_rate = found.filtered(lambda tax, rate=rate: _is_rate(tax, rate))
            taxes[rate] = of_rate.filtered(_is_cost)[
                :1
            ] or of_rate._chorus_new_tax_of_cost(company, rate)
        return taxes

    def _chorus_new_tax_of_cost(self, company, rate):
        """:param self: other taxes of the rate, which tell the group"""
        env = company._chorus_lang_env()
        number = f"{rate.normalize():f}".replace(".", ",")
        name = env._("VAT %s %% not deductible", number)
        group = self.tax_group_id[:1] or self.env["account.tax.group"].create(
            {
                "name": env._("VAT %s %%", number),
                "company_id": company.id,
                "country_id": company.account_fiscal_country_id.id,
            }
        )
        # After those of the chart: whoever looks for a tax of the rate finds those.
        return self.create(
            {
                "name": name,
                "description": name,
                "invoice_label": f"{number} %",
                "type_tax_use": "purchase",
                "amount_type": "percent",
                "amount": float(rate),
                "price_include_override": "tax_excluded",
                "analytic": True,
                "sequence": 1000,
                "company_id": company.id,
                "country_id": company.account_fiscal_country_id.id,
                "tax_group_id": group.id,
                **_repartition("invoice"),
                **_repartition("refund"),
            }
        )

    @api.model
    def _chorus_deductible_taxes(self, company, rates):
        """For each rate the tax of the chart that recovers VAT; rates in force alone.

        :return: {rate: tax}
        """
        found = self._chorus_purchase_taxes(
            company, [rate for rate in rates if rate in RATES]
        )
        taxes = {}
        for rate in rates:
            of_rate = found.filtered(
                lambda tax, rate=rate: (
                    _is_rate(tax, rate)
                    and not _is_cost(tax)
                    and not tax._chorus_is_self_assessed()
                )
            )
            if of_rate:
                taxes[rate] = of_rate[0]
        return taxes

    def _chorus_is_self_assessed(self):
        """Whether who buys owes the VAT, and recovers it or not."""
        self.ensure_one()
        lines = self.invoice_repartition_line_ids
        return any(line.factor_percent < 0 for line in lines)


def _is_rate(tax, rate):
    return abs(tax.amount - float(rate)) < 0.0001


def _is_cost(tax):
    """Whether all of a tax goes to the account of the line that it is of."""
    lines = tax.invoice_repartition_line_ids.filtered(
        lambda line: line.repartition_type == "tax"
    )
    return (
        bool(lines)
        and not lines.account_id
        and not lines.filtered(lambda line: line.factor_percent < 0)
    )


def _repartition(kind):
    return {
        f"{kind}_repartition_line_ids": [
            Command.create({"repartition_type": "base", "document_type": kind}),
            Command.create(
                {
                    "repartition_type": "tax",
                    "document_type": kind,
                    "factor_percent": 100,
                    "use_in_tax_closing": False,
                }
            ),
        ]
    }
