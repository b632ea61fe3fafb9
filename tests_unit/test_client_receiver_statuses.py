"""A public body's client gives statuses, which its suppliers see; against the simulator
over real HTTP."""

import pytest

from chorus_api import (
    InvoiceSearch,
    ProtocolError,
    Rejected,
    Unavailable,
    Uncertain,
)
from chorus_api.receiving import ACCOUNTANT_STATUSES, GIVEN_STATUSES
from tests_unit.client_tools import calls, fault
from tests_unit.receiver_tools import NEXT, PROCESS, numbers, send

pytest_plugins = [
    "tests_unit.simulator_fixtures",
    "tests_unit.client_fixtures",
    "tests_unit.receiver_fixtures",
]


def test_the_supplier_sees_what_the_town_does(portal, town, chorus):
    number = str(send(portal))
    done = town.process_received(number, "SUSPENDUE", reason="Bon manquant")
    assert (done.chorus_invoice_id, done.invoice_number) == (number, "F1")
    assert done.status == "SUSPENDUE" and done.processed_on
    ((row,),) = (page.rows for page in chorus.search_invoices(InvoiceSearch()))
    assert (row.status, row.comment) == ("SUSPENDUE", "Bon manquant")
    assert chorus.read_history(number).events[-1].comment == "Bon manquant"
    chorus.complete_invoice(number, "Le voici")
    town.process_received(number, "SERVICE_FAIT")
    town.process_received(number, "MANDATEE", mandate_number="2589")
    assert chorus.read_invoice(number).mandate_number == "2589"
    assert town.read_received(number).mandate_number == "2589"
    codes = [event.code for event in town.read_history(number).events]
    assert codes == [
        "MISE_A_DISPOSITION",
        "SUSPENDUE",
        "COMPLETEE",
        "SERVICE_FAIT",
        "MANDATEE",
    ]
    calls_made = calls(portal, PROCESS)
    assert all(call["unknown_fields"] == [] for call in calls_made)


@pytest.mark.parametrize("status", ["SUSPENDUE", "REJETEE"])
def test_a_reason_is_compulsory(portal, town, status):
    number = str(send(portal))
    with pytest.raises(Rejected):
        town.process_received(number, status, reason=" ")
    assert town.read_received(number).status == "MISE_A_DISPOSITION"


def test_what_may_follow_is_what_the_portal_tells(portal, town):
    """Every status from every status, as the portal's own list says."""
    portal.control("settings", {"recipient_profile": "accountant"})
    for before in (*GIVEN_STATUSES, "COMPLETEE"):
        allowed = town.list_next_statuses(before)
        assert set(allowed) <= set(GIVEN_STATUSES) - {before}
        for after in GIVEN_STATUSES:
            number = str(send(portal, f"{before[-9:]} {after[-9:]}", before))
            if after in allowed:
                town.process_received(number, after, reason="x")
                continue
            with pytest.raises(Rejected) as caught:
                town.process_received(number, after, reason="x")
            assert caught.value.code == 20002
    assert town.list_next_statuses("REJETEE") == ()


def test_the_accountant_of_a_local_body_speaks_for_himself(portal, town):
    number = str(send(portal, "F1", "MANDATEE"))
    assert not set(town.list_next_statuses("MANDATEE")) & set(ACCOUNTANT_STATUSES)
    with pytest.raises(Rejected) as caught:
        town.process_received(number, "COMPTABILISEE")
    assert caught.value.code == 20002
    portal.control(f"invoices/{number}/status", {"status": "COMPTABILISEE"})
    assert numbers(town, statuses=("COMPTABILISEE",)) == ["F1"]


def test_next_statuses_that_are_not_told(portal, town):
    fault(
        portal,
        "missing_field",
        NEXT,
        when="after",
        field="listeStatutsPossiblesPourTraitement",
    )
    with pytest.raises(ProtocolError):
        town.list_next_statuses("MANDATEE")


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 503}),
        ("cut", {}),
        ("empty", {}),
        ("html", {"status": 200}),
        ("truncated", {}),
        ("wrong_json", {}),
    ],
)
def test_a_status_is_sent_once(portal, town, kind, parameters):
    number = str(send(portal))
    fault(portal, kind, PROCESS, when="after", **parameters)
    with pytest.raises(Uncertain):
        town.process_received(number, "SERVICE_FAIT")
    assert len(calls(portal, PROCESS)) == 1
    # Who is not sure reads.
    assert town.read_received(number).status == "SERVICE_FAIT"


def test_what_surely_did_not_arrive(portal, town):
    number = str(send(portal))
    fault(portal, "quota", PROCESS)
    with pytest.raises(Unavailable):
        town.process_received(number, "SERVICE_FAIT")
    assert town.read_received(number).status == "MISE_A_DISPOSITION"
