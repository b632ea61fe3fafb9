"""The lines of an invoice for the entry door, which has neither texts nor allowances.

Titles, notes and what is too long for a name are lines of nothing; an allowance, a
charge or a rounding is a line of its own. What is negative has a negative quantity.
Source: ``doc/portal.md``, A 2.1.
"""

from decimal import Decimal

from odoo.tools import format_date, formatLang

from ...chorus_api import SubmissionLine
from ...chorus_api.doors import REFERENCE_LIMIT
from ...tools.typed_texts import split_text, visible
from .en16931 import NAME_LIMIT
from .en16931_amounts import AMOUNT_DECIMALS, MOST_DECIMALS, rounded, written
from .submission_vat import rate_of

TEXTS = ("line_section", "line_subsection", "line_note")


def entry_lines(move, terms, rates):
    """The lines, whose amounts add up to the total without VAT.

    Whether the portal rounds each of them is not known: where their sum is another one
    without that, no line has more than cents.

    :param terms: of EN 16931, of the same invoice
    :param rates: see :func:`~.submission_vat.stated_rates`
    :return: tuple of SubmissionLine
    """
    lines = _lines(move, terms, rates, in_cents=False)
    total = sum(
        line["quantity"] * line["unit_price"] - line.get("discount", 0)
        for line in lines
    )
    if rounded(total) != Decimal(terms["BT-109"]):
        lines = _lines(move, terms, rates, in_cents=True)
    return tuple(
        SubmissionLine(number=number, **line)
        for number, line in enumerate(lines, start=1)
    )


def _lines(move, terms, rates, in_cents):
    """
    :param bool in_cents: state no quantity and price whose product has more
    :return: list of dict, values of SubmissionLine
    """
    sold = iter(terms["BG-25"])
    # Of a title before the first line.
    lines, rate = [], next(iter(rates.values()), {})
    for record in move.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)):
        if record.display_type in TEXTS:
            lines += _texts(visible(record.name).splitlines(), rate)
        elif record.display_type == "product" and not _is_of_document(record):
            line = next(sold)
            rate = _rate(rates, line, "BT-151", "BT-152")
            lines += _item(move, record, line, rate, in_cents)
    for sign, group in ((-1, "BG-20"), (1, "BG-21")):
        for extra in terms.get(group, ()):
            rate = _rate(rates, extra, "vat_category_code", "vat_rate")
            lines += _amount(extra["reason"], sign * Decimal(extra["amount"]), rate)
    return lines


def _is_of_document(record):
    """Whether the terms have it among the allowances and charges of the document."""
    key = (record.extra_tax_data or {}).get("computation_key")
    return record.env["l10n_fr_chorus_pro.terms"]._is_document_level(
        {"special_type": False, "computation_key": key}
    )


def _rate(rates, row, category, rate):
    return rates[row[category], rate_of(row.get(rate))]


def _pieces(texts):
    """Texts as names of lines, the first by itself."""
    first, *rest = [text.strip() for text in texts if text.strip()] or ["-"]
    pieces = split_text(first, NAME_LIMIT)
    return pieces + split_text(" – ".join(rest), NAME_LIMIT)


def _texts(texts, rate):
    """Lines of nothing, for their names alone."""
    return [_line(name, rate) for name in _pieces(texts)]


def _line(name, rate, quantity=Decimal(1), unit_price=Decimal(0), **values):
    return (
        {"name": name, "quantity": quantity, "unit_price": unit_price} | values | rate
    )


def _amount(name, amount, rate):
    """One at an amount."""
    quantity = Decimal(-1) if amount < 0 else Decimal(1)
    head, *rest = _pieces([name])
    return [_line(head, rate, quantity, abs(amount)), *_texts_of(rest, rate)]


def _texts_of(pieces, rate):
    return [_line(name, rate) for name in pieces]


def _item(move, record, line, rate, in_cents):
    """What was sold: its line, what its name has no room for, its charges."""
    charges = [(c["reason"], Decimal(c["amount"])) for c in line.get("BG-28", ())]
    net = Decimal(line["BT-131"]) - sum(amount for _reason, amount in charges)
    unit = record.product_uom_id.with_context(lang=move.env.lang).name or ""
    name, *more = (visible(record.name).strip() or line["BT-153"]).splitlines()
    priced = _priced(line, net, in_cents)
    if not priced:
        name = _with_price(move, name, unit, line)
        priced = {
            "quantity": Decimal(-1) if net < 0 else Decimal(1),
            "unit_price": abs(net),
        }
        unit = ""
    head, *rest = _pieces([name, *more, _period(move, line)])
    values = {
        **priced,
        "unit": unit,
        "reference": line.get("BT-155", "")[:REFERENCE_LIMIT],
    }
    lines = [_line(head, rate, **values), *_texts_of(rest, rate)]
    for reason, amount in charges:
        lines += _amount(reason, amount, rate)
    return lines


def _priced(line, net, in_cents):
    """Quantity, price and discount as they were agreed, where they make the amount of
    the line: price has six decimals here, whatever the quantity.

    :param bool in_cents: make it without being rounded
    :return: values of a line; None where they do not
    """
    decimals = MOST_DECIMALS if in_cents else AMOUNT_DECIMALS
    quantity, base = Decimal(line["BT-129"]), Decimal(line.get("BT-149", 1))
    if "BT-148" in line and quantity > 0:
        price = rounded(Decimal(line["BT-148"]) / base, MOST_DECIMALS)
        discount = rounded(quantity * price, decimals) - net
        # Half a cent below nothing is a cent.
        product = quantity * price - discount
        if discount >= 0 and (product if in_cents else rounded(product)) == net:
            return {"quantity": quantity, "unit_price": price, "discount": discount}
    price = rounded(Decimal(line["BT-146"]) / base, MOST_DECIMALS)
    product = quantity * price
    if (product if in_cents else rounded(product)) != net:
        return None
    return {"quantity": quantity, "unit_price": price}


def _with_price(move, name, unit, line):
    """A name that says how many were sold for how much."""
    price = rounded(Decimal(line["BT-146"]) / Decimal(line.get("BT-149", 1)), 6)
    return move.env._(
        "%(name)s (%(quantity)s %(unit)s at %(price)s %(currency)s)",
        name=name,
        quantity=_number(move, line["BT-129"], 0),
        unit=unit,
        price=_number(move, written(price), 2),
        currency=move.currency_id.name,
    )


def _number(move, text, decimals):
    """A decimal text as people of the language write it, with all its decimals."""
    digits = max(decimals, len(text.partition(".")[2]))
    return formatLang(move.env, float(text), digits=digits)


def _period(move, line):
    start, end = line.get("BT-134"), line.get("BT-135")
    if not (start and end):
        return ""
    return move.env._(
        "From %(start)s to %(end)s",
        start=format_date(move.env, start),
        end=format_date(move.env, end),
    )
