"""Values that nobody means: each gets an answer, none a failure of ours."""

import pytest
import requests

from tests_unit.simulator_files import PLAIN, cii

pytest_plugins = ["tests_unit.simulator_fixtures"]

HUGE = 10**18
PAGES = {
    "factures/rechercher/fournisseur": "rechercheFactureParFournisseur",
    "structures/rechercher": "parametres",
    "structures/rechercher/services": "parametresRechercherServicesStructure",
    "engagementsJuridiques/rechercher": "parametresRecherche",
    "transverses/rechercher/destinataire": "pagination",
}
NUMBERS = [HUGE, -HUGE, 2**63 - 1, 10**30, 1e26, 1e308, "1e26", "9" * 5000, True, ""]
IDENTIFIERS = {
    "factures/consulter/historique": "idFacture",
    "factures/consulter/fournisseur": "identifiantFactureCPP",
    "factures/completer": "identifiantFactureCPP",
    "structures/consulter": "idStructureCPP",
    "structures/rechercher/services": "idStructure",
    "factures/rechercher/fournisseur": "idStructureValideur",
}


def structure(client):
    found = client.ok(
        "structures/rechercher", {"structure": {"identifiantStructure": PLAIN}}
    )
    return found["listeStructures"][0]["idStructureCPP"]


@pytest.mark.parametrize("operation", PAGES)
@pytest.mark.parametrize("number", NUMBERS)
def test_pages(client, operation, number):
    client.deposit(cii())
    client.advance(60)
    for field in ("pageResultatDemandee", "nbResultatsParPage", "nbResultatsMaximum"):
        body = {PAGES[operation]: {field: number}}
        if operation.endswith("services"):
            body["idStructure"] = structure(client)
        answer = client.post(operation, body)
        assert answer.status_code in (200, 400), (field, answer.text)
        assert isinstance(answer.json()["codeRetour"], int)


def test_a_page_beyond_the_last_is_empty(client):
    client.deposit(cii())
    client.advance(60)
    found = client.search(page={"pageResultatDemandee": HUGE, "nbResultatsParPage": 5})
    assert found["listeFactures"] == []
    assert found["parametresRetour"]["total"] == 1
    found = client.search(page={"nbResultatsParPage": HUGE})
    assert len(found["listeFactures"]) == 1


@pytest.mark.parametrize("operation", IDENTIFIERS)
@pytest.mark.parametrize("number", NUMBERS)
def test_identifiers(client, operation, number):
    answer = client.post(operation, {IDENTIFIERS[operation]: number})
    assert answer.status_code in (200, 400), answer.text
    assert isinstance(answer.json()["codeRetour"], int)


@pytest.mark.parametrize(
    "criteria",
    [
        {"periodeDateDepotAu": "9999-12-31"},
        {"periodeDateHeureEtatCourantAu": "9999-12-31"},
        {"periodeDateHeureEtatCourantDu": "0001-01-01T00:00:00+23:59"},
        {"montantTTCMin": "nan"},
        {"montantTTCMax": 1e308},
        {"numeroFacture": "\x00"},
        {"statutCourant": ["X"] * 100_000},
        {"listeDestinataire": [{"listeIdServiceExecutant": [1] * 100_000}]},
        {"listeDestinataire": [{"idDestinataire": 1}] * 500},
        {"listeDestinataire": [{"idDestinataire": 1}] * 10_000},
    ],
)
def test_criteria(client, criteria):
    answer = client.post("factures/rechercher/fournisseur", criteria)
    assert answer.status_code in (200, 400), answer.text
    assert isinstance(answer.json()["codeRetour"], int)


@pytest.mark.parametrize("number", ["1e26", "9" * 30, "-1", "9" * 5000, "x"])
def test_web_pages(client, number):
    for path, statuses in (
        (f"/?page={number}", (200,)),
        (f"/factures/{number}", (404,)),
        (f"/fichiers/{number}", (404,)),
        (f"/flux/{number}", (404,)),
        (f"/simulator/calls?since={number}", (200, 400)),
    ):
        answer = requests.get(client.url + path, timeout=10)
        assert answer.status_code in statuses, path


@pytest.mark.parametrize("seconds", [1e300, -1, float("nan"), float("inf")])
def test_time_stays_within_the_calendar(client, seconds):
    url = f"{client.url}/simulator/advance"
    answer = requests.post(
        url,
        data=f'{{"seconds": {_json(seconds)}}}',
        timeout=10,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert client.search()["parametresRetour"]["total"] == 0


def _json(number):
    return {"nan": "NaN", "inf": "Infinity"}.get(str(number), str(number))


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\r\n/evil.example",
        "/\x00/evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/ /evil.example",
        "",
    ],
)
def test_no_way_out_of_the_page(client, target):
    form = {"seconds": "0", "next": target}
    answer = requests.post(
        f"{client.url}/horloge", data=form, timeout=10, allow_redirects=False
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_back_to_where_one_was(client):
    here = "/?texte=%C3%A9cole&page=1"
    form = {"seconds": "0", "next": here}
    answer = requests.post(
        f"{client.url}/horloge", data=form, timeout=10, allow_redirects=False
    )
    assert answer.headers["Location"] == here
