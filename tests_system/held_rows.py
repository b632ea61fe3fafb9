"""Rows that somebody else's transaction holds, for as long as a test wants."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from dev import postgres
from dev.server import wait_until

# Sleeps until it is woken, and then goes on: only a failed test leaves it asleep.
SLEEP = (
    "do $$ begin perform pg_sleep(600); exception when query_canceled then null; end $$"
)


@contextlib.contextmanager
def held(database, statement):
    """A transaction that has run a statement, and is committed at the end."""
    mark = uuid4().hex
    text = f"begin; {statement}; {SLEEP}; commit; /* {mark} */"
    asleep = (
        "from pg_stat_activity where wait_event = 'PgSleep'"
        f" and query like '%{mark}%' and pid <> pg_backend_pid()"
    )
    with ThreadPoolExecutor(1) as pool:
        transaction = pool.submit(postgres.psql, text, database)
        wait_until(
            lambda: transaction.done() or postgres.psql(f"select 1 {asleep}", database),
            60,
            "the lock",
        )
        try:
            yield
        finally:
            postgres.psql(f"select pg_cancel_backend(pid) {asleep}", database)
            transaction.result()
