"""The doors beside the flow against the official swagger and against real bodies; the
drafts that stay behind, on the page."""

import json
import re

import pytest
import requests

from simulator.wire import NULL_FIELDS
from tests_unit.official_answers import Swagger
from tests_unit.simulator_client import strangers
from tests_unit.simulator_files import PLAIN
from tests_unit.submission_tools import (
    DEPOSIT_PDF,
    SUBMIT,
    body,
    invoices,
    line,
    pdf,
    pdf_body,
    with_pdf,
)

pytest_plugins = ["tests_unit.simulator_fixtures"]

TO_DO = "factures/rechercher/atraiter/fournisseur"


def draft(client, **changes):
    """A submission that stayed behind; the path of its page."""
    client.control("faults", {"kind": "draft", "operation": SUBMIT})
    assert client.post(SUBMIT, body(client, **changes)).status_code == 500
    return f"/factures/{invoices(client)[0]['id']}"


# -- The swagger ---------------------------------------------------------------


@pytest.mark.parametrize("how", ["nothing", "reads", "misreads"])
def test_a_pdf_and_its_submission(client, how):
    swagger = Swagger("factures")
    client.control("settings", {"pdf_reading": how})
    uploaded = client.ok(DEPOSIT_PDF, pdf_body())
    swagger.check("deposer/pdf", uploaded)
    swagger.check("rechercher/fournisseur", client.search())
    named = {"identifiantFactureCPP": invoices(client)[0]["id"]}
    swagger.check(
        "consulter/fournisseur", client.ok("factures/consulter/fournisseur", named)
    )
    done = client.ok(SUBMIT, with_pdf(client, uploaded["pieceJointeId"]))
    swagger.check("soumettre", done)
    swagger.check("soumettre", client.post(SUBMIT, {}).json())
    swagger.check(
        "consulter/fournisseur", client.ok("factures/consulter/fournisseur", named)
    )


def test_an_entry_and_what_is_told_of_it(client):
    swagger = Swagger("factures")
    lines = [line(lignePosteUnite="lot", lignePosteReference="R")]
    done = client.ok(SUBMIT, body(client, lignePoste=lines))
    swagger.check("soumettre", done)
    named = {"identifiantFactureCPP": done["identifiantFactureCPP"]}
    detail = client.ok("factures/consulter/fournisseur", named)
    swagger.check("consulter/fournisseur", detail)
    swagger.check("rechercher/atraiter/fournisseur", client.ok(TO_DO))
    listed = [{"idFacture": done["identifiantFactureCPP"]}]
    file = client.ok(
        "factures/telecharger/groupe", {"format": "PDF", "listeFacture": listed}
    )
    swagger.check("telecharger/groupe", file)


def test_every_sort_column_and_field_of_the_swagger_is_taken(client):
    client.ok(SUBMIT, body(client))
    definitions = Swagger("factures").spec["definitions"]
    name = "ParamRechercheFactureATraiterParFournisseur"
    for column in definitions[name]["properties"]["triColonne"]["enum"]:
        page = {"triColonne": column, "triSens": "Ascendant"}
        answer = client.ok(TO_DO, {"rechercheFactureATraiterParFournisseur": page})
        assert len(answer["listeFactures"]) == 1
    values = {"idStructure": 1, "masquerRejetee": True, "recupererTaille": True}
    client.ok(TO_DO, values)
    assert client.calls()[-1]["unknown_fields"] == []
    known = body(client) | {
        part: {
            field: sample(schema)
            for field, schema in definitions[kind]["properties"].items()
        }
        for part, kind in (
            ("destinataire", "SoumettreFactureDestinataire"),
            ("fournisseur", "SoumettreFactureFournisseur"),
            ("cadreDeFacturation", "SoumettreFactureCadreDeFacturation"),
            ("references", "SoumettreFactureReferences"),
            ("montantTotal", "SoumettreFactureMontantTotal"),
        )
    }
    for part, kind in (
        ("lignePoste", "LignePosteSoumettreInput"),
        ("ligneTva", "LigneTvaSoumettreInput"),
        ("pieceJointeComplementaire", "PieceJointeComplentaireSoumettreInput"),
    ):
        fields = definitions[kind]["properties"].items()
        known[part] = [{field: sample(schema) for field, schema in fields}]
    known |= {"idUtilisateurCourant": 0, "commentaire": "x", "dateFacture": "x"}
    known["pieceJointePrincipale"] = []
    assert known.keys() == definitions["SoumettreFactureParam"]["properties"].keys()
    client.post(SUBMIT, known)
    assert client.calls()[-1]["unknown_fields"] == []


def sample(schema):
    return 1 if schema["type"] in ("integer", "number") else "x"


# -- Real bodies ---------------------------------------------------------------


@pytest.mark.parametrize("path", strangers("samples/soumettre_*.request.json"))
def test_a_request_of_another_client_is_taken(client, path):
    sent = json.loads(path.read_text("utf-8"))
    own = body(client)
    sent["destinataire"]["codeDestinataire"] = PLAIN
    sent["fournisseur"] = own["fournisseur"]
    if "pieceJointePrincipale" in sent:
        file_id = client.ok(DEPOSIT_PDF, pdf_body())["pieceJointeId"]
        sent["pieceJointePrincipale"][0]["pieceJointePrincipaleId"] = file_id
    client.ok(SUBMIT, sent)
    assert client.calls()[-1]["unknown_fields"] == []


@pytest.mark.parametrize("path", strangers("samples/soumettre_*.response.json"))
def test_a_real_answer_to_a_submission_is_of_the_same_shape(client, path):
    seen = json.loads(path.read_text("utf-8"))
    ours = client.ok(SUBMIT, body(client, numeroFactureSaisi=None))
    assert set(seen) <= set(ours)
    assert {name: type(value) for name, value in seen.items()} == {
        name: type(ours[name]) for name in seen
    }


@pytest.mark.parametrize("path", strangers("samples/deposer_pdf.response.json"))
def test_a_real_answer_to_a_pdf_is_of_the_same_shape(client, path):
    seen = json.loads(path.read_text("utf-8"))
    ours = client.ok(DEPOSIT_PDF, pdf_body())
    assert set(seen) == set(ours)
    unread = {name for name, value in seen.items() if value is None}
    assert unread == {name for name, value in ours.items() if value is None}
    assert unread == NULL_FIELDS


# -- On the page ---------------------------------------------------------------


def page(client, path="/"):
    answer = requests.get(f"{client.url}{path}", timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.text


def end(client, path, status):
    return requests.post(
        f"{client.url}{path}/brouillon", data={"status": status}, timeout=10
    )


def test_drafts_are_told_apart_and_shown_alone(client):
    assert "Pas encore envoyées" not in page(client)
    client.ok(SUBMIT, body(client, numeroFactureSaisi="SENT"))
    draft(client)
    client.ok(DEPOSIT_PDF, pdf_body())
    shown = page(client)
    assert "Brouillon (1)" in shown and "Interprétée OCR (1)" in shown
    alone = page(client, "/?statut=INTERPRETEE_OCR")
    assert "sans numéro" in alone and ">SENT<" not in alone
    unread = page(client, re.search(r'href="(/factures/\d+)"', alone)[1])
    assert "Supprimer" in unread and "Valider et envoyer" not in unread
    assert "None" not in unread


def test_a_draft_is_sent_by_its_supplier_in_the_portal(client):
    path = draft(client)
    assert "Valider et envoyer" in page(client, path)
    assert end(client, path, "DEPOSEE").status_code == 200
    assert invoices(client)[0]["status"] == "DEPOSEE"
    client.advance(120)
    assert invoices(client)[0]["status"] == "MISE_A_DISPOSITION"
    assert end(client, path, "DEPOSEE").status_code == 400
    assert 'brouillon"' not in page(client, path)


def test_a_deleted_draft_frees_its_number(client):
    assert end(client, draft(client), "SUPPRIMEE").status_code == 200
    client.ok(SUBMIT, body(client))
    assert [row["status"] for row in invoices(client)] == ["DEPOSEE", "SUPPRIMEE"]


def test_what_was_read_is_sent_where_nothing_else_has_its_number(client):
    client.control("settings", {"pdf_reading": "reads"})
    for number in ("R1", "S1"):
        client.ok(DEPOSIT_PDF, pdf_body(pdf(number)))
    taken, free = (f"/factures/{row['id']}" for row in invoices(client))
    values = body(client, dateFacture="2026-03-02")
    client.control("settings", {"entry_date_fails": False})
    client.ok(SUBMIT, values)
    assert end(client, taken, "DEPOSEE").status_code == 400
    assert end(client, taken, "SUPPRIMEE").status_code == 200
    assert end(client, free, "DEPOSEE").status_code == 200
    statuses = {row["number"]: row["status"] for row in invoices(client)}
    assert statuses["R1"] == "DEPOSEE"
