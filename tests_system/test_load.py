"""Many invoices under load: flows of every size, and two Odoo processes that share."""

import os
import threading
import time

import pytest

from dev import postgres
from dev.rpc import RpcError
from dev.server import OdooServer, wait_until
from tests_system.matrix_world import A_DAY_AGO, KNOWN, World, queue

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
SIZES = (1, 10, 11, 101, 500) if FULL else (1, 10, 11, 101)
COUNT = 300 if FULL else 30
SENDERS = 3
# Of every ten calls one goes wrong; the seeds make it repeatable.
FAULTS = [
    {"operation": "deposer/flux", "kind": "cut", "when": "after"},
    {"operation": "deposer/flux", "kind": "status", "status": 503},
    {"operation": "consulterCRDetaille", "kind": "html", "status": 200},
    {"operation": "rechercher/fournisseur", "kind": "cut"},
]


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    world = World(module_database, module_simulator, tmp_path_factory.mktemp("load"))
    yield world
    world.stop()


@pytest.mark.parametrize("size", SIZES)
def test_every_invoice_of_a_flow_is_found(world, size, announce):
    values = {"l10n_fr_chorus_lot_size": 500}
    world.admin.execute("res.company", "write", [world.company], values)
    ids = world.new_invoices(size)
    world.control("calls", method="DELETE")
    queue(world.admin, ids)
    world.run("l10n_fr_chorus_pro.ir_cron_deposits")
    world.recover(rounds=1)
    invoices = world.read(ids)
    assert {i["l10n_fr_chorus_state"] for i in invoices} == {KNOWN}
    assert len({i["l10n_fr_chorus_identifier"] for i in invoices}) == size
    calls = [call["path"] for call in world.control("calls", method="GET")]
    assert sum("deposer/flux" in path for path in calls) == 1
    announce(f"flow of {size}: {len(calls)} HTTP calls")


def send_some(server, ids):
    """One of the people who send at the same time, in tens, as core hands them over."""
    session = server.session()
    for start in range(0, len(ids), 10):
        for _attempt in range(5):
            try:
                queue(session, ids[start : start + 10])
                break
            except RpcError as error:
                # The list is shared with others: what they took is not ours to send.
                assert error.name == "odoo.exceptions.UserError", error.debug


def follow(server, cron, is_over):
    """One copy of the scheduled action, run again and again on one server."""
    session = server.session()
    while not is_over.is_set():
        session.execute("ir.cron", "method_direct_trigger", [cron])
        time.sleep(0.05)


def test_two_processes_share_the_work(world, tmp_path, announce):
    """Three senders, two copies of the action on two processes, one call in ten fails:
    each invoice arrives once and is known."""
    values = {"l10n_fr_chorus_lot_size": 5}
    world.admin.execute("res.company", "write", [world.company], values)
    ids = world.new_invoices(COUNT)
    cron = world.admin.ref("l10n_fr_chorus_pro.ir_cron_deposits")
    copied = world.admin.execute("ir.cron", "copy", [cron])
    copied = copied[0] if isinstance(copied, list) else copied
    flows_before = len(world.portal()["flows"])
    for seed, fault in enumerate(FAULTS):
        order = {"times": None, "probability": 0.1, "seed": str(seed), **fault}
        world.control("faults", order)
    with OdooServer(world.database, log_file=tmp_path / "second.log") as second:
        second.start()
        logs_before = {s: len(s.log()) for s in (world.server, second)}
        share_the_work(world, second, (cron, copied), ids)
        logs = {s: s.log()[logs_before[s] :] for s in logs_before}
    world.forget_orders()
    world.recover(rounds=4)
    # What a 503 kept away from the portal is sent again by a person, a day later.
    world.recover(rounds=1, how_long=A_DAY_AGO)
    lost = [i["id"] for i in world.read(ids) if i["l10n_fr_chorus_state"] != KNOWN]
    announce(f"{world.click_again(lost)} of {COUNT} invoices sent again by a person")
    world.recover(rounds=2)
    assert_all_once(world, ids)
    for log in logs.values():
        assert "deposer/flux" in log, "one of the copies did nothing"
        assert "Traceback" not in log and " ERROR " not in log
    announce(f"{COUNT} invoices, {len(world.portal()['flows']) - flows_before} flows")


def share_the_work(world, second, crons, ids):
    """Send and follow at the same time until nothing waits to be sent."""
    is_over = threading.Event()
    servers = (world.server, second)
    failures = []

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
            args=(send_some, servers[n % 2], ids[n * share : (n + 1) * share]),
        )
        for n in range(SENDERS)
    ]
    followers = [
        threading.Thread(target=guarded, args=(follow, server, cron, is_over))
        for server, cron in zip(servers, crons, strict=True)
    ]
    for thread in senders + followers:
        thread.start()
    for thread in senders:
        thread.join()
    waiting = wait_until_sent(world, ids, failures)
    is_over.set()
    for thread in followers:
        thread.join()
    assert not failures, failures
    assert not waiting


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


def test_a_change_of_the_invoice_meanwhile_is_no_failure(world, tmp_path):
    """The real scheduled action leaves invoices that somebody changes right now until
    they are free, sends the others and stops without a word."""
    ids = world.new_invoices(2)
    others = world.new_invoices(1)
    queue(world.admin, ids + others)
    cron = world.admin.ref("l10n_fr_chorus_pro.ir_cron_deposits")
    numbers = ", ".join(map(str, ids))
    change = threading.Thread(
        target=postgres.psql,
        args=(
            "begin; update account_move set ref = 'changed meanwhile'"
            f" where id in ({numbers}); select pg_sleep(4); commit",
            world.database,
        ),
    )
    log_file = tmp_path / "cron.log"
    with OdooServer(world.database, max_cron_threads=1, log_file=log_file) as server:
        server.start()
        change.start()
        wait_until(lambda: is_held(world), 10, "the change")
        start_cron(world, cron)
        wait_until(lambda: not states(world, others) - {"deposited"}, 60, server.log)
        assert is_held(world), "the change was over before"
        change.join()
        assert states(world, ids) == {"to_send"}
        runs = server.log().count(f"({cron}) starting")
        assert runs == 1, "the action ran in circles"
        start_cron(world, cron)
        wait_until(lambda: not states(world, ids) - {"deposited"}, 60, server.log)
        log = server.log()
        assert "Traceback" not in log and " ERROR " not in log
        assert "processed no record" not in log


def is_held(world):
    """Whether the change of somebody else is not committed yet."""
    query = (
        "select count(*) from pg_stat_activity"
        " where wait_event = 'PgSleep' and datname = current_database()"
    )
    return postgres.psql(query, world.database) != "0"


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
