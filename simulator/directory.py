"""Structures and services: the look-ups that several parts need."""

import sqlite3

from .database import insert, update

STRUCTURE_FIELDS = {
    "identifier": str,
    "identifier_type": str,
    "name": str,
    "kind": str,
    "active": bool,
    "service_required": bool,
    "commitment_required": bool,
    "either_required": bool,
    "works_owner": bool,
    "works_owner_only": bool,
    "payment_not_reported": bool,
    "own_accountant": bool,
    "street": str,
    "zip": str,
    "city": str,
    "country": str,
    "email": str,
    "phone": str,
    "vat": str,
}
SERVICE_FIELDS = {
    "code": str,
    "label": str,
    "active": bool,
    "commitment_required": bool,
    "deleted": bool,
}


def structure_by_identifier(
    connection: sqlite3.Connection, identifier: str
) -> sqlite3.Row | None:
    return connection.execute(
        "SELECT * FROM structures WHERE identifier = ?", [identifier]
    ).fetchone()


def structure_by_id(connection: sqlite3.Connection, row_id: int) -> sqlite3.Row | None:
    return connection.execute(
        "SELECT * FROM structures WHERE id = ?", [row_id]
    ).fetchone()


def service_by_code(
    connection: sqlite3.Connection, structure_id: int, code: str
) -> sqlite3.Row | None:
    return connection.execute(
        "SELECT * FROM services WHERE structure_id = ? AND code = ? AND NOT deleted",
        [structure_id, code],
    ).fetchone()


def save_structure(connection: sqlite3.Connection, data: dict, now: float) -> int:
    """Add a structure or change an existing one, found by its identifier.

    :param data: fields of :data:`STRUCTURE_FIELDS`, plus ``services``, a list of dicts
        of :data:`SERVICE_FIELDS` (added, or changed when the code exists)
    :return: the id of the structure
    :raises ValueError: unknown field, wrong type, no identifier
    """
    data = dict(data)
    services = data.pop("services", [])
    _check(data, STRUCTURE_FIELDS, "identifier")
    known = structure_by_identifier(connection, data["identifier"])
    if known:
        update(connection, "structures", known["id"], data)
        structure_id = known["id"]
    else:
        structure_id = insert(connection, "structures", {"name": "?"} | data)
    for service in services:
        _check(service, SERVICE_FIELDS, "code")
        _save_service(connection, structure_id, service, now)
    return structure_id


def _save_service(connection, structure_id, service, now):
    known = connection.execute(
        "SELECT * FROM services WHERE structure_id = ? AND code = ?",
        [structure_id, service["code"]],
    ).fetchone()
    if "active" in service:
        service = service | {"closed_at": None if service["active"] else now}
    if known:
        update(connection, "services", known["id"], service)
    else:
        row = {"label": service["code"], "structure_id": structure_id, "opened_at": now}
        insert(connection, "services", row | service)


def _check(data, fields, key):
    if not isinstance(data, dict) or not data.get(key):
        raise ValueError(f"{key!r} is missing")
    for name, value in data.items():
        if name not in fields:
            raise ValueError(f"unknown field {name!r}")
        if value is not None and not isinstance(value, fields[name]):
            raise ValueError(f"field {name!r}: {value!r} is not possible")
