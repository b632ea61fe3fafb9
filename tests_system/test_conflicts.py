"""The scheduled actions meet a person, and one another, in the same rows: each waits
its turn or does its piece again, and no administrator reads of an error."""

import threading
from datetime import UTC, datetime

import pytest

from dev import postgres
from dev.server import wait_until
from tests_system.matrix_world import World, queue

pytestmark = pytest.mark.full

DEPOSITS = "l10n_fr_chorus_pro.ir_cron_deposits"
REFRESH = "l10n_fr_chorus_pro.ir_cron_invoices"
SEARCH = "rechercher/fournisseur"
HISTORY = "consulter/historique"
# Seconds that the portal takes to answer, unless it is let go sooner: it always is.
DELAY = 60


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    world = World(module_database, module_simulator, tmp_path_factory.mktemp("meet"))
    yield world
    world.stop()


class Meeting:
    """Something that runs beside the test and must end without an error.

    What the portal holds back it lets go when the test has done its own part.

    :param action: function that is run in a thread of its own
    """

    def __init__(self, world, action):
        self.world = world
        self.failures = []
        self.log_begin = len(world.server.log())
        self.thread = threading.Thread(target=self._run, args=(action,))

    def _run(self, action):
        try:
            action()
        except Exception as error:  # noqa: BLE001 - told by the test itself
            self.failures.append(error)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.world.forget_orders()
        self.thread.join()
        assert not self.failures, self.failures
        log = self.log()
        assert "Traceback" not in log and " ERROR " not in log

    def log(self):
        return self.world.server.log()[self.log_begin :]

    def wait_for_delay(self, left=0):
        """Until the portal was asked and takes its time to answer.

        :param left: how many slow answers are ordered still
        """
        wait_until(
            lambda: sum(f["remaining"] for f in self.world.orders_left()) == left,
            30,
            self.log,
        )


def known_invoice(world):
    """An invoice that the portal and Odoo know; returns its id and the portal's."""
    ids = world.new_invoices(1)
    world.send(ids)
    world.recover(rounds=2)
    (invoice,) = world.read(ids)
    return ids[0], invoice["l10n_fr_chorus_identifier"]


def slow_down(world, operation, times=1):
    fault = {"kind": "delay", "seconds": DELAY, "times": times}
    world.control("faults", {"operation": operation, **fault})


def set_status(world, number, status):
    world.control(f"invoices/{number}/status", {"status": status, "comment": "RIB"})


def state_of(world, invoice):
    return world.read([invoice])[0]["l10n_fr_chorus_state"]


def sql(world, query):
    return postgres.psql(query, world.database)


def messages(world, invoice, text):
    return int(
        sql(
            world,
            "select count(*) from mail_message where model = 'account.move'"
            f" and res_id = {invoice} and body like '%{text}%'",
        )
    )


def runner(world, cron):
    """Run a scheduled action, in a session of its own."""
    session = world.server.session()
    return lambda: session.execute("ir.cron", "method_direct_trigger", [cron])


def test_an_invoice_is_edited_while_its_history_is_read(world):
    invoice, number = known_invoice(world)
    set_status(world, number, "SUSPENDUE")
    slow_down(world, HISTORY)
    with Meeting(world, runner(world, world.admin.ref(REFRESH))) as meeting:
        meeting.wait_for_delay()
        sql(world, f"update account_move set ref = 'edited' where id = {invoice}")
    assert state_of(world, invoice) == "suspended"
    assert messages(world, invoice, "Suspendue") == 1
    (move,) = world.admin.execute("account.move", "read", [invoice], ["ref"])
    assert move["ref"] == "edited"


def test_an_invoice_is_edited_while_its_due_history_is_read(world):
    invoice, number = known_invoice(world)
    set_status(world, number, "SUSPENDUE")
    failure = {"operation": HISTORY, "kind": "status", "status": 500, "times": 2}
    world.control("faults", failure)
    world.run(REFRESH)
    assert not world.orders_left()
    slow_down(world, HISTORY)
    with Meeting(world, runner(world, world.admin.ref(REFRESH))) as meeting:
        meeting.wait_for_delay()
        sql(world, f"update account_move set ref = 'edited' where id = {invoice}")
    due = "select history_due from l10n_fr_chorus_pro_document"
    assert sql(world, f"{due} where move_id = {invoice}") == "f"


def test_a_pause_is_noted_while_the_refresh_waits(world):
    """The account's row is nobody's while the portal is asked."""
    invoice, number = known_invoice(world)
    set_status(world, number, "SUSPENDUE")
    waiting = world.new_invoices(2)
    queue(world.admin, waiting)
    quota = {"operation": "deposer/flux", "kind": "quota", "retry_after": 1800}
    slow_down(world, SEARCH)
    with Meeting(world, runner(world, world.admin.ref(REFRESH))) as meeting:
        meeting.wait_for_delay()
        world.control("faults", quota)
        world.run(DEPOSITS)
        paused = sql(
            world,
            "select count(*) from res_company where l10n_fr_chorus_paused_until >"
            f" timestamp '{datetime.now(UTC):%F %T}' + interval '20 minutes'",
        )
        assert meeting.thread.is_alive(), "the refresh was over before"
    assert paused == "1"
    assert state_of(world, invoice) == "suspended"
    world.forget_orders()
    world.recover(rounds=2)


def test_two_refreshes_of_one_account(world):
    """Each status is told once, and the next refresh begins behind both."""
    invoice, number = known_invoice(world)
    set_status(world, number, "SUSPENDUE")
    cron = world.admin.ref(REFRESH)
    copied = world.admin.execute("ir.cron", "copy", [cron])
    copied = copied[0] if isinstance(copied, list) else copied
    slow_down(world, SEARCH, times=2)
    with Meeting(world, runner(world, cron)) as first:
        first.wait_for_delay(left=1)
        with Meeting(world, runner(world, copied)) as second:
            second.wait_for_delay()
    assert state_of(world, invoice) == "suspended"
    assert messages(world, invoice, "Suspendue") == 1
    assert sql(world, "select max(l10n_fr_chorus_next_page) from res_company") == "0"
    world.control("calls", method="DELETE")
    world.run(REFRESH)
    calls = [call["path"] for call in world.control("calls", method="GET")]
    assert sum(HISTORY in path for path in calls) == 0


def test_going_live_waits_for_a_deposit_that_settles(world):
    """Both need the deposit, its documents and its invoices, and take them in turn."""
    invoice, _number = known_invoice(world)
    document = f"from l10n_fr_chorus_pro_document where move_id = {invoice}"
    settling = (
        "begin; select id from l10n_fr_chorus_pro_deposit"
        f" where id in (select deposit_id {document}) for no key update;"
        f" select pg_sleep(2); select id {document} for no key update;"
        f" select id from account_move where id = {invoice} for no key update; commit"
    )
    with Meeting(world, lambda: sql(world, settling)) as meeting:
        asleep = (
            "select count(*) from pg_stat_activity"
            f" where datname = '{world.database}' and wait_event = 'PgSleep'"
        )
        wait_until(lambda: sql(world, asleep) == "1", 30, meeting.log)
        choose_environment(world, "production")
    assert state_of(world, invoice) == "not_received"
    choose_environment(world, "simulator")


def choose_environment(world, environment):
    values = {"l10n_fr_chorus_environment": environment}
    world.admin.execute("res.company", "write", [world.company], values)
