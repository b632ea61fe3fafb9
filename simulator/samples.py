"""The sample invoices that a public body may be sent: one of each kind that it has to
tell apart."""

import sqlite3
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .database import update
from .directory import structure_by_identifier
from .documents.pdf import small_pdf
from .documents.written import Enclosed, Supplier, WrittenInvoice, WrittenLine
from .pivots import AFNOR_CHANNEL
from .rules.parties import PUBLIC_INVOICES
from .settings import Settings
from .strangers import deposit
from .wire import moment_of

JOINER = Supplier("99991001100017", "Menuiserie Kermarrec SARL", vat="FR01999910011")
ELECTRICIAN = Supplier("99991002900019", "Électricité Le Goff", city="Cancale")
DIGGER = Supplier("99991003700012", "Terrassements Morvan SAS", city="Dinard")
CLEANER = Supplier("99991004500015", "Nettoyage Clair SAS", zip="35000", city="Rennes")
STATIONER = Supplier("99991005200011", "Papeterie des Halles SAS", city="Fougères")
FACTOR = Supplier("99991006000014", "Affacturage de l'Ouest SA", city="Rennes")
FOREIGNER = Supplier(
    "DE123456789",
    "Möbelwerk Nord GmbH",
    "UE_HORS_FRANCE",
    "Hafenstraße 4",
    "20457",
    "Hamburg",
    "DE",
    "DE123456789",
)
# Accounts at banks that do not exist, with right check digits.
FIRST_IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "FR7617806000011234567890171"
FACTOR_IBAN = "FR7610107000011234567890174"
GERMAN_IBAN = "DE89370400440532013000"
# Of nobody: a body without such a commitment finds that out by itself.
COMMITMENT = "EJ-0042"


# The body of the seed that has an account to receive with.
TOWN = "12345678200051"
# The main contractor of the seed that has an account to validate with.
HOLDER = "99992001000017"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An invoice, but for who receives it, its number and its dates.

    :param mark: begins its number
    :param lines: name, quantity, price and rate
    :param age: days since it was issued
    :param corrects: the mark of the sample that it refers to
    """

    mark: str
    supplier: Supplier
    lines: tuple[tuple[str, str, str, str], ...]
    iban: str = FIRST_IBAN
    kind: str = "facturx"
    age: int = 0
    corrects: str = ""
    channel: str = ""
    documents: tuple[str, ...] = ()
    values: dict = field(default_factory=dict)


SAMPLES = (
    Sample(
        mark="MK",
        supplier=JOINER,
        lines=(
            ("Portes de l'école, fourniture", "3", "412.50", "20"),
            ("Pose des portes", "3", "96.15", "10"),
        ),
        age=13,
        documents=("Bon de livraison.pdf", "Plan des portes.pdf"),
    ),
    # The same supplier names another account.
    Sample(
        mark="MKB",
        supplier=JOINER,
        lines=(("Réparation d'un portail", "1", "287.40", "20"),),
        iban=OTHER_IBAN,
        age=2,
    ),
    Sample(
        mark="AV",
        supplier=JOINER,
        lines=(("Porte reprise", "1", "412.50", "20"),),
        age=1,
        corrects="MK",
        values={"is_credit_note": True},
    ),
    Sample(
        mark="NORD",
        supplier=FOREIGNER,
        lines=(("Tables de réunion", "6", "219.00", "0"),),
        iban=GERMAN_IBAN,
        kind="cii",
        age=5,
    ),
    Sample(
        mark="LG",
        supplier=ELECTRICIAN,
        iban="FR7618206000012000000011188",
        lines=(("Mise aux normes du tableau", "1", "1840.00", "20"),),
        age=4,
        values={
            "framework": "A9",
            "validator": JOINER.identifier,
            "contract": "MARCHE-TRX-08",
        },
    ),
    # What is held back is not to be paid now.
    Sample(
        mark="ACPT",
        supplier=DIGGER,
        iban="FR7615589000013000000022212",
        lines=(("Acompte n° 2, voirie du bourg", "1", "18400.00", "20"),),
        age=6,
        values={
            "framework": "A19",
            "contract": "MARCHE-TRX-11",
            "paid": Decimal("1104.00"),
        },
    ),
    Sample(
        mark="NC",
        supplier=CLEANER,
        lines=(("Nettoyage des écoles", "22", "61.30", "20"),),
        iban=FACTOR_IBAN,
        age=3,
        values={"factor": FACTOR},
    ),
    Sample(
        mark="PH",
        supplier=STATIONER,
        iban="FR7613606000014000000033361",
        lines=(
            ("Ramettes de papier", "40", "4.12", "20"),
            ("Manuels scolaires", "25", "14.20", "5.5"),
        ),
        kind="cii",
        channel=AFNOR_CHANNEL,
        documents=("Bon de commande.pdf",),
    ),
)


def send_samples(
    connection: sqlite3.Connection, siret: str, now: float, settings: Settings
) -> list[int]:
    """Let every supplier of the samples send his invoice to a body.

    :return: the identifiers of the invoices
    :raises ValueError: there is no such body, or it does not take them; in French
    """
    body = structure_by_identifier(connection, siret)
    if body is None or body["kind"] != "PUBLIQUE" or not body["active"]:
        raise ValueError("Aucune structure publique active n'a ce SIRET.")
    made: dict[str, str] = {}
    return [_send(connection, sample, body, made, now, settings) for sample in SAMPLES]


def received_any(connection: sqlite3.Connection, siret: str) -> bool:
    """Whether anybody sent a body anything."""
    row = connection.execute(
        "SELECT 1 FROM invoices i JOIN structures r ON r.id = i.recipient_id"
        " WHERE r.identifier = ? LIMIT 1",
        [siret],
    ).fetchone()
    return row is not None


def _send(connection, sample: Sample, body, made, now: float, settings) -> int:
    issued = moment_of(now).date() - timedelta(days=sample.age)
    number = made[sample.mark] = next_number(connection, sample.mark, issued)
    invoice = WrittenInvoice(
        supplier=sample.supplier,
        recipient=body["identifier"],
        recipient_name=body["name"],
        number=number,
        issued=issued,
        lines=tuple(
            WrittenLine(name, *map(Decimal, amounts)) for name, *amounts in sample.lines
        ),
        iban=sample.iban,
        origin=made.get(sample.corrects, ""),
        documents=tuple(
            Enclosed(name, small_pdf([name, f"Facture {number}"]))
            for name in sample.documents
        ),
        **_routing(connection, body),
        **sample.values,
    )
    invoice_id = deposit(connection, invoice, now, settings, sample.kind)
    if sample.channel:
        update(connection, "invoices", invoice_id, {"channel": sample.channel})
    return invoice_id


def next_number(connection: sqlite3.Connection, mark: str, issued: date) -> str:
    """The next of the numbers with a mark, such as ``MK-2026-002``."""
    prefix = f"{mark}-{issued.year}-"
    count = connection.execute(
        "SELECT count(*) FROM invoices WHERE number LIKE ?", [f"{prefix}%"]
    ).fetchone()[0]
    return f"{prefix}{count + 1:03d}"


def _routing(connection: sqlite3.Connection, body: sqlite3.Row) -> dict[str, Any]:
    """What the body wants to be told: a service of its own, a commitment."""
    service = None
    if body["service_required"] or body["either_required"]:
        service = connection.execute(
            "SELECT * FROM services WHERE structure_id = ? AND active AND NOT deleted"
            " AND code != ? ORDER BY commitment_required, id",
            [body["id"], PUBLIC_INVOICES],
        ).fetchone()
    wanted = body["commitment_required"] or (service and service["commitment_required"])
    return {
        "service": service["code"] if service else "",
        "commitment": COMMITMENT if wanted else "",
    }
