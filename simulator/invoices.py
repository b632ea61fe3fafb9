"""Invoices that exist on the portal: how they come to be and change status."""

import sqlite3

from .circuits import available_status
from .database import insert, update

# What the public body may leave with a status: names of columns.
AGENT_FIELDS = ("first_name", "last_name", "email", "phone")

# The automatic life of an invoice after its integration: status, the one it follows
# (None where that depends on whom it is for), and the setting that says when.
AUTOMATIC = (
    ("DEPOSEE", "EN_COURS_ACHEMINEMENT", "invoice_routed_after"),
    ("EN_COURS_ACHEMINEMENT", None, "invoice_available_after"),
)

# A PDF that was uploaded and read; it waits to be submitted.
READ = "INTERPRETEE_OCR"

# An invoice with what it points to: supplier, recipient, service, flow, file. SQLite
# leaves out what is joined from the left and not asked for.
SOURCE = """
    FROM invoices i
    LEFT JOIN structures s ON s.id = i.supplier_id
    LEFT JOIN structures r ON r.id = i.recipient_id
    LEFT JOIN services v ON v.id = i.service_id
    LEFT JOIN flows f ON f.id = i.flow_id
    LEFT JOIN files d ON d.id = i.file_id
    LEFT JOIN structures w ON w.id = i.validator_id
    LEFT JOIN structures x ON x.id = i.second_validator_id
    LEFT JOIN bank_accounts b ON b.id = i.bank_account_id
"""
FIELDS = """
    SELECT i.*, s.identifier AS supplier, s.identifier_type AS supplier_type,
        s.name AS supplier_name, r.identifier AS recipient, r.name AS recipient_name,
        v.code AS service, v.label AS service_name, f.number AS flow,
        d.size AS size, d.name AS file_name, d.sha256 AS sha256,
        w.identifier AS validator, w.name AS validator_name,
        x.identifier AS second_validator, x.name AS second_validator_name,
        b.name AS bank_account
"""


def add_invoice(
    connection: sqlite3.Connection, values: dict, status: str, at: float
) -> int:
    """Create an invoice in a status, with the first row of its history.

    :param values: columns of the table ``invoices`` but those about the status
    :return: its identifier
    :raises sqlite3.IntegrityError: one with the same key exists
    """
    values = values | {"status": status, "status_at": at, "integrated_at": at}
    invoice_id = insert(connection, "invoices", values)
    insert(connection, "statuses", {"invoice_id": invoice_id, "code": status, "at": at})
    return invoice_id


def add_many(
    connection: sqlite3.Connection, rows: list[dict], status: str, at: float
) -> int:
    """Create many invoices in a status, each with the first row of its history.

    :return: the identifier of the first; the others follow it
    """
    own = {"status": status, "status_at": at, "integrated_at": at}
    columns = [*rows[0], *own]
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT INTO invoices ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
        [[*row.values(), *own.values()] for row in rows],
    )
    last = connection.execute("SELECT max(id) FROM invoices").fetchone()[0]
    first = last - len(rows) + 1
    connection.execute(
        "INSERT INTO statuses (invoice_id, code, at)"
        " SELECT id, status, status_at FROM invoices WHERE id >= ?",
        [first],
    )
    return first


def add_to_history(
    connection: sqlite3.Connection,
    invoice_id: int,
    status: str,
    at: float,
    comment: str | None = None,
    agent: dict | None = None,
) -> None:
    """Add a status to an invoice's history; its current status stays."""
    agent = {name: (agent or {}).get(name) or None for name in AGENT_FIELDS}
    values = {"invoice_id": invoice_id, "code": status, "at": at}
    insert(connection, "statuses", values | {"comment": comment or None} | agent)


def set_status(
    connection: sqlite3.Connection,
    invoice_id: int,
    status: str,
    at: float,
    comment: str | None = None,
    agent: dict | None = None,
    automatic: bool = False,
    mandate: str | None = None,
) -> None:
    """Give an invoice a status. No order is enforced (doc/portal.md, R 1.1).

    :param agent: the person who did it: fields of :data:`AGENT_FIELDS`
    :param mandate: number of the payment order, with MANDATEE only
    :param automatic: the pipeline goes on by itself; a person's act ends that
    """
    add_to_history(connection, invoice_id, status, at, comment, agent)
    values = {"status": status, "status_at": at, "status_comment": comment or None}
    if not automatic:
        values["automatic"] = 0
    if mandate:
        if status != "MANDATEE":
            raise ValueError("a mandate number goes with MANDATEE only")
        values["mandate"] = mandate
    update(connection, "invoices", invoice_id, values)


def history_of(connection: sqlite3.Connection, invoice_id: int) -> list[dict]:
    """Statuses, actions and events of an invoice together, newest first."""
    rows = []
    for table, kind in (("statuses", "Statut"), ("actions", "Action")):
        for row in connection.execute(
            f"SELECT * FROM {table} WHERE invoice_id = ?",  # noqa: S608
            [invoice_id],
        ):
            rows.append(dict(row) | {"kind": kind})
    for row in connection.execute(
        "SELECT * FROM events WHERE invoice_id = ?", [invoice_id]
    ):
        event = {"kind": "Événement", "code": row["label"], "last_name": row["who"]}
        rows.append(dict(row) | event)
    return sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True)


def leave_as_draft(connection: sqlite3.Connection, invoice_id: int) -> None:
    """Make an invoice that was just submitted the draft that it would have been."""
    update(connection, "invoices", invoice_id, {"status": "BROUILLON"})
    connection.execute(
        "UPDATE statuses SET code = 'BROUILLON' WHERE id ="
        " (SELECT max(id) FROM statuses WHERE invoice_id = ?)",
        [invoice_id],
    )


def attachments_of(connection: sqlite3.Connection, invoice_id: int) -> list:
    """The documents that a supplier has added to an invoice, with their files."""
    return connection.execute(
        "SELECT l.*, a.extension, a.file_id, d.name AS file_name, d.size"
        " FROM invoice_attachments l JOIN attachments a ON a.id = l.attachment_id"
        " JOIN files d ON d.id = a.file_id WHERE l.invoice_id = ? ORDER BY l.id",
        [invoice_id],
    ).fetchall()


def find_invoice(connection: sqlite3.Connection, reference: str) -> sqlite3.Row | None:
    """An invoice by identifier, else the newest with that number."""
    return connection.execute(
        "SELECT * FROM invoices WHERE id = ? OR number = ?"
        " ORDER BY id = ? DESC, id DESC",
        [reference if reference.isdigit() else -1, reference, reference],
    ).fetchone()


def find_by_id(connection: sqlite3.Connection, invoice_id: int) -> sqlite3.Row:
    row = connection.execute(
        "SELECT * FROM invoices WHERE id = ?", [invoice_id]
    ).fetchone()
    assert row is not None, "invoices are never deleted"
    return row


def key_exists(connection: sqlite3.Connection, year: str, siren: str, number: str):
    """Whether an invoice has this key, whatever became of it: a rejected one counts,
    a deleted draft and what was read in a PDF do not."""
    return connection.execute(
        "SELECT 1 FROM invoices WHERE year = ? AND supplier_siren = ? AND number = ?"
        f" AND status NOT IN ('{READ}', 'SUPPRIMEE')",
        [year, siren, number],
    ).fetchone()


def advance_invoices(connection: sqlite3.Connection, now: float, delays: dict) -> None:
    """Give invoices their automatic statuses, each dated at the time it was due."""
    for before, after, setting in AUTOMATIC:
        rows = connection.execute(
            "SELECT id, integrated_at, framework, supervisor_id FROM invoices"
            " WHERE automatic AND status = ? AND integrated_at <= ? ORDER BY id",
            [before, now - delays[setting]],
        ).fetchall()
        for row in rows:
            at = round(row["integrated_at"] + delays[setting], 3)
            status = after or available_status(
                row["framework"], row["supervisor_id"] is not None
            )
            set_status(connection, row["id"], status, at, automatic=True)


def invoices_due(connection: sqlite3.Connection, now: float, delays: dict) -> bool:
    """Whether :func:`advance_invoices` has anything to do."""
    return any(
        connection.execute(
            "SELECT 1 FROM invoices WHERE automatic AND status = ?"
            " AND integrated_at <= ? LIMIT 1",
            [before, now - delays[setting]],
        ).fetchone()
        for before, _, setting in AUTOMATIC
    )
