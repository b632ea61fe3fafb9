"""The SQLite file: one connection per thread, short write transactions."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = Path(__file__).with_name("schema.sql")

# Identifiers go beyond 32 bits, as on the real portal, so that a client which keeps
# them in a 32-bit integer fails here first. Those of the seed are the same in every
# database; those of flows and invoices start from the time of creation, so that a
# client which still remembers an older database never meets its numbers again.
STRUCTURE_IDS = 25_784_150_000_000
SERVICE_IDS = 10_136_550_000_000
HISTORY_IDS = 85_481_520_000_000
ATTACHMENT_IDS = 15_580_600_000_000
BANK_ACCOUNT_IDS = 11_200_400_000_000
COMMITMENT_IDS = 14_703_700_000_000


class Database:
    """Opens the file, creates the tables, hands out connections."""

    def __init__(self, path: str | Path):
        self.path = str(path)
        self._local = threading.local()
        connection = self.connection()
        connection.execute("PRAGMA journal_mode = WAL")
        schema = SCHEMA.read_text(encoding="utf-8")
        _bring_up_to_date(connection, schema)
        connection.executescript(schema)
        with self.transaction() as connection:
            self._number_from(connection)

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode, rows readable by name."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction; the lock is taken at once, so no write can starve
        half-way. Inside another transaction of its thread it is a part of that one."""
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _number_from(self, connection: sqlite3.Connection) -> None:
        now = int(time.time() * 1000)
        starts = {
            "structures": STRUCTURE_IDS,
            "services": SERVICE_IDS,
            "bank_accounts": BANK_ACCOUNT_IDS,
            "commitments": COMMITMENT_IDS,
            "statuses": HISTORY_IDS,
            "events": HISTORY_IDS,
            "actions": HISTORY_IDS,
            "attachments": ATTACHMENT_IDS,
            "flows": now,
            "invoices": now,
        }
        known = {
            row[0] for row in connection.execute("SELECT name FROM sqlite_sequence")
        }
        connection.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            [(name, seq) for name, seq in starts.items() if name not in known],
        )


def _bring_up_to_date(connection: sqlite3.Connection, schema: str) -> None:
    """Bring the tables of an older file up to date: it lacks newer columns, and wants
    values where none is needed any more."""
    model = sqlite3.connect(":memory:")
    model.executescript(schema)
    for table, statement in model.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"
    ):
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        needed = {column["name"]: column["notnull"] for column in columns}
        newer = model.execute(f"PRAGMA table_info({table})").fetchall()
        for _, name, kind, _, default, _ in newer:
            if needed and name not in needed:
                end = "" if default is None else f" NOT NULL DEFAULT {default}"
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}{end}")
        if any(needed.get(column[1], 0) > column[3] for column in newer):
            _rebuild(connection, table, statement, [column[1] for column in newer])
    model.close()


def _rebuild(
    connection: sqlite3.Connection, table: str, statement: str, columns: list[str]
) -> None:
    """Copy a table into one that is made anew: SQLite cannot loosen a column."""
    names = ", ".join(columns)
    connection.executescript(
        f"""
        PRAGMA foreign_keys = OFF;
        BEGIN;
        {statement.replace(f"CREATE TABLE {table}", f"CREATE TABLE new_{table}", 1)};
        INSERT INTO new_{table} ({names}) SELECT {names} FROM {table};
        DROP TABLE {table};
        ALTER TABLE new_{table} RENAME TO {table};
        COMMIT;
        PRAGMA foreign_keys = ON;
        """  # noqa: S608
    )


def insert(connection: sqlite3.Connection, table: str, values: dict) -> int:
    """Insert one row and return its id. Table and columns come from our code."""
    columns = ", ".join(values)
    marks = ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
        list(values.values()),
    )
    assert cursor.lastrowid is not None, "a row was inserted"
    return cursor.lastrowid


def update(connection: sqlite3.Connection, table: str, row_id: int, values: dict):
    """Update one row by its id. Table and columns come from our code."""
    columns = ", ".join(f"{name} = ?" for name in values)
    connection.execute(
        f"UPDATE {table} SET {columns} WHERE id = ?",  # noqa: S608
        [*values.values(), row_id],
    )
