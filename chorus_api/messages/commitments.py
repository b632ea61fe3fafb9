"""Commitments of the State (``doc/portal.md``, A 7).

The « structure réceptrice » of a commitment is the supplier: it receives the order. Its
issuer is the State, by one of its services. The keys that older answers had are read
where the newer ones are absent.
"""

from dataclasses import dataclass
from datetime import date

from .. import values
from ..values import Json
from .paging import page_count, page_items

# What a commitment must be to invoice on it: the only state attested in production.
ORDERED = "COMMANDE"


@dataclass(frozen=True, slots=True)
class CommitmentSearch:
    """Criteria of a search; what is empty is not asked for.

    :param supplier_ref: the supplier's structure on the portal
    :param state: the portal's code, such as :data:`ORDERED`
    :param total_from: the least amount with taxes; ``total_to`` is the greatest
    """

    number: str = ""
    contract_number: str = ""
    supplier_ref: str = ""
    state: str = ""
    notified_from: date | None = None
    notified_to: date | None = None
    total_from: float | None = None
    total_to: float | None = None

    def write(self, page: int, page_size: int) -> Json:
        criteria: Json = {
            "numeroEngagementJuridique": self.number or None,
            "numeroMarcheEngagementJuridique": self.contract_number or None,
            # A text here, unlike everywhere else.
            "structureReceptriceEngagementJuridique": self.supplier_ref or None,
            "etatCourantEngagementJuridique": self.state or None,
            "periodeDateNotificationEJDu": self.notified_from
            and self.notified_from.isoformat(),
            "periodeDateNotificationEJAu": self.notified_to
            and self.notified_to.isoformat(),
            "montantTTCMin": self.total_from,
            "montantTTCMax": self.total_to,
        }
        request = {key: value for key, value in criteria.items() if value is not None}
        request["parametresRecherche"] = {
            "pageResultatDemandee": page,
            "nbResultatsParPage": page_size,
            # The only column that is attested.
            "triColonne": "DateCreationEJ",
            "triSens": "Descendant",
        }
        return request


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment as a search returns it.

    :param kind: BON_DE_COMMANDE and the like
    :param service_code: the service of the State that orders
    :param total: with taxes
    :param has_documents: None where the portal does not say
    """

    commitment_ref: str
    number: str
    kind: str
    state: str
    supplier: str
    supplier_name: str
    service_code: str
    service_name: str
    notified_on: date | None
    total: float | None
    currency: str
    has_documents: bool | None

    @classmethod
    def read(cls, item: Json) -> "CommitmentRow":
        size = values.amount(item, "taillePJ")
        return cls(
            commitment_ref=values.text(item, "idEngagementJuridique"),
            number=values.text(item, "numeroEngagementJuridique"),
            kind=values.text(item, "libelleTypeEngagementJuridique"),
            state=values.text(item, "libelleEtatCourantEJ"),
            supplier=values.siret(item, "identifiantStructureReceptrice"),
            supplier_name=values.text(item, "libelleStructureReceptrice"),
            service_code=values.text(item, "codeServiceExecutant")
            or values.text(item, "codeServiceExecutantEmetteur"),
            service_name=values.text(item, "libelleServiceExecutant")
            or values.text(item, "libelleServiceExecutantEmetteur"),
            notified_on=values.day(item, "dateNotificationEJ")
            or values.day(item, "dateCreationEJ"),
            total=values.amount(item, "montantTotalTtc"),
            currency=values.text(item, "deviseEngagement"),
            has_documents=None if size is None else size > 0,
        )


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """A page of a search of commitments.

    :param total: how many the whole search finds
    """

    rows: tuple[CommitmentRow, ...]
    page_count: int
    total: int

    @classmethod
    def read(cls, answer: Json) -> "CommitmentPage":
        return cls(
            rows=tuple(
                CommitmentRow.read(item)
                for item in page_items(answer, "listeEngagementJuridique")
            ),
            page_count=page_count(answer),
            total=values.integer(values.nested(answer, "parametresRetour"), "total"),
        )


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    number: str
    total: float | None
    state: str

    @classmethod
    def read(cls, item: Json) -> "CommitmentLine":
        return cls(
            number=values.text(item, "numeroDePoste"),
            total=values.amount(item, "montantTtcPoste"),
            state=values.text(item, "statutPoste"),
        )


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What was already asked to be paid on a commitment, by whomever.

    :param chorus_invoice_id: the portal's identifier of the invoice
    :param kind: FACTURE, FACTURE_TRAVAUX and the like
    :param issued_on: the supplier's date
    """

    chorus_invoice_id: str
    number: str
    kind: str
    subkind: str
    state: str
    issued_on: date | None
    total: float | None

    @classmethod
    def read(cls, item: Json) -> "PaymentRequest":
        return cls(
            chorus_invoice_id=values.text(item, "idDemandePaiement"),
            number=values.text(item, "numeroDemandePaiement"),
            kind=values.text(item, "typeDemandePaiement"),
            subkind=values.text(item, "sousType"),
            state=values.text(item, "etatCourantDemandePaiement"),
            issued_on=values.day(item, "dateFournisseur"),
            total=values.amount(item, "montantTtcDemandePaiement"),
        )


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment in detail; its amount is told by the search alone."""

    commitment_ref: str
    number: str
    state: str
    issuer_ref: str
    issuer: str
    issuer_name: str
    service_ref: str
    service_code: str
    service_name: str
    supplier_ref: str
    supplier: str
    supplier_name: str
    lines: tuple[CommitmentLine, ...]
    payment_requests: tuple[PaymentRequest, ...]

    @classmethod
    def read(cls, answer: Json) -> "Commitment":
        issuer = values.nested(answer, "emetteur")
        supplier = values.nested(answer, "recepteur")
        lines = values.objects(answer.get("lignePoste"))
        requests = values.objects(answer.get("demandePaiement"))
        return cls(
            commitment_ref=values.text(answer, "idEngagement"),
            number=values.text(answer, "numeroEngagementJuridique"),
            state=values.text(answer, "etatCourantEngagement"),
            issuer_ref=values.text(issuer, "idStructureEmettrice"),
            issuer=values.siret(issuer, "identifiantStructureEmettrice"),
            issuer_name=values.text(issuer, "raisonSocialeStructureEmettrice"),
            service_ref=values.text(issuer, "idServiceExecutant"),
            service_code=values.text(issuer, "codeServiceExecutant"),
            service_name=values.text(issuer, "nomServiceExecutant"),
            supplier_ref=values.text(supplier, "idStructureReceptrice"),
            supplier=values.siret(supplier, "identifiantStructureReceptrice"),
            supplier_name=values.text(supplier, "designationStructureReceptrice"),
            lines=tuple(CommitmentLine.read(item) for item in lines),
            payment_requests=tuple(PaymentRequest.read(item) for item in requests),
        )


def commitment_request(number: str) -> Json:
    return {"numeroEngagementJuridique": number}


def commitment_documents_request(number: str) -> Json:
    return {
        "objetPieceJointe": "ENGAGEMENT_JURIDIQUE",
        "engagementJuridique": {"numeroEngagementJuridique": number},
    }
