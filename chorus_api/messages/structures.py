"""Structures (official swagger of the API Structures v1.0.0)."""

from dataclasses import dataclass
from datetime import datetime

from .. import parties, values
from ..values import Json
from .paging import page_count, page_items, page_request


@dataclass(frozen=True, slots=True)
class StructureSearch:
    """Criteria of a search; what is empty is not asked for.

    :param identifier_kind: one of :data:`~..parties.IDENTIFIER_KINDS`
    :param name: a part of the name, in any case
    :param town: a part of the town's name
    :param country: two letters
    :param active: True or False for one of the two, None for both
    :param all_private: also private structures that are not the caller's own
    """

    identifier: str = ""
    identifier_kind: str = ""
    name: str = ""
    town: str = ""
    postcode: str = ""
    country: str = ""
    active: bool | None = None
    public_only: bool = False
    all_private: bool = False

    def write(self, page: int, page_size: int) -> Json:
        criteria = {
            "identifiantStructure": self.identifier,
            "typeIdentifiantStructure": self.identifier_kind,
            "raisonSocialeStructure": self.name,
            "adresseVille": self.town,
            "adresseCodePostal": self.postcode,
            "adresseCodePays": self.country,
            "typeStructure": "PUBLIQUE" if self.public_only else "",
            # The criterion says ACTIF, the answers ACTIVE.
            "statutStructure": {True: "ACTIF", False: "INACTIF", None: ""}[self.active],
        }
        request: Json = {
            "structure": {key: value for key, value in criteria.items() if value},
            "parametres": page_request(page, page_size, "IdentifiantStructure"),
        }
        if self.all_private:
            request["restreindreStructuresPrivees"] = False
        return request


@dataclass(frozen=True, slots=True)
class StructureSummary:
    structure_ref: str
    identifier: str
    identifier_kind: str
    name: str
    active: bool

    @classmethod
    def read(cls, item: Json) -> "StructureSummary":
        return cls(
            structure_ref=values.text(item, "idStructureCPP"),
            identifier=values.siret(item, "identifiantStructure"),
            identifier_kind=values.text(item, "typeIdentifiantStructure"),
            name=values.text(item, "designationStructure"),
            active=values.text(item, "statut") != "INACTIVE",
        )


@dataclass(frozen=True, slots=True)
class StructurePage:
    """A page of a search of structures.

    :param total: how many the whole search finds
    """

    rows: tuple[StructureSummary, ...]
    page_count: int
    total: int

    @classmethod
    def read(cls, answer: Json) -> "StructurePage":
        return cls(
            rows=tuple(
                StructureSummary.read(item)
                for item in page_items(answer, "listeStructures")
            ),
            page_count=page_count(answer),
            total=values.integer(values.nested(answer, "parametresRetour"), "total"),
        )


@dataclass(frozen=True, slots=True)
class Address:
    """:param country: a name or a code, as the portal keeps it"""

    street: str
    street2: str
    postcode: str
    town: str
    country: str
    phone: str

    @classmethod
    def read(cls, item: Json) -> "Address":
        return cls(
            street=values.text(item, "adresse"),
            street2=values.words(item, "complementAdresse1", "complementAdresse2"),
            postcode=values.text(item, "codePostal"),
            town=values.text(item, "ville"),
            country=values.text(item, "pays"),
            phone=values.words(item, "indicatifTelephone", "telephone"),
        )


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure with what it asks of an invoice; whether it is active is told by the
    search alone.

    :param vat: its VAT number
    :param works_owner: it may be the owner of works (« maître d'ouvrage »)
    :param works_owner_only: it takes invoices of works alone
    :param validator: it validates invoices for others
    :param payment_not_reported: its payments are not told to the supplier
    :param password_expires_at: end of the technical account's password, naive UTC,
        told to the structure's own account alone
    """

    structure_ref: str
    identifier: str
    identifier_kind: str
    name: str
    public: bool
    vat: str
    email: str
    address: Address
    service_required: bool
    commitment_required: bool
    service_or_commitment_required: bool
    works_owner: bool
    works_owner_only: bool
    validator: bool
    payment_not_reported: bool
    password_expires_at: datetime | None

    @property
    def requirement(self) -> str:
        """What an invoice must name: one of :data:`~..parties.REQUIREMENTS`."""
        return parties.requirement(
            self.service_required,
            self.commitment_required,
            self.service_or_commitment_required,
        )

    @classmethod
    def read(cls, answer: Json) -> "Structure":
        general = values.nested(answer, "informationGenerales")
        wants = values.nested(answer, "parametres")
        person = values.words(general, "prenomStructure", "nomStructure")
        return cls(
            structure_ref=values.text(general, "idStructureCPP"),
            identifier=values.siret(general, "identifiantStructure"),
            identifier_kind=values.text(general, "typeIdentifiantStructure"),
            name=values.text(general, "raisonSocialeStructure")
            or values.text(general, "libelleStructure")
            or person,
            public=values.text(general, "structurePriveePublique") == "PUBLIQUE",
            vat=values.text(general, "numeroTVA"),
            email=values.text(general, "emailStructure"),
            address=Address.read(values.nested(answer, "adressePostaleDuSiege")),
            service_required=values.flag(wants, "codeServiceDoitEtreRenseigne"),
            commitment_required=values.flag(wants, "numeroEJDoitEtreRenseigne"),
            service_or_commitment_required=values.flag(
                wants, "gestionNumeroEJOuCodeService"
            ),
            works_owner=values.flag(wants, "getaMoa"),
            works_owner_only=values.flag(wants, "estMoaUniquement"),
            validator=values.flag(wants, "estValideurDelegue"),
            payment_not_reported=values.flag(
                wants, "statutMiseEnPaiementNestPasRemonte"
            ),
            password_expires_at=values.moment(
                general, "dateExpirationMotPasseCompteTech"
            ),
        )


def structure_request(structure_ref: str) -> Json:
    return {"idStructureCPP": values.reference(structure_ref), "codeLangue": "fr"}
