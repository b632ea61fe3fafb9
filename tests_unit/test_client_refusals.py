"""How the client reads the portal's refusals of a flow, in the old form and the new."""

import json

import pytest

from chorus_api import ConfigurationError, FlowUnknown, Rejected
from chorus_api.messages import FlowReport
from tests_unit.simulator_files import cii

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

CII = "IN_DP_E1_CII_16B"
FIRST = "L'identifiant fournisseur n'est pas reference dans notre systeme."
SECOND = "Le service est obligatoire."


def report(status="IN_REJETE", **lists):
    return FlowReport.read({"etatCourantDepotFlux": status, **lists})


def error(label, number="F1"):
    return {"numeroDP": number, "libelleErreurDP": label}


@pytest.mark.parametrize(
    "errors",
    [
        [error(f"{FIRST}|{SECOND}")],
        [error(FIRST), error(SECOND)],
        [error(f"{FIRST} | {SECOND}|")],
        error(f"{FIRST}|{SECOND}"),
    ],
    ids=["joined", "apart", "blanks", "bare"],
)
def test_each_message_is_one_whichever_way_they_come(errors):
    found = report(listeErreurDP=errors).invoice_errors
    assert [one.text for one in found] == [FIRST, SECOND]
    assert {one.invoice_number for one in found} == {"F1"}


def test_a_text_that_was_cut_says_so():
    whole = f"{FIRST}|{'x' * 255}"
    cut = report(listeErreurDP=[error(whole[:255])]).invoice_errors
    assert cut[0].text == FIRST
    assert cut[1].text.endswith("x…")
    (short,) = report(listeErreurDP=[error("x" * 254)]).invoice_errors
    assert short.text == "x" * 254


@pytest.mark.parametrize("label", [None, "", "|", " | "])
def test_a_refusal_without_words_is_one_all_the_same(label):
    (found,) = report(listeErreurDP=[error(label)]).invoice_errors
    assert (found.invoice_number, found.text) == ("F1", "")


def test_what_the_schema_finds_stands_apart():
    found = report(
        listeErreurTechnique=[
            {"codeErreur": "ERR_XSD_001", "libelleErreur": "IRRECEVABILITE: cvc-a"},
            {"codeErreur": "E42", "libelleErreur": "Fichier illisible"},
            {"codeErreur": "ERR_XSD_001", "libelleErreur": "IRRECEVABILITE: cvc-b"},
        ]
    )
    assert found.technical_errors == ("E42 Fichier illisible",)
    assert found.schema_errors == (
        "ERR_XSD_001 IRRECEVABILITE: cvc-a",
        "ERR_XSD_001 IRRECEVABILITE: cvc-b",
    )


def test_refusals_of_the_simulator(portal, chorus):
    """All messages of the invoice, and all errors of its file."""
    wrong = cii("F1", framework="B1", type="384")
    broken = cii("F2", total="x", due="x")
    numbers = [
        chorus.deposit_flow(f"{name}.xml", content, CII).flow_number
        for name, content in (("a", wrong), ("b", broken))
    ]
    portal.advance(120)
    first, second = map(chorus.read_flow_report, numbers)
    assert [one.text.partition("(")[0].strip() for one in first.invoice_errors] == [
        "Le type de facture",
        "Le cadre de facturation « B1 »",
    ]
    assert first.schema_errors == ()
    assert len(second.schema_errors) == 2 and not second.invoice_errors


@pytest.mark.parametrize("status", [200, 400])
def test_a_flow_that_nobody_knows(portal, chorus, status):
    """An unknown flow is an error of its own kind, since a caller may wait for it."""
    portal.control("settings", {"business_error_http_status": status})
    for read in (chorus.read_flow_report, chorus.read_deposit_report):
        with pytest.raises(FlowUnknown) as caught:
            read("CPP0011110000000000000001")
        assert caught.value.code == 20001
    number = chorus.deposit_flow("a.xml", cii(), CII).flow_number
    portal.control("faults", {"kind": "flow_unknown"})
    with pytest.raises(FlowUnknown):
        chorus.read_flow_report(number)
    assert chorus.read_flow_report(number).status


def test_another_refusal_is_none_of_that_kind(portal, chorus):
    body = json.dumps({"codeRetour": 20001, "libelle": "TRA_MSG_00.099"})
    fault = {"kind": "wrong_json", "body": body, "operation": "consulterCRDetaille"}
    portal.control("faults", fault)
    with pytest.raises(Rejected) as caught:
        chorus.read_flow_report("CPP0011110000000000000001")
    assert not isinstance(caught.value, FlowUnknown)


def test_a_file_that_comes_back_is_kept_nowhere(portal, chorus, caplog):
    """PISTE sends a request back that it refuses: with the invoice in it."""
    portal.control("settings", {"unsubscribed_families": ["factures"]})
    with caplog.at_level("DEBUG"), pytest.raises(ConfigurationError) as caught:
        chorus.deposit_flow("a.xml", cii(), CII)
    told = f"{vars(caught.value)} {caught.value} {caplog.text}"
    assert caught.value.http_status == 403
    assert "fichierFlux" not in told and len(told) < 2000
