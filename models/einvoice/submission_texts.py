"""The comment of an invoice as data: what ``soumettre`` has no field for."""

from decimal import Decimal

from odoo.tools import format_date

from ...chorus_api import doors
from ...chorus_api.doors import COMMENT_LIMIT
from ...tools.typed_texts import split_text, visible
from .en16931 import CREDIT_NOTE, plain


def comment_of(move, door, terms):
    """What goes with the data in words.

    Beside a PDF, which says all of it, the terms and conditions of the invoice, cut;
    alone, whatever has no field: then it may be too long, which a check tells.

    :param str door: a code of ``DOORS``
    :param terms: of EN 16931, of the same invoice
    """
    if door == doors.PDF:
        return "".join(split_text(visible(plain(move.narration)), COMMENT_LIMIT)[:1])
    return "\n".join(filter(None, _texts(move, terms)))


def _texts(move, terms):
    env = move.env
    reasons = [row.get("BT-120") for row in terms["BG-23"]]
    yield from (note["BT-22"] for note in terms["BG-1"])
    yield from dict.fromkeys(reasons)
    if vat := terms.get("BT-111"):
        currency = terms["BT-6"]
        yield env._("VAT in %(currency)s: %(vat)s", currency=currency, vat=vat)
    yield terms["BT-20"]
    due = terms.get("BT-9")
    if due and terms["BT-3"] != CREDIT_NOTE and Decimal(terms["BT-115"]):
        yield env._("Due on %s", format_date(env, due))
    if reference := terms.get("BT-83"):
        yield env._("Payment reference: %s", reference)
    if order := terms.get("BT-14"):
        yield env._("Our order: %s", order)
    if delivered := terms.get("BT-72"):
        yield env._("Delivered on %s", format_date(env, delivered))
    if place := terms.get("BG-13"):
        yield env._("Delivered to %s", ", ".join(place.values()))
    for row in terms.get("BG-3", ())[1:]:
        yield env._("About the invoice %s", row["BT-25"])
