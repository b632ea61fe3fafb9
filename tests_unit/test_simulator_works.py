"""The five circuits of works pieces, end to end over HTTP: who has which piece, what is
admitted, what is refused (doc/portal.md, R 1.7)."""

import pytest
import requests

from tests_unit.simulator_client import CII_SYNTAX
from tests_unit.simulator_files import DEMO, PLAIN, SECOND, cii

pytest_plugins = ["tests_unit.simulator_fixtures"]

SUPERVISOR = "99990002000013"
SEARCH = "facturesTravaux/rechercher"
MOE, MOA = "MISE_A_DISPOSITION_MOE", "MISE_A_DISPOSITION_MOA"
SIGN, PAY = "A_ASSOCIER_FOURNISSEUR", "MISE_A_DISPOSITION"
# Each: the pieces in their order with the status that each has on its way to the next;
# what the supplier deposits goes by a flow, the others answer.
CIRCUITS = {
    "monthly": [("A4", MOE), ("A15", MOA), ("A19", PAY)],
    "monthly, short": [("A4", MOE), ("A16", PAY)],
    "monthly of a subcontractor": [("A10", MOE), ("A15", MOA), ("A19", PAY)],
    "monthly of a co-contractor": [("A13", MOE), ("A16", PAY)],
    "final": [("A7", MOE), ("A17", MOA), ("A20", SIGN), ("A8", PAY)],
    "final of the supervisor": [("A7", MOE), ("A18", SIGN), ("A8", PAY)],
    "final of a co-contractor": [
        ("A14", MOE),
        ("A17", MOA),
        ("A20", SIGN),
        ("A8", PAY),
    ],
    "tacit": [("A7", MOE), ("A22", MOA), ("A23", PAY)],
    "tacit, by the owner": [("A7", MOE), ("A17", MOA), ("A22", MOA), ("A24", PAY)],
    "tacit, procedure": [("A7", MOE), ("A22", MOA), ("A25", PAY)],
}
SUPPLIERS_OWN = ("A4", "A7", "A8", "A10", "A13", "A14", "A22", "A23")
VALIDATED = ("A10", "A13", "A14")


def deposit(client, framework, number, before="", supervisor=SUPERVISOR):
    """The supplier deposits a piece as a flow; it is made available."""
    content = cii(
        framework=framework,
        number=number,
        contract="M1",
        origin=before,
        validator=SECOND if framework in VALIDATED else supervisor,
    )
    client.deposit(content, f"{number}.xml", CII_SYNTAX)
    client.advance(60)
    if framework in VALIDATED:
        assert statuses(client)[number] == "A_VALIDER_1"
        act(client, number, "validation", "invoices", act="VALIDATION")
        client.advance(60)
    client.advance(300)


def act(client, reference, name, family="works", **values):
    return client.control(f"{family}/{reference}/{name}", values)


def pieces(client):
    """The rows of the search, of the supplier, by number."""
    page = {"rechercheFactureTravaux": {"nbResultatsParPage": 50}}
    answer = client.post(SEARCH, {"roleUtilisateur": "FOURNISSEUR"} | page).json()
    rows = answer.get("listeFacturesTravaux", [])
    return {row["numeroFactureTravaux"]: row for row in rows}


def statuses(client):
    rows = pieces(client)
    return {number: row["statutFactureTravaux"] for number, row in rows.items()}


def known_supervisor(client):
    """A claim of the contract that names its supervisor: those of a subcontractor name
    a validator in his place."""
    deposit(client, "A4", "FIRST")


@pytest.mark.parametrize("name", CIRCUITS)
def test_a_circuit(client, name):
    known_supervisor(client)
    before = ""
    for framework, status in CIRCUITS[name]:
        number = f"P{framework}"
        if framework in SUPPLIERS_OWN:
            deposit(client, framework, number, before)
        else:
            act(client, before, "answer", framework=framework, number=number)
        now = statuses(client)
        assert now[number] == status, (framework, now)
        if before:
            replaced = framework == "A22"
            expected = "REMPLACEE_PAR_A22" if replaced else "ASSOCIEE"
            assert now[before] == expected, (framework, now)
        before = number
    client.control(f"invoices/{before}/status", {"status": "MISE_EN_PAIEMENT"})
    assert statuses(client)[before] == "MISE_EN_PAIEMENT"
    dossiers = {row["numeroDossierFacturation"] for row in requests_of(client, "P")}
    assert len(dossiers) == 1


def requests_of(client, prefix):
    asked = {"roleUtilisateur": "FOURNISSEUR"}
    found = client.ok("factures/rechercher/demandePaiement", asked)
    return [
        row
        for row in found["listeDemandePaiement"]
        if row["numeroDemandePaiement"].startswith(prefix)
    ]


def test_amounts_are_admitted(client):
    deposit(client, "A4", "D1")
    act(client, "D1", "take")
    assert statuses(client)["D1"] == "A_ASSOCIER_MOE"
    act(client, "D1", "answer", framework="A15", number="E1", untaxed=90, total=108)
    act(client, "E1", "answer", framework="A19", number="V1", due=100)
    rows = pieces(client)
    told = [
        (rows[n]["montantHT"], rows[n]["montantAPayer"]) for n in ("D1", "E1", "V1")
    ]
    assert told == [("100.00", "120.00"), ("90.00", "108.00"), ("90.00", "100.00")]
    (claim, *_others) = requests_of(client, "D1")
    assert claim["idStructureMoe"] and claim["idStructureMoa"]
    found = client.ok(
        "factures/rechercher/demandePaiement",
        {
            "roleUtilisateur": "FOURNISSEUR",
            "numeroDossierFacturation": claim["numeroDossierFacturation"],
        },
    )
    assert len(found["listeDemandePaiement"]) == 3


@pytest.mark.parametrize(
    ("framework", "holder"), [("A4", "MOE"), ("A7", "MOE"), ("A22", "MOA")]
)
def test_a_refusal_ends_the_circuit(client, framework, holder):
    deposit(client, framework, "D1")
    act(client, "D1", "refuse", comment="Situation incomplète")
    assert statuses(client)["D1"] == f"REFUSEE_{holder}"
    refused = requests.post(
        f"{client.url}/simulator/works/D1/answer", json={"framework": "A15"}, timeout=10
    )
    assert refused.status_code == 400


def test_a_refusal_wants_a_reason(client):
    deposit(client, "A4", "D1")
    refused = requests.post(
        f"{client.url}/simulator/works/D1/refuse", json={}, timeout=10
    )
    assert refused.status_code == 400 and statuses(client)["D1"] == MOE


def test_what_a_validator_refuses_never_comes_to_the_supervisor(client):
    known_supervisor(client)
    content = cii(framework="A10", number="S1", contract="M1", validator=SECOND)
    client.deposit(content, "s1.xml", CII_SYNTAX)
    client.advance(60)
    values = {"act": "REFUS", "reason": "MONTANT_ERR"}
    act(client, "S1", "validation", "invoices", **values)
    client.advance(600)
    assert statuses(client)["S1"] == "REFUSEE_1"


def test_a_claim_without_a_supervisor_is_to_be_completed(client):
    deposit(client, "A4", "D1", supervisor="")
    assert statuses(client)["D1"] == "A_COMPLETER"
    act(client, "D1", "supervisor", siret=SUPERVISOR)
    assert statuses(client)["D1"] == MOE


def test_no_other_operation_of_the_family_is_there(client):
    for name in ("consulter", "soumettre", "rechercher/atraiter", "refuser"):
        assert client.post(f"facturesTravaux/{name}").status_code in (403, 404)


def test_a_person_plays_the_circuit(client):
    deposit(client, "A4", "D1")
    (claim,) = requests_of(client, "D1")
    page = f"{client.url}/travaux/{claim['numeroDossierFacturation']}"
    assert (
        claim["numeroDossierFacturation"]
        in requests.get(f"{client.url}/travaux", timeout=10).text
    )
    shown = requests.get(page, timeout=10).text
    assert "Déposer A15" in shown and "Refuser" in shown
    form = f"{client.url}/travaux/pieces/{claim['idDemandePaiement']}"
    values = {"act": "A15", "number": "E1", "untaxed": "90", "total": "108"}
    done = requests.post(form, data=values, timeout=10)
    assert done.status_code == 200 and "E1" in done.text
    again = requests.post(form, data=values, timeout=10)
    assert again.status_code == 400 and "ne le permet pas" in again.text
    assert statuses(client) == {"D1": "ASSOCIEE", "E1": MOA}


def test_the_recipient_sees_what_it_pays(client):
    deposit(client, "A4", "D1")
    act(client, "D1", "answer", framework="A16", number="V1")
    client.log_in_as("TECH_1_0000003@cpro.fr")
    body = {"typeDemandePaiement": "FACTURE_TRAVAUX"}
    found = client.ok("factures/rechercher/recipiendaire", body)
    assert [row["numeroFacture"] for row in found["listeFactures"]] == ["V1"]
    assert found["listeFactures"][0]["codeDestinataire"] == PLAIN
    assert found["listeFactures"][0]["codeFournisseur"] == DEMO
