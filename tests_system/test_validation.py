"""Whatever fails while a validator answers, the portal gets the answer once, and Odoo
knows it and tells it once.

The cells are those of ``process_cells.py``, but that nobody is asked what may follow.
``CHORUS_TEST_FULL=1`` runs all of them, otherwise a seeded sample in which every step
and way appears: each fault strikes the same protocol in ``test_receiving_process.py``.
"""

import os
import random
import signal

import pytest

from tests_system.calm_log import complaints
from tests_system.matrix_cells import LIMIT
from tests_system.process_cells import CELLS, STEPS, WAYS, is_taken
from tests_system.validation_world import TOLD, ValidationWorld, answer_orders

SEED = 20261201
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
OWN_CELLS = [cell for cell in CELLS if cell[0] != "ask"]


def _sample():
    """Cells in which each step and each way appears, and a killed process."""
    draw = random.Random(SEED)
    left, chosen = list(OWN_CELLS), []
    draw.shuffle(left)
    wanted = {*STEPS, *WAYS, "sigkill"} - {"ask"}
    while wanted:
        best = max(left, key=lambda cell: len(wanted & set(cell)))
        left.remove(best)
        chosen.append(best)
        wanted -= set(best)
    return chosen


CHOSEN = OWN_CELLS if FULL else _sample()


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory, announce):
    folder = tmp_path_factory.mktemp("validation")
    announce(
        f"fault matrix: {len(OWN_CELLS)} cells of answers, {len(CHOSEN)} run"
        f" (seed {SEED})"
    )
    world = ValidationWorld(module_database, module_simulator, folder, limit=LIMIT)
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


@pytest.mark.parametrize(("step", "fault", "way"), CHOSEN)
def test_answered_once_and_told_once(world, step, fault, way):
    ids, identifiers = world.new_received(WAYS[way])
    world.control("calls", method="DELETE")
    orders = answer_orders(step, fault)
    for order in orders.get("portal", ()):
        world.control("faults", order)
    world.order(orders.get("process"))
    told = world.click_together(ids, 2) if way == "two_clicks" else world.click(ids)
    if "process" in orders:
        assert world.server.process.wait(20) == -signal.SIGKILL
    clicks = world.click_until_done(ids)
    assert not world.orders_left(), "the fault did not strike"
    assert [world.given(i) for i in identifiers] == [1] * len(ids), told
    for row in world.read_acts(ids):
        assert world.is_done(row["status"]), row
        assert row["states"].count("done") == 1, row
        assert not {"sending", "uncertain"} & set(row["states"]), row
    assert world.statuses_told(identifiers, TOLD) == len(ids)
    if is_taken(step):
        assert clicks <= (fault == "sigkill" and way == "many"), "done twice by people"
    # One call for each answer, and one more where the first was surely not taken.
    lost = step == "unread" and fault != "sigkill"
    calls = len(world.pushes())
    assert len(ids) <= calls <= len(ids) + lost, calls
