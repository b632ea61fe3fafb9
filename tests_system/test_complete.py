"""Complete by two people at the same moment, and beside somebody who writes the
invoice: over RPC, with commits that are real."""

import threading
import time

import pytest

from dev.rpc import RpcError
from dev.server import wait_until
from tests_system.matrix_world import World

pytestmark = pytest.mark.full

COMPLETE = "factures/completer"
COMMENT = "Le bon est joint."


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    folder = tmp_path_factory.mktemp("complete")
    world = World(module_database, module_simulator, folder)
    yield world
    world.stop()


@pytest.fixture
def suspended(world):
    """An invoice that the customer has suspended, and slow answers to Complete."""
    (invoice,) = world.new_invoices(1)
    assert world.send([invoice]) is None
    world.recover(rounds=2)
    (read,) = world.read([invoice])
    status = {"status": "SUSPENDUE", "comment": "Bon de livraison manquant"}
    world.control(f"invoices/{read['name'].replace('/', '%2F')}/status", status)
    world.recover(rounds=1)
    assert state(world, invoice) == "suspended"
    world.control("calls", method="DELETE")
    world.control("faults", {"operation": COMPLETE, "kind": "delay", "seconds": 0.8})
    yield invoice
    world.forget_orders()


def state(world, invoice):
    (read,) = world.read([invoice])
    return read["l10n_fr_chorus_state"]


def calls(world):
    log = world.control("calls", method="GET")
    return [call for call in log if call["operation"] == COMPLETE]


def click(session, invoice, told):
    """Confirm a dialog; ``told`` gets the kind of notice, or the error's sentence."""
    model = "l10n_fr_chorus_pro.complete"
    try:
        dialog = session.execute(
            model, "create", {"move_id": invoice, "comment": COMMENT}
        )
        notice = session.execute(model, "action_confirm", [dialog])
        told.append(notice["params"]["type"])
    except RpcError as error:
        told.append(error.message)


def comments(world, invoice):
    """The messages in the chatter that keep what was sent."""
    domain = [
        ("model", "=", "account.move"),
        ("res_id", "=", invoice),
        ("body", "ilike", COMMENT),
    ]
    return world.admin.execute("mail.message", "search_count", domain)


def test_two_people_complete_once(world, suspended):
    told = []
    clicks = [
        threading.Thread(target=click, args=(world.server.session(), suspended, told))
        for _person in range(2)
    ]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(60)
    assert len(told) == 2
    assert told.count("success") == 1, told
    assert len(calls(world)) == 1
    assert state(world, suspended) == "completed"
    assert comments(world, suspended) == 1


def test_who_writes_the_invoice_meanwhile_makes_nothing_be_sent_twice(world, suspended):
    told = []
    clicked = threading.Thread(
        target=click, args=(world.server.session(), suspended, told)
    )
    clicked.start()
    wait_until(lambda: is_asked(world), 60, "a call")
    began = time.monotonic()
    try:
        world.admin.execute("account.move", "write", [suspended], {"ref": "BC 7"})
    except RpcError:
        # It waited, and may be tried again.
        assert time.monotonic() - began > 0.1
    clicked.join(60)
    assert told == ["success"]
    assert len(calls(world)) == 1
    assert comments(world, suspended) == 1


def is_asked(world):
    """Whether the call of Complete has reached the portal: it uses its fault up."""
    faults = world.control("faults", method="GET")
    return not any(fault["remaining"] for fault in faults)
