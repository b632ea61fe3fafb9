"""The control API of invoices: their statuses, their history, made-up invoices.

Beside ``control.py``, whose blueprint and errors it shares.
"""

import os
import sqlite3
from datetime import datetime

from flask import jsonify

from chorus_api.statuses import INVOICE_STATUSES

from .context import simulator
from .control import blueprint, invoice_named, known, posted, text, time_of
from .database import insert
from .directory import service_by_code, structure_by_identifier
from .invoices import (
    AGENT_FIELDS,
    add_invoice,
    add_many,
    add_to_history,
    set_status,
)
from .reasons import reason_text
from .submissions import add_attachment
from .wire import moment_of
from .works import associate, works_values

ACTIONS = (
    "TELECHARGEMENT_FACTURE",
    "ACQUITTEMENT_REJET",
    "ACQUITTEMENT_SUSPENSION",
    "TRAITEMENT_REJET",
)


@blueprint.post("/invoices/<path:reference>/status")
def invoice_status(reference):
    """A public body gives a status.

    ``reason`` is a code of ``reasons.py``, ``comment`` free text, ``mandate`` goes with
    MANDATEE. ``force`` takes a code that no table knows, ``current: false`` adds to the
    history what happened before the current status.
    """
    data = posted()
    status = text(data, "status")
    if not data.get("force"):
        known(status, INVOICE_STATUSES)
    agent = _agent(data.get("agent") or {})
    comment = reason_text(data.get("reason") or "", data.get("comment") or "")
    at = time_of(data, simulator.advance())
    with simulator.database.transaction() as connection:
        invoice = invoice_named(connection, reference)
        if data.get("current", True):
            mandate = data.get("mandate")
            set_status(
                connection, invoice["id"], status, at, comment, agent, mandate=mandate
            )
        else:
            add_to_history(connection, invoice["id"], status, at, comment, agent)
    return jsonify(id=invoice["id"], number=invoice["number"], status=status)


@blueprint.post("/invoices")
def invoices():
    """Many invoices at once, cheaply: ``count`` of them, numbered after ``prefix``.

    The other values are those of a draft; the deposits lie on the ``days`` days before
    ``at``. Each has ``documents`` of ``document_bytes`` with it. Answers with
    identifiers and numbers, in order.
    """
    data = posted()
    count, prefix = int(data.get("count") or 0), text(data, "prefix")
    now = simulator.advance()
    with simulator.database.transaction() as connection:
        values = _draft_values(
            connection, {"total": 120} | data | {"number": prefix}, now
        )
        status = known(data.get("status", "MISE_A_DISPOSITION"), INVOICE_STATUSES)
        days = int(data.get("days") or 1)
        rows = [
            values
            | {
                "number": f"{prefix}{index:05d}",
                "deposited_at": values["deposited_at"] - index * days // count * 86400,
            }
            for index in range(count)
        ]
        first = add_many(connection, rows, status, values["deposited_at"])
        for index in range(count * int(data.get("documents") or 0)):
            _add_document(connection, first + index % count, index, data)
    return jsonify([[first + index, row["number"]] for index, row in enumerate(rows)])


@blueprint.post("/invoices/<path:reference>/events")
def invoice_event(reference):
    data = posted()
    values = {"label": text(data, "label"), "who": data.get("who")}
    return _add_to_invoice("events", reference, data, values)


@blueprint.post("/invoices/<path:reference>/actions")
def invoice_action(reference):
    data = posted()
    values = {"code": known(data.get("code"), ACTIONS)}
    values |= _agent(data.get("agent") or {})
    return _add_to_invoice("actions", reference, data, values)


@blueprint.post("/drafts")
def draft():
    data = posted()
    now = simulator.advance()
    with simulator.database.transaction() as connection:
        try:
            values = _draft_values(connection, data, now)
            status = known(data.get("status", "BROUILLON"), INVOICE_STATUSES)
            at = values["deposited_at"]
            invoice_id = add_invoice(connection, values, status, at)
            associate(connection, invoice_id, at)
        except sqlite3.IntegrityError as error:
            raise ValueError("an invoice with this key exists") from error
    return jsonify(id=invoice_id)


def _add_document(connection, invoice_id: int, number: int, data: dict) -> None:
    """Add a document that no other is like, and that does not shrink in a ZIP."""
    content = b"%PDF-1.4 " + os.urandom(int(data.get("document_bytes") or 1000))
    siren, name = str(data["supplier"])[:9], f"annexe-{number}.pdf"
    row = add_attachment(connection, siren, name, "application/pdf", "PDF", content)
    linked = {"invoice_id": invoice_id, "attachment_id": row["id"]}
    insert(connection, "invoice_attachments", linked | {"name": name, "kind": ""})


def _add_to_invoice(table, reference, data, values):
    values = values | {"at": time_of(data, simulator.advance())}
    with simulator.database.transaction() as connection:
        values["invoice_id"] = invoice_named(connection, reference)["id"]
        return jsonify(id=insert(connection, table, values))


def _agent(agent: dict) -> dict:
    for name in agent:
        if name not in AGENT_FIELDS:
            raise ValueError(f"agent: unknown field {name!r}")
    return {name: agent.get(name) for name in AGENT_FIELDS}


def _validators(connection, data: dict) -> dict:
    found = {
        f"{name}_id": structure_by_identifier(connection, data.get(name, ""))
        for name in ("validator", "second_validator")
    }
    return {column: row and row["id"] for column, row in found.items()}


def _draft_values(connection, data: dict, now: float) -> dict:
    supplier = structure_by_identifier(connection, data.get("supplier", ""))
    recipient = structure_by_identifier(connection, data.get("recipient", ""))
    if supplier is None or recipient is None:
        raise ValueError("supplier and recipient are SIRETs of known structures")
    code = data.get("service") or ""
    service = service_by_code(connection, recipient["id"], code)
    if code and service is None:
        raise ValueError(f"unknown service {code!r}")
    today = moment_of(now).date().isoformat()
    issued = datetime.fromisoformat(data.get("date", today)).date().isoformat()
    total = float(text(data, "total"))
    untaxed = float(data.get("untaxed", total))
    return {
        "number": text(data, "number"),
        "type": data.get("type", "FACTURE"),
        "issue_date": issued,
        "year": issued[:4],
        "supplier_siren": supplier["identifier"][:9],
        "supplier_id": supplier["id"],
        "recipient_id": recipient["id"],
        "service_id": service["id"] if service else None,
        "framework": data.get("framework", "A1"),
        "market": data.get("market"),
        "commitment": data.get("commitment"),
        "untaxed": untaxed,
        "vat": float(data.get("vat", total - untaxed)),
        "total": total,
        "due": float(data.get("due", total)),
        "currency": data.get("currency", "EUR"),
        "mode": data.get("mode", "SAISIE_PORTAIL"),
        **_validators(connection, data),
        **works_values(connection, data, recipient),
        "deposited_at": time_of(data, now),
        "automatic": int(bool(data.get("automatic"))),
    }
