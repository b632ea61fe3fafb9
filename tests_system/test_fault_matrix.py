"""Whatever fails, an invoice is deposited at most once and never lost.

Every cell really happens: a real Odoo, a real PostgreSQL, a real HTTP line to the
simulator, a process that is really killed. ``CHORUS_TEST_FULL=1`` runs all cells,
otherwise a seeded sample in which every step, every fault and both sizes appear.
"""

import contextlib
import os
import random
import signal
import threading

import pytest

from dev import postgres
from dev.server import wait_until
from tests_system.calm_log import complaints
from tests_system.matrix_cells import (
    BULK,
    CELLS,
    FAULTS,
    LIMIT,
    SIZES,
    STEPS,
    allowed_posts,
    cell_orders,
    distinct_cells,
)
from tests_system.matrix_world import A_DAY_AGO, KNOWN, World

SEED = 20261124
SAMPLE = 12
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))


def _sample():
    """Cells in which each fault appears, and each step and each size often."""
    draw = random.Random(SEED)
    steps = [STEPS[n % len(STEPS)] for n in range(SAMPLE)]
    sizes = [list(SIZES)[n % len(SIZES)] for n in range(SAMPLE)]
    draw.shuffle(steps)
    faults = [FAULTS[n % len(FAULTS)] for n in range(SAMPLE)]
    return list(zip(steps, faults, sizes, strict=True))


CHOSEN = CELLS if FULL else _sample()


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory, announce):
    folder = tmp_path_factory.mktemp("matrix")
    announce(f"fault matrix: {len(CELLS)} cells, {len(CHOSEN)} run (seed {SEED})")
    world = World(module_database, module_simulator, folder, limit=LIMIT)
    yield world
    world.stop()


@pytest.fixture(autouse=True)
def alone(world):
    """Nothing of the test before is on its way, or counted for this one."""
    world.settle()
    world.control("calls", method="DELETE")
    yield
    world.forget_orders()
    world.revive()


def test_no_two_cells_are_the_same(announce):
    distinct = distinct_cells()
    announce(f"fault matrix: {len(distinct)} distinct cells")
    assert len(distinct) == len(CELLS) >= 130


def test_the_chosen_cells_show_each_step_fault_and_size():
    steps, faults, sizes = map(set, zip(*CHOSEN, strict=True))
    assert (steps, faults, sizes) == (set(STEPS), set(FAULTS), set(SIZES))


def play(world, step, fault, size):
    """Strike one sending with one fault; returns the ids of its invoices."""
    bulk = BULK[size] if step == "while_sending" else 0
    ids = world.new_invoices(SIZES[size], bulk=bulk)
    orders = cell_orders(step, fault)
    for order in orders.get("portal", ()):
        world.control("faults", order)
    world.order(orders.get("process"))
    with contextlib.ExitStack() as trouble:
        if network := orders.get("network"):
            trouble.enter_context(world.unreachable(network))
        if "kill" in orders:
            trouble.enter_context(world.killed_when_accepted())
        world.send(ids)
        if fault == "sigkill":
            assert world.server.process.wait(20) == -signal.SIGKILL
    world.recover(rounds=1)
    assert not world.orders_left(), "the fault did not strike"
    world.forget_orders()
    return ids


def assert_once_and_known(world, ids, flows_before, clicks):
    portal = world.portal()
    integrated = {}
    for row in portal["invoices"]:
        integrated.setdefault(row["number"], []).append(row["id"])
    for invoice in world.read(ids):
        assert invoice["l10n_fr_chorus_state"] == KNOWN, invoice
        numbers = integrated.get(invoice["name"], [])
        assert len(numbers) == 1, f"{invoice['name']}: {numbers}"
        assert invoice["l10n_fr_chorus_identifier"] == str(numbers[0])
    accepted = len(portal["flows"]) - flows_before
    assert accepted <= 1 + clicks, f"{accepted} flows, {clicks} clicks"


def assert_posted(world, count):
    """A machine posts nothing twice: the portal was asked so often, not more."""
    world.settle()
    posted = [(call["http_status"], call["fault"]) for call in world.deposits()]
    assert len(posted) == count, posted


@pytest.mark.parametrize(("step", "fault", "size"), CHOSEN)
def test_once_and_known(world, step, fault, size):
    flows_before, log_before = len(world.portal()["flows"]), len(world.server.log())
    ids = play(world, step, fault, size)
    world.recover(rounds=2)
    clicks = world.click_again(ids)
    world.recover(rounds=2)
    if any(i["l10n_fr_chorus_state"] == "uncertain" for i in world.read(ids)):
        # Nothing arrived: after the stated delay a person may send again.
        world.recover(rounds=1, how_long=A_DAY_AGO)
        clicks += world.click_again(ids)
        world.recover(rounds=2)
    if step not in ("before_connect", "while_sending"):
        assert clicks == 0, "what was accepted was sent again by a person"
    assert_once_and_known(world, ids, flows_before, clicks)
    assert_posted(world, allowed_posts(step, fault, clicks))
    assert not complaints(world.server.log()[log_before:])


@pytest.mark.parametrize("size", SIZES)
def test_a_change_of_the_invoice_during_the_call(world, size):
    """Somebody else's change is committed while the portal takes its time."""
    flows_before, log_before = len(world.portal()["flows"]), len(world.server.log())
    ids = world.new_invoices(SIZES[size])
    slow = {"operation": "deposer/flux", "kind": "delay", "seconds": LIMIT / 2}
    world.control("faults", slow)
    told = []
    sending = threading.Thread(target=lambda: told.append(world.send(ids)))
    sending.start()
    wait_until(lambda: not world.orders_left(), 60, "no call", 0.02)
    numbers = ", ".join(map(str, ids))
    postgres.psql(
        f"update account_move set ref = 'changed meanwhile' where id in ({numbers})",
        world.database,
    )
    assert world.portal()["in_progress"], "the change came too late"
    sending.join()
    assert told == [None]
    world.recover(rounds=2)
    assert_once_and_known(world, ids, flows_before, 0)
    assert_posted(world, 1)
    references = world.admin.execute("account.move", "read", ids, ["ref"])
    assert {row["ref"] for row in references} == {"changed meanwhile"}
    assert not complaints(world.server.log()[log_before:])


@pytest.mark.parametrize(("arrives", "posts"), [("before", 1), ("after", 2)])
def test_a_flow_that_stays_pending_longer_than_the_delay(world, arrives, posts):
    """The answer is lost, the portal is slow. A second click finds what has arrived by
    then; if nothing has, its flow adopts the first."""
    flows_before = len(world.portal()["flows"])
    world.control("settings", {"flow_finished_after": 10**7})
    ids = world.new_invoices(1)
    (lost,) = cell_orders("accepted_not_answered", "cut")["portal"]
    world.control("faults", lost)
    world.send(ids)
    assert not world.orders_left()
    world.recover(rounds=2, how_long=A_DAY_AGO)
    (invoice,) = world.read(ids)
    assert invoice["l10n_fr_chorus_state"] == "not_received"
    if arrives == "before":
        world.control("settings", {"flow_finished_after": 10})
    clicks = world.click_again(ids)
    world.control("settings", {"flow_finished_after": 10})
    world.recover(rounds=3)
    assert clicks == 1
    assert_once_and_known(world, ids, flows_before, clicks)
    assert_posted(world, posts)


def assert_same_file(world, invoice, mode):
    """The file on the invoice is, byte for byte, the one that was deposited."""
    field = "invoice_pdf_report_file" if mode == "facturx" else "ubl_cii_xml_file"
    same = postgres.psql(
        "select count(distinct a.checksum), count(*) from ir_attachment a where"
        f" (a.res_model = 'account.move' and a.res_field = '{field}'"
        f"  and a.res_id = {invoice})"
        " or (a.res_model = 'l10n_fr_chorus_pro.document' and a.res_field = 'file'"
        "  and a.res_id in (select id from l10n_fr_chorus_pro_document"
        f"  where move_id = {invoice} and state <> 'not_received'))",
        world.database,
    )
    assert same == "1|2"


@pytest.fixture
def mode(request, world):
    """The form in which the company deposits, given as parameter."""
    field = "l10n_fr_chorus_submission_mode"
    world.admin.execute("res.company", "write", [world.company], {field: request.param})
    yield request.param
    world.admin.execute("res.company", "write", [world.company], {field: "cii"})


def count_mails(world, invoice):
    query = (
        "select count(*) from mail_notification n join mail_message m"
        " on m.id = n.mail_message_id where n.notification_type = 'email'"
        f" and m.model = 'account.move' and m.res_id = {invoice}"
    )
    return int(postgres.psql(query, world.database))


@pytest.mark.parametrize(
    ("mode", "point"),
    [
        ("cii", "written_down"),
        ("cii", "answered"),
        ("cii", "end"),
        ("facturx", "written_down"),
        ("facturx", "answered"),
        ("facturx", "end"),
    ],
    indirect=["mode"],
)
def test_a_replayed_request_sends_once(world, mode, point):
    """The request fails after a commit of its own and Odoo runs it again: one call, one
    mail, and the file on the invoice is the one that was deposited."""
    methods = ("chorus_pro", "email")
    flows_before = len(world.portal()["flows"])
    ids = world.new_invoices(1)
    world.give_email(ids)
    world.order({"replay": point})
    told = world.send(ids, methods)
    assert not world.orders_left(), "nothing was replayed"
    if point == "written_down":
        # Whether the portal has it nobody knows: a person is told, and decides.
        assert told
        assert (count_mails(world, ids[0]), world.deposits()) == (0, [])
        world.recover(rounds=2, how_long=A_DAY_AGO)
        told = world.send(ids, methods)
    assert told is None
    world.recover(rounds=2)
    assert_once_and_known(world, ids, flows_before, 0)
    assert len(world.portal()["flows"]) - flows_before == 1
    assert_posted(world, 1)
    assert_same_file(world, ids[0], mode)
    assert count_mails(world, ids[0]) == 1
