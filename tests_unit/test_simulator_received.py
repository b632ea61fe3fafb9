"""The recipient's side on the wire: shapes of the swagger, defaults, refusals, and who
sees what."""

import json

import pytest

from tests_unit.official_answers import Swagger
from tests_unit.receiver_tools import (
    DETAIL,
    DOWNLOAD,
    NEXT,
    PROCESS,
    SEARCH,
    TO_DO,
    TOWN_LOGIN,
    send,
)
from tests_unit.simulator_client import Client, strangers
from tests_unit.simulator_files import DEMO, PLAIN
from tests_unit.submission_tools import SUBMIT, body, line

pytest_plugins = ["tests_unit.simulator_fixtures"]


@pytest.fixture
def town(client):
    return Client(client.url, TOWN_LOGIN)


def refusal(town, path, values):
    """Code and label of a refusal."""
    answer = town.post(path, values).json()
    assert answer["codeRetour"]
    return answer["codeRetour"], answer["libelle"]


# -- The swagger ---------------------------------------------------------------


def operation(path):
    return path.partition("/")[2]


def test_every_answer_is_that_of_the_swagger(client, town):
    swagger = Swagger("factures")
    send(client, "F1", "SUSPENDUE", framework="A6", market="M1", commitment="E1")
    made = client.ok(SUBMIT, body(client, lignePoste=[line(lignePosteReference="R")]))
    client.advance(200)
    answer = town.ok(SEARCH, {"recupererTaille": True})
    assert [row["numeroFacture"] for row in answer["listeFactures"]] == ["S1", "F1"]
    assert "parametresRetour" not in answer and answer["total"] == 2
    swagger.check(operation(SEARCH), answer)
    swagger.check(operation(TO_DO), town.ok(TO_DO))
    number = made["identifiantFactureCPP"]
    detail = town.ok(DETAIL, {"identifiantFactureCPP": number})
    assert detail["facture"]["lignesDePoste"]["lignePoste"]
    swagger.check(operation(DETAIL), detail)
    pivots = {"format": "PIVOT", "listeFacture": [{"idFacture": number}]}
    swagger.check(operation(DOWNLOAD), town.ok(DOWNLOAD, pivots))
    values = {"idFacture": number, "nouveauStatut": "MANDATEE", "NumeroDPMandat": "9"}
    swagger.check(operation(PROCESS), town.ok(PROCESS, values))
    history = town.ok("factures/consulter/historique", {"idFacture": number})
    swagger.check("consulter/historique", history)
    for path in (SEARCH, TO_DO, DETAIL, PROCESS):
        client.control("reset", {})
        swagger.check(operation(path), town.post(path, {}).json())


def test_every_sort_column_and_field_of_the_swagger_is_taken(client, town):
    send(client)
    definitions = Swagger("factures").spec["definitions"]
    for path, part, name in (
        (SEARCH, "paramRecherche", "ParamRechercheDemandeRecipiendaire"),
        (
            TO_DO,
            "parametreRechercheFactureATraiterParRecipiendaire",
            "ParametreRechercheFactureATraiterParRecipiendaire",
        ),
    ):
        for column in definitions[name]["properties"]["triColonne"]["enum"]:
            answer = town.ok(path, {part: {"triColonne": column}})
            assert len(answer["listeFactures"]) == 1
    for path, name in (
        (SEARCH, "RechercherFactureRecipiendaireParam"),
        (TO_DO, "RechercherFactureATraiterParRecipiendaireParam"),
        (DETAIL, "ConsulterFactureParRecipiendaireParam"),
        (PROCESS, "TraiterUneFactureRecueParam"),
    ):
        town.post(path, sample(definitions, name))
        call = town.calls()[-1]
        assert call["unknown_fields"] == [], path
        assert call["http_status"] in (200, 400), path


def sample(definitions, name):
    """A body with every field of the swagger, but for the internal ones."""
    found = {}
    for field, schema in definitions[name].get("properties", {}).items():
        item = schema.get("items", schema)
        if field in ("champsDeTri", "ordreTriGenerique") or "Generique" in field:
            continue
        value = "2026-01-01"
        if "$ref" in item:
            value = sample(definitions, item["$ref"].rpartition("/")[2])
        elif "enum" in item:
            value = item["enum"][0]
        elif item["type"] in ("integer", "number"):
            value = 1
        elif item["type"] == "boolean":
            value = False
        found[field] = [value] if "items" in schema else value
    return found


def test_what_has_no_swagger_answers_as_described(town):
    """The fields of doc/portal.md, A 4.3 and A 4.4."""
    for path, values, name, fields in (
        (
            "transverses/recuperer/structures/actives/destinataire",
            {},
            "listeStructures",
            {"idStructureCPP", "identifiant", "designationStructure"},
        ),
        (
            NEXT,
            {"statutCourant": "MANDATEE"},
            "listeStatutsPossiblesPourTraitement",
            {"statutPossiblePourTraitement"},
        ),
    ):
        answer = town.ok(path, values)
        assert set(answer) == {"codeRetour", "libelle", name}
        assert set(answer[name][0]) == fields
        assert town.calls()[-1]["unknown_fields"] == []


@pytest.mark.parametrize("path", strangers("samples/rechercher_recipiendaire*.json"))
def test_a_real_row_has_no_field_that_ours_lacks(client, town, path):
    send(client)
    (theirs,) = json.loads(path.read_text("utf-8"))["listeFactures"]
    (ours,) = town.ok(SEARCH)["listeFactures"]
    assert set(theirs) <= set(ours) | {"montantHT"}


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        *((path, PROCESS) for path in strangers("samples/traiter_recue.json")),
        *((path, DOWNLOAD) for path in strangers("samples/telecharger_groupe.json")),
    ],
)
def test_official_samples_are_taken(client, town, path, operation):
    sample = json.loads(path.read_text("utf-8"))
    request, number = sample["request"], send(client)
    if operation == DOWNLOAD:
        request["listeFacture"] = [{"idFacture": number}]
    else:
        request["idFacture"] = number
    answer = town.ok(operation, request)
    assert town.calls()[-1]["unknown_fields"] == []
    assert set(sample["response"]) <= set(answer)


# -- Pages ---------------------------------------------------------------------


def test_the_defaults_lose_rows(client, town):
    lot = {"count": 230, "prefix": "P", "supplier": DEMO, "recipient": PLAIN}
    client.control("invoices", lot)
    answer = town.ok(SEARCH)
    assert (len(answer["listeFactures"]), answer["total"], answer["pages"]) == (
        10,
        200,
        20,
    )
    page = {"nbResultatsParPage": 300, "nbResultatsMaximum": 999_999}
    assert len(town.ok(SEARCH, {"paramRecherche": page})["listeFactures"]) == 230
    spelled = {"nbResultatsParPage": 300, "getnbResultatsMaximum": 999_999}
    name = "parametreRechercheFactureATraiterParRecipiendaire"
    assert len(town.ok(TO_DO, {name: spelled})["listeFactures"]) == 230
    beyond = {"pageResultatDemandee": 99}
    assert town.ok(SEARCH, {"paramRecherche": beyond})["listeFactures"] == []


def test_lines_come_ten_at_a_time(client, town):
    lines = [line(lignePosteNumero=n, lignePosteQuantite=0.16) for n in range(1, 13)]
    totals = {"montantTotal__montantHtTotal": 96.0, "montantTotal__montantTVA": 19.2}
    totals |= {"montantTotal__montantTtcTotal": 115.2}
    totals |= {"montantTotal__montantAPayer": 115.2}
    taxes = {
        "ligneTvaMontantBaseHtParTaux": 96.0,
        "ligneTvaMontantTvaParTaux": 19.2,
        "ligneTvaTauxManuel": 20,
    }
    values = body(client, lignePoste=lines, ligneTva=[taxes])
    for name, value in totals.items():
        part, _, field = name.partition("__")
        values[part] = values[part] | {field: value}
    number = client.ok(SUBMIT, values)["identifiantFactureCPP"]
    client.advance(200)
    named = {"identifiantFactureCPP": number}
    found = town.ok(DETAIL, named)["facture"]["lignesDePoste"]
    assert (len(found["lignePoste"]), found["pagesLignesPoste"]) == (10, 2)
    asked = named | {"rechercheLignePoste": {"pageResultatDemandeeLignesPoste": 2}}
    assert len(town.ok(DETAIL, asked)["facture"]["lignesDePoste"]["lignePoste"]) == 2


# -- Refusals and who sees what ------------------------------------------------


def test_refusals(client, town):
    number = send(client)
    assert refusal(town, SEARCH, {"numeroFacture": "none"}) == (20000, "TRA_MSG_00.015")
    unknown = (20000, "GDP_MSG_11.008")
    assert refusal(town, DETAIL, {"identifiantFactureCPP": 1}) == unknown
    done = {"nouveauStatut": "SERVICE_FAIT"}
    assert refusal(town, PROCESS, {"idFacture": 1} | done) == unknown
    for status in ("MISE_A_DISPOSITION", "BROUILLON", "COMPTABILISEE"):
        values = {"idFacture": number, "nouveauStatut": status}
        code, label = refusal(town, PROCESS, values)
        assert code == 20002 and label.startswith("Incohérence")
    assert town.post(PROCESS, {"idFacture": 1, "nouveauStatut": "?"}).status_code == 400
    assert town.post(SEARCH, {"typeDemandePaiement": "?"}).status_code == 400
    for path, values in (
        (PROCESS, {}),
        (PROCESS, {"idFacture": number}),
        (PROCESS, {"idFacture": number, "nouveauStatut": "REJETEE"}),
        (DETAIL, {}),
        (NEXT, {}),
    ):
        assert refusal(town, path, values)[0] == 20900


def test_suppliers_receive_nothing(client, town):
    number = send(client)
    assert refusal(client, SEARCH, {})[0] == 20000
    assert refusal(client, DETAIL, {"identifiantFactureCPP": number})[0] == 20000
    done = {"idFacture": number, "nouveauStatut": "SERVICE_FAIT"}
    assert refusal(client, PROCESS, done)[0] == 20000
    receiving = "transverses/recuperer/structures/actives/destinataire"
    assert client.ok(receiving)["listeStructures"] == []
    (own,) = town.ok(receiving)["listeStructures"]
    assert own["identifiant"] == PLAIN
    # What the town issues is another list.
    assert town.search()["listeFactures"] == []


def test_a_pdf_for_the_recipient_too(client, town):
    number = send(client)
    values = {"format": "PDF", "listeFacture": [{"idFacture": number}]}
    assert town.ok(DOWNLOAD, values)["fichierResultat"].startswith("JVBERi")
    (row,) = town.ok(SEARCH)["listeFactures"]
    assert row["factureTelechargeeParDestinataire"] is True
