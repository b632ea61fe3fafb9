"""What Chorus Pro checks in a deposited invoice, one function per check.

Sources: reference, rules section 4.2 (annex EDI) for the content; section 2 for
recipients; ``errors of flows`` of section 5 for the manner of the messages. Checks run
in two stages: those on the content alone, then, if they all pass, those against the
directory and what exists already. All failures of a stage are reported.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chorus_api.statuses import FRAMEWORKS

from .directory import service_by_code, structure_by_identifier
from .documents.parsed import ParsedInvoice
from .invoices import key_exists

NUMBER = re.compile(r"[A-Za-z0-9 +_/-]{1,20}")
# Rules section 2: lengths of service (BT-10), commitment (BT-13), market (BT-12).
MAX_LENGTHS = {"service": 100, "commitment": 50, "contract": 50}
SIMPLE_FRAMEWORKS = ("A1", "A2", "A9", "A12")
PUBLIC_INVOICES = "FACTURES_PUBLIQUES"

AGREEMENT = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement"
SETTLEMENT = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement"
TAGS = {
    "cii": {
        "number": "FichierXml.ExchangedDocument.ID.value",
        "type": "FichierXml.ExchangedDocument.TypeCode.value",
        "date": "FichierXml.ExchangedDocument.IssueDateTime.DateTimeString.value",
        "framework": "ExchangedDocumentContext.BusinessProcessSpecifiedDocument"
        "ContextParameter.ID.value",
        "supplier": f"{AGREEMENT}.SellerTradeParty.SpecifiedLegalOrganization.ID.value",
        "recipient": f"{AGREEMENT}.BuyerTradeParty.SpecifiedLegalOrganization.ID.value",
        "service": f"{AGREEMENT}.BuyerReference.value",
        "commitment": f"{AGREEMENT}.BuyerOrderReferencedDocument"
        ".IssuerAssignedID.value",
        "contract": f"{AGREEMENT}.ContractReferencedDocument.IssuerAssignedID.value",
        "payment": f"{SETTLEMENT}.SpecifiedTradeSettlementPaymentMeans.TypeCode.value",
        "total": f"{SETTLEMENT}.SpecifiedTradeSettlementHeaderMonetarySummation"
        ".GrandTotalAmount.value",
        "gross_price": "GrossPriceProductTradePrice.AppliedTradeAllowanceCharge"
        ".ActualAmount.value",
    },
    "ubl": {
        "number": "ID.value",
        "type": "InvoiceTypeCode.value",
        "date": "IssueDate.value",
        "framework": "ProfileID.value",
        "supplier": "AccountingSupplierParty.Party.PartyIdentification.ID.value",
        "recipient": "AccountingCustomerParty.Party.PartyIdentification.ID.value",
        "service": "BuyerReference.value",
        "commitment": "OrderReference.ID.value",
        "contract": "ContractDocumentReference.ID.value",
        "payment": "PaymentMeans.PaymentMeansCode.value",
        "total": "LegalMonetaryTotal.TaxInclusiveAmount.value",
        "gross_price": "Price.AllowanceCharge.Amount.value",
    },
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the checks of the second stage look at.

    :param account_siren: the company of the technical account that deposits
    """

    connection: sqlite3.Connection
    account_siren: str
    off: frozenset[str]


def failures(invoice: ParsedInvoice, context: Context) -> list[str]:
    """Why Chorus Pro refuses the invoice: French messages, empty when it takes it."""
    for stage in STAGES:
        found = [
            message
            for check in stage
            if check.__name__ not in context.off
            for message in check(invoice, context)
        ]
        if found:
            return found
    return []


def _tag(invoice, name):
    return TAGS[invoice.grammar][name]


def _required(invoice, name):
    return f"L'element {_tag(invoice, name)} est obligatoire."


def number(invoice, context) -> Iterator[str]:
    tag = _tag(invoice, "number")
    if not invoice.number:
        yield _required(invoice, "number")
    elif len(invoice.number) > 20:
        yield (
            f"Le champ identifiant de la facture ({tag}) ne doit pas depasser"
            " 20 caracteres."
        )
    elif not NUMBER.fullmatch(invoice.number):
        yield f"Le numero de facture ({tag}) contient un caractere interdit."


def type_code(invoice, context) -> Iterator[str]:
    if invoice.type_code not in ("380", "381"):
        yield (
            f"Le type de facture ({_tag(invoice, 'type')}) doit valoir 380 ou 381 ;"
            f" valeur recue : « {invoice.type_code} »."
        )


def issue_date(invoice, context) -> Iterator[str]:
    if not invoice.issue_date:
        yield f"La date de facture ({_tag(invoice, 'date')}) est absente ou invalide."


def framework(invoice, context) -> Iterator[str]:
    # An empty block is read as A1 (AIFE samples P01, P02, P55).
    if invoice.framework and invoice.framework not in FRAMEWORKS:
        yield (
            f"Le cadre de facturation « {invoice.framework} » (balise :"
            f" {_tag(invoice, 'framework')}) n'est pas autorise."
        )


def payment_means(invoice, context) -> Iterator[str]:
    if not invoice.payment_means:
        yield _required(invoice, "payment")


def amounts(invoice, context) -> Iterator[str]:
    if invoice.total is None:
        yield _required(invoice, "total")


def lengths(invoice, context) -> Iterator[str]:
    for name, limit in MAX_LENGTHS.items():
        if len(getattr(invoice, name)) > limit:
            tag = _tag(invoice, name)
            yield f"Le champ {tag} ne doit pas depasser {limit} caracteres."


def gross_price(invoice, context) -> Iterator[str]:
    if invoice.bare_gross_price:
        yield _required(invoice, "gross_price")


def supplier(invoice, context) -> Iterator[str]:
    tag = _tag(invoice, "supplier")
    row = structure_by_identifier(context.connection, invoice.supplier)
    if row is None:
        yield (
            f"L'identifiant fournisseur de la demande de paiement (balise : {tag})"
            " n'est pas reference dans notre systeme."
        )
    elif not row["active"]:
        yield f"La structure fournisseur (balise : {tag}) n'est pas active."
    elif invoice.supplier[:9] != context.account_siren:
        yield (
            f"L'utilisateur n'est pas habilite a deposer pour ce fournisseur"
            f" (balise : {tag})."
        )


def recipient(invoice, context) -> Iterator[str]:
    tag = _tag(invoice, "recipient")
    row = structure_by_identifier(context.connection, invoice.recipient)
    if not re.fullmatch(r"\d{14}", invoice.recipient):
        yield f"L'identifiant destinataire (balise : {tag}) doit etre un SIRET."
    elif row is None or not row["active"] or row["kind"] != "PUBLIQUE":
        yield f"Le destinataire (balise : {tag}) n'a pas ete trouve ou est inactif."
    elif row["works_owner_only"] and (invoice.framework or "A1") in SIMPLE_FRAMEWORKS:
        yield (
            f"Le destinataire (balise : {tag}) est uniquement maitrise d'ouvrage : il"
            " ne recoit pas ce cadre de facturation."
        )
    else:
        yield from _routing(invoice, context, row)


def _routing(invoice, context, structure) -> Iterator[str]:
    """Service and commitment, as the structure and the chosen service want them."""
    row = None
    tags = {name: _tag(invoice, name) for name in ("service", "commitment")}
    if invoice.service:
        row = service_by_code(context.connection, structure["id"], invoice.service)
        if row is None or not row["active"]:
            yield (
                f"Le code service « {invoice.service} » (balise : {tags['service']})"
                " n'existe pas ou n'est pas actif pour ce destinataire."
            )
        elif row["code"] == PUBLIC_INVOICES and not _public(invoice, context):
            yield (
                f"Le service {PUBLIC_INVOICES} (balise : {tags['service']}) est"
                " reserve aux emetteurs publics."
            )
    elif structure["service_required"]:
        yield f"Le service ({tags['service']}) est obligatoire pour ce destinataire."
    wanted = structure["commitment_required"] or (row and row["commitment_required"])
    if wanted and not invoice.commitment:
        yield (
            f"L'engagement juridique ({tags['commitment']}) est obligatoire pour ce"
            " destinataire."
        )
    elif structure["either_required"] and not (invoice.commitment or invoice.service):
        yield (
            f"L'engagement juridique ou le service ({tags['service']}) est obligatoire"
            " pour ce destinataire."
        )


def _public(invoice, context):
    row = structure_by_identifier(context.connection, invoice.supplier)
    return row is not None and row["kind"] == "PUBLIQUE"


def duplicate(invoice, context) -> Iterator[str]:
    if key_exists(context.connection, *invoice.key):
        yield DUPLICATE


DUPLICATE = (
    "Vous avez déjà déposé une demande de paiement avec ce numéro de facture pour"
    " cette structure."
)

STAGES: tuple[tuple[Callable, ...], ...] = (
    (
        number,
        type_code,
        issue_date,
        framework,
        payment_means,
        amounts,
        lengths,
        gross_price,
    ),
    (supplier, recipient, duplicate),
)
# The checks that a setting may switch off: not those that others rely on.
OPTIONAL = frozenset(check.__name__ for check in STAGES[0]) - {"issue_date", "amounts"}
