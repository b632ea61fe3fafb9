"""Lines, allowances, VAT breakdown and totals of an invoice (BG-20 to BG-25)."""

from odoo import api, models

from ...tools.typed_texts import split_text, visible
from .en16931 import NAME_LIMIT, TEXT_LIMIT
from .en16931_amounts import Totals, Vat, exact, rounded, state_price, written

# UNTDID 5189.
DISCOUNT, EARLY_PAYMENT = "95", "66"


class ChorusEn16931(models.AbstractModel):
    _inherit = "l10n_fr_chorus_pro.terms"

    @api.model
    def _lines_and_amounts(self, move):
        """Everything that is counted.

        From Odoo's own rounded base lines, of which every cent is accounted for: the
        sums are those of the journal entry, the lines those of the printed invoice.
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
        taken_off, added = self._cents(move, totals)
        allowances += taken_off
        charges += added
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
        """Codes of UNECE recommendation 20 by unit of measure."""
        return {
            unit: unit._chorus_unece_code()
            for unit in move.invoice_line_ids.product_uom_id
        }

    @api.model
    def _net(self, base_line):
        """The amount of a line without VAT, as it is printed."""
        return rounded(exact(base_line["tax_details"]["total_excluded_currency"]))

    @api.model
    def _count_cents(self, base_line, vat, totals):
        """Count what a line is accounted with beside its own rounded amount."""
        details = base_line["tax_details"]
        totals.add_cents(vat, rounded(exact(details["delta_total_excluded_currency"])))

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
        self._count_cents(base_line, vat, totals)
        line = {
            **self._item(record),
            **self._price(base_line),
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
        text = visible(line.name).strip()
        name = text.partition("\n")[0] or product.name or line.account_id.name or "-"
        name = name.strip()[:TEXT_LIMIT]
        pieces = split_text(text, TEXT_LIMIT) if text != name else []
        item = {
            "BT-153": name,
            "BT-154": "".join(pieces[:1]),
            "BT-155": product.default_code,
        }
        if product.barcode and product.barcode.isdigit() and len(product.barcode) == 13:
            item.update({"BT-157": product.barcode, "BT-157-1": "0160"})
        return item

    @api.model
    def _price(self, base_line):
        """The price that stands on the line; without VAT where it stands with it."""
        price, discount = exact(base_line["price_unit"]), exact(base_line["discount"])
        net = self._price_without_tax(base_line, price * (1 - discount / 100))
        gross = self._price_without_tax(base_line, price) if discount > 0 else None
        price = state_price(exact(base_line["quantity"]), net, gross)
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
    def _price_without_tax(self, base_line, price):
        taxes = base_line["tax_ids"]
        if not any(taxes.flatten_taxes_hierarchy().mapped("price_include")):
            return price
        details = taxes._get_tax_details(
            float(price),
            1.0,
            rounding_method="round_globally",
            product=base_line["product_id"],
            product_uom=base_line["product_uom_id"],
        )
        return exact(details["total_excluded"])

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
            vat = self._outside_vat(totals, reason)
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
        """The lines in the invoice's order, each with its notes.

        :param dict lines: terms by id of an invoice line
        """
        result = []
        for record, note in self._line_notes(move, lines).items():
            note = note[:TEXT_LIMIT]  # what is cut, the check "text" tells
            terms = lines[record.id]
            terms["BT-126"] = str(len(result) + 1)
            terms["BT-127-00"] = [{"BT-127": note}] if note else []
            result.append(terms)
        return result

    @api.model
    def _line_notes(self, move, ids):
        """What is said of each line beside its description: the titles above it, what
        is too long for the description, the notes below it.

        :param ids: of the lines that are told one by one
        :rtype: dict of str by ``account.move.line``, in the invoice's order
        """
        result, pending = {}, []
        for record in move.invoice_line_ids.sorted(
            lambda line: (line.sequence, line.id)
        ):
            text = visible(record.name).strip()
            if record.display_type in ("line_section", "line_subsection"):
                pending.append(text)
            elif record.display_type == "line_note":
                ([*result.values()][-1] if result else pending).append(text)
            elif record.id in ids:
                result[record] = [*pending, *split_text(text, TEXT_LIMIT)[1:]]
                pending = []
        return {
            record: "\n".join(filter(None, texts)) for record, texts in result.items()
        }

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
            vat = self._outside_vat(totals, reason)
        # Odoo counts a discount of nothing too: there is nothing to say of it.
        if not (net or tax):
            return [], charges
        totals.add_vat(vat, net, tax)
        self._count_cents(base_line, vat, totals)
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
    def _cents(self, move, totals):
        """What rounding each line for itself leaves to Odoo's base, rate by rate.

        An allowance or a charge, not the rounding of the total (BT-114), which is
        outside the base of VAT: so totals and bases are those of the journal entry, and
        lines and total those of the printed invoice.

        :return: (allowances, charges)
        """
        allowances, charges = [], []
        for (category, rate), amount in totals.cents.items():
            if not amount:
                continue
            vat = Vat(category, rate)
            totals.add_vat(vat, amount, exact(0))
            term = {
                "amount": written(abs(amount)),
                "reason": move.env._("Rounding of the lines"),
                **self._charge_vat(vat),
            }
            if amount < 0:
                totals.allowances -= amount
                allowances.append(term)
            else:
                totals.charges += amount
                charges.append(term)
        return allowances, charges

    @api.model
    def _totals(self, move, totals, allowances, charges):
        paid = rounded(exact(move._chorus_prepaid()))
        due = totals.with_vat + totals.rounding - paid
        terms = {
            "BT-106": written(totals.lines),
            # Where there are some, also when they add up to nothing (BR-CO-11, -12).
            "BT-107": allowances and written(totals.allowances),
            "BT-108": charges and written(totals.charges),
            "BT-109": written(totals.without_vat),
            "BT-110": written(totals.vat),
            "BT-112": written(totals.with_vat),
            "BT-113": paid and written(paid),
            "BT-114": totals.rounding and written(totals.rounding),
            "BT-115": written(due),
        }
        if move.currency_id != move.company_currency_id:
            terms["BT-111"] = written(totals.tax_in_company_currency)
        return {term: value for term, value in terms.items() if value}
