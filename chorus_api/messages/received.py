"""Invoices that a public body received: searches, group downloads, statuses (official
swagger of the API Factures v1.0.0; ``doc/portal.md``, A 2.5 to A 2.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from .. import values
from ..receiving import INVOICE
from ..values import Json
from .paging import known_rows, page_count, page_items, whole_request

# The column with the fewest equals: equals may change places between pages.
SORTED_BY = "NumeroFacture"


@dataclass(frozen=True, slots=True)
class ReceivedSearch:
    """Criteria of a search of received invoices; moments are naive UTC.

    :param kind: one of :data:`~..receiving.KINDS`: the portal searches one at a time
    :param recipient_ref: the portal's identifier of a structure of one's own, digits;
        empty for all of them
    :param service_ref: the portal's identifier of one of its services, digits
    :param supplier_ref: the portal's identifier of a supplier, digits
    :param statuses: any of these status codes
    :param downloaded: those that this side has downloaded, or has not; None for all
    """

    kind: str = INVOICE
    recipient_ref: str = ""
    service_ref: str = ""
    supplier_ref: str = ""
    invoice_number: str = ""
    status_since: datetime | None = None
    status_until: datetime | None = None
    deposited_from: date | None = None
    deposited_to: date | None = None
    statuses: tuple[str, ...] = ()
    downloaded: bool | None = None

    def write(self, page: int, page_size: int) -> Json:
        criteria: Json = {
            "typeDemandePaiement": self.kind,
            "idDestinataire": _reference(self.recipient_ref),
            "idServiceExecutant": _reference(self.service_ref),
            "listeFournisseurs": _supplier(self.supplier_ref),
            "numeroFacture": self.invoice_number,
            "periodeDateHeureEtatCourantDu": _moment(self.status_since),
            "periodeDateHeureEtatCourantAu": _moment(self.status_until),
            "periodeDateDepotDu": _day(self.deposited_from),
            "periodeDateDepotAu": _day(self.deposited_to),
            "statutCourant": list(self.statuses),
        }
        request = {key: value for key, value in criteria.items() if value}
        if self.downloaded is not None:
            request["factureTelechargeeParDestinataire"] = self.downloaded
        # Else no row tells how much there is to download.
        request["recupererTaille"] = True
        request["paramRecherche"] = whole_request(page, page_size, SORTED_BY)
        return request


def _reference(value: str) -> int | None:
    return values.reference(value) if value else None


def _supplier(reference: str) -> list[Json]:
    return [{"idFournisseur": values.reference(reference)}] if reference else []


def _moment(moment: datetime | None) -> str:
    return values.paris(moment) if moment else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def received_to_do_request(structure_ref: str, page: int, page_size: int) -> Json:
    name = "parametreRechercheFactureATraiterParRecipiendaire"
    request: Json = {name: whole_request(page, page_size, SORTED_BY)}
    if structure_ref:
        request["idStructure"] = values.reference(structure_ref)
    return request


def told_of_invoice(item: Json) -> Json:
    """What every search of the invoices of others tells of one."""
    return {
        "chorus_invoice_id": values.text(item, "idFacture"),
        "kind": values.text(item, "typeDemandePaiement"),
        "invoice_type": values.text(item, "typeFacture"),
        "works_type": values.text(item, "typeFactureTravaux"),
        "invoice_number": values.text(item, "numeroFacture"),
        "status": values.text(item, "statut"),
        "invoice_date": values.day(item, "dateFacture"),
        "deposited_on": values.day(item, "dateDepot"),
        "supplier_kind": values.text(item, "typeIdentifiantFournisseur"),
        "supplier_name": values.text(item, "designationFournisseur"),
        "recipient_ref": values.text(item, "idDestinataire"),
        "recipient_name": values.text(item, "designationDestinataire"),
        "service_code": values.text(item, "codeServiceExecutant"),
        "service_name": values.text(item, "nomServiceExecutant"),
        "contract_number": values.text(item, "numeroMarche"),
        "untaxed": values.amount(item, "montantHT"),
        "total": values.amount(item, "montantTTC"),
        "amount_due": values.amount(item, "montantAPayer"),
        "currency": values.text(item, "devise"),
    }


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A received invoice as a search returns it; ``status_at`` is naive UTC.

    :param chorus_invoice_id: the same number that its supplier knows it by
    :param kind: of the demand, such as FACTURE or FACTURE_TRAVAUX
    :param invoice_type: FACTURE, AVOIR or ACOMPTE; empty for a works piece
    :param works_type: what a works piece is, such as ETAT_ACOMPTE
    :param comment: the reason that came with the status
    :param supplier: identifier of the kind ``supplier_kind`` (SIRET and others)
    :param size: of its documents in bytes, 0 where it is not told
    :param downloaded: this side has downloaded it once
    """

    chorus_invoice_id: str
    kind: str
    invoice_type: str
    works_type: str
    invoice_number: str
    status: str
    status_at: datetime | None
    comment: str
    invoice_date: date | None
    deposited_on: date | None
    supplier: str
    supplier_kind: str
    supplier_name: str
    recipient_ref: str
    recipient: str
    recipient_name: str
    service_ref: str
    service_code: str
    service_name: str
    contract_number: str
    commitment_number: str
    untaxed: float | None
    total: float | None
    amount_due: float | None
    currency: str
    size: int
    downloaded: bool
    works_manager: str
    works_owner: str

    @classmethod
    def read(cls, item: Json) -> "ReceivedRow":
        return cls(
            **told_of_invoice(item),
            status_at=values.moment(item, "dateHeureEtatCourant"),
            comment=values.text(item, "commentaireEtatCourant"),
            supplier=values.siret(item, "codeFournisseur"),
            recipient=values.siret(item, "codeDestinataire"),
            service_ref=values.text(item, "idServiceExecutant"),
            commitment_number=values.text(item, "numeroBonCommande"),
            size=values.integer(item, "taille"),
            downloaded=values.flag(item, "factureTelechargeeParDestinataire"),
            works_manager=values.siret(item, "codeMOE"),
            works_owner=values.siret(item, "codeMOA"),
        )


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """A page of a search of received invoices."""

    rows: tuple[ReceivedRow, ...]
    page: int
    page_count: int

    @classmethod
    def read(cls, answer: Json, page: int) -> "ReceivedPage":
        """:raises ProtocolError: no row can be read, and not that there is none"""
        rows = known_rows(answer, ReceivedRow.read, "idFacture")
        return cls(rows=rows, page=page, page_count=page_count(answer))


def pivots_request(chorus_invoice_ids: Iterable[str]) -> Json:
    """A group of invoices with all their documents."""
    return {
        "listeFacture": [
            {"idFacture": values.reference(identifier)}
            for identifier in chorus_invoice_ids
        ],
        "format": "PIVOT",
    }


def process_request(
    chorus_invoice_id: str, status: str, reason: str, mandate_number: str
) -> Json:
    request: Json = {
        "idFacture": values.reference(chorus_invoice_id),
        "nouveauStatut": status,
    }
    if reason:
        request["motif"] = reason
    if mandate_number:
        request["numeroDPMandat"] = mandate_number
    return request


def next_statuses_request(status: str) -> Json:
    return {"statutCourant": status}


def read_next_statuses(answer: Json) -> tuple[str, ...]:
    """:raises ProtocolError: the answer has neither statuses nor a count of none"""
    items = page_items(answer, "listeStatutsPossiblesPourTraitement")
    codes = (values.text(item, "statutPossiblePourTraitement") for item in items)
    return tuple(code for code in codes if code)
