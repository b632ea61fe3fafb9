"""Others hold rows, change them or cut the line to PostgreSQL while Odoo sends: what
Chorus Pro answered is kept, nobody waits for them, the log stays quiet."""

import contextlib
import threading

import pytest

from dev import postgres
from dev.rpc import RpcError
from dev.server import wait_until
from tests_system.held_rows import held
from tests_system.matrix_world import KNOWN, World

DEPOSITS = "l10n_fr_chorus_pro.ir_cron_deposits"
DEPOSIT = "deposer/flux"


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    world = World(module_database, module_simulator, tmp_path_factory.mktemp("answers"))
    yield world
    world.stop()


@pytest.fixture(autouse=True)
def mended(world):
    yield
    world.forget_orders()
    world.revive()


def query(world, text):
    return postgres.psql(text, world.database)


@contextlib.contextmanager
def running(function, *arguments):
    """Something that goes on at the same time, to its end."""
    thread = threading.Thread(target=function, args=arguments)
    thread.start()
    try:
        yield
    finally:
        thread.join(120)


def written(world, invoices):
    """Somebody else's transaction that has written invoices and is not over yet."""
    numbers = ", ".join(map(str, invoices))
    change = f"update account_move set ref = ref where id in ({numbers})"
    return held(world.database, change)


def hold_back(world, operation=DEPOSIT):
    """The portal takes its time to answer, until it is let go."""
    world.control("faults", {"operation": operation, "kind": "delay", "seconds": 60})


def queue(world, invoices):
    model = "account.move.send.batch.wizard"
    context = {"active_model": "account.move", "active_ids": invoices}
    wizard = world.admin.execute(model, "create", {}, context=context)
    world.admin.execute(
        model, "action_send_and_print", [wizard], force_synchronous=True
    )


def state(world, invoice):
    (read,) = world.read([invoice])
    return read["l10n_fr_chorus_state"]


def deposit(world, invoice):
    """(state, flow number) of the deposit of an invoice, as committed."""
    return query(
        world,
        "select p.state, coalesce(flow_number, '') from l10n_fr_chorus_pro_deposit p"
        " join l10n_fr_chorus_pro_document d on d.deposit_id = p.id"
        f" where move_id = {invoice}",
    ).split("|")


def is_calling(world, operation=DEPOSIT):
    """Whether the portal is busy with a call that a delay keeps back."""
    faults = world.control("faults", method="GET")
    return any(f["operation"] == operation and not f["remaining"] for f in faults)


def trouble(log):
    words = (" ERROR ", " WARNING ", "Traceback")
    lines = [line for line in log.splitlines() if any(word in line for word in words)]
    ours = ("wkhtmltopdf", "controllers.jsonrpc")  # how the tests call, and print
    return [line for line in lines if not any(word in line for word in ours)]


def flows(world):
    return len(world.portal()["flows"])


def known(world, invoices):
    world.recover(rounds=2)
    return {invoice["l10n_fr_chorus_state"] for invoice in world.read(invoices)}


def test_a_flow_number_waits_for_nobody(world):
    """Committed while somebody else holds the invoice, which follows."""
    (invoice,) = world.new_invoices(1)
    hold_back(world)
    seen = len(world.server.log())
    with running(world.send, [invoice]):
        wait_until(lambda: is_calling(world), 60, "the call")
        with written(world, [invoice]):
            world.forget_orders()
            wait_until(
                lambda: deposit(world, invoice)[0] == "deposited", 60, "a commit"
            )
            assert deposit(world, invoice)[1]
            assert state(world, invoice) == "sending"
    assert state(world, invoice) == "deposited"
    assert not trouble(world.server.log()[seen:])
    assert known(world, [invoice]) == {KNOWN}


def test_no_transaction_is_open_during_the_call(world):
    """Whoever waits for the portal keeps PostgreSQL from nothing."""
    (invoice,) = world.new_invoices(1)
    hold_back(world)
    with running(world.send, [invoice]):
        wait_until(lambda: is_calling(world), 60, "the call")
        transactions = query(
            world,
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and xact_start is not null",
        )
        assert world.portal()["in_progress"], "the call was over before"
        world.forget_orders()
    assert transactions == "0"


def test_a_flow_number_outlives_the_line_to_postgresql(world):
    (invoice,) = world.new_invoices(1)
    before = flows(world)
    hold_back(world)

    def send():
        # The request itself ends with its connection.
        with contextlib.suppress(RpcError, AssertionError):
            world.send([invoice])

    with running(send):
        wait_until(lambda: is_calling(world), 60, "the call")
        query(
            world,
            "select pg_terminate_backend(pid) from pg_stat_activity"
            f" where datname = '{world.database}' and pid <> pg_backend_pid()",
        )
        world.forget_orders()
    assert deposit(world, invoice)[0] == "deposited"
    assert deposit(world, invoice)[1]
    assert known(world, [invoice]) == {KNOWN}
    assert flows(world) - before == 1


@pytest.mark.full
def test_an_invoice_that_somebody_holds_keeps_back_itself_alone(world):
    busy, free = world.new_invoices(2)
    queue(world, [busy, free])
    seen = len(world.server.log())
    with written(world, [busy]):
        world.run(DEPOSITS)
        assert state(world, free) == "deposited"
        assert state(world, busy) == "to_send"
    assert not trouble(world.server.log()[seen:])
    triggers = "select count(*) from ir_cron_trigger where call_at > now()"
    assert query(world, triggers) != "0", "nobody looks again soon"
    world.run(DEPOSITS)
    assert state(world, busy) == "deposited"


@pytest.mark.full
def test_what_others_hold_is_no_work_without_progress(world):
    """A busy loop would begin with the warning that no record was processed."""
    invoices = world.new_invoices(2)
    queue(world, invoices)
    seen = len(world.server.log())
    with written(world, invoices):
        world.run(DEPOSITS)
        assert {state(world, invoice) for invoice in invoices} == {"to_send"}
    log = world.server.log()[seen:]
    assert not trouble(log)
    assert "fully done" in log
    assert known(world, invoices) == {KNOWN}


def test_a_change_meanwhile_costs_one_deposit_one_turn(world):
    """A deposit is changed while its report is read; the next one is followed."""
    invoices = world.new_invoices(2)
    for invoice in invoices:
        world.send([invoice])
    world.let_time_pass()
    report = "consulterCRDetaille"
    hold_back(world, report)
    seen = len(world.server.log())
    with running(world.run, DEPOSITS):
        wait_until(lambda: is_calling(world, report), 60, "the report")
        # It waits for the row, which the action holds until the report is read.
        change = f"update account_move set ref = 'x' where id = {invoices[0]}"
        with running(query, world, change):
            world.forget_orders()
    assert state(world, invoices[1]) == KNOWN
    assert not trouble(world.server.log()[seen:])
    assert known(world, invoices) == {KNOWN}
