"""Take-over beside somebody who sends: over RPC, with commits and locks that are
real."""

import threading

import pytest

from dev import demo_company
from dev.server import wait_until
from tests_system.held_rows import held
from tests_system.matrix_world import KNOWN, World

pytestmark = pytest.mark.full

TAKE_OVER = "l10n_fr_chorus_pro.take.over"
DEPOSIT = "factures/deposer/flux"


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    folder = tmp_path_factory.mktemp("take_over")
    world = World(module_database, module_simulator, folder)
    yield world
    world.stop()


@pytest.fixture
def found(world):
    """Two invoices that are in the portal already, and the dialog that found them."""
    ids = world.new_invoices(2)
    _name, recipient = demo_company.CUSTOMERS["town"]
    for invoice in world.admin.execute(
        "account.move", "read", ids, ["name", "invoice_date", "amount_total"]
    ):
        draft = {
            "number": invoice["name"],
            "date": invoice["invoice_date"],
            "supplier": demo_company.COMPANY["company_registry"],
            "recipient": recipient,
            "total": invoice["amount_total"],
            "status": "MISE_A_DISPOSITION",
        }
        world.control("drafts", draft)
    dialog = world.admin.execute(TAKE_OVER, "create", {})
    world.admin.execute(TAKE_OVER, "action_search", [dialog])
    return dialog, ids


def adopt(world, dialog):
    notice = world.server.session().execute(TAKE_OVER, "action_adopt", [dialog])
    return notice["params"]["message"]


def states(world, ids):
    return [invoice["l10n_fr_chorus_state"] for invoice in world.read(ids)]


def name(world, invoice):
    (read,) = world.read([invoice])
    return read["name"]


def test_what_is_being_sent_is_left_and_the_others_are_taken(world, found):
    dialog, (sent, other) = found
    # Until it is let go.
    world.control("faults", {"operation": DEPOSIT, "kind": "delay", "seconds": 60})
    sending = threading.Thread(target=world.send, args=([sent],))
    sending.start()
    wait_until(lambda: states(world, [sent]) == ["sending"], 60, "a call")
    told = adopt(world, dialog)
    world.forget_orders()
    sending.join(60)
    assert name(world, sent) in told
    assert name(world, other) not in told
    assert states(world, [sent, other]) == ["deposited", KNOWN]


def test_what_somebody_writes_is_left_and_can_be_taken_later(world, found):
    dialog, (busy, other) = found
    lock = f"select id from account_move where id = {busy} for update"
    with held(world.database, lock):
        told = adopt(world, dialog)
    assert name(world, busy) in told
    assert name(world, other) not in told
    assert states(world, [busy, other]) == [False, KNOWN]
    world.admin.execute(TAKE_OVER, "action_search", [dialog])
    assert name(world, busy) not in adopt(world, dialog)
    assert states(world, [busy]) == [KNOWN]
