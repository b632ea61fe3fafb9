"""The simulator's validators: answers by the official swagger, the page, samples."""

import pytest
import requests

from chorus_api.receiving import WORKS
from tests_unit.client_tools import page, stored
from tests_unit.official_answers import Swagger
from tests_unit.simulator_files import DEMO, SECOND, SERVICE
from tests_unit.validator_tools import HOLDER, named, send, waiting

pytest_plugins = [
    "tests_unit.simulator_fixtures",
    "tests_unit.client_fixtures",
    "tests_unit.validator_fixtures",
]


def test_validation(client):
    """What a validator does answers as the swagger says."""
    swagger = Swagger("factures")
    draft = {"supplier": SECOND, "recipient": SERVICE, "framework": "A9", "market": "M"}
    draft |= {"service": "SERVICE_DEST_SERV_OBL", "commitment": "E", "validator": DEMO}
    draft |= {"second_validator": DEMO, "total": 12.34, "status": "A_VALIDER_1"}
    number = client.control("drafts", draft | {"number": "W1"})["id"]
    named = {"identifiantFactureCPP": number}
    for operation in ("rechercher/aTraiter/valideur", "rechercher/valideur"):
        found = client.ok(f"factures/{operation}")
        assert len(found["listeFactures"]) == 1
        swagger.check(operation, found)
    swagger.check("consulter/valideur", client.ok("factures/consulter/valideur", named))
    operation = "recuperer/statutsFactureVisibles/valideur"
    swagger.check(operation, client.ok(f"factures/{operation}"))
    operation = "rechercher/demandePaiement"
    found = client.ok(f"factures/{operation}", {"roleUtilisateur": "VALIDEUR"})
    assert found["total"] == 1
    swagger.check(operation, found)
    body = {"idFacture": number, "action": "VALIDATION", "typeValideur": "X"}
    body |= {"idValideur": 1, "motifRefus": "AUTRE", "complementInfo": "x"}
    operation = "traiter/factureAValider"
    swagger.check(operation, client.post(f"factures/{operation}", body).json())
    del body["idValideur"]
    swagger.check(operation, client.ok(f"factures/{operation}", body))
    assert client.calls()[-1]["unknown_fields"] == []


def test_searches_of_validators_know_the_swagger(client):
    """Each criterion and each sort column is taken."""
    definitions = Swagger("factures").spec["definitions"]
    samples = {"integer": 1, "number": 1.5, "boolean": False, "array": []}
    stated = {"cadreFacturation": "A9_FACTURE_SOUSTRAITANT"}
    stated |= {"typeDemandePaiement": "FACTURE", "roleUtilisateur": "FOURNISSEUR"}
    for operation, name in (
        ("rechercher/aTraiter/valideur", "RechercherFactureATraiterParValideur"),
        ("rechercher/valideur", "RechercherFactureParValideur"),
        ("rechercher/demandePaiement", "RechercherDemandePaiement"),
    ):
        criteria = definitions[f"{name}Param"]["properties"]
        body = {
            field: stated.get(field, samples.get(schema.get("type"), "2026-01-01"))
            for field, schema in criteria.items()
            if "$ref" not in schema
        }
        client.ok(f"factures/{operation}", body)
        assert client.calls()[-1]["unknown_fields"] == []
        if "pagination" in criteria:
            columns = definitions[f"Parametres{name}"]["properties"]["triColonne"]
            for column in columns["enum"]:
                page = {"pagination": {"triColonne": column}}
                client.ok(f"factures/{operation}", page)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("VALIDATION", "VALIDEE_1"),
        ("REFUS", "REFUSEE_1"),
        ("wrong", "ERREUR_FOURNISSEUR_SUR_VALIDEUR"),
        ("silence", "ABSENCE_VALIDATION_1_HORS_DELAI"),
    ],
)
def test_a_person_plays_the_validator(portal, act, status):
    invoice = send(portal)
    assert "Valider en tant que valideur" in page(portal, invoice).text
    form = {"act": act, "reason": "MONTANT_ERR", "comment": "Voir le métré"}
    address = f"{portal.url}/factures/{invoice}/valider"
    shown = requests.post(address, data=form, timeout=10)
    assert shown.ok and "Valider en tant que valideur" not in shown.text
    assert stored(portal, invoice)["status"] == status
    assert requests.post(address, data=form, timeout=10).status_code == 400


def test_the_control_api_plays_him_too(portal):
    invoice = send(portal)
    form = {"act": "VALIDATION", "second": SECOND}
    portal.control("invoices/F1/validation", form)
    portal.advance(10)
    found = stored(portal, invoice)
    assert (found["status"], found["second_validator"]) == ("A_VALIDER_2", SECOND)
    for wrong in ({"act": "REFUS"}, {"act": "?"}, {"act": "REFUS", "second": "1"}):
        address = f"{portal.url}/simulator/invoices/F1/validation"
        assert requests.post(address, json=wrong, timeout=10).status_code == 400


def test_samples_wait_for_whoever_is_asked(portal, chorus, holder):
    made = portal.control("samples-to-validate", {"validator": DEMO})
    assert len(made) == 4 and len(waiting(chorus)) == 4
    address = f"{portal.url}/deposer/valider"
    assert requests.post(address, data={"validator": HOLDER}, timeout=10).ok
    assert len(waiting(holder)) == 4 and len(waiting(chorus)) == 4
    assert named(chorus, kind=WORKS)[0].startswith("STT-")
    unknown = requests.post(address, data={"validator": "1"}, timeout=10)
    assert unknown.status_code == 400
