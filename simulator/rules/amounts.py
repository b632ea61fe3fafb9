"""Checks of the amounts: their form, what they add up to, what they must be."""

from collections.abc import Iterator
from decimal import Decimal

from ..documents.parsed import ParsedInvoice
from .tags import required, tag

CENT = Decimal("0.01")
MAX_ORIGIN = 20
# Categories of VAT under which none is due, so that the document must say why.
EXEMPT = ("E", "AE", "K", "G", "O")


def amounts(invoice, context) -> Iterator[str]:
    if invoice.totals.total is None:
        yield required(invoice, "total")


def digits(invoice, context) -> Iterator[str]:
    for name in dict.fromkeys(invoice.long_amounts):
        yield (
            f"Le montant {name} ne doit pas depasser 19 chiffres, dont 6 apres la"
            " virgule."
        )


def totals(invoice, context) -> Iterator[str]:
    for name, label, computed in _equations(invoice):
        stated = getattr(invoice.totals, name)
        if None not in (stated, computed) and abs(stated - computed) >= CENT:
            element = tag(invoice, name).split(".")[-2]
            yield (
                f"La synthese de l'en-tete est incorrecte : {element} vaut"
                f" {stated:.2f}, {label} {computed:.2f}."
            )


def _equations(invoice: ParsedInvoice) -> Iterator[tuple[str, str, Decimal | None]]:
    """Rows of (a total, what it must be in words, the amount this gives or None)."""
    stated, sums = invoice.totals, invoice.sums
    if not invoice.minimal:
        yield "lines", "la somme des lignes", sums.lines
        yield "vat", "la somme des TVA", sums.vat
    yield "allowances", "la somme des remises", sums.allowances
    yield "charges", "la somme des majorations", sums.charges
    if stated.lines is not None:
        untaxed = stated.lines - _or_zero(stated.allowances) + _or_zero(stated.charges)
        yield "untaxed", "le total HT des lignes, remises et majorations", untaxed
    if stated.untaxed is not None:
        yield "total", "HT plus TVA", stated.untaxed + _or_zero(stated.vat)
    if stated.total is not None and not invoice.is_minimum:
        due = stated.total - _or_zero(stated.prepaid) + _or_zero(stated.rounding)
        yield "due", "TTC moins acompte", due


def _or_zero(amount: Decimal | None) -> Decimal:
    return Decimal(0) if amount is None else amount


def prepaid(invoice, context) -> Iterator[str]:
    stated = invoice.totals
    paid = stated.due == 0 and (invoice.is_minimum or stated.prepaid == stated.total)
    if invoice.framework == "A2" and not paid:
        yield (
            "Une facture deja payee (cadre A2) doit etre acquittee en totalite : le"
            f" net a payer doit valoir 0 (balise : {tag(invoice, 'due')})."
        )


def credit_note(invoice, context) -> Iterator[str]:
    if invoice.type_code != "381":
        return
    if _or_zero(invoice.totals.total) < 0:
        path = tag(invoice, "total")
        yield f"Le total d'un avoir doit etre positif (balise : {path})."
    if len(invoice.origin_number) > MAX_ORIGIN:
        path = tag(invoice, "origin")
        yield f"Le champ {path} ne doit pas depasser {MAX_ORIGIN} caracteres."


def category(invoice, context) -> Iterator[str]:
    """Every row of the VAT breakdown names its category, as in all official samples; an
    invoice without was seen refused in another client's test (doc/portal.md, A 1.8)."""
    if not all(tax.category for tax in invoice.taxes):
        yield required(invoice, "category")


def exemption(invoice, context) -> Iterator[str]:
    if invoice.minimal:
        return
    for tax in invoice.taxes:
        if tax.category in EXEMPT and not tax.reason:
            yield (
                f"Le motif d'exoneration de la TVA de categorie {tax.category} est"
                f" obligatoire (balise : {tag(invoice, 'exemption')})."
            )
