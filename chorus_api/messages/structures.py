"""Structures (official swagger of the API Structures v1.0.0)."""

from dataclasses import dataclass
from datetime import datetime

from .. import values
from ..values import Json


@dataclass(frozen=True, slots=True)
class StructureSummary:
    structure_ref: str
    siret: str
    name: str
    active: bool

    @classmethod
    def read(cls, item: Json) -> "StructureSummary":
        return cls(
            structure_ref=values.text(item, "idStructureCPP"),
            siret=values.text(item, "identifiantStructure"),
            name=values.text(item, "designationStructure"),
            active=values.text(item, "statut") != "INACTIVE",
        )


@dataclass(frozen=True, slots=True)
class StructurePage:
    rows: tuple[StructureSummary, ...]
    page_count: int

    @classmethod
    def read(cls, answer: Json) -> "StructurePage":
        return cls(
            rows=tuple(
                StructureSummary.read(item)
                for item in values.objects(answer.get("listeStructures"))
            ),
            page_count=values.integer(
                values.nested(answer, "parametresRetour"), "pages"
            ),
        )


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure with what it asks of an invoice.

    :param password_expires_at: end of the technical account's password, naive UTC,
        told to the structure's own account alone
    """

    structure_ref: str
    siret: str
    name: str
    service_required: bool
    commitment_required: bool
    service_or_commitment_required: bool
    works_owner_only: bool
    payment_not_reported: bool
    password_expires_at: datetime | None

    @classmethod
    def read(cls, answer: Json) -> "Structure":
        general = values.nested(answer, "informationGenerales")
        parameters = values.nested(answer, "parametres")
        return cls(
            structure_ref=values.text(general, "idStructureCPP"),
            siret=values.text(general, "identifiantStructure"),
            name=values.text(general, "raisonSocialeStructure")
            or values.text(general, "libelleStructure"),
            service_required=bool(parameters.get("codeServiceDoitEtreRenseigne")),
            commitment_required=bool(parameters.get("numeroEJDoitEtreRenseigne")),
            service_or_commitment_required=bool(
                parameters.get("gestionNumeroEJOuCodeService")
            ),
            works_owner_only=bool(parameters.get("estMoaUniquement")),
            payment_not_reported=bool(
                parameters.get("statutMiseEnPaiementNestPasRemonte")
            ),
            password_expires_at=values.moment(
                general, "dateExpirationMotPasseCompteTech"
            ),
        )


def structure_search_request(siret: str, page: int, page_size: int) -> Json:
    return {
        "structure": {
            "identifiantStructure": siret,
            "typeIdentifiantStructure": "SIRET",
        },
        "parametres": {
            "pageResultatDemandee": page,
            "nbResultatsParPage": page_size,
            "triColonne": "IdentifiantStructure",
            "triSens": "Ascendant",
        },
    }


def structure_request(structure_ref: str) -> Json:
    return {"idStructureCPP": int(structure_ref), "codeLangue": "fr"}
