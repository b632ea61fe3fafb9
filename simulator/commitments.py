"""The register of what the State has ordered."""

import sqlite3

from .database import insert, update
from .directory import service_by_code, structure_by_identifier
from .documents.pdf import small_pdf
from .flows import add_file

STATE = "11000201100044"
VAT = 1.2
DAY = 86400

# A commitment with what it points to.
SOURCE = """
    FROM commitments c
    JOIN structures s ON s.id = c.supplier_id
    JOIN structures e ON e.id = c.issuer_id
    LEFT JOIN services v ON v.id = c.service_id
"""
FIELDS = """
    SELECT c.*, s.identifier AS supplier, s.name AS supplier_name,
        s.street, s.zip, s.city, s.country, e.identifier AS issuer,
        e.name AS issuer_name, v.code AS service, v.label AS service_name,
        (SELECT sum(d.size) FROM commitment_files cf JOIN files d ON d.id = cf.file_id
         WHERE cf.commitment_id = c.id) AS files_size
"""
OPTIONAL = ("kind", "state", "contract", "currency")


def save_commitment(connection: sqlite3.Connection, data: dict, now: float) -> int:
    """Add a commitment or change an existing one, found by its number.

    :param data: ``number``, ``supplier`` (identifier), ``issuer`` (the State by
        default), ``service`` (code), ``days`` since its notification, ``lines``
        (amounts with taxes), ``documents`` (their titles) and the :data:`OPTIONAL`
        columns
    :return: its id
    :raises ValueError: unknown field, supplier, issuer or service
    """
    known = {"number", "supplier", "issuer", "service", "days", "lines", "documents"}
    if unknown := set(data) - known - set(OPTIONAL):
        raise ValueError(f"unknown fields {sorted(unknown)}")
    if not isinstance(data.get("number"), str) or not data["number"]:
        raise ValueError("number is missing")
    row = connection.execute(
        "SELECT * FROM commitments WHERE number = ?", [data["number"]]
    ).fetchone()
    values = {name: data[name] for name in OPTIONAL if name in data}
    if row is None:
        row_id = insert(connection, "commitments", values | _new(connection, data, now))
    else:
        row_id = row["id"]
        if values:
            update(connection, "commitments", row_id, values)
    if "lines" in data:
        _set_lines(connection, row_id, data["lines"])
    for title in data.get("documents", ()):
        content = small_pdf([title, "Direction des achats de l'Etat"])
        file_id = add_file(connection, f"{title.replace(' ', '_')}.pdf", content)
        values = {"commitment_id": row_id, "file_id": file_id}
        insert(connection, "commitment_files", values)
    return row_id


def _new(connection, data, now) -> dict:
    supplier = structure_by_identifier(connection, data.get("supplier", ""))
    issuer = structure_by_identifier(connection, data.get("issuer", STATE))
    if supplier is None or issuer is None:
        raise ValueError("supplier and issuer are identifiers of known structures")
    service = service_by_code(connection, issuer["id"], data.get("service", ""))
    if data.get("service") and service is None:
        raise ValueError(f"{data['service']!r} is no service of the issuer")
    return {
        "number": data["number"],
        "supplier_id": supplier["id"],
        "issuer_id": issuer["id"],
        "service_id": service and service["id"],
        "notified_at": now - data.get("days", 0) * DAY,
        "untaxed": 0.0,
        "total": 0.0,
    }


def _set_lines(connection, row_id, amounts) -> None:
    connection.execute("DELETE FROM commitment_lines WHERE commitment_id = ?", [row_id])
    for number, amount in enumerate(amounts, 1):
        values = {"commitment_id": row_id, "number": str(number), "total": amount}
        insert(connection, "commitment_lines", values)
    total = float(sum(amounts))
    values = {"total": total, "untaxed": round(total / VAT, 2)}
    update(connection, "commitments", row_id, values)
