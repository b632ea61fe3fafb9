"""Whatever fails while a body acts on an invoice, the portal gives the status once, and
Odoo knows it and tells it once.

Every cell really happens: see ``process_cells.py``. ``CHORUS_TEST_FULL=1`` runs all of
them, otherwise a seeded sample in which every step, fault and way appears.
"""

import os
import random
import signal

import pytest

from tests_system.calm_log import complaints
from tests_system.matrix_cells import LIMIT
from tests_system.process_cells import (
    CELLS,
    FAULTS,
    STEPS,
    WAYS,
    cell_orders,
    is_taken,
)
from tests_system.process_world import STATUS, TOLD, ProcessWorld

SEED = 20270921
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
# A gateway's refusal before anything is read: the call may be sent again at once.
SENT_AGAIN = ("token_expired", "quota_429")


def _sample():
    """Cells in which each fault appears, each step and each way."""
    draw = random.Random(SEED)
    left, chosen = list(CELLS), []
    draw.shuffle(left)
    wanted = {*STEPS, *FAULTS, *WAYS}
    while wanted:
        best = max(left, key=lambda cell: len(wanted & set(cell)))
        left.remove(best)
        chosen.append(best)
        wanted -= set(best)
    return chosen


CHOSEN = CELLS if FULL else _sample()


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory, announce):
    folder = tmp_path_factory.mktemp("process")
    announce(
        f"fault matrix: {len(CELLS)} cells of acts, {len(CHOSEN)} run (seed {SEED})"
    )
    world = ProcessWorld(module_database, module_simulator, folder, limit=LIMIT)
    yield world
    world.stop()


@pytest.fixture(autouse=True)
def alone(world):
    """Nothing of the test before is on its way, and the log does not complain."""
    world.settle()
    world.control("calls", method="DELETE")
    world.mark()
    yield
    world.forget_orders()
    world.revive()
    assert not complaints(world.log_since_mark())


def strike(world, ids, orders, way):
    """Click while a cell happens; what people are told."""
    for order in orders.get("portal", ()):
        world.control("faults", order)
    world.order(orders.get("process"))
    told = world.click_together(ids, 2) if way == "two_clicks" else world.click(ids)
    if "process" in orders:
        assert world.server.process.wait(20) == -signal.SIGKILL
    return told


@pytest.mark.parametrize(("step", "fault", "way"), CHOSEN)
def test_given_once_and_told_once(world, step, fault, way):
    ids, identifiers = world.new_received(WAYS[way])
    world.control("calls", method="DELETE")
    told = strike(world, ids, cell_orders(step, fault), way)
    clicks = world.click_until_done(ids)
    assert not world.orders_left(), "the fault did not strike"
    assert [world.given(i) for i in identifiers] == [1] * len(ids), told
    for row in world.read_acts(ids):
        assert row["status"] == STATUS, row
        assert row["states"].count("done") == 1, row
        assert not {"sending", "uncertain"} & set(row["states"]), row
    assert world.statuses_told(identifiers, TOLD) == len(ids)
    if is_taken(step):
        assert clicks <= (fault == "sigkill" and way == "many"), "done twice by people"
    # One call for each status, and one more where the first was surely not taken.
    lost = step == "unread" and fault != "sigkill"
    calls = len(world.pushes())
    assert len(ids) <= calls <= len(ids) + lost, calls
