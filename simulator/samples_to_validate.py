"""Sample invoices that wait for a validator: of subcontractors, of a co-contractor, and
a subcontractor's claim for works."""

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from .directory import structure_by_identifier
from .documents.pdf import small_pdf
from .documents.written import Enclosed, Supplier, WrittenInvoice, WrittenLine
from .samples import DIGGER, ELECTRICIAN, FIRST_IBAN, JOINER, TOWN, next_number
from .settings import Settings
from .strangers import deposit
from .wire import moment_of

CONTRACT = "MARCHE-TRX-08"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invoice, but for its validator, its number and its dates."""

    mark: str
    supplier: Supplier
    framework: str
    label: str
    untaxed: Decimal
    rate: Decimal = Decimal("0")


WAITING = (
    Waiting("ST", ELECTRICIAN, "A9", "Tableaux électriques, lot 7", Decimal("4200.00")),
    Waiting("STB", JOINER, "A9", "Menuiseries intérieures", Decimal("2950.50")),
    Waiting(
        "CT",
        DIGGER,
        "A12",
        "Terrassements, part du groupement",
        Decimal("8800.00"),
        Decimal("20"),
    ),
    Waiting("STT", ELECTRICIAN, "A10", "Situation n° 1, lot 7", Decimal("6100.00")),
)


def send_to_validate(
    connection: sqlite3.Connection, siret: str, now: float, settings: Settings
) -> list[int]:
    """Let suppliers of the samples send the town invoices that name a validator.

    :return: the identifiers of the invoices
    :raises ValueError: there is no such validator, or the portal refuses one; in French
    """
    validator = structure_by_identifier(connection, siret)
    body = structure_by_identifier(connection, TOWN)
    if validator is None or not validator["active"] or body is None:
        raise ValueError("Aucune structure active n'a ce SIRET.")
    return [_send(connection, one, siret, body, now, settings) for one in WAITING]


def _send(connection, one: Waiting, siret: str, body, now: float, settings) -> int:
    issued = moment_of(now).date()
    number = next_number(connection, one.mark, issued)
    page = small_pdf([one.label, f"Facture {number}"])
    invoice = WrittenInvoice(
        supplier=one.supplier,
        recipient=body["identifier"],
        recipient_name=body["name"],
        number=number,
        issued=issued,
        lines=(WrittenLine(one.label, Decimal(1), one.untaxed, one.rate),),
        iban=FIRST_IBAN,
        framework=one.framework,
        contract=CONTRACT,
        validator=siret,
        documents=(Enclosed("Attachement.pdf", page),),
    )
    return deposit(connection, invoice, now, settings, agreed=False)
