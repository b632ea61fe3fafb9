"""Fills an empty database with the table of ``seed.json``, and empties it again."""

import json
import sqlite3
from pathlib import Path

from .database import SERVICE_IDS, STRUCTURE_IDS, insert

SEED = json.loads(Path(__file__).with_name("seed.json").read_text(encoding="utf-8"))
CLIENT = SEED["client"]

# A technical password lives about 424 days (reference, rules section 6).
PASSWORD_LIFETIME = 424 * 86400

EMPTIED = (
    "statuses events actions invoice_attachments attachments invoices flow_errors"
    " flows files services accounts structures calls faults"
).split()


def fill(connection: sqlite3.Connection, now: float) -> None:
    """Add what the database lacks; an existing one keeps its own data."""
    if connection.execute("SELECT 1 FROM structures").fetchone():
        return
    ids = {}
    for structure in SEED["structures"]:
        values = {k: v for k, v in structure.items() if k != "services"}
        ids[structure["identifier"]] = insert(connection, "structures", values)
        for service in structure.get("services", ()):
            row = service | {
                "structure_id": ids[structure["identifier"]],
                "opened_at": now - 365 * 86400,
                "closed_at": None if service.get("active", True) else now - 86400,
            }
            insert(connection, "services", row)
    for account in SEED["accounts"]:
        insert(
            connection,
            "accounts",
            {
                "login": account["login"],
                "password": account["password"],
                "structure_id": ids[account["structure"]],
                "password_expires_at": now + PASSWORD_LIFETIME,
            },
        )


def empty(connection: sqlite3.Connection) -> None:
    """Delete all data but tokens.

    Numbers of flows and invoices go on where they were: a client that kept some of
    them must not meet another invoice under the same number. Those of the seed start
    again, for they are what a client stores about the directory.
    """
    for table in EMPTIED:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    for table, start in (("structures", STRUCTURE_IDS), ("services", SERVICE_IDS)):
        connection.execute(
            "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [start, table]
        )
