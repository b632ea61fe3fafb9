"""Fills an empty database with the table of ``seed.json``, and empties it again."""

import json
import sqlite3
from pathlib import Path

from .commitments import save_commitment
from .database import (
    BANK_ACCOUNT_IDS,
    COMMITMENT_IDS,
    SERVICE_IDS,
    STRUCTURE_IDS,
    insert,
)

SEED = json.loads(Path(__file__).with_name("seed.json").read_text(encoding="utf-8"))
CLIENT = SEED["client"]

# A technical password lives about 424 days (doc/portal.md, R 6).
PASSWORD_LIFETIME = 424 * 86400

EMPTIED = (
    "statuses events actions invoice_attachments invoices attachments flow_errors"
    " flows commitment_files commitment_lines commitments files services bank_accounts"
    " account_structures accounts structures calls faults"
).split()
# Tables whose numbers start again with the seed.
NUMBERED = {
    "structures": STRUCTURE_IDS,
    "services": SERVICE_IDS,
    "bank_accounts": BANK_ACCOUNT_IDS,
    "commitments": COMMITMENT_IDS,
}


def fill(connection: sqlite3.Connection, now: float) -> None:
    """Add what the database lacks; an existing one keeps its own data."""
    if connection.execute("SELECT 1 FROM structures").fetchone():
        return
    ids = {}
    for structure in SEED["structures"]:
        nested = ("services", "bank_accounts")
        values = {k: v for k, v in structure.items() if k not in nested}
        ids[structure["identifier"]] = insert(connection, "structures", values)
        for service in structure.get("services", ()):
            row = service | {
                "structure_id": ids[structure["identifier"]],
                "opened_at": now - 365 * 86400,
                "closed_at": None if service.get("active", True) else now - 86400,
            }
            insert(connection, "services", row)
        for name in structure.get("bank_accounts", ()):
            row = {"structure_id": ids[structure["identifier"]], "name": name}
            insert(connection, "bank_accounts", row)
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
    for commitment in SEED["commitments"]:
        save_commitment(connection, commitment, now)


def empty(connection: sqlite3.Connection) -> None:
    """Delete all data but tokens.

    Numbers of flows and invoices go on where they were: a client that kept some of
    them must not meet another invoice under the same number. Those of the seed start
    again, for they are what a client stores about the directory.
    """
    for table in EMPTIED:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    for table, start in NUMBERED.items():
        connection.execute(
            "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [start, table]
        )
