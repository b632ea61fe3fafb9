"""Whatever fails, a works piece is handed in at most once and never lost.

Every cell really happens: see ``works_cells.py``. ``CHORUS_TEST_FULL=1`` runs all of
them (each costs some seconds), otherwise a seeded sample in which every step appears:
the faults are those that ``test_fault_matrix.py`` strikes invoices with.
"""

import contextlib
import os
import random
import signal
import threading

import pytest

from tests_system.calm_log import complaints
from tests_system.matrix_cells import BULK, FAULTS, LIMIT, STEPS, allowed_posts
from tests_system.matrix_world import A_DAY_AGO
from tests_system.works_cells import CELLS, works_orders
from tests_system.works_world import WorksWorld

SEED = 20261201
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))


def _sample():
    """Each step once, with another fault each."""
    faults = random.Random(SEED).sample(list(FAULTS), len(STEPS))
    return list(zip(STEPS, faults, strict=True))


CHOSEN = CELLS if FULL else _sample()


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory, announce):
    folder = tmp_path_factory.mktemp("works")
    announce(f"works matrix: {len(CELLS)} cells, {len(CHOSEN)} run (seed {SEED})")
    world = WorksWorld(module_database, module_simulator, folder, limit=LIMIT)
    yield world
    world.stop()


@pytest.fixture(autouse=True)
def alone(world):
    """Nothing of the test before is on its way, or counted for this one."""
    world.settle()
    world.control("calls", method="DELETE")
    length = len(world.server.log())
    yield
    world.forget_orders()
    world.revive()
    assert not complaints(world.server.log()[length:])


def play(world, step, fault):
    """Strike one click with one fault; the number of its piece."""
    bulk = BULK["single"] if step == "while_sending" else 0
    dialog, number = world.new_dialog(bulk=bulk)
    orders = works_orders(step, fault)
    for order in orders.get("portal", ()):
        world.control("faults", order)
    world.order(orders.get("process"))
    with contextlib.ExitStack() as trouble:
        if network := orders.get("network"):
            trouble.enter_context(world.unreachable(network))
        if "kill" in orders:
            trouble.enter_context(world.killed_when_accepted())
        world.click(dialog)
        if fault == "sigkill":
            assert world.server.process.wait(20) == -signal.SIGKILL
    world.recover(rounds=2)
    assert not world.orders_left(), "the fault did not strike"
    world.forget_orders()
    return number


def is_known(world, number):
    return "integrated" in world.states(number)


@pytest.mark.parametrize(("step", "fault"), CHOSEN)
def test_once_and_known(world, step, fault):
    number, clicks = play(world, step, fault), 0
    for how_long in ("10 minutes", A_DAY_AGO):
        if is_known(world, number):
            break
        world.recover(rounds=2, how_long=how_long)
    if not is_known(world, number):
        # Nothing arrived: a person hands it in again.
        assert step in ("before_connect", "while_sending"), world.states(number)
        clicks += 1
        assert world.click(world.new_dialog(number)[0]) == ["success"]
        world.recover(rounds=2)
    assert world.pieces(number) == (1, 1), world.states(number)
    assert world.states(number).count("integrated") == 1
    world.settle()
    posted = [(call["http_status"], call["fault"]) for call in world.deposits()]
    assert len(posted) <= allowed_posts(step, fault, clicks), posted


def test_two_clicks_at_one_moment(world):
    """Of two dialogs with the same number, and of one that is pressed twice."""
    first, number = world.new_dialog()
    second, _number = world.new_dialog(number)
    told = []
    clicks = [
        threading.Thread(target=world.click, args=(dialog, told))
        for dialog in (first, first, second)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join(120)
    assert told.count("success") >= 1, told
    world.recover(rounds=2)
    assert world.pieces(number) == (1, 1)
    assert len(world.deposits()) == 1
