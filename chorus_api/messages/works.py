"""Works pieces: the one operation of the family ``facturesTravaux`` that is attested
(``doc/portal.md``, A 6)."""

from dataclasses import dataclass
from datetime import date, datetime

from .. import values
from ..frameworks import FRAMEWORKS, short_code
from ..roles import SUPPLIER
from ..values import Json
from .paging import known_rows, page_count, whole_request

# By analogy with the one column that is attested, which is the same for all rows.
SORTED_BY = "NumeroFactureTravaux"
ROWS = "listeFacturesTravaux"
# So a client in production keeps them, and its tests.
OTHER_ROWS = "listeFactures"


@dataclass(frozen=True, slots=True)
class WorksSearch:
    """Criteria of a search of works pieces; moments are naive UTC.

    :param role: in which part somebody asks, one of :data:`~..roles.ROLES`
    :param framework: such as ``A4``
    :param supplier_ref: the portal's identifier of a structure, digits; so are the
        other references
    """

    role: str = SUPPLIER
    number: str = ""
    contract_number: str = ""
    flow_number: str = ""
    framework: str = ""
    works_types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    status_since: datetime | None = None
    status_until: datetime | None = None
    deposited_from: date | None = None
    deposited_to: date | None = None
    supplier_ref: str = ""
    validator_ref: str = ""
    recipient_ref: str = ""

    def write(self, page: int, page_size: int) -> Json:
        criteria: Json = {
            "roleUtilisateur": self.role,
            "numeroFactureTravaux": self.number,
            "numeroMarche": self.contract_number,
            "numeroFluxDepot": self.flow_number,
            "cadreFacturation": self.framework and FRAMEWORKS[self.framework].api_code,
            "listeTypeFactureTravaux": list(self.works_types),
            "listeStatutCourant": list(self.statuses),
            "periodeDateHeureEtatCourantDu": _moment(self.status_since),
            "periodeDateHeureEtatCourantAu": _moment(self.status_until),
            "periodeDateDepotDu": _day(self.deposited_from),
            "periodeDateDepotAu": _day(self.deposited_to),
            "idStructureFournisseur": _reference(self.supplier_ref),
            "idStructureValideur": _reference(self.validator_ref),
            "idDestinataire": _reference(self.recipient_ref),
        }
        request = {key: value for key, value in criteria.items() if value}
        request["rechercheFactureTravaux"] = whole_request(page, page_size, SORTED_BY)
        return request


def _moment(moment: datetime | None) -> str:
    return values.paris(moment) if moment else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _reference(value: str) -> int | None:
    return values.reference(value) if value else None


@dataclass(frozen=True, slots=True)
class WorksRow:
    """A works piece as a search returns it; ``status_at`` is naive UTC.

    What the portal is not known to tell is empty where it does not.

    :param works_type: what it is, such as ETAT_ACOMPTE
    :param framework: such as ``A15``; not known to be told
    :param contract_number: not known to be told, nor are supervisor, owner, flow number
        and comment
    """

    chorus_invoice_id: str
    number: str
    works_type: str
    framework: str
    status: str
    status_at: datetime | None
    comment: str
    piece_date: date | None
    deposited_on: date | None
    supplier: str
    supplier_name: str
    recipient: str
    recipient_name: str
    service_code: str
    supervisor: str
    supervisor_service: str
    owner: str
    owner_service: str
    contract_number: str
    flow_number: str
    untaxed: float | None
    total: float | None
    amount_due: float | None
    currency: str

    @classmethod
    def read(cls, item: Json) -> "WorksRow":
        service = values.text(item, "codeServiceExecutant")
        return cls(
            chorus_invoice_id=values.text(item, "idFactureTravaux"),
            number=values.text(item, "numeroFactureTravaux"),
            works_type=values.text(item, "typeFactureTravaux"),
            framework=short_code(values.text(item, "cadreFacturation")),
            status=values.text(item, "statutFactureTravaux"),
            status_at=values.moment(item, "dateHeureEtatCourant"),
            comment=values.text(item, "commentaireEtatCourant"),
            piece_date=values.day(item, "dateFactureTravaux"),
            deposited_on=values.day(item, "dateDepot"),
            supplier=values.siret(item, "identifiantFournisseur"),
            supplier_name=values.text(item, "designationFournisseur"),
            recipient=values.siret(item, "identifiantDestinataire"),
            recipient_name=values.text(item, "designationDestinataire"),
            service_code=service or values.text(item, "identifiantServiceExecutant"),
            supervisor=values.siret(item, "identifiantMoe"),
            supervisor_service=values.text(item, "codeServiceMoe"),
            owner=values.siret(item, "identifiantMoa"),
            owner_service=values.text(item, "codeServiceMoa"),
            contract_number=values.text(item, "numeroMarche"),
            flow_number=values.text(item, "numeroFluxDepot"),
            untaxed=values.amount(item, "montantHT"),
            total=values.amount(item, "montantTTC"),
            amount_due=values.amount(item, "montantAPayer"),
            currency=values.text(item, "devise"),
        )


@dataclass(frozen=True, slots=True)
class WorksPage:
    """A page of a search of works pieces."""

    rows: tuple[WorksRow, ...]
    page: int
    page_count: int

    @classmethod
    def read(cls, answer: Json, page: int) -> "WorksPage":
        """:raises ProtocolError: no row can be read, and not that there is none"""
        key = ROWS if ROWS in answer else OTHER_ROWS
        rows = known_rows(answer, WorksRow.read, "idFactureTravaux", key)
        return cls(rows=rows, page=page, page_count=page_count(answer))
