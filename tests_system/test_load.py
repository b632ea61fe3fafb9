"""Many invoices under load: flows of every size, a portal that takes its time, and two
Odoo processes that share."""

import contextlib
import os
import random
import threading
import time

import pytest

from dev import postgres
from dev.rpc import RpcError
from dev.server import OdooServer, wait_until
from tests_system.calm_log import complaints
from tests_system.held_rows import held
from tests_system.load_evidence import assert_all_worked, assert_faults_struck
from tests_system.matrix_world import A_DAY_AGO, KNOWN, World, queue

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
SIZES = (1, 10, 11, 101, 500) if FULL else (1, 11, 101)
COUNT = 300 if FULL else 30
SENDERS = 3
ACTION = "l10n_fr_chorus_pro.ir_cron_deposits"
# Of every ten calls one goes wrong; the seeds make it repeatable. The others take as
# long as those of the real portal, so that the copies of the action meet.
FAULTS = [
    {"operation": "deposer/flux", "kind": "cut", "when": "after", "probability": 0.1},
    {"operation": "deposer/flux", "kind": "status", "status": 503, "probability": 0.1},
    {**{"operation": "*", "kind": "quota", "retry_after": 2}, "probability": 0.03},
    {**{"operation": "consulterCRDetaille", "kind": "html"}, "probability": 0.1},
    {"operation": "rechercher/fournisseur", "kind": "cut", "probability": 0.1},
    {"operation": "*", "kind": "delay", "seconds": 0.1},
]
# A call of the history that the portal needs so long for, and a lot of so many.
HISTORY = {"operation": "consulter/historique", "kind": "delay", "seconds": 0.15}
LOT = 30
BEGUN = 5
NEVER = 10**9


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    world = World(module_database, module_simulator, tmp_path_factory.mktemp("load"))
    yield world
    world.stop()


@pytest.fixture(autouse=True)
def nothing_left(world):
    """What a test broke or ordered is mended before the next; lots are as usual."""
    values = {"l10n_fr_chorus_lot_size": 50}
    world.admin.execute("res.company", "write", [world.company], values)
    yield
    world.forget_orders()
    world.revive()
    world.settle()


@pytest.mark.parametrize("size", SIZES)
def test_every_invoice_of_a_flow_is_found(world, size, announce):
    values = {"l10n_fr_chorus_lot_size": 500}
    world.admin.execute("res.company", "write", [world.company], values)
    ids = world.new_invoices(size)
    world.control("calls", method="DELETE")
    queue(world.admin, ids)
    world.run(ACTION)
    for _run in range(5):
        # A run ends when its time is up: the larger the flow, the more of them.
        world.recover(rounds=1)
        if states(world, ids) == {KNOWN}:
            break
    invoices = world.read(ids)
    assert {i["l10n_fr_chorus_state"] for i in invoices} == {KNOWN}
    assert len({i["l10n_fr_chorus_identifier"] for i in invoices}) == size
    paths = [call["path"] for call in calls(world)]
    assert sum("deposer/flux" in path for path in paths) == 1
    announce(f"flow of {size}: {len(paths)} HTTP calls")


def send_some(server, ids, sent):
    """Send invoices in tens, as core hands them over, beside others who do the same."""
    session = server.session()
    for start in range(0, len(ids), 10):
        for _attempt in range(5):
            try:
                queue(session, ids[start : start + 10])
                sent += ids[start : start + 10]
                break
            except RpcError as error:
                # The list is shared with others: what they took is not ours to send.
                assert error.name == "odoo.exceptions.UserError", error.debug


def test_what_was_identified_stays_when_the_process_is_killed(world):
    """The portal takes its time for the history of each invoice of a lot, which is on
    its way to the customer: the work is committed as it goes, and the next run goes on
    where this one was killed."""
    values = {"l10n_fr_chorus_lot_size": LOT}
    world.admin.execute("res.company", "write", [world.company], values)
    ids = world.new_invoices(LOT)
    queue(world.admin, ids)
    world.run(ACTION)
    world.control("settings", {"invoice_available_after": NEVER})
    world.let_time_pass()
    world.control("faults", {**HISTORY, "times": None})
    run = threading.Thread(target=run_until_killed, args=(world,))
    run.start()
    wait_until(lambda: identified(world, ids) >= BEGUN, 60, "nothing was committed")
    world.server.kill()
    run.join()
    stays = identified(world, ids)
    assert BEGUN <= stays < LOT, f"{stays} of {LOT} were committed on the way"
    world.settle()
    world.control("calls", method="DELETE")
    world.revive()
    assert identified(world, ids) == stays
    world.recover(rounds=1)
    world.forget_orders()
    asked = [c for c in calls(world) if "consulter/historique" in c["path"]]
    assert len(asked) <= LOT - stays, "what was known already was asked for again"
    world.control("settings", {"invoice_available_after": 60})
    world.recover(rounds=2)
    assert_all_once(world, ids)


def run_until_killed(world):
    with contextlib.suppress(OSError):
        world.run(ACTION)


def identified(world, ids):
    """How many invoices have their number of the portal, as others see it."""
    numbers = ", ".join(map(str, ids))
    query = (
        "select count(*) from l10n_fr_chorus_pro_document"
        f" where move_id in ({numbers}) and chorus_identifier is not null"
    )
    return int(postgres.psql(query, world.database))


def calls(world):
    return world.control("calls", method="GET")


@pytest.fixture
def copies(world):
    """Two copies of the action on deposits; no other action is run."""
    first = world.admin.ref(ACTION)
    copied = world.admin.execute("ir.cron", "copy", [first])
    second = copied[0] if isinstance(copied, list) else copied
    active = postgres.psql("select id from ir_cron where active", world.database)
    postgres.psql(
        f"update ir_cron set active = id in ({first}, {second}), lastcall = null,"
        " nextcall = now() at time zone 'utc' + interval '15 minutes'",
        world.database,
    )
    yield first, second
    postgres.psql(
        f"update ir_cron set active = id in ({', '.join(active.split())})"
        f" and id <> {second}",
        world.database,
    )


@pytest.mark.full
def test_two_processes_share_the_work(world, copies, tmp_path, announce):
    """Three senders, two copies of the action in two processes, one call in ten fails,
    the portal is away for a moment and people change the invoices meanwhile: each
    invoice arrives once and is known."""
    values = {"l10n_fr_chorus_lot_size": 5 if FULL else 2}
    world.admin.execute("res.company", "write", [world.company], values)
    ids = world.new_invoices(COUNT)
    flows_before = len(world.portal()["flows"])
    log_before = len(world.server.log())
    order_faults(world)
    with contextlib.ExitStack() as running:
        servers = [
            running.enter_context(
                OdooServer(
                    world.database,
                    max_cron_threads=1,
                    log_file=tmp_path / f"{name}.log",
                )
            )
            for name in ("first", "second")
        ]
        for server in servers:
            server.start()
        share_the_work(world, servers, ids)
        stop_actions(world, copies)
    world.settle()
    assert_faults_struck(calls(world))
    world.forget_orders()
    world.recover(rounds=4)
    # What a 503 kept away from the portal is sent again by a person, a day later.
    world.recover(rounds=1, how_long=A_DAY_AGO)
    lost = [i["id"] for i in world.read(ids) if i["l10n_fr_chorus_state"] != KNOWN]
    announce(f"{world.click_again(lost)} of {COUNT} invoices sent again by a person")
    world.recover(rounds=2)
    assert_all_once(world, ids)
    assert_all_worked(servers, copies)
    assert not complaints(world.server.log()[log_before:])
    announce(f"{COUNT} invoices, {len(world.portal()['flows']) - flows_before} flows")


def order_faults(world):
    for seed, fault in enumerate(FAULTS):
        world.control("faults", {"times": None, "seed": str(seed), **fault})
    for fault in FAULTS[:2]:  # each of these once for certain
        world.control("faults", {**fault, "times": 1, "probability": 1})


def stop_actions(world, actions):
    """Let what runs come to its end, and nothing begin any more."""
    numbers = ", ".join(map(str, actions))
    query = f"update ir_cron set active = false where id in ({numbers})"
    postgres.psql(query, world.database)


def share_the_work(world, servers, ids):
    """Send and follow at the same time until nothing waits to be sent."""
    is_over = threading.Event()
    sent, failures = [], []

    def guarded(function, *arguments):
        try:
            function(*arguments)
        except BaseException as error:
            failures.append(error)
            raise

    share = -(-len(ids) // SENDERS)
    senders = [
        threading.Thread(
            target=guarded,
            args=(send_some, servers[n % 2], ids[n * share : (n + 1) * share], sent),
        )
        for n in range(SENDERS)
    ]
    changes = threading.Thread(target=guarded, args=(change_some, world, sent, is_over))
    for thread in [*senders, changes]:
        thread.start()
    try:
        for thread in senders:
            thread.join()
        world.let_time_pass()
        be_away(world, servers)
        waiting = wait_until_sent(world, ids, failures)
    finally:
        is_over.set()
        changes.join()
    assert not failures, failures
    assert not waiting


def be_away(world, servers):
    """The portal refuses connections for a moment, and both processes notice."""
    logs = {server: len(server.log()) for server in servers}
    world.simulator.stop()
    try:
        for server, length in logs.items():
            wait_until(lambda s=server, n=length: is_refused(world, s, n), 60, "calls")
    finally:
        world.simulator.start()


def is_refused(world, server, length):
    world.let_odoo_wait()
    return "no answer" in server.log()[length:]


def change_some(world, sent, is_over):
    """People who write a reference on invoices that are on their way."""
    draw = random.Random(1)
    while not is_over.wait(0.05):
        if sent:
            postgres.psql(
                f"update account_move set ref = 'BC {draw.randrange(1000)}'"
                f" where id = {draw.choice(sent)}",
                world.database,
            )


def states(world, ids):
    return {invoice["l10n_fr_chorus_state"] for invoice in world.read(ids)}


def wait_until_sent(world, ids, failures):
    """Let time pass until nothing waits to be sent; returns what still does."""
    deadline = time.monotonic() + 240
    waiting = {False}
    while waiting and time.monotonic() < deadline and not failures:
        world.let_time_pass()
        time.sleep(0.5)
        waiting = states(world, ids) & {"to_send", "sending", False}
    return waiting


@pytest.mark.full
def test_a_change_while_a_lost_lot_is_looked_for_is_no_failure(world):
    """The answer to a lot is lost; while its trace is searched, somebody else changes
    an invoice: whoever has to wait for the other, both are done in the end."""
    ids = world.new_invoices(3)
    queue(world.admin, ids)
    world.control(
        "faults", {"operation": "deposer/flux", "kind": "cut", "when": "after"}
    )
    world.run(ACTION)
    assert states(world, ids) == {"uncertain"}
    world.let_time_pass()
    slow = {"operation": "rechercher/fournisseur", "kind": "delay", "seconds": 60}
    world.control("faults", slow)
    log_before = len(world.server.log())
    run = threading.Thread(target=world.run, args=(ACTION,))
    run.start()
    wait_until(lambda: not world.orders_left(), 60, "no search", 0.02)
    query = f"update account_move set ref = 'changed meanwhile' where id = {ids[-1]}"
    postgres.psql(query, world.database)
    assert world.portal()["in_progress"], "the search was over before"
    world.forget_orders()
    run.join()
    world.recover(rounds=2)
    assert_all_once(world, ids)
    (changed,) = world.admin.execute("account.move", "read", ids[-1:], ["ref"])
    assert changed["ref"] == "changed meanwhile"
    assert not complaints(world.server.log()[log_before:])


@pytest.mark.full
def test_a_change_of_the_invoice_meanwhile_is_no_failure(world, tmp_path):
    """The real scheduled action leaves invoices that somebody changes right now until
    they are free, sends the others and stops without a word."""
    ids = world.new_invoices(2)
    others = world.new_invoices(1)
    queue(world.admin, ids + others)
    cron = world.admin.ref(ACTION)
    numbers = ", ".join(map(str, ids))
    change = (
        f"update account_move set ref = 'changed meanwhile' where id in ({numbers})"
    )
    log_file = tmp_path / "cron.log"
    with OdooServer(world.database, max_cron_threads=1, log_file=log_file) as server:
        server.start()
        with held(world.database, change):
            start_cron(world, cron)
            wait_until(
                lambda: not states(world, others) - {"deposited"}, 60, server.log
            )
        assert states(world, ids) == {"to_send"}
        runs = server.log().count(f"({cron}) starting")
        assert runs == 1, "the action ran in circles"
        start_cron(world, cron)
        wait_until(lambda: not states(world, ids) - {"deposited"}, 60, server.log)
        assert "processed no record" not in server.log()
        assert not complaints(server.log())


def start_cron(world, cron):
    """Have the real scheduled action run now, and no other one."""
    postgres.psql(
        "delete from ir_cron_trigger;"
        " update ir_cron set nextcall = now() + interval '1 day';"
        " update ir_cron set nextcall = now() - interval '1 minute'"
        f" where id = {cron}",
        world.database,
    )
    notify = f"select pg_notify('cron_trigger', '{world.database}')"
    postgres.psql(notify, "postgres")


def assert_all_once(world, ids):
    numbers = [row["number"] for row in world.portal()["invoices"]]
    by_number = {row["number"]: row["id"] for row in world.portal()["invoices"]}
    for invoice in world.read(ids):
        assert numbers.count(invoice["name"]) == 1, invoice
        assert invoice["l10n_fr_chorus_state"] == KNOWN, invoice
        found = invoice["l10n_fr_chorus_identifier"]
        assert found == str(by_number[invoice["name"]])
