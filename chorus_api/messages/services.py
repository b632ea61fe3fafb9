"""Services of a structure (official swagger of the API Structures v1.0.0).

Real rows carry two dates that the swagger of 2024 no longer lists.
"""

from dataclasses import dataclass
from datetime import date

from .. import values
from ..values import Json
from .paging import page_count, page_items, page_request
from .structures import Address


@dataclass(frozen=True, slots=True)
class ServiceSummary:
    """A service as a list of them tells it; what it asks for is in :class:`Service`.

    :param status: the portal's own word, often empty; SUPPRIME where it was deleted
    """

    service_ref: str
    code: str
    name: str
    active: bool
    status: str
    opened_on: date | None
    closed_on: date | None

    @classmethod
    def read(cls, item: Json) -> "ServiceSummary":
        status = values.text(item, "statutService")
        return cls(
            service_ref=values.text(item, "idService"),
            code=values.text(item, "codeService"),
            name=values.text(item, "libelleService"),
            active=values.flag(item, "estActif", default=True)
            and status.upper() not in ("INACTIF", "SUPPRIME"),
            status=status,
            opened_on=values.day(item, "dateDbtService"),
            closed_on=values.day(item, "dateFinService"),
        )


@dataclass(frozen=True, slots=True)
class ServicePage:
    rows: tuple[ServiceSummary, ...]
    page_count: int

    @classmethod
    def read(cls, answer: Json) -> "ServicePage":
        return cls(
            rows=tuple(
                ServiceSummary.read(item)
                for item in page_items(answer, "listeServices")
            ),
            page_count=page_count(answer),
        )


@dataclass(frozen=True, slots=True)
class Service:
    """All that the portal tells of one service.

    :param payment_reported: None where the portal does not say
    """

    code: str
    name: str
    description: str
    address: Address
    commitment_required: bool
    payment_reported: bool | None
    valid_from: date | None
    valid_to: date | None

    @classmethod
    def read(cls, answer: Json) -> "Service":
        general = values.nested(answer, "informationsGenerales")
        wants = values.nested(answer, "parametres")
        return cls(
            code=values.text(general, "codeService"),
            name=values.text(general, "nomService"),
            description=values.text(general, "descriptionService"),
            address=Address.read(values.nested(answer, "adressePostale")),
            commitment_required=values.flag(wants, "numeroEngagement"),
            payment_reported=values.flag(wants, "miseEnPaiement")
            if "miseEnPaiement" in wants
            else None,
            valid_from=values.day(wants, "dateDebutValidite"),
            valid_to=values.day(wants, "dateFinValidite"),
        )


def services_request(structure_ref: str, page: int, page_size: int) -> Json:
    return {
        "idStructure": values.reference(structure_ref),
        "parametresRechercherServicesStructure": page_request(
            page, page_size, "CodeService"
        ),
    }


def service_request(structure_ref: str, service_ref: str) -> Json:
    return {
        "idStructure": values.reference(structure_ref),
        "idService": values.reference(service_ref),
        "codeLangue": "fr",
    }
