"""Whatever fails, an invoice is deposited at most once and never lost.

Every cell really happens: a real Odoo, a real PostgreSQL, a real HTTP line to the
simulator, a process that is really killed. ``CHORUS_TEST_FULL=1`` runs all cells,
otherwise a seeded sample in which every step, every fault and both sizes appear.
"""

import os
import random

import pytest

from dev import postgres
from tests_system.matrix_cells import (
    CELLS,
    FAULTS,
    SIZES,
    STEPS,
    process_order,
    simulator_fault,
)
from tests_system.matrix_world import A_DAY_AGO, KNOWN, World

SEED = 20261124
SAMPLE = 22
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))


def _sample():
    """Cells in which each fault appears twice, each step and each size often."""
    draw = random.Random(SEED)
    steps = [STEPS[n % len(STEPS)] for n in range(SAMPLE)]
    sizes = [list(SIZES)[n // len(FAULTS)] for n in range(SAMPLE)]
    draw.shuffle(steps)
    faults = [FAULTS[n % len(FAULTS)] for n in range(SAMPLE)]
    return list(zip(steps, faults, sizes, strict=True))


CHOSEN = CELLS if FULL else _sample()


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory, announce):
    folder = tmp_path_factory.mktemp("matrix")
    announce(f"fault matrix: {len(CELLS)} cells, {len(CHOSEN)} run (seed {SEED})")
    world = World(module_database, module_simulator, folder)
    yield world
    world.stop()


def play(world, step, fault, size):
    """Strike one sending with one fault; returns the ids of its invoices."""
    ids = world.new_invoices(SIZES[size])
    if order := simulator_fault(step, fault):
        world.control("faults", order)
    world.order(process_order(step, fault))
    world.send(ids)
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


@pytest.mark.parametrize(("step", "fault", "size"), CHOSEN)
def test_once_and_known(world, step, fault, size):
    flows_before = len(world.portal()["flows"])
    ids = play(world, step, fault, size)
    world.recover(rounds=2)
    clicks = world.click_again(ids)
    world.recover(rounds=2)
    if any(i["l10n_fr_chorus_state"] == "uncertain" for i in world.read(ids)):
        # Nothing arrived: after the stated delay a person may send again.
        world.recover(rounds=1, how_long=A_DAY_AGO)
        clicks += world.click_again(ids)
        world.recover(rounds=2)
    assert_once_and_known(world, ids, flows_before, clicks)
    assert "Traceback" not in world.server.log()


def test_a_flow_that_stays_pending_longer_than_the_delay(world):
    """The answer is lost, the portal is slow: the second flow adopts the first."""
    flows_before = len(world.portal()["flows"])
    world.control("settings", {"flow_finished_after": 10**7})
    ids = world.new_invoices(1)
    world.control("faults", simulator_fault("accepted_not_answered", "cut"))
    world.send(ids)
    assert not world.orders_left()
    world.recover(rounds=2, how_long=A_DAY_AGO)
    (invoice,) = world.read(ids)
    assert invoice["l10n_fr_chorus_state"] == "not_received"
    world.control("settings", {"flow_finished_after": 10})
    clicks = world.click_again(ids)
    world.recover(rounds=3)
    assert clicks == 1
    assert_once_and_known(world, ids, flows_before, clicks)


def assert_same_file(world, invoice, mode):
    """The file on the invoice is, byte for byte, the one that was deposited."""
    field = "invoice_pdf_report_file" if mode == "facturx" else "ubl_cii_xml_file"
    same = postgres.psql(
        "select count(distinct a.checksum), count(*) from ir_attachment a where"
        f" (a.res_model = 'account.move' and a.res_field = '{field}'"
        f"  and a.res_id = {invoice})"
        " or (a.res_model = 'l10n_fr_chorus_pro.document' and a.res_field = 'file'"
        "  and a.res_id in (select id from l10n_fr_chorus_pro_document"
        f"  where move_id = {invoice}))",
        world.database,
    )
    assert same == "1|2"


@pytest.mark.parametrize("mode", ["cii", "facturx"])
def test_a_replayed_request_sends_once(world, mode):
    """PostgreSQL refuses the end of the request and Odoo runs it again: one call, one
    mail, and the file on the invoice is the one that was deposited."""
    world.admin.execute(
        "res.company",
        "write",
        [world.company],
        {"l10n_fr_chorus_submission_mode": mode},
    )
    flows_before = len(world.portal()["flows"])
    ids = world.new_invoices(1)
    world.order({"replay": True})
    world.give_email(ids)
    assert world.send(ids, ("chorus_pro", "email")) is None
    assert not world.orders_left(), "nothing was replayed"
    world.recover(rounds=2)
    assert_once_and_known(world, ids, flows_before, 0)
    assert len(world.portal()["flows"]) - flows_before == 1
    assert_same_file(world, ids[0], mode)
    mails = postgres.psql(
        "select count(*) from mail_notification n join mail_message m"
        " on m.id = n.mail_message_id where n.notification_type = 'email'"
        f" and m.model = 'account.move' and m.res_id = {ids[0]}",
        world.database,
    )
    assert mails == "1"
    world.admin.execute(
        "res.company",
        "write",
        [world.company],
        {"l10n_fr_chorus_submission_mode": "cii"},
    )
