"""The VAT of an invoice: its category, and the reason where there is none (BG-23)."""

from odoo import api, models

from odoo.addons.account_edi_ubl_cii.models.account_edi_common import (
    TAX_EXEMPTION_MAPPING,
)

from ...tools.french import french_env
from .en16931 import plain
from .en16931_amounts import Vat, exact, rounded, written
from .exemption_reasons import CATEGORY_REASON_CODES, category_of, french_reason

NO_VAT_CATEGORIES = ("AE", "E", "G", "K", "O")


class ChorusEn16931(models.AbstractModel):
    _inherit = "l10n_fr_chorus_pro.terms"

    @api.model
    def _vats(self, move):
        """The VAT of each tax of the lines, looked up once for all of them.

        :rtype: dict of Vat by ``account.tax``
        """
        taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy().filtered(
            lambda tax: tax.amount_type == "percent"
        )
        return {tax: self._vat_of_tax(move, tax) for tax in taxes}

    @api.model
    def _vat(self, move, base_line, totals):
        """The VAT of a line, by the settings of its tax.

        :return: (Vat, tax in the invoice's currency, tax in the company's)
        """
        datas = [
            data
            for data in base_line["tax_details"]["taxes_data"]
            if data["tax"].amount_type == "percent"
        ]
        amount = sum((exact(d["tax_amount_currency"]) for d in datas), exact(0))
        balance = sum((exact(d["tax_amount"]) for d in datas), exact(0))
        tax = datas[0]["tax"] if datas else self.env["account.tax"]
        vat = totals.vats.get(tax) or self._vat_of_tax(move, tax)
        return vat, rounded(amount), rounded(balance)

    @api.model
    def _vat_of_tax(self, move, tax):
        """Category, rate and reason of a tax; of none where the line has no tax.

        :rtype: Vat
        """
        return self._vat_between(move.company_id, move.commercial_partner_id, tax)

    @api.model
    def _vat_between(self, company, customer, tax):
        """The same, of what a company asks a customer for.

        Nothing is made up of the two countries: where no VAT is charged, the category
        is the one that was chosen, else that of the reason, else exempt. The text of an
        exemption is what the tax prints on the invoice, else what its code means.

        :param customer: a commercial ``res.partner``
        :rtype: Vat
        """
        rate, code = exact(tax.amount), tax.ubl_cii_tax_exemption_reason_code or ""
        category = tax.ubl_cii_tax_category_code or category_of(code) or "E"
        if rate and not (tax.ubl_cii_tax_category_code or code):
            category = self._charged_category(company, customer, tax)
        if category not in NO_VAT_CATEGORIES:
            return Vat(category, rate)
        code = code or CATEGORY_REASON_CODES.get(category, "")
        return Vat(category, rate, self._exemption_text(customer, tax, code), code)

    @api.model
    def _charged_category(self, company, customer, tax):
        """The category of a tax that has a rate, as core sees it.

        Core reads the countries of Europe from the database each time, and only has
        another answer than S for reverse charge and for the islands of Spain.
        """
        if customer.country_code != "ES" and not tax.has_negative_factor:
            return "S"
        return self.env["account.edi.common"]._get_tax_category_code(
            customer, company.partner_id, tax
        )

    @api.model
    def _exemption_text(self, customer, tax, code):
        """Why a tax is not charged, in French for a French customer."""
        by_core = TAX_EXEMPTION_MAPPING.get(code, "")
        if not customer._chorus_is_french():
            return plain(tax.invoice_legal_notes) or by_core
        notes = tax.with_env(french_env(tax.env)).invoice_legal_notes
        return plain(notes) or french_reason(code) or by_core

    @api.model
    def _outside_vat(self, totals, reason):
        """The VAT of what bears none beside the lines."""
        category = totals.outside_category
        return Vat(category, exact(0), reason, CATEGORY_REASON_CODES.get(category, ""))

    @api.model
    def _vat_breakdown(self, totals):
        rows = []
        for (category, rate), group in totals.groups.items():
            row = {
                "BT-116": written(group.base),
                "BT-117": written(group.tax),
                "BT-118": category,
                "BT-119": Vat(category, rate).written_rate,
                "BT-120": " – ".join(group.reasons),
                # A code stands for all of the row: two of them contradict each other.
                "BT-121": next(iter(group.codes)) if len(group.codes) == 1 else None,
            }
            rows.append({term: value for term, value in row.items() if value})
        return rows
