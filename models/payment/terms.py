"""Payment terms as the law gives them: all of it, so many days after the invoice."""

from odoo import api, models

from ...tools.day_count import days_text


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    @api.model
    def _chorus_net(self, company, days):
        """The terms by which all is due so many days after the date of the invoice.

        :param company: whose terms, or those of all companies
        :param int days: days
        :return: one record, empty where there is none
        """
        line = [
            ("value", "=", "percent"),
            ("value_amount", "=", 100),
            ("delay_type", "=", "days_after"),
            ("nb_days", "=", days),
        ]
        found = self.search(
            [
                *self._check_company_domain(company),
                ("early_discount", "=", False),
                ("line_ids", "any", line),
            ]
        )
        return found.filtered(lambda term: len(term.line_ids) == 1)[:1]

    @api.model
    def _chorus_net_name(self, days):
        """How terms of so many days are named, in the language of the environment."""
        return days_text(self.env, days)

    @api.model
    def _chorus_make_net(self, company, days):
        """Such terms for a company that has none.

        :return: one record
        """
        # Nobody types anything of them: whoever may give a customer terms gets them.
        terms = self.with_env(company._chorus_lang_env()).sudo()
        line = {"value": "percent", "value_amount": 100, "nb_days": days}
        made = terms.create(
            {
                "name": terms._chorus_net_name(days),
                "company_id": company.id,
                "line_ids": [(0, 0, line)],
            }
        )
        return self.browse(made.id)
