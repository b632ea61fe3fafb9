"""Searches of issued invoices (official swagger of the API Factures v1.0.0)."""

from dataclasses import dataclass
from datetime import date, datetime

from .. import values
from ..values import Json
from .paging import known_rows, page_count, whole_request

# Amounts may carry six decimals (A 1.7).
HALF_A_CENT = 0.005


@dataclass(frozen=True, slots=True)
class InvoiceSearch:
    """Criteria of a search of issued invoices; moments are naive UTC.

    :param statuses: any of these status codes
    :param deposit_mode: how it came in, such as a code of :mod:`~..doors`
    :param total: with VAT, to the cent
    :param supplier_ref: the portal's identifier of one of the own structures, digits
    """

    invoice_number: str = ""
    flow_number: str = ""
    status_since: datetime | None = None
    deposited_from: date | None = None
    deposited_to: date | None = None
    dated_from: date | None = None
    dated_to: date | None = None
    statuses: tuple[str, ...] = ()
    deposit_mode: str = ""
    total: float | None = None
    supplier_ref: str = ""

    def write(self, page: int, page_size: int) -> Json:
        criteria: Json = {
            "numeroFacture": self.invoice_number,
            "numeroFluxDepot": self.flow_number,
            "periodeDateHeureEtatCourantDu": self.status_since
            and values.paris(self.status_since),
            "periodeDateDepotDu": _day(self.deposited_from),
            "periodeDateDepotAu": _day(self.deposited_to),
            "periodeDateFactureDu": _day(self.dated_from),
            "periodeDateFactureAu": _day(self.dated_to),
            "statutCourant": list(self.statuses),
            "modeDepot": self.deposit_mode,
            "idFournisseur": self.supplier_ref and values.reference(self.supplier_ref),
        }
        request = {key: value for key, value in criteria.items() if value}
        if self.total is not None:
            request["montantTTCMin"] = round(self.total - HALF_A_CENT, 3)
            request["montantTTCMax"] = round(self.total + HALF_A_CENT, 3)
        paging = whole_request(page, page_size, "NumeroFacture")
        request["rechercheFactureParFournisseur"] = paging
        return request


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An issued invoice as a search returns it; ``status_at`` is naive UTC."""

    chorus_invoice_id: str
    invoice_number: str
    flow_number: str
    status: str
    status_at: datetime | None
    comment: str
    invoice_date: date | None
    deposited_on: date | None
    supplier: str
    recipient: str
    recipient_name: str
    service_code: str
    commitment_number: str
    total: float | None
    amount_due: float | None
    currency: str
    kind: str
    untaxed: float | None
    deposit_mode: str

    @classmethod
    def read(cls, item: Json) -> "InvoiceRow":
        return cls(
            chorus_invoice_id=values.text(item, "identifiantFactureCPP"),
            invoice_number=values.text(item, "numeroFacture"),
            flow_number=values.text(item, "numeroFluxDepot"),
            status=values.text(item, "statut"),
            status_at=values.moment(item, "dateHeureEtatCourant"),
            comment=values.text(item, "commentaireEtatCourant"),
            invoice_date=values.day(item, "dateFacture"),
            deposited_on=values.day(item, "dateDepot"),
            supplier=values.siret(item, "codeFournisseur"),
            recipient=values.siret(item, "codeDestinataire"),
            recipient_name=values.text(item, "designationDestinataire"),
            service_code=values.text(item, "codeServiceExecutant"),
            commitment_number=values.text(item, "numeroBonCommande"),
            total=values.amount(item, "montantTTC"),
            amount_due=values.amount(item, "montantAPayer"),
            currency=values.text(item, "devise"),
            kind=values.text(item, "typeFacture"),
            untaxed=values.amount(item, "montantHT"),
            deposit_mode=values.text(item, "modeDepot"),
        )


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A page of a search of invoices."""

    rows: tuple[InvoiceRow, ...]
    page: int
    page_count: int

    @classmethod
    def read(cls, answer: Json, page: int) -> "InvoicePage":
        """:raises ProtocolError: no row can be read, and not that there is none"""
        rows = known_rows(answer, InvoiceRow.read, "identifiantFactureCPP")
        return cls(rows=rows, page=page, page_count=page_count(answer))
