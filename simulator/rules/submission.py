"""What is checked of an invoice that is handed in as data (doc/portal.md, A 2.1).

Which totals the real portal compares is not known: here they agree to the cent, and a
line or a row of the recapitulation may be rounded by itself.
"""

from collections.abc import Iterator
from decimal import Decimal

from ..directory import structure_by_id
from ..documents.submitted import SubmittedInvoice, exact
from ..lists import CURRENCIES, EXEMPTION_REASONS, VAT_RATES
from . import content
from .amounts import CENT

COMMENT_LENGTH = 2000
NAME_LENGTH = 100


def stated_number(invoice, context) -> Iterator[str]:
    """Where no number stands, the portal gives one (SAISIE_API alone)."""
    if invoice.number:
        yield from content.number(invoice, context)


def sums(invoice: SubmittedInvoice, context) -> Iterator[str]:
    totals = invoice.totals
    untaxed, vat, total = totals.untaxed, totals.vat, totals.total
    assert untaxed is not None and vat is not None and total is not None, "required"
    if abs(untaxed + vat - total) >= CENT:
        yield f"montantTtcTotal vaut {total:.2f}, HT plus TVA {untaxed + vat:.2f}."
    rows = invoice.rows("ligneTva")
    for field, stated in (
        ("ligneTvaMontantBaseHtParTaux", untaxed),
        ("ligneTvaMontantTvaParTaux", vat),
    ):
        found = sum((exact(row.get(field, 0.0)) for row in rows), Decimal(0))
        if rows and abs(found - stated) >= CENT:
            yield f"La somme des {field} vaut {found:.2f}, le total {stated:.2f}."


def due(invoice: SubmittedInvoice, context) -> Iterator[str]:
    """Of what is paid already nothing is due (R 4.2); else all but the discount."""
    totals = invoice.totals
    assert totals.total is not None and totals.prepaid is not None, "read so"
    due = 0 if invoice.framework == "A2" else totals.total - totals.prepaid
    assert totals.due is not None, "required"
    if abs(totals.due - due) >= CENT:
        yield f"montantAPayer vaut {totals.due:.2f}, et devrait valoir {due:.2f}."


def lines(invoice: SubmittedInvoice, context) -> Iterator[str]:
    rows = invoice.rows("lignePoste")
    if invoice.is_entry and not rows:
        yield "Une ligne de poste est obligatoire (balise : lignePoste)."
    total = Decimal(0)
    for row in rows:
        for field in (
            "lignePosteDenomination lignePosteQuantite lignePosteMontantUnitaireHT"
        ).split():
            if row.get(field) in (None, ""):
                yield f"L'element {field} est obligatoire."
                return
        price = exact(row["lignePosteMontantUnitaireHT"])
        total += price * exact(row["lignePosteQuantite"])
        total -= exact(row.get("lignePosteMontantRemiseHT", 0.0))
    stated = invoice.totals.untaxed
    assert stated is not None, "required"
    if invoice.is_entry and abs(total - stated) >= CENT * (len(rows) + 1):
        yield f"La somme des lignes vaut {total:.2f}, montantHtTotal {stated:.2f}."


def rates(invoice: SubmittedInvoice, context) -> Iterator[str]:
    """A rate is a code of the list or a percentage, never both."""
    for name, field in (
        ("lignePoste", "lignePosteTauxTva"),
        ("ligneTva", "ligneTvaTaux"),
    ):
        for row in invoice.rows(name):
            code, manual = row.get(field, ""), row.get(f"{field}Manuel")
            if bool(code) == (manual is not None):
                yield f"{field} ou {field}Manuel est attendu, et un seul des deux."
            elif code and code not in VAT_RATES:
                yield f"Le taux {code} (balise : {field}) est inconnu."


def vat_kind(invoice: SubmittedInvoice, context) -> Iterator[str]:
    references = invoice.part("references")
    kind, reason = references["typeTva"], references.get("motifExonerationTva", "")
    if kind == "EXONERATION" and not reason:
        yield "L'element references.motifExonerationTva est obligatoire."
    if reason and reason not in EXEMPTION_REASONS:
        yield f"Le motif d'exoneration {reason} est inconnu."
    if kind in ("EXONERATION", "SANS_TVA") and invoice.totals.vat:
        yield f"montantTVA doit valoir 0 avec le type de TVA {kind}."


def currency(invoice: SubmittedInvoice, context) -> Iterator[str]:
    if invoice.currency not in CURRENCIES:
        yield f"La devise {invoice.currency} (balise : deviseFacture) est inconnue."


def comment(invoice: SubmittedInvoice, context) -> Iterator[str]:
    if len(invoice.body.get("commentaire", "")) > COMMENT_LENGTH:
        yield f"Le commentaire ne doit pas depasser {COMMENT_LENGTH} caracteres."


def supplier_side(invoice: SubmittedInvoice, context) -> Iterator[str]:
    """Service and bank details are those of the supplier that the invoice names."""
    structure = structure_by_id(context.connection, invoice.supplier_id)
    assert structure is not None, "the check before has found it"
    given = invoice.part("fournisseur")
    services = context.connection.execute(
        "SELECT id FROM services WHERE structure_id = ? AND active AND NOT deleted",
        [structure["id"]],
    ).fetchall()
    service = given.get("idServiceFournisseur")
    if service and service not in [row["id"] for row in services]:
        yield "Le service fournisseur n'existe pas ou n'est pas actif."
    elif services and not service and "supplier_service" not in context.off:
        yield "Le service fournisseur (balise : idServiceFournisseur) est obligatoire."
    account = given.get("codeCoordonneesBancairesFournisseur")
    if (
        account
        and not context.connection.execute(
            "SELECT 1 FROM bank_accounts WHERE id = ? AND structure_id = ? AND valid",
            [account, structure["id"]],
        ).fetchone()
    ):
        yield "Les coordonnees bancaires ne sont pas celles du fournisseur."
