"""Whatever fails at a door, an invoice is in the portal once, sent, and known.

Every cell really happens, as in the matrix of flows: see ``door_cells.py``.
``CHORUS_TEST_FULL=1`` runs all cells, otherwise a seeded sample in which every step,
fault, door and size appears.
"""

import contextlib
import os
import random
import signal

import pytest

from chorus_api.doors import PDF
from tests_system.calm_log import complaints
from tests_system.door_cells import (
    ACCEPTED,
    CELLS,
    DOORS,
    FAULTS,
    READ_CELLS,
    READINGS,
    SIZES,
    STEPS,
    allowed_submits,
    cell_orders,
    distinct_cells,
)
from tests_system.door_crossings import (
    LATE,
    NEVER,
    REFUSED,
    allowed_submits_beside_flow,
    end_flow,
    give_up,
    is_by_flow,
    last_flow,
    order_answer,
    send_as_pdf,
    send_meanwhile,
    state_of,
)
from tests_system.door_evidence import (
    assert_once_and_sent,
    assert_readable,
    assert_told,
)
from tests_system.door_world import DoorWorld
from tests_system.matrix_cells import LIMIT, READ_PDF

SEED = 20270232
SAMPLE = 12
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))


def _sample():
    """Cells in which each fault appears once, each step, door and size often."""
    draw = random.Random(SEED)
    steps = [STEPS[n % len(STEPS)] for n in range(SAMPLE)]
    doors = [DOORS[n % len(DOORS)] for n in range(SAMPLE)]
    # Three times as much to print.
    sizes = ["batch" if n % 4 == 0 else "single" for n in range(SAMPLE)]
    draw.shuffle(steps)
    draw.shuffle(doors)
    return list(zip(steps, FAULTS, doors, sizes, strict=True))


def _some(cells, count):
    return cells if FULL else random.Random(SEED).sample(cells, count)


CHOSEN = CELLS if FULL else _sample()
CHOSEN_READ = _some(READ_CELLS, 1)
# Faults after which no search and no list shows an upload that was taken.
HIDDEN = _some(("cut", "http_4xx", "http_5xx", "sigkill"), 1)
CHOSEN_REFUSED = _some(REFUSED, 1)
CHOSEN_LATE = _some(LATE, 1)


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory, announce):
    folder = tmp_path_factory.mktemp("doors")
    every = (CELLS, READ_CELLS, REFUSED, LATE)
    chosen = (CHOSEN, CHOSEN_READ, CHOSEN_REFUSED, CHOSEN_LATE)
    announce(
        f"fault matrix: {sum(map(len, every))} cells of the doors,"
        f" {sum(map(len, chosen))} run (seed {SEED})"
    )
    world = DoorWorld(module_database, module_simulator, folder, limit=LIMIT)
    yield world
    world.stop()


@pytest.fixture(autouse=True)
def alone(world):
    """Nothing of the test before is on its way, or counted for this one; and whatever
    failed, the log does not complain."""
    world.settle()
    world.control("calls", method="DELETE")
    world.control("settings", {"flow_finished_after": NEVER})
    world.mark()
    yield
    world.forget_orders()
    world.revive()
    assert not complaints(world.log_since_mark())


def test_no_two_cells_are_the_same():
    assert len(distinct_cells()) == len(CELLS) + len(READ_CELLS)


def test_the_chosen_cells_show_each_step_fault_door_and_size():
    steps, faults, doors, sizes = map(set, zip(*CHOSEN, strict=True))
    assert (steps, faults) == (set(STEPS), set(FAULTS))
    assert (doors, sizes) == (set(DOORS), set(SIZES))


def strike(world, ids, orders):
    """Send invoices while a cell happens."""
    for order in orders.get("portal", ()):
        world.control("faults", order)
    world.order(orders.get("process"))
    is_killed = "kill" in orders or "kill" in orders.get("process", ())
    with contextlib.ExitStack() as trouble:
        if "kill" in orders:
            trouble.enter_context(world.killed_when_accepted())
        world.send(ids)
        if is_killed:
            assert world.server.process.wait(20) == -signal.SIGKILL


@pytest.mark.parametrize(("step", "fault", "door", "size"), CHOSEN)
def test_once_and_sent(world, step, fault, door, size):
    world.let_portal_read(None)
    ids = world.new_door_invoices(SIZES[size], door)
    strike(world, ids, cell_orders(step, fault, door))
    clicks = world.play_on(ids)
    assert not world.orders_left(), "the fault did not strike"
    if step in ACCEPTED:
        assert clicks == 0, "what was accepted was sent again by a person"
    assert_readable(world, ids, door)
    world.click_in_vain(ids)
    assert_once_and_sent(world, ids)
    assert_readable(world, ids, door)
    submits = world.submits()
    assert len(submits) == allowed_submits(step, fault, len(ids), clicks), submits


@pytest.mark.parametrize(("step", "fault", "reading"), CHOSEN_READ)
def test_once_and_sent_where_the_portal_reads_it(world, step, fault, reading):
    world.let_portal_read(reading)
    ids = world.new_door_invoices(SIZES[READINGS[reading]], "pdf")
    strike(world, ids, cell_orders(step, fault, "pdf", READ_PDF))
    clicks = world.play_on(ids)
    assert not world.orders_left(), "the fault did not strike"
    assert_readable(world, ids, "pdf")
    world.click_in_vain(ids)
    assert_once_and_sent(world, ids)
    submits = world.submits()
    assert len(submits) == allowed_submits(step, fault, len(ids), clicks), submits


@pytest.mark.full
@pytest.mark.parametrize("fault", HIDDEN)
def test_a_read_pdf_that_nothing_shows_is_told(world, fault):
    """The one thing that is left behind: no search and no list shows the first PDF. A
    person is told what to delete there; the invoice itself is there once."""
    (invoice,) = ids = world.new_door_invoices(1, "pdf")
    world.control("settings", {"drafts_hidden_from_search": True})
    world.let_portal_read("nothing")
    strike(world, ids, cell_orders("upload_unanswered", fault, "pdf", READ_PDF))
    clicks = world.play_on(ids)
    world.control("settings", {"drafts_hidden_from_search": False})
    (hidden,) = (row for row in world.new_rows() if not row["number"])
    assert hidden["status"] == "INTERPRETEE_OCR"
    assert_once_and_sent(world, ids, left={hidden["id"]})
    assert (len(world.submits()), clicks) == (1, fault == "http_4xx")
    assert "Interprétée OCR" in "".join(world.messages(invoice))


@pytest.mark.full
@pytest.mark.parametrize(("file", "way", "answer"), CHOSEN_REFUSED)
def test_a_flow_refused_and_then_a_door(world, file, way, answer):
    world.let_portal_read(None)
    (invoice,) = world.new_invoices(1, l10n_fr_chorus_submission_mode=file)
    world.send([invoice])
    end_flow(world, last_flow(world), "refused")
    world.recover(rounds=2)
    assert state_of(world, invoice) == "refused"
    order_answer(world, answer)
    send_as_pdf(world, invoice, way)
    clicks = world.play_on([invoice])
    world.click_in_vain([invoice])
    assert clicks == (answer == "unread")
    assert_once_and_sent(world, [invoice])
    flow, *doors = world.attempts(invoice)
    assert (flow["door"], flow["state"]) == ("", "refused")
    assert "Service destinataire inconnu" in flow["reason"]
    assert_told(world, invoice, doors)
    submits = world.submits()
    assert len(submits) == 1 + clicks + (answer == "draft"), submits


@pytest.mark.full
@pytest.mark.parametrize(("moment", "fate", "given_up", "answer"), CHOSEN_LATE)
def test_a_flow_given_up_and_then_a_door(world, moment, fate, given_up, answer):
    world.let_portal_read(None)
    invoice, flow = give_up(world, given_up)

    def end():
        end_flow(world, flow, fate)

    if moment == "before":
        end()
    order_answer(world, answer)
    if moment == "between":
        send_meanwhile(world, invoice, end)
    else:
        send_as_pdf(world, invoice)
    if moment == "after":
        end()
    clicks = world.play_on([invoice])
    world.click_in_vain([invoice])
    assert_once_and_sent(world, [invoice])
    by_flow = is_by_flow(moment, fate, answer)
    if moment != "before" or not by_flow:
        assert not world.orders_left(), "the fault did not strike"
    (counts,) = (a for a in world.attempts(invoice) if a["chorus_identifier"])
    assert counts["door"] == ("" if by_flow else PDF)
    assert_told(world, invoice, world.attempts(invoice))
    if by_flow:
        told = "".join(world.messages(invoice))
        assert "Ne la renvoyez pas" in told or "ne la renvoyez pas" in told
    submits = world.submits()
    allowed = allowed_submits_beside_flow(moment, fate, answer, clicks)
    assert len(submits) == allowed, submits
