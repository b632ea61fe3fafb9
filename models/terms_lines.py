"""Lines, allowances, VAT breakdown and totals of an invoice (BG-20 to BG-25)."""

from odoo import api, models

from odoo.addons.account_edi_ubl_cii.models.account_edi_common import (
    TAX_EXEMPTION_MAPPING,
)

from .terms import NAME_LIMIT, TEXT_LIMIT, plain
from .terms_amounts import Totals, Vat, exact, find_price, rounded, written

NO_VAT_CATEGORIES = ("AE", "E", "G", "K", "O")
# The reason that a category has by its nature (BR-AE-10, BR-G-10, BR-IC-10, BR-O-10).
CATEGORY_REASON_CODES = {
    "AE": "VATEX-EU-AE",
    "G": "VATEX-EU-G",
    "K": "VATEX-EU-IC",
    "O": "VATEX-EU-O",
}
# Mentions that French law words (CGI art. 293 E, art. 242 nonies A of its annex II).
LEGAL_MENTIONS = {
    "VATEX-FR-FRANCHISE": "TVA non applicable, art. 293 B du CGI",
    "VATEX-EU-AE": "Autoliquidation",
    "VATEX-FR-AE": "Autoliquidation",
}
# UNTDID 5189.
DISCOUNT, EARLY_PAYMENT = "95", "66"


class ChorusTerms(models.AbstractModel):
    _inherit = "l10n_fr_chorus_pro.terms"

    @api.model
    def _lines_and_amounts(self, move):
        """Everything that is counted.

        From Odoo's own rounded base lines, of which every cent is accounted for: the
        sums are those of the journal entry.
        """
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        totals = Totals(vats=self._vats(move))
        lines, allowances, charges, units = {}, [], [], self._units(move)
        for base_line in base_lines:
            if base_line["special_type"] == "cash_rounding":
                totals.rounding += self._net(base_line)
            elif self._is_document_level(base_line):
                taken_off, added = self._document_level(move, base_line, totals)
                allowances += taken_off
                charges += added
            else:
                line, extra = self._line(move, base_line, units, totals)
                lines[base_line["record"].id] = line
                charges += extra
        return {
            "BG-20": allowances,
            "BG-21": charges,
            "BG-23": self._vat_breakdown(totals),
            "BG-25": self._numbered(move, lines),
            **self._period(move),
            **self._totals(move, totals, allowances, charges),
        }

    @api.model
    def _units(self, move):
        """Codes of UNECE recommendation 20 by unit of measure, each looked up once."""
        return {
            unit: unit._get_unece_code()
            for unit in move.invoice_line_ids.product_uom_id
        }

    @api.model
    def _net(self, base_line):
        """The amount of a line without VAT, as it is accounted."""
        details = base_line["tax_details"]
        return rounded(
            exact(details["total_excluded_currency"])
            + exact(details["delta_total_excluded_currency"])
        )

    # -- VAT -------------------------------------------------------------------

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

        The text of an exemption is what the tax prints on the invoice, else what the
        law words, else what core says of its code.

        :rtype: Vat
        """
        category = self.env["account.edi.common"]._get_tax_category_code(
            move.commercial_partner_id, move.company_id.partner_id, tax
        )
        rate = exact(tax.amount) if tax else exact(0)
        if category not in NO_VAT_CATEGORIES:
            return Vat(category, rate)
        code = tax.ubl_cii_tax_exemption_reason_code or CATEGORY_REASON_CODES.get(
            category, ""
        )
        text = (
            plain(tax.invoice_legal_notes)
            or LEGAL_MENTIONS.get(code)
            or TAX_EXEMPTION_MAPPING.get(code)
        )
        return Vat(category, rate, text or "", code)

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
                "BT-121": group.codes[0] if len(group.codes) == 1 else None,
            }
            rows.append({term: value for term, value in row.items() if value})
        return rows

    # -- Lines -----------------------------------------------------------------

    @api.model
    def _line(self, move, base_line, units, totals):
        """A line of the invoice.

        :return: (terms of the line, charges of the document that come of its taxes)
        """
        record = base_line["record"]
        vat, tax, balance = self._vat(move, base_line, totals)
        net = self._net(base_line)
        line_charges, document_charges = self._fixed_taxes(move, base_line, totals)
        total = sum((exact(c["amount"]) for c in line_charges), net)
        totals.lines += total
        totals.tax_in_company_currency += balance
        totals.add_vat(vat, total, tax)
        line = {
            **self._item(record),
            **self._price(base_line, net),
            "BT-130": units.get(base_line["product_uom_id"], "C62"),
            "BT-131": written(total),
            "BT-151": vat.category,
            "BT-152": vat.written_rate,
            "BG-28": line_charges,
            **self._line_period(record),
        }
        line = {term: value for term, value in line.items() if value}
        return line, document_charges

    @api.model
    def _item(self, line):
        """What was sold: its text, of which the first line is the name."""
        product = line.product_id
        text = (line.name or "").strip()
        name = text.partition("\n")[0] or product.name or line.account_id.name or "-"
        item = {
            "BT-153": name.strip()[:TEXT_LIMIT],
            "BT-154": text[:TEXT_LIMIT] if text != name.strip() else None,
            "BT-155": product.default_code,
        }
        if product.barcode and product.barcode.isdigit() and len(product.barcode) == 13:
            item.update({"BT-157": product.barcode, "BT-157-1": "0160"})
        return item

    @api.model
    def _price(self, base_line, net):
        details = base_line["tax_details"]
        quantity, discount = exact(base_line["quantity"]), exact(base_line["discount"])
        raw = exact(details["raw_total_excluded_currency"])
        unit_price = raw / quantity if quantity else exact(base_line["price_unit"])
        gross_price = None
        fixed = (
            base_line["tax_ids"]
            .flatten_taxes_hierarchy()
            .filtered(lambda tax: tax.amount_type == "fixed" and tax.price_include)
        )
        # A discount does not lower what a tax of a fixed amount takes out of the price.
        if 0 < discount < 100 and not fixed:
            gross_price = unit_price / (1 - discount / 100)
        elif discount == 100 and not any(base_line["tax_ids"].mapped("price_include")):
            gross_price = exact(base_line["price_unit"])
        price = find_price(net, quantity, unit_price, gross_price)
        terms = {
            "BT-129": written(price.quantity, 0),
            "BT-146": written(price.net),
            "BT-149": price.base and written(price.base, 0),
        }
        # Chorus Pro refuses a gross price without its discount.
        if price.gross is not None:
            terms["BT-148"] = written(price.gross)
            terms["BT-147-00"] = [{"BT-147": written(price.gross - price.net)}]
        return terms

    @api.model
    def _fixed_taxes(self, move, base_line, totals):
        """Taxes of a fixed amount, such as an eco-contribution, are no VAT: charges.

        Of the line where they bear VAT, else of the document, without VAT.

        :return: (charges of the line, charges of the document)
        """
        line_charges, document_charges = [], []
        for data in base_line["tax_details"]["taxes_data"]:
            tax = data["tax"]
            amount = rounded(exact(data["tax_amount_currency"]))
            if tax.amount_type != "fixed" or not amount:
                continue
            charge = {"amount": written(amount), "reason": tax.name[:NAME_LIMIT]}
            if tax.include_base_amount:
                line_charges.append(charge)
                continue
            reason = move.env._("%s: outside the VAT base", tax.name)
            vat = Vat(totals.outside_category, reason=reason)
            totals.charges += amount
            totals.add_vat(vat, amount, exact(0))
            document_charges.append({**charge, **self._charge_vat(vat)})
        return line_charges, document_charges

    @api.model
    def _charge_vat(self, vat):
        terms = {"vat_category_code": vat.category, "vat_rate": vat.written_rate}
        return {key: value for key, value in terms.items() if value}

    # Deferred dates are a feature of another addon, whose fields may be there.
    @api.model
    def _line_period(self, line):
        if "deferred_start_date" not in line._fields:
            return {}
        return {"BT-134": line.deferred_start_date, "BT-135": line.deferred_end_date}

    @api.model
    def _period(self, move):
        periods = [self._line_period(line) for line in move.invoice_line_ids]
        starts = [p["BT-134"] for p in periods if p.get("BT-134")]
        ends = [p["BT-135"] for p in periods if p.get("BT-135")]
        if not (starts and ends) or min(starts) > max(ends):
            return {}
        return {"BT-73": min(starts), "BT-74": max(ends)}

    @api.model
    def _numbered(self, move, lines):
        """The lines in the invoice's order, with the titles above them and the notes
        below them."""
        result, pending = [], []
        for record in move.invoice_line_ids.sorted(
            lambda line: (line.sequence, line.id)
        ):
            text = (record.name or "").strip()
            if record.display_type in ("line_section", "line_subsection"):
                pending.append(text)
            elif record.display_type == "line_note":
                (result[-1]["notes"] if result else pending).append(text)
            elif record.id in lines:
                result.append({"terms": lines[record.id], "notes": pending})
                pending = []
        for number, row in enumerate(result, 1):
            note = "\n".join(filter(None, row["notes"]))[:TEXT_LIMIT]
            row["terms"]["BT-126"] = str(number)
            row["terms"]["BT-127-00"] = [{"BT-127": note}] if note else []
        return [row["terms"] for row in result]

    # -- Document level --------------------------------------------------------

    @api.model
    def _is_document_level(self, base_line):
        """Whether Odoo counts the line for the document: a global discount, a discount
        for early payment that lowers VAT at once."""
        return base_line["special_type"] == "early_payment" or (
            base_line["computation_key"] or ""
        ).startswith("global_discount,")

    @api.model
    def _document_level(self, move, base_line, totals):
        """An allowance or a charge of the document (BG-20, BG-21).

        :return: (allowances, charges), those too that come of taxes of a fixed amount
        """
        vat, tax, balance = self._vat(move, base_line, totals)
        in_base, charges = self._fixed_taxes(move, base_line, totals)
        net = sum((exact(c["amount"]) for c in in_base), self._net(base_line))
        is_early = base_line["special_type"] == "early_payment"
        if is_early and not base_line["tax_ids"]:
            reason = move.env._("Early payment discount: outside the VAT base")
            vat = Vat(totals.outside_category, reason=reason)
        # Odoo counts a discount of nothing too: there is nothing to say of it.
        if not (net or tax):
            return [], charges
        totals.add_vat(vat, net, tax)
        totals.tax_in_company_currency += balance
        early = move.env._("Early payment discount")
        term = {
            "amount": written(abs(net)),
            "reason": early
            if is_early
            else (base_line["record"].name or "-")[:TEXT_LIMIT],
            **self._charge_vat(vat),
        }
        if net < 0:
            totals.allowances -= net
            term["reason_code"] = EARLY_PAYMENT if is_early else DISCOUNT
            return [term], charges
        totals.charges += net
        return [], [term, *charges]

    @api.model
    def _totals(self, move, totals, allowances, charges):
        due = rounded(exact(move.amount_residual))
        payable = totals.with_vat + totals.rounding
        terms = {
            "BT-106": written(totals.lines),
            # Where there are some, also when they add up to nothing (BR-CO-11, -12).
            "BT-107": allowances and written(totals.allowances),
            "BT-108": charges and written(totals.charges),
            "BT-109": written(totals.without_vat),
            "BT-110": written(totals.vat),
            "BT-112": written(totals.with_vat),
            "BT-113": payable != due and written(payable - due),
            "BT-114": totals.rounding and written(totals.rounding),
            "BT-115": written(due),
        }
        if move.currency_id != move.company_currency_id:
            terms["BT-111"] = written(totals.tax_in_company_currency)
        return {term: value for term, value in terms.items() if value}
