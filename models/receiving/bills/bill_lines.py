"""The lines of a bill, with account and tax."""

from odoo import Command, models
from odoo.exceptions import UserError

from .accounts import line_key
from .figures import NOTE
from .words import BillWords, is_own

# Part of France for VAT (CGI, annex IV; directive 2006/112/CE, art. 7).
MONACO = "MC"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_bill_lines(self, partner, facts, journal, rule):
        """Commands for the lines of this invoice's bill.

        :param rule: of its service, may be empty
        """
        self.ensure_one()
        words = BillWords(self.env, facts.currency)
        accounts = _Accounts(self, partner, journal, rule)
        taxes = self._chorus_bill_taxes(partner, facts, rule)
        values = []
        for sequence, line in enumerate(facts.figures.lines):
            text = words.line(line)
            own = {"name": text, "sequence": sequence * 10 + 10}
            if line.kind == NOTE:
                values.append(own | {"display_type": "line_note"})
                continue
            tax = taxes.get(line.rate or 0)
            account = accounts.of(line, text)
            values.append(
                own
                | {
                    "quantity": float(line.quantity),
                    "price_unit": float(line.price),
                    "discount": float(line.discount),
                    "account_id": account.id,
                    "analytic_distribution": accounts.distribution(account),
                    "tax_ids": [Command.set(tax.ids if tax else [])],
                }
                | ({"product_uom_id": line.unit} if line.unit else {})
            )
        return [Command.create(line) for line in values]

    # -- Taxes -----------------------------------------------------------------

    def _chorus_bill_taxes(self, partner, facts, rule):
        """The tax of each rate; that of 0 where the body owes VAT itself.

        :return: {rate: tax}
        """
        taxes = self.env["account.tax"]
        company, rates = self.company_id, list(facts.figures.vat)
        deductible = rule.vat_deductible
        found = {}
        if deductible and partner._chorus_is_french():
            found = taxes._chorus_deductible_taxes(company, rates)
        missing = [rate for rate in rates if rate not in found]
        if missing:
            found |= taxes._chorus_taxes_of_cost(company, missing)
        if not rates and self._chorus_may_owe_vat(partner):
            tax = taxes._chorus_self_assessed_tax(
                partner, company, deductible=deductible
            )
            if tax:
                found[0] = tax
            else:
                facts.questions.append(
                    self.env._(
                        "%s is abroad and charges no VAT. Does the body owe it? Choose"
                        " the tax of its lines, for goods or for services: the next"
                        " bills of this supplier follow.",
                        partner.display_name,
                    )
                )
        return found

    def _chorus_may_owe_vat(self, partner):
        """Whether VAT of a supplier who charges none may be this body's to declare."""
        country = partner.country_id
        if not country or not self.company_id.vat or partner._chorus_is_french():
            return False
        own = self.company_id.account_fiscal_country_id
        return country != own and country.code != MONACO


class _Accounts:
    """Accounts of lines: of the supplier's last bill, the rule, the journal."""

    def __init__(self, received, partner, journal, rule):
        self._env = received.env
        self._by_text, self._usual = received._chorus_usual_accounts(partner)
        self._default = (
            rule.account_id
            or journal.default_account_id
            or received.company_id.expense_account_id
        )
        self._journal = journal
        self._partner = partner
        self._company = received.company_id
        self._distributions = {}

    def distribution(self, account):
        """The analytic distribution of lines with an account: core's own, which it
        would look for once a line."""
        if account not in self._distributions:
            models = self._env["account.analytic.distribution.model"]
            self._distributions[account] = models._get_distribution(
                {
                    "product_id": False,
                    "product_categ_id": False,
                    "partner_id": self._partner.id,
                    "partner_category_id": self._partner.category_id.ids,
                    "account_prefix": account.code,
                    "company_id": self._company.id,
                    "related_root_plan_ids": self._env["account.analytic.plan"],
                }
            )
        return self._distributions[account] or False

    def of(self, line, text):
        """:raises UserError: nothing tells one"""
        found = not is_own(line) and self._by_text.get(line_key(text))
        found = found or self._usual or self._default
        if not found:
            raise UserError(
                self._env._(
                    "No expense account is known: give the journal %s one, or make a"
                    " rule in Received Invoices > Configuration > Booking.",
                    self._journal.display_name,
                )
            )
        return found
