"""Checks against the directory, and against the invoices that exist already."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from ..directory import service_by_code, structure_by_identifier
from ..identifiers import FORMS, SCHEMES, SIRET, company_of
from ..invoices import key_exists
from .content import WITH_VALIDATOR
from .tags import tag

SIMPLE_FRAMEWORKS = ("A1", "A2", "A9", "A12")
PUBLIC_INVOICES = "FACTURES_PUBLIQUES"
DUPLICATE = (
    "Vous avez déjà déposé une demande de paiement avec ce numéro de facture pour"
    " cette structure."
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the checks look at beside the invoice.

    :param account_siren: the company of the technical account that deposits
    :param off: the names of the checks that are switched off
    """

    connection: sqlite3.Connection
    account_siren: str
    off: frozenset[str]


def supplier(invoice, context) -> Iterator[str]:
    path = tag(invoice, "supplier")
    row = structure_by_identifier(context.connection, invoice.supplier)
    if row is None or row["identifier_type"] != SCHEMES.get(invoice.supplier_scheme):
        yield (
            f"L'identifiant fournisseur de la demande de paiement (balise : {path})"
            " n'est pas reference dans notre systeme."
        )
    elif not row["active"]:
        yield f"La structure fournisseur (balise : {path}) n'est pas active."
    elif company_of(invoice.supplier) != context.account_siren:
        yield (
            f"L'utilisateur n'est pas habilite a deposer pour ce fournisseur"
            f" (balise : {path})."
        )


def recipient(invoice, context) -> Iterator[str]:
    """The recipient is an active public body that takes the framework and the routing.

    A recycled invoice is checked too: only the terms of the routing are looked at.
    """
    path = tag(invoice, "recipient")
    row = structure_by_identifier(context.connection, invoice.recipient)
    # A public body is known by its SIRET (doc/portal.md, R 2).
    if not FORMS[SIRET].fullmatch(invoice.recipient):
        yield f"L'identifiant destinataire (balise : {path}) doit etre un SIRET."
    elif row is None or not row["active"] or row["kind"] != "PUBLIQUE":
        yield f"Le destinataire (balise : {path}) n'a pas ete trouve ou est inactif."
    elif row["works_owner_only"] and (invoice.framework or "A1") in SIMPLE_FRAMEWORKS:
        yield (
            f"Le destinataire (balise : {path}) est uniquement maitrise d'ouvrage : il"
            " ne recoit pas ce cadre de facturation."
        )
    else:
        yield from _routing(invoice, context, row)


def known_validator(invoice, context) -> Iterator[str]:
    if invoice.framework not in WITH_VALIDATOR or not invoice.validator:
        return
    row = structure_by_identifier(context.connection, invoice.validator)
    if row is None or not row["active"]:
        yield (
            f"Le valideur (balise : {tag(invoice, 'validator')}) n'a pas ete trouve ou"
            " est inactif."
        )


def _routing(invoice, context, structure) -> Iterator[str]:
    """Service and commitment, as the structure and the chosen service want them."""
    row = None
    tags = {name: tag(invoice, name) for name in ("service", "commitment")}
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
