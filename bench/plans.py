"""How statements read the big tables, by EXPLAIN of those that really ran."""

import json
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor

BIG = (
    "account_move",
    "account_move_line",
    "l10n_fr_chorus_pro_deposit",
    "l10n_fr_chorus_pro_document",
    "l10n_fr_chorus_pro_event",
    "mail_message",
)
EXPLAINED = (b"SELECT", b"WITH", b"UPDATE", b"DELETE")


class Recorder:
    """What a cursor was asked for inside ``with recorder.recording()``."""

    def __init__(self, cursor):
        self.cursor = cursor
        self.statements = {}  # each once, in their order
        self.count = 0
        self.seconds = 0.0

    @contextmanager
    def recording(self):
        execute = Cursor.execute
        self.statements, self.count = {}, 0

        def recorded(cursor, *arguments, **named):
            result = execute(cursor, *arguments, **named)
            self.statements[bytes(cursor._obj.query).strip()] = None
            self.count += 1
            return result

        start = time.perf_counter()
        with patch.object(Cursor, "execute", recorded):
            yield
        self.seconds = time.perf_counter() - start

    def read_whole(self):
        """Which big tables were read from end to end, and how.

        :return: dict of the first such statement, by "table" (a sequential scan) or
            "table by index" (an index of all rows, from its end on)
        """
        found, partial = {}, self._partial_indexes()
        for statement in self.statements:
            if not statement.upper().startswith(EXPLAINED):
                continue
            self.cursor.execute(b"EXPLAIN (FORMAT JSON) " + statement)
            plan = self.cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            for name in _whole(plan[0]["Plan"], partial):
                found.setdefault(name, statement.decode())
        return found

    def _partial_indexes(self):
        self.cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"
        )
        return {name for (name,) in self.cursor.fetchall()}


def _whole(node, partial):
    """The big tables that a plan reads from end to end."""
    kind, table = node["Node Type"], node.get("Relation Name", "")
    if table in BIG:
        if kind == "Seq Scan":
            yield table
        elif (
            kind in ("Index Scan", "Index Only Scan")
            and "Index Cond" not in node
            and node["Index Name"] not in partial
        ):
            yield f"{table} by index"
    for child in node.get("Plans", ()):
        yield from _whole(child, partial)
