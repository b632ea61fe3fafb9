"""What a supplier does with an invoice that its recipient sent back, by the API or on
the page."""

import sqlite3
from dataclasses import dataclass

from .database import update
from .directory import service_by_code, structure_by_id, structure_by_identifier
from .invoices import set_status
from .rules import Context, lengths, recipient


@dataclass(frozen=True, slots=True)
class Routing:
    """Where a recycled invoice goes: what the checks of a deposit look at."""

    grammar: str
    framework: str
    supplier: str
    recipient: str
    service: str
    commitment: str
    contract: str


def complete(
    connection: sqlite3.Connection, invoice: sqlite3.Row, comment: str, now: float
) -> None:
    """End a suspension, once its documents are linked."""
    if comment:
        update(connection, "invoices", invoice["id"], {"comment": comment})
    set_status(connection, invoice["id"], "COMPLETEE", now, comment)


def routing_of(
    connection: sqlite3.Connection,
    invoice: sqlite3.Row,
    siret: str,
    service: str,
    commitment: str,
) -> Routing:
    """The routing that an invoice gets."""
    supplier = structure_by_id(connection, invoice["supplier_id"])
    assert supplier is not None, "the supplier of an invoice exists"
    return Routing(
        grammar="cii",
        framework=invoice["framework"],
        supplier=supplier["identifier"],
        recipient=siret.strip(),
        service=service.strip(),
        commitment=commitment.strip(),
        contract=invoice["market"] or "",
    )


def why_refused(
    connection: sqlite3.Connection, invoice: sqlite3.Row, routing: Routing
) -> str:
    """What is wrong with a routing; empty where nothing is."""
    context = Context(connection, invoice["supplier_siren"], frozenset())
    for check in (lengths, recipient):
        for message in check(routing, context):
            return message
    return ""


def send_on(
    connection: sqlite3.Connection,
    invoice: sqlite3.Row,
    routing: Routing,
    comment: str,
    now: float,
) -> None:
    """Send an invoice on: its life begins again, routed, then made available."""
    structure = structure_by_identifier(connection, routing.recipient)
    assert structure is not None, "the check has found it"
    service = service_by_code(connection, structure["id"], routing.service)
    values = {
        "recipient_id": structure["id"],
        "service_id": service["id"] if service else None,
        "commitment": routing.commitment or None,
        "integrated_at": now,
        "automatic": 1,
    }
    if comment:
        values["comment"] = comment
    update(connection, "invoices", invoice["id"], values)
    set_status(connection, invoice["id"], "DEPOSEE", now, comment, automatic=True)
