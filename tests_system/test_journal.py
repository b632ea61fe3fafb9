"""The journal of calls is a guest of the protocol: whatever happens to its table, the
invoice is sent once and its answer is kept."""

import time

import pytest

from dev import postgres
from tests_system.held_rows import held
from tests_system.matrix_world import World

TABLE = "l10n_fr_chorus_pro_call"
NOT_WRITTEN = "Calls not written down"


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    world = World(module_database, module_simulator, tmp_path_factory.mktemp("journal"))
    yield world
    world.stop()


def noted(world):
    """How many deposits the journal holds."""
    query = f"select count(*) from {TABLE} where operation like '%deposer/flux'"
    return int(postgres.psql(query, world.database))


def send_one(world):
    """Send an invoice; assert that it was posted once, and what Odoo knows of it."""
    posted = len(world.deposits())
    ids = world.new_invoices(1)
    assert world.send(ids) is None
    assert len(world.deposits()) == posted + 1
    (invoice,) = world.read(ids)
    assert invoice["l10n_fr_chorus_state"] == "deposited"
    return ids


def test_written_beside_the_transaction(world):
    """What is rolled back for the user is in the journal all the same."""
    before = noted(world)
    send_one(world)
    assert noted(world) == before + 1
    world.control("faults", {"operation": "deposer/flux", "kind": "cut"})
    assert world.send(world.new_invoices(1))
    assert noted(world) == before + 2
    query = f"select failure from {TABLE} where failure is not null"
    assert postgres.psql(query, world.database) == "uncertain"


def test_locked(world):
    """Nobody waits for the journal: the rows of this run are lost."""
    before, log = noted(world), len(world.server.log())
    with held(world.database, f"lock table {TABLE} in access exclusive mode"):
        start = time.monotonic()
        ids = send_one(world)
        assert time.monotonic() - start < 60
    assert noted(world) == before
    assert NOT_WRITTEN in world.server.log()[log:]
    world.recover(rounds=2)
    (invoice,) = world.read(ids)
    assert invoice["l10n_fr_chorus_state"] == "made_available"
    assert noted(world) == before


def test_broken(world):
    log = len(world.server.log())
    postgres.psql(f"alter table {TABLE} rename to elsewhere", world.database)
    try:
        send_one(world)
    finally:
        postgres.psql(f"alter table elsewhere rename to {TABLE}", world.database)
    assert NOT_WRITTEN in world.server.log()[log:]
