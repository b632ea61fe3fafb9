"""The supplier's own side (``doc/portal.md``, A 4.4), and recipients as the
portal's own deposit form finds them."""

from dataclasses import dataclass

from .. import values
from ..values import Json
from .paging import page_count, page_items


@dataclass(frozen=True, slots=True)
class OwnStructure:
    """An active structure in whose name the technical account may invoice."""

    structure_ref: str
    identifier: str
    name: str

    @classmethod
    def read(cls, item: Json) -> "OwnStructure":
        return cls(
            structure_ref=values.text(item, "idStructureCPP"),
            identifier=values.siret(item, "identifiant"),
            name=values.text(item, "designationStructure"),
        )


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Valid bank details of a structure; the portal tells their name alone."""

    bank_account_ref: str
    name: str

    @classmethod
    def read(cls, item: Json) -> "BankAccount":
        return cls(
            bank_account_ref=values.text(item, "idCoordonneeBancaire"),
            name=values.text(item, "nomCoordonneeBancaire"),
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    structure_ref: str
    siret: str
    name: str
    postcode: str
    town: str

    @classmethod
    def read(cls, item: Json) -> "Recipient":
        return cls(
            structure_ref=values.text(item, "idStructureCPP"),
            siret=values.siret(item, "siret"),
            name=values.text(item, "nomDestinataire"),
            postcode=values.text(item, "adresseCodePostal"),
            town=values.text(item, "adresseVille"),
        )


@dataclass(frozen=True, slots=True)
class RecipientPage:
    """A page of a search of public bodies.

    :param total: how many the whole search finds
    """

    rows: tuple[Recipient, ...]
    page_count: int
    total: int

    @classmethod
    def read(cls, answer: Json) -> "RecipientPage":
        return cls(
            rows=tuple(
                Recipient.read(item)
                for item in page_items(answer, "listeDestinataires")
            ),
            page_count=page_count(answer),
            total=values.integer(values.nested(answer, "parametresRetour"), "total"),
        )


def read_own_structures(answer: Json) -> tuple[OwnStructure, ...]:
    items = values.objects(answer.get("listeStructures"))
    return tuple(OwnStructure.read(item) for item in items)


def bank_accounts_request(structure_ref: str) -> Json:
    return {"idStructure": values.reference(structure_ref)}


def read_bank_accounts(answer: Json) -> tuple[BankAccount, ...]:
    items = values.objects(answer.get("listeCoordonneeBancaire"))
    return tuple(BankAccount.read(item) for item in items)


def recipients_request(text: str, identifier: str, page: int, page_size: int) -> Json:
    criteria = {"nomVilleCodePostal": text, "identifiant": identifier}
    request: Json = {key: value for key, value in criteria.items() if value}
    # No sort column of this operation is attested.
    request["parametresRecherche"] = {
        "pageResultatDemandee": page,
        "nbResultatsParPage": page_size,
    }
    return request
