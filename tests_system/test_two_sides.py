"""A supplier and a town in one database, over RPC: what the one sends is what the other
gets, to the cent and to the byte, and what the town makes of it is what the supplier
reads, in French."""

import os
import re

import pytest

from dev.demo_reception import HELIOS
from dev.server import OdooServer
from tests_system.two_sides_world import EXTRA, KINDS, World

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
# As a file, as data alone, and what takes one of them back.
SAMPLE = ("facturx", "entry", "credit")
NAMES = (*KINDS, "credit") if FULL else SAMPLE
# As many as leave in one archive.
LOT = 50
MISSING, ANSWER = "Bon de livraison signé manquant", "Voici le bon signé."
SIGNED = b"%PDF-1.4 le bon, avec une signature"
# What the supplier reads in the chatter of his invoice, step by step.
TOLD = (
    rf"attend une pièce ou une précision.*{MISSING}",
    r"Bon signé\.pdf.*Voici le bon signé",
    r"Paiement en préparation \(service fait",
    r"Mandatée",
    r"Entre les mains du comptable public",
    r"Mise en paiement par le comptable public le .*mandat n° 2026-117",
)


@pytest.fixture(scope="module")
def world(module_database, module_simulator, tmp_path_factory):
    folder = tmp_path_factory.mktemp("two-sides")
    with OdooServer(module_database, log_file=folder / "odoo.log") as server:
        world = World(server.start(), module_simulator, folder)
        for name in NAMES:
            if name == "credit":
                world.credit(name, "entry")
            else:
                world.issue(name, name)
            world.send(name)
        world.arrive()
        yield world


@pytest.mark.parametrize("name", NAMES)
def test_the_bill_is_the_invoice(world, name):
    world.expect(name, "made_available")
    assert world.got(name) == world.sent(name)
    assert world.got_files(name) == world.sent_files(name)
    if name in KINDS:
        assert EXTRA in world.town.documents(world.invoices[name][1]).values()


def test_what_the_town_does_is_what_the_supplier_reads(world):
    number = world.invoices["facturx"][1]
    town = world.town
    town.process("agent", "suspend", number, words=MISSING)
    world.run_all()
    world.expect("facturx", "suspended")
    bill = town.bill(number)["id"]
    world.complete("facturx", ANSWER, "Bon signé.pdf", SIGNED)
    town.fetch()
    # The same bill, with one document more.
    assert town.bill(number)["id"] == bill
    assert SIGNED in town.documents(number).values()
    town.process("agent", "certify", number)
    town.call_back(number)
    world.run_all()
    town.process("ordonnateur", "order", number, mandate_number="2026-117")
    world.run_all()
    for status in HELIOS:
        world.public_body("facturx", status)
        world.run_all()
    world.expect_at_town("facturx", "released")
    world.expect("facturx", "payment_released")
    told = "\n".join(world.chatter("facturx"))
    found = [re.search(text, told, re.DOTALL) for text in TOLD]
    assert all(found), told
    places = [match.start() for match in found]
    assert places == sorted(places), told


@pytest.mark.skipif(not FULL, reason="only with CHORUS_TEST_FULL")
def test_a_subcontractor_s_invoice_waited_for_his_contractor(world):
    world.agree("subcontractor")
    world.run_all()
    (row,) = world.town.received(
        world.invoices["subcontractor"][1], fields=("framework", "content")
    )
    assert row["framework"] == "A9"
    assert "13" in str(row["content"]["validations"])


@pytest.mark.skipif(not FULL, reason="only with CHORUS_TEST_FULL")
def test_a_lot_of_fifty(world):
    """They leave as one archive, and are certified by one click."""
    names = [f"lot {number}" for number in range(LOT)]
    for name in names:
        world.issue(name, "cii")
    flows = len(world.simulator.control("state", method="GET")["flows"])
    world.send_many(names)
    world.arrive()
    assert len(world.simulator.control("state", method="GET")["flows"]) == flows + 1
    for name in names:
        assert world.got(name) == world.sent(name)
        assert world.got_files(name) == world.sent_files(name)
    numbers = [world.invoices[name][1] for name in names]
    world.town.process("agent", "certify", *numbers)
    world.run_all()
    for name in names:
        world.expect(name, "service_confirmed")
