"""Whatever fails while a body fetches, each invoice is there once, whole, told once.

Every cell really happens, as in the matrix of flows: see ``receiving_cells.py``.
``CHORUS_TEST_FULL=1`` runs all cells, otherwise a seeded sample in which every step
appears.
"""

import os
import random
import signal
import threading

import pytest

from tests_system.calm_log import complaints
from tests_system.matrix_cells import LIMIT
from tests_system.receiving_cells import (
    CELLS,
    KILLS,
    STEPS,
    cell_orders,
    distinct_cells,
)
from tests_system.receiving_world import ReceivingWorld

SEED = 20270318
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
# Three pages of the search, one group.
COUNT, PAGE_ROWS = 5, 2
SUSPENDED = "Suspendue"


def _sample():
    """A fault of each step, and two of the kills."""
    draw = random.Random(SEED)
    cells = [(step, draw.choice(faults)) for step, faults in STEPS.items()]
    return cells + [("killed", point) for point in draw.sample(KILLS, 2)]


CHOSEN = CELLS if FULL else _sample()


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory, announce):
    folder = tmp_path_factory.mktemp("receiving")
    announce(f"fault matrix: {len(CELLS)} cells, {len(CHOSEN)} run (seed {SEED})")
    world = ReceivingWorld(module_database, module_simulator, folder, limit=LIMIT)
    world.control("settings", {"page_size_cap": PAGE_ROWS})
    yield world
    world.stop()


@pytest.fixture(autouse=True)
def alone(world):
    """Nothing of the test before is on its way; and the log does not complain."""
    world.settle()
    world.mark()
    yield
    world.forget_orders()
    world.revive()
    assert not complaints(world.log_since_mark())


def test_no_two_cells_are_the_same():
    assert len(distinct_cells()) == len(CELLS) >= 60


def test_the_chosen_cells_show_each_step():
    assert {step for step, _fault in CHOSEN} == {*STEPS, "killed"}


@pytest.mark.parametrize(("step", "fault"), CHOSEN)
def test_once_and_whole(world, step, fault):
    old = world.put(1)
    world.fetch()
    world.control("advance", {"seconds": 600})
    world.control(
        f"invoices/{old[0]}/status", {"status": "SUSPENDUE", "comment": "Bon ?"}
    )
    new = world.put(COUNT)
    orders = cell_orders(step, fault)
    for order in orders.get("portal", ()):
        world.control("faults", order)
    world.order(orders.get("process"))
    world.fetch()
    if step == "killed":
        assert world.server.process.wait(20) == -signal.SIGKILL
    world.recover_until(lambda: is_settled(world, old + new))
    assert not world.orders_left(), "the fault did not strike"
    assert_whole(world, old + new)
    assert world.statuses_told(old, SUSPENDED) == 1
    before = world.received(old + new)
    world.recover()
    world.fetch("ir_cron_received_sweep")
    assert world.received(old + new) == before, "what was done is done again"


def test_refresh_and_sweep_at_once(world):
    """Both read the same pages and files, of the same moment."""
    new = world.put(4 * COUNT)
    names = ("ir_cron_received", "ir_cron_received_sweep")
    threads = [threading.Thread(target=world.fetch, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.control(f"invoices/{new[0]}/status", {"status": "SUSPENDUE"})
    world.recover_until(lambda: is_settled(world, new))
    assert_whole(world, new)


def is_settled(world, identifiers):
    rows = world.received(identifiers)
    is_here = [row["content"] == "downloaded" for row in rows]
    is_whole = len(rows) == len(identifiers) and all(is_here)
    return is_whole and rows[0]["status"] == "SUSPENDUE" and not world.orders_left()


def assert_whole(world, identifiers):
    """Each invoice is kept once, with its two documents; its bill is due or made."""
    rows = world.received(identifiers)
    assert [row["identifier"] for row in rows] == sorted(identifiers, key=int)
    for row in rows:
        assert row["content"] == "downloaded", row
        assert (row["documents"], row["distinct"], row["files"]) == ("2",) * 3, row
        assert row["version"] == "1", row
        assert row["billed" if world.makes_bills() else "due"] == "t", row
    assert rows[0]["status"] == "SUSPENDUE"
