"""How the portal words what it refuses, and a flow on its way there (A 1.8)."""

import os
import re
import time

import pytest

from tests_unit.simulator_client import (
    CII_SYNTAX,
    FACTURX,
    UBL_SYNTAX,
    Client,
    Server,
    errors_of,
)
from tests_unit.simulator_files import cii, facturx, ubl

pytest_plugins = ["tests_unit.simulator_fixtures"]

DEPOSITED = "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"
UNKNOWN = {"codeRetour": 20001, "libelle": "POQ_MSG_01.003 - Flux introuvable."}
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
REPORTS = ("transverses/consulterCR", "transverses/consulterCRDetaille")


def settle(client, content, name="f.xml", syntax=CII_SYNTAX):
    """Deposit, wait, and return the final report."""
    number = client.deposit(content, name, syntax)
    client.advance(60)
    return client.report(number)


# -- Lists ---------------------------------------------------------------------


def test_lists_are_arrays_however_many_they_hold(client):
    report = settle(client, cii("F1"))
    assert report["listeErreurDP"] == [] == report["listeErreurTechnique"]
    report = settle(client, cii("F2", payment=""))
    assert [error["numeroDP"] for error in report["listeErreurDP"]] == ["F2"]
    report = settle(client, b"no XML")
    assert len(report["listeErreurTechnique"]) == 1


def test_the_bare_object_of_2018_is_a_fault(client):
    number = client.deposit(cii("F1", payment=""))
    client.advance(60)
    client.control("faults", {"kind": "bare_lists", "operation": "consulterCRDetaille"})
    report = client.report(number)
    assert report["listeErreurDP"]["numeroDP"] == "F1"
    assert report["listeErreurTechnique"] == []
    assert isinstance(client.report(number)["listeErreurDP"], list)


# -- Messages ------------------------------------------------------------------


def test_all_messages_of_an_invoice_are_one_text(client):
    report = settle(client, cii("E1", framework="B1", payment="", type="384"))
    (error,) = errors_of(report)
    first, second = error["libelleErreurDP"].split("|")
    assert first.startswith("Le type de facture (FichierXml") and first.endswith(".")
    # The second is cut, the third (no payment means) finds no room.
    assert second.startswith("Le cadre de facturation « B1 »")
    assert len(error["libelleErreurDP"]) == 255 and not second.endswith(".")


def test_the_schema_speaks_as_the_reader_of_the_portal_does(client):
    """One technical error for each thing that it finds, and no invoice error."""
    content = cii("F1", line="-1 324,60", total="x").replace(b' format="102"', b"")
    report = settle(client, facturx("F1", xml=content), "f.pdf", FACTURX)
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert report["listeErreurDP"] == []
    errors = errors_of(report, "listeErreurTechnique")
    assert {error["codeErreur"] for error in errors} == {"ERR_XSD_001"}
    labels = [error["libelleErreur"] for error in errors]
    line = 1 + content[: content.index(b"-1 324,60")].count(b"\n")
    text = content.splitlines()[line - 1]
    start, end = "IRRECEVABILITE: cvc-datatype-valid.1.2.1: ", "'-1 324,60' is not a"
    wrong = [label for label in labels if label.startswith(start) and end in label]
    assert any(
        label.endswith(f" - ligne: {line} - position: {len(text) + 1}")
        for label in wrong
    )
    assert len(wrong) == 3  # the price, the total of the line and that of all lines
    assert any("cvc-complex-type.4: Element 'DateTimeString'" in one for one in labels)


def test_as_many_schema_errors_as_there_are(client):
    note = b"<ram:IncludedNote><ram:Contenu>x</ram:Contenu></ram:IncludedNote>"
    end = b"</rsm:ExchangedDocument>"
    content = cii().replace(end, note * 53 + end)
    report = settle(client, content)
    assert len(errors_of(report, "listeErreurTechnique")) == 53


# -- The way of a flow ---------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "syntax", "interface"),
    [
        (facturx(), "f.pdf", FACTURX, "1117"),
        (cii(), "f.xml", CII_SYNTAX, "1106"),
        (cii(), "f.xml", "IN_DP_E2_CII_MIN_16B", "1116"),
        (ubl(), "f.xml", UBL_SYNTAX, "1100"),
        (ubl(), "f.xml", "IN_DP_E2_UBL_INVOICE_MIN", "1110"),
    ],
)
def test_the_number_of_a_flow_carries_its_interface(
    client, content, name, syntax, interface
):
    number = client.deposit(content, name, syntax)
    assert re.fullmatch(rf"CPP001{interface}\d{{15}}", number)
    report = client.report(number)
    assert report["nomFichier"] == f"FSO{interface}A_CPP001_{number}"
    assert report["codeInterfaceDepotFlux"] == f"FSO{interface}A"


def test_no_state_on_the_way_is_one_that_clients_take_for_the_end(client):
    """A client of ours polls each second, and takes IN_RECU for a success."""
    number, seen = client.deposit(cii(payment="")), []
    for _second in range(60):
        seen.append(client.report(number)["etatCourantDepotFlux"])
        client.advance(1)
    assert list(dict.fromkeys(seen)) == [
        DEPOSITED,
        "IN_EN_ATTENTE_TRAITEMENT_CPP",
        "IN_EN_COURS_TRAITEMENT_CPP",
        "IN_REJETE",
    ]
    assert seen.index("IN_REJETE") <= 45


def test_a_flow_may_be_unknown_for_some_seconds(client):
    client.control("settings", {"flow_unknown_for": 30})
    number = client.deposit(cii())
    for operation in REPORTS:
        answer = client.post(operation, {"numeroFluxDepot": number})
        assert (answer.status_code, answer.json()) == (200, UNKNOWN)
    client.advance(30)
    assert client.report(number)["etatCourantDepotFlux"] != DEPOSITED


@pytest.mark.parametrize("operation", REPORTS)
def test_that_it_is_unknown_is_a_fault_too(client, operation):
    number = client.deposit(cii())
    client.control("faults", {"kind": "flow_unknown"})
    client.search()  # another operation does not use it up
    body = {"numeroFluxDepot": number}
    assert client.post(operation, body).json() == UNKNOWN
    assert client.post(operation, body).json()["codeRetour"] == 0


@pytest.mark.skipif(not FULL, reason="waits in real time: make test-full")
def test_as_it_is_started_for_people_a_flow_ends_within_45_seconds():
    server = Server()
    try:
        client = Client(server.url)
        number, deadline = client.deposit(cii()), time.monotonic() + 45
        while client.report(number)["etatCourantDepotFlux"] != "IN_INTEGRE":
            assert time.monotonic() < deadline
            time.sleep(1)
    finally:
        assert server.stop() == 0


# -- Syntaxes ------------------------------------------------------------------


def test_every_syntax_of_the_swagger_is_processed_or_not_allowed(client):
    """No syntax of the swagger gets the answer that it is unknown."""
    codes = (
        "IN_DP_E1_UBL_INVOICE IN_DP_E1_CII IN_DP_E1_PES_FACTURE IN_DP_E1_XCBL"
        " IN_DP_E2_UBL_INVOICE_MIN IN_DP_E2_CII_MIN IN_DP_E2_PES_FACTURE_MIN"
        " IN_DP_E2_CPP_FACTURE_MIN IN_DP_PDFARCHIVE_UBL_INVOICE_MUG"
        " IN_DP_PDFARCHIVE_CII_MUG IN_DP_E1_CII_16B IN_DP_E2_CII_MIN_16B"
        " IN_DP_E2_CII_FACTURX"
    ).split()
    answers = {
        code: client.post(
            "factures/deposer/flux",
            {"fichierFlux": "QQ==", "nomFichier": "a.xml", "syntaxeFlux": code},
        ).json()["codeRetour"]
        for code in codes
    }
    assert set(answers.values()) == {0, 20904}
    assert sum(code == 0 for code in answers.values()) == 5
