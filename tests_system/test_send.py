"""The Send button over RPC, with commits that are real: what users are told, what is
committed whatever they are told, and that Chorus Pro gets each invoice once."""

import base64
import contextlib
import hashlib
import sqlite3
import threading
from functools import partial

import pytest

from dev import demo_company, postgres
from dev.demo_story import FRENCH
from dev.rpc import RpcError
from dev.server import wait_until
from tests_system.matrix_world import KNOWN, World

DEPOSIT = "factures/deposer/flux"
ACCOUNT = {"login": "TECH_1_0000009@cpro.fr", "password": "Passw0rd-of-the-test"}
SECRET = "S3cret-of-the-test"
USER_ERROR = "odoo.exceptions.UserError"


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    """A company that deposits Factur-X with a technical account of its own."""
    world = World(module_database, module_simulator, tmp_path_factory.mktemp("send"))
    world.accountant = world.server.session("comptable", "comptable")
    structure = demo_company.COMPANY["company_registry"]
    world.control("accounts", ACCOUNT | {"structure": structure})
    set_company(
        world,
        submission_mode="facturx",
        login=ACCOUNT["login"],
        password=ACCOUNT["password"],
    )
    yield world
    world.stop()


@pytest.fixture(autouse=True)
def nothing_wrong(world):
    """What a test broke is mended before the next."""
    yield
    world.forget_orders()
    world.control("settings", {"unsubscribed_families": []})


def set_company(world, **values):
    values = {f"l10n_fr_chorus_{name}": value for name, value in values.items()}
    world.admin.execute("res.company", "write", [world.company], values)


def new_invoice(world):
    (invoice,) = world.new_invoices(1)
    return invoice


def open_wizard(session, invoices):
    """The dialog that the Send button opens; returns its model, id and context."""
    model = "account.move.send.wizard"
    if len(invoices) > 1:
        model = "account.move.send.batch.wizard"
    context = FRENCH | {"active_model": "account.move", "active_ids": invoices}
    return model, session.execute(model, "create", {}, context=context), context


def confirm(session, wizard):
    """Send, in an open dialog; returns what the user is told, None for success."""
    model, wizard_id, context = wizard
    try:
        action = session.execute(
            model, "action_send_and_print", [wizard_id], context=context
        )
    except RpcError as error:
        assert error.name == USER_ERROR, error.debug
        return error.message
    # The note beside a dialog that closes.
    note = action.get("params", {})
    return note["message"] if note.get("type") == "warning" else None


def send(world, invoice, methods=None):
    """The Send button, with the methods that the dialog proposes, or with others."""
    wizard = open_wizard(world.accountant, [invoice])
    if methods:
        model, wizard_id, context = wizard
        values = {"sending_methods": methods}
        world.accountant.execute(model, "write", [wizard_id], values, context=context)
    return confirm(world.accountant, wizard)


def rows(world, query):
    lines = postgres.psql(query, world.database).splitlines()
    return [line.split("|") for line in lines]


def attempts(world, invoice):
    """The committed attempts of an invoice, as (state, reason)."""
    query = (
        "select state, coalesce(reason, '') from l10n_fr_chorus_pro_document"
        f" where move_id = {invoice} order by id"
    )
    return [tuple(row) for row in rows(world, query)]


def state(world, invoice):
    (read,) = world.read([invoice])
    return read["l10n_fr_chorus_state"]


def pdfs(world, invoice):
    """SHA-256 of the PDFs that an invoice shows as its own."""
    found = world.admin.execute(
        "ir.attachment",
        "search_read",
        [
            ("res_model", "=", "account.move"),
            ("res_id", "=", invoice),
            ("res_field", "=", "invoice_pdf_report_file"),
        ],
        ["datas"],
    )
    return [hashlib.sha256(base64.b64decode(f["datas"])).hexdigest() for f in found]


def posts(world):
    """The deposits that reached the portal, from the log of its calls."""
    return [
        c for c in world.control("calls", method="GET") if c["operation"] == DEPOSIT
    ]


def integrated(world, invoice):
    """The invoices of the portal that carry our number, with their flow's SHA-256."""
    (read,) = world.read([invoice])
    portal = world.portal()
    files = {flow["number"]: flow["file"]["sha256"] for flow in portal["flows"]}
    return [files[i["flow"]] for i in portal["invoices"] if i["number"] == read["name"]]


def assert_deposited_once(world, invoice):
    """One invoice in the portal, known to ours, whose PDF is what was deposited."""
    world.recover(rounds=2)
    assert state(world, invoice) == KNOWN
    assert integrated(world, invoice) == pdfs(world, invoice)
    assert len(pdfs(world, invoice)) == 1


def refuse_account(world):
    set_company(world, password="wrong")


def refuse_application(world):
    world.control("settings", {"unsubscribed_families": ["factures"]})


def mend(world):
    set_company(world, password=ACCOUNT["password"])
    world.control("settings", {"unsubscribed_families": []})


@pytest.mark.parametrize(
    ("breaking", "told"),
    [
        (refuse_account, "Chorus Pro refuse le compte technique (401"),
        (refuse_application, "Chorus Pro refuse l'accès à l'API"),
    ],
)
def test_a_refused_connection_is_told_and_sending_again_works(world, breaking, told):
    invoice = new_invoice(world)
    breaking(world)
    sentence = send(world, invoice)
    mend(world)
    assert told in sentence
    ((committed, reason),) = attempts(world, invoice)
    assert committed == "not_sent"
    assert told in reason
    assert state(world, invoice) == "not_sent"
    assert pdfs(world, invoice) == []
    assert integrated(world, invoice) == []

    assert send(world, invoice) is None
    states = [attempt[0] for attempt in attempts(world, invoice)]
    assert states == ["not_sent", "deposited"]
    assert_deposited_once(world, invoice)


def test_wrong_client_credentials_are_told_before_anything_is_written(world):
    invoice = new_invoice(world)
    set_company(world, client_secret=SECRET)
    sentence = send(world, invoice)
    set_company(world, client_secret="simulator")
    assert "PISTE" in sentence and SECRET not in sentence
    assert attempts(world, invoice) == []
    assert send(world, invoice) is None
    assert_deposited_once(world, invoice)


@pytest.mark.parametrize("token", ["at hand", "to be asked for"])
def test_a_portal_that_is_down_gets_the_invoice_when_it_is_back(world, token):
    invoice = new_invoice(world)
    world.simulator.stop()
    world.order({"forget_token": True} if token == "to be asked for" else None)
    told = send(world, invoice)
    committed = attempts(world, invoice)
    world.simulator.start()
    assert told is None
    assert [attempt[0] for attempt in committed] == ["to_send"]
    assert "Chorus Pro ne répond pas" in committed[0][1]
    assert state(world, invoice) == "to_send"
    assert_deposited_once(world, invoice)
    assert len(attempts(world, invoice)) == 1


def test_an_accepted_deposit_whose_answer_is_lost_is_found_again(world):
    invoice = new_invoice(world)
    world.control("calls", method="DELETE")
    world.control("faults", {"operation": DEPOSIT, "kind": "cut", "when": "after"})
    sentence = send(world, invoice)
    assert "ne nous est pas parvenue" in sentence
    assert [attempt[0] for attempt in attempts(world, invoice)] == ["uncertain"]
    assert state(world, invoice) == "uncertain"

    assert "Ne renvoyez pas la facture" in send(world, invoice, ["chorus_pro"])
    assert len(posts(world)) == 1
    assert len(attempts(world, invoice)) == 1

    assert_deposited_once(world, invoice)
    assert len(posts(world)) == 1
    assert len(attempts(world, invoice)) == 1


def test_an_invoice_printed_while_uncertain_shows_what_was_deposited(world):
    """An uncertain invoice's dialog proposes no method: a second click prints it."""
    invoice = new_invoice(world)
    world.control("faults", {"operation": DEPOSIT, "kind": "cut", "when": "after"})
    assert send(world, invoice)
    send(world, invoice)
    assert_deposited_once(world, invoice)


def at_once(clicks):
    """Do things at the same moment; returns what each came to."""
    clicks = list(clicks)
    start = threading.Barrier(len(clicks))
    told, failures = [], []

    def click(action):
        try:
            start.wait(60)
            told.append(action())
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=click, args=(action,)) for action in clicks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    return told


def test_send_now_clicked_twice_while_the_portal_is_down_and_when_it_is_back(world):
    invoice = new_invoice(world)
    world.control("calls", method="DELETE")
    world.simulator.stop()
    assert send(world, invoice) is None
    sessions = [world.server.session("comptable", "comptable") for _click in range(2)]

    def clicks():
        return [
            partial(
                session.execute, "account.move", "action_chorus_send_now", [invoice]
            )
            for session in sessions
        ]

    told = [note["params"] for note in at_once(clicks())]
    committed = attempts(world, invoice)
    world.simulator.start()
    assert [note["type"] for note in told].count("warning") >= 1, told
    assert [attempt[0] for attempt in committed] == ["to_send"]
    world.control("calls", method="DELETE")

    cron = partial(world.run, "l10n_fr_chorus_pro.ir_cron_deposits")
    at_once([*clicks(), cron])
    assert len(posts(world)) == 1
    assert len(attempts(world, invoice)) == 1
    assert_deposited_once(world, invoice)
    assert len(posts(world)) == 1


@pytest.mark.parametrize("delay", [0, 0.8])
def test_two_people_who_send_at_the_same_moment_deposit_once(world, delay):
    invoice = new_invoice(world)
    world.control("calls", method="DELETE")
    world.control("faults", {"operation": DEPOSIT, "kind": "delay", "seconds": delay})
    sessions = (world.accountant, world.server.session())
    told = at_once(
        partial(confirm, session, open_wizard(session, [invoice]))
        for session in sessions
    )
    assert len(told) == 2 and None in told, told
    assert len(posts(world)) == 1
    assert len(attempts(world, invoice)) == 1
    assert_deposited_once(world, invoice)
    assert len(posts(world)) == 1


def test_a_refresh_of_many_sends_nothing_that_was_sent_meanwhile(world):
    """While the first of two waits for its answer, the scheduled action takes the
    second: the click finds it gone."""
    invoices = world.new_invoices(2)
    world.control("calls", method="DELETE")
    assert confirm(world.accountant, open_wizard(world.accountant, invoices)) is None
    world.run("account.ir_cron_account_move_send")
    world.control("faults", {"operation": DEPOSIT, "kind": "delay", "seconds": 60})
    clicked = threading.Thread(
        target=world.server.session("comptable", "comptable").execute,
        args=("account.move", "action_chorus_refresh", invoices),
    )
    clicked.start()
    wait_until(lambda: "sending" in {state(world, i) for i in invoices}, 60, "a call")
    world.run("l10n_fr_chorus_pro.ir_cron_deposits")
    world.forget_orders()
    clicked.join(60)
    assert [len(attempts(world, invoice)) for invoice in invoices] == [1, 1]
    assert len(posts(world)) == 2
    world.recover(rounds=2)
    assert [len(integrated(world, invoice)) for invoice in invoices] == [1, 1]


def test_in_a_batch_a_bad_customer_stops_nobody_else(world):
    name, wrong = "Mairie au mauvais SIRET", "1234567820005"
    france = world.admin.ref("base.fr")
    demo_company.create_customer(world.admin, name, wrong, france)
    (partner,) = world.admin.execute("res.partner", "search", [("name", "=", name)])
    good = world.new_invoices(2)
    (bad,) = world.new_invoices(1, partner_id=partner)
    world.control("calls", method="DELETE")

    wizard = open_wizard(world.accountant, [good[0], bad, good[1]])
    (read,) = world.accountant.execute(wizard[0], "read", [wizard[1]], ["alerts"])
    messages = [alert["message"] for alert in read["alerts"].values()]
    assert any(wrong in message and name in message for message in messages), messages
    assert confirm(world.accountant, wizard) is None
    world.run("account.ir_cron_account_move_send")
    world.run("l10n_fr_chorus_pro.ir_cron_deposits")

    ((outcome, reason),) = attempts(world, bad)
    assert outcome == "not_sent"
    assert wrong in reason
    (told,) = (
        world.accountant.execute(
            "mail.message",
            "search_count",
            [
                ("model", "=", "account.move"),
                ("res_id", "=", bad),
                ("body", "like", wrong),
            ],
        ),
    )
    assert told == 1
    assert len(posts(world)) == 1, "two invoices of one batch go in one flow"
    world.recover(rounds=2)
    assert [state(world, invoice) for invoice in good] == [KNOWN, KNOWN]
    assert all(len(integrated(world, invoice)) == 1 for invoice in good)
    assert integrated(world, bad) == []


def test_no_secret_is_in_the_log_of_odoo(world):
    breakings = [
        lambda: set_company(world, client_secret=SECRET),
        lambda: world.control("faults", {"operation": DEPOSIT, "kind": "cut"}),
        lambda: world.control(
            "faults", {"operation": DEPOSIT, "kind": "nonsense_10mb"}
        ),
    ]
    for breaking in breakings:
        breaking()
        told = send(world, new_invoice(world))
        set_company(world, client_secret="simulator")
        assert told
    assert send(world, new_invoice(world)) is None
    log = world.server.log()
    assert "POST factures/v1/deposer/flux no answer" in log
    assert "POST token 400" in log
    account = base64.b64encode(":".join(ACCOUNT.values()).encode()).decode()
    with contextlib.closing(sqlite3.connect(world.simulator.database)) as portal:
        tokens = [row[0] for row in portal.execute("select token from tokens")]
    assert tokens, "tokens were given out"
    for secret in [SECRET, ACCOUNT["password"], account, *tokens]:
        assert secret not in log
    for word in ("Traceback", "Bearer", "fichierFlux", "%PDF", "JVBERi"):
        assert word not in log
