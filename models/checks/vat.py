"""Checks of the VAT of an invoice: of a kind that it can say, and why there is none.

Each takes an ``account.move`` and returns a plain sentence, or None where all is well.
The table of checks is in ``table.py``.
"""

from ..einvoice.en16931_vat import NO_VAT_CATEGORIES
from ..einvoice.exemption_reasons import category_of
from .content import line_label

MONACO = "MC"


def find_vat_number(move):
    """What bears VAT, and what goes abroad without it (BR-S-02, BR-G-02, BR-IC-02)."""
    company, terms = move.company_id, move.env["l10n_fr_chorus_pro.terms"]
    if terms._seller_vat(move):
        return None
    taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy().filtered(
        lambda tax: tax.amount_type == "percent"
    )
    if any(taxes.mapped("amount")):
        return move.env._(
            "%s charges VAT but has no VAT number. Enter it on the company.",
            company.display_name,
        )
    if any(terms._vat_of_tax(move, tax).category in ("G", "K") for tax in taxes):
        return move.env._(
            "%s has no VAT number, which an export or an intra-Community supply must"
            " show. Enter it on the company.",
            company.display_name,
        )


def find_taxes(move):
    """One VAT for each line, of a kind that an electronic invoice knows."""
    categories = set()
    for line in move.invoice_line_ids:
        if line.display_type != "product":
            continue
        taxes = line.tax_ids.flatten_taxes_hierarchy()
        vats = taxes.filtered(lambda tax: tax.amount_type == "percent")
        label = line_label(line)
        if other := taxes.filtered(
            lambda tax: tax.amount_type not in ("percent", "fixed")
        ):
            return move.env._(
                "The tax %(tax)s of « %(line)s » is computed in a way that an"
                " electronic invoice cannot say. Use a percentage.",
                tax=other[0].display_name,
                line=label,
            )
        if len(vats) != 1:
            return _not_one_vat(move, line, vats)
        vat = move.env["l10n_fr_chorus_pro.terms"]._vat_of_tax(move, vats)
        categories.add(vat.category)
        if bool(vat.rate) == (vat.category in NO_VAT_CATEGORIES) or vat.rate < 0:
            if vat.category != "Z":
                return move.env._(
                    "The rate and the category (%(category)s) of the tax %(tax)s"
                    " contradict each other. Correct the tax.",
                    category=vat.category,
                    tax=vats.display_name,
                )
    if "O" in categories and len(categories) > 1:
        return move.env._(
            "What is outside the scope of VAT (category O) cannot stand beside other"
            " lines. Make two invoices of it."
        )


def _not_one_vat(move, line, vats):
    label = line_label(line)
    if not vats and line.price_subtotal < 0:
        return move.env._(
            "« %s » takes money off without VAT. A retention is no line: VAT is due"
            " on the whole, and the rest is paid later. Say so in the payment"
            " terms, with one date for what is due now and one for the retention.",
            label,
        )
    return move.env._(
        "« %s » must have one VAT, neither none nor several. Where none is"
        " charged, choose an exempt tax that says why.",
        label,
    )


def place_without_reason(move):
    """The first exempt tax of the invoice that does not say why."""
    terms = move.env["l10n_fr_chorus_pro.terms"]
    taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
    for tax in taxes.filtered(lambda tax: tax.amount_type == "percent"):
        vat = terms._vat_of_tax(move, tax)
        if vat.category in NO_VAT_CATEGORIES and not (vat.reason or vat.reason_code):
            return tax
    return taxes[:0]


def find_exemption(move):
    if tax := place_without_reason(move):
        return move.env._(
            "The tax %s charges no VAT and does not say why. Enter its exemption reason"
            " code or its legal notes: the franchise of article 293 B has the code"
            " VATEX-FR-FRANCHISE.",
            tax.display_name,
        )


def _uncharged_taxes(move):
    taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
    return taxes.filtered(lambda tax: tax.amount_type == "percent" and not tax.amount)


def place_contradiction(move):
    """The first tax whose category, reason and countries do not go together."""
    taxes = _uncharged_taxes(move)
    return taxes.filtered(lambda tax: _contradicts(move, tax))[:1]


def find_contradiction(move):
    tax = place_contradiction(move)
    return _contradicts(move, tax) if tax else None


def _contradicts(move, tax):
    code, chosen = tax.ubl_cii_tax_exemption_reason_code, tax.ubl_cii_tax_category_code
    meant = category_of(code)
    if chosen and meant and chosen != meant:
        return move.env._(
            "The tax %(tax)s has the category %(category)s and the reason %(code)s,"
            " which is one of category %(meant)s. Correct one of the two.",
            tax=tax.display_name,
            category=chosen,
            code=code,
            meant=meant,
        )
    category = chosen or meant
    if category == "K" and not _leaves_for(move, _is_elsewhere_in_union):
        return move.env._(
            "The tax %s is for what is delivered to another country of the Union, and"
            " neither the customer nor the delivery address is there. Choose another"
            " tax, or correct the addresses.",
            tax.display_name,
        )
    if category == "K" and len(move.commercial_partner_id.vat or "") <= 2:
        return move.env._(
            "The tax %(tax)s is for what is delivered to another country of the Union,"
            " for which the invoice must show the VAT number of %(customer)s. Enter"
            " it.",
            tax=tax.display_name,
            customer=move.commercial_partner_id.display_name,
        )
    if category == "G" and not _leaves_for(move, _is_out_of_union):
        return move.env._(
            "The tax %s is for exports, and neither the customer nor the delivery"
            " address is outside the Union or overseas. Choose another tax, or correct"
            " the addresses.",
            tax.display_name,
        )


def _leaves_for(move, is_there):
    places = move.commercial_partner_id | move.partner_id | move.partner_shipping_id
    return any(is_there(move, place) for place in places if place.country_code)


def _union(move):
    return move.env.ref("base.europe").sudo().country_ids.mapped("code")


def _is_elsewhere_in_union(move, place):
    return place.country_code in _union(move) and (
        place.country_code != move.company_id.partner_id.country_code
    )


def _is_out_of_union(move, place):
    """French overseas too, to which goods are exported, whatever country is entered."""
    is_overseas = place.country_code == "FR" and (place.zip or "")[:2] in ("97", "98")
    is_union = place.country_code in (*_union(move), MONACO)
    return is_overseas or not is_union or not _is_seller_in_union(move)


def _is_seller_in_union(move):
    return move.company_id.partner_id.country_code in _union(move)


def find_delivery_date(move):
    """An intra-Community supply says when it was delivered."""
    if move.delivery_date:
        return None
    terms = move.env["l10n_fr_chorus_pro.terms"]
    taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
    if any(terms._vat_of_tax(move, tax).category == "K" for tax in taxes):
        return move.env._(
            "An intra-Community supply must say when it was delivered. Enter the"
            " delivery date."
        )
