"""Verdicts that once were wrong: files like the official ones, in our own words.

The files in ``data/`` have what five files of the official series have: a VAT total
whose sign or sum is not that of its rows (FSO1116A P17, P31, P48), the kind of an
identifier spelled out (P58), and lines below lines (profile EXTENDED).
"""

import pytest

from tests_unit.simulator_client import (
    CII_SYNTAX,
    FACTURX,
    ROOT,
    UBL_SYNTAX,
    Client,
    Server,
    errors_of,
)
from tests_unit.simulator_files import cii, facturx, ubl

pytest_plugins = ["tests_unit.simulator_fixtures"]

MIXED = "IN_DP_E2_CII_MIN_16B"
MINIMUM = "urn:factur-x.eu:1p0:minimum"
PREPAID = b"<ram:TotalPrepaidAmount>0.00</ram:TotalPrepaidAmount>"
RIDET = "1234567890"


def data(name):
    return (ROOT / "tests_unit" / "data" / f"{name}.xml").read_bytes()


def settle(client, content, syntax, name="f.xml"):
    """Deposit, wait, and return the final state and the messages of the report."""
    number = client.deposit(content, name, syntax)
    client.advance(60)
    report = client.report(number)
    errors = [error["libelleErreurDP"] for error in errors_of(report)]
    errors += [
        error["libelleErreur"] for error in errors_of(report, "listeErreurTechnique")
    ]
    return report["etatCourantDepotFlux"], errors


@pytest.mark.parametrize(
    "name", ["negative_vat", "negative_allowance_and_charge", "cumulated_vat"]
)
def test_the_rows_of_a_minimal_flow_need_not_add_up(client, name):
    assert settle(client, data(name), MIXED) == ("IN_INTEGRE", [])
    # A structured flow has no readable file beside it that would say more.
    state, (message,) = settle(client, data(name).replace(b"MIN", b"E1"), CII_SYNTAX)
    assert state == "IN_REJETE" and "la somme des TVA 20.00" in message


def test_the_kind_of_an_identifier_may_be_spelled_out(client):
    structure = {"identifier": RIDET, "identifier_type": "RIDET", "kind": "PRIVEE"}
    client.control("structures", structure | {"name": "Atelier du Lagon"})
    account = {"login": "TECH_1_9@cpro.fr", "password": "simulator"}
    client.control("accounts", account | {"structure": RIDET})
    supplier = Client(client.url, account["login"])
    content = data("ridet_spelled_out")
    assert settle(supplier, content, MIXED) == ("IN_INTEGRE", [])
    # Its form is looked at as under its number.
    state, (message,) = settle(supplier, cii(supplier="12", scheme="RIDET"), CII_SYNTAX)
    assert state == "IN_REJETE" and "identifiant RIDET" in message


@pytest.mark.parametrize("syntax", [CII_SYNTAX, FACTURX])
def test_lines_that_group_or_inform_do_not_count(client, syntax):
    content = data("sub_lines")
    name = "f.xml"
    if syntax == FACTURX:
        content, name = facturx(xml=content), "f.pdf"
    assert settle(client, content, syntax, name) == ("IN_INTEGRE", [])


def test_the_profile_minimum_cannot_state_a_prepayment(client):
    values = {"guideline": MINIMUM, "due": "20.00"}
    content = cii("F1", **values).replace(PREPAID, b"")
    assert settle(client, content, CII_SYNTAX) == ("IN_INTEGRE", [])
    paid = values | {"due": "0.00", "framework": "A2"}
    content = cii("F2", **paid).replace(PREPAID, b"")
    assert settle(client, content, CII_SYNTAX) == ("IN_INTEGRE", [])
    # Where it can be stated it must be.
    content = content.replace(MINIMUM.encode(), b"urn:cen.eu:en16931:2017")
    state, messages = settle(client, content, CII_SYNTAX)
    assert state == "IN_REJETE" and "TTC moins acompte" in messages[0]


def test_a_row_of_vat_without_its_category_is_refused(client):
    """In CII alone: the schema of UBL asks for it."""
    bare = cii().replace(b"<ram:CategoryCode>S</ram:CategoryCode>", b"")
    for syntax in (CII_SYNTAX, MIXED):
        state, (message,) = settle(client, bare, syntax)
        assert state == "IN_REJETE"
        assert "ApplicableTradeTax.CategoryCode.value est obligatoire" in message
    empty = ubl(category="")
    state, (message,) = settle(client, empty, UBL_SYNTAX)
    assert state == "IN_REJETE" and "TaxCategory.ID.value est obligatoire" in message


def test_the_samples_of_2018_are_read_by_a_lenient_simulator():
    """A Factur-X of then has names that today's schema does not know, and totals that
    do not add up."""
    old = cii("F1", vat="0.00").replace(b' format="102"', b"")
    content = facturx("F1", xml=old)
    for options, expected in (((), "IN_REJETE"), (("--lenient-2018",), "IN_INTEGRE")):
        server = Server("--speed", "0", *options)
        try:
            client = Client(server.url)
            assert settle(client, content, FACTURX, "f.pdf")[0] == expected
            client.control("reset")  # an option of the start outlives it
            assert settle(client, content, FACTURX, "f.pdf")[0] == expected
        finally:
            assert server.stop() == 0


def test_lenience_is_a_setting_as_well(client):
    old = facturx("F1", xml=cii("F1").replace(b' format="102"', b""))
    assert settle(client, old, FACTURX, "f.pdf")[0] == "IN_REJETE"
    client.control("settings", {"lenient_2018": True})
    assert settle(client, old, FACTURX, "f.pdf")[0] == "IN_INTEGRE"
