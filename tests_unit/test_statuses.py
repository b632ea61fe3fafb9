"""The code tables against the official lists, and what they promise of each row."""

import ast
import json

import pytest

from chorus_api import statuses
from chorus_api.frameworks import FRAMEWORKS, WORKS_TYPES, works_label
from chorus_api.statuses import (
    ACTION,
    ENDED,
    FLOW_STATUSES,
    INVOICE_STATUSES,
    PAID,
    REFUSED,
    RUNNING,
    SYNTAXES,
    WAITING,
    InvoiceStatus,
    flow_status,
    invoice_status,
)
from chorus_api.tables import Table
from tests_unit.simulator_client import ROOT, official

# Only in the later list of another client (doc/portal.md, A 10.1), not in the swagger.
ADDED = {"ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE"}
# The strings of the swagger name no flow state: the list of doc/portal.md, A 10.2.
FLOWS = {
    "running": "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP IN_RECU IN_TRAITE_SE_CPP"
    " IN_EN_ATTENTE_TRAITEMENT_CPP IN_EN_COURS_TRAITEMENT_CPP"
    " IN_EN_ATTENTE_RETRAITEMENT_CPP",
    "technical_failure": "IN_A_RELANCER IN_ERREUR_INTERNE IN_INCIDENTE",
    "rejected": "IN_REJETE QP_IRRECEVABLE",
    "integrated": "IN_INTEGRE",
    "partly_integrated": "IN_INTEGRE_PARTIEL",
    "format_test": "QP_RECEVABLE QP_RECEVABLE_AVEC_ERREUR",
}


@pytest.fixture(scope="module")
def definitions():
    path = official("factures.swagger.json")
    return json.loads(path.read_text(encoding="utf-8"))["definitions"]


def codes(definitions, name, field):
    """The values that the official swagger lists for a field."""
    described = definitions[name]["properties"][field]
    return set(described.get("enum") or described["items"]["enum"])


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("WsRetourConsulterHistoriqueFacture", "statutCourantCode"),
        ("HistoriqueStatus", "histoStatutCode"),
        ("FactureCppEmise", "statutFacture"),
        ("RechercherFactureRecipiendaireParam", "statutCourant"),
    ],
)
def test_invoice_statuses_are_the_official_ones(definitions, name, field):
    assert set(INVOICE_STATUSES) == codes(definitions, name, field) | ADDED


def test_frameworks_are_the_official_ones(definitions):
    official = codes(
        definitions, "RechercherFactureParFournisseurParam", "cadreFacturation"
    )
    assert {row.api_code for row in FRAMEWORKS.values()} == official
    for code, row in FRAMEWORKS.items():
        assert row.api_code.startswith(f"{code}_")


def test_works_types_are_the_official_ones(definitions):
    official = codes(
        definitions, "RechercherDemandePaiementParam", "typeFactureTravaux"
    )
    assert set(WORKS_TYPES) == official
    assert works_label("A4", "ETAT_ACOMPTE") == "Projet de décompte mensuel"
    assert works_label("", "ETAT_ACOMPTE") == "État d'acompte"
    assert [works_label("A99", ""), works_label("", "X"), works_label("", "")] == [
        "A99",
        "X",
        "",
    ]


def test_frameworks_that_a_supplier_may_enter_are_not_of_works(definitions):
    simple = codes(
        definitions, "SoumettreFactureCadreDeFacturation", "codeCadreFacturation"
    )
    assert not any(r.works for r in FRAMEWORKS.values() if r.api_code in simple)


def test_syntaxes_are_among_those_a_deposit_takes(definitions):
    assert set(SYNTAXES) <= codes(definitions, "DeposerFluxFactureParam", "syntaxeFlux")
    assert {SYNTAXES[code].extension for code in SYNTAXES} == {"pdf", "xml"}
    assert SYNTAXES[statuses.FACTURX].extension == "pdf"


def test_flow_statuses_are_the_known_ones():
    found = {}
    for code, row in FLOW_STATUSES.items():
        found.setdefault(row.kind, set()).add(code)
    assert found == {kind: set(text.split()) for kind, text in FLOWS.items()}


def test_only_the_end_of_a_flow_is_final():
    for row in FLOW_STATUSES.values():
        assert row.final == (row.kind not in ("running", "format_test")), row
        assert row.final or 1 <= row.check_after <= 60, row


@pytest.mark.parametrize("table", [INVOICE_STATUSES, FLOW_STATUSES, FRAMEWORKS])
def test_every_row_has_its_own_code_and_a_label(table):
    for code, row in table.items():
        assert row.code == code
        assert row.label and row.label == row.label.strip()


def own_states():
    """The states of a document, read from the source of their table."""
    tree = ast.parse((ROOT / "models/invoice/states.py").read_text(encoding="utf-8"))
    found = {
        keyword.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "State"
        for keyword in node.keywords
        if keyword.arg == "code"
    }
    assert found
    return found


def test_every_state_is_one_of_the_document_and_every_kind_is_known():
    states = own_states()
    for row in INVOICE_STATUSES.values():
        assert row.state in states, row
        assert row.kind in (WAITING, ACTION, REFUSED, PAID, ENDED), row
    ours = {"to_send", "sending", "uncertain", "not_received", "not_sent", "refused"}
    assert not ours & {row.state for row in INVOICE_STATUSES.values()}


def test_the_twelve_statuses_of_an_ordinary_life_have_their_states():
    states = {
        "DEPOSEE": "deposited",
        "EN_COURS_ACHEMINEMENT": "routing",
        "MISE_A_DISPOSITION": "made_available",
        "A_RECYCLER": "to_recycle",
        "REJETEE": "rejected",
        "SUSPENDUE": "suspended",
        "SERVICE_FAIT": "service_confirmed",
        "MANDATEE": "payment_ordered",
        "MISE_A_DISPOSITION_COMPTABLE": "sent_to_accountant",
        "COMPTABILISEE": "booked",
        "MISE_EN_PAIEMENT": "payment_released",
        "COMPLETEE": "completed",
    }
    assert {code: INVOICE_STATUSES[code].state for code in states} == states


def test_the_four_final_statuses():
    final = {code for code, row in INVOICE_STATUSES.items() if row.final}
    assert final == {"MISE_EN_PAIEMENT", "REJETEE", "SUPPRIMEE", "ABANDONNEE"}


def test_an_unknown_status_is_shown_as_it_came_and_polled_on():
    row = invoice_status("STATUT_DE_2031")
    assert (row.code, row.label) == ("STATUT_DE_2031", "STATUT_DE_2031")
    assert (row.state, row.kind, row.final) == ("unknown", WAITING, False)
    assert row.actions == frozenset()
    assert invoice_status("").state == "unknown"
    assert "STATUT_DE_2031" not in INVOICE_STATUSES


def test_an_unknown_flow_state_counts_as_still_running():
    row = flow_status("IN_NOUVEAU")
    assert (row.label, row.kind, row.final) == ("IN_NOUVEAU", RUNNING, False)
    assert flow_status("IN_REJETE") is FLOW_STATUSES["IN_REJETE"]


def test_a_code_twice_in_a_table_is_refused():
    row = InvoiceStatus("X", "x", "unknown")
    assert list(Table(row)) == ["X"]
    with pytest.raises(ValueError, match="twice"):
        Table(row, InvoiceStatus("X", "another", "routing"))


def test_rows_cannot_be_changed():
    with pytest.raises(AttributeError):
        INVOICE_STATUSES["DEPOSEE"].label = "x"
