"""Every answer against the official swagger, but for the listed deviations."""

import base64
import json

import pytest

from tests_unit.official_answers import Swagger
from tests_unit.simulator_client import flow_body, samples
from tests_unit.simulator_files import DEMO, SERVICE, cii, tar_gz

pytest_plugins = ["tests_unit.simulator_fixtures"]

# Transverses has no official swagger: the fields of doc/portal.md, A 4.1.
REPORT = {
    "codeRetour": int,
    "libelle": str,
    "codeInterfaceDepotFlux": str,
    "dateDepotFlux": str,
    "dateHeureEtatCourantFlux": str,
    "etatCourantDepotFlux": str,
    "nomFichier": str,
    "listeErreurDP": list,
    "listeErreurTechnique": list,
}
SHORT_REPORT = {
    "codeRetour",
    "libelle",
    "codeAppliPartenaire",
    "codeInterfaceFlux",
    "dateDepotFlux",
    "dateHeureEtatCourantFlux",
    "designationPartenaire",
    "etatCourantFlux",
    "fichierCR",
    "nomFichierFlux",
    "numeroFluxDepot",
}
ERROR = {
    "identifiantFournisseur",
    "identifiantDestinataire",
    "numeroDP",
    "libelleErreurDP",
}
TECHNICAL = {"codeErreur", "libelleErreur", "natureErreur"}


@pytest.fixture
def lived(client):
    """A simulator where something of everything happened."""
    agent = {"first_name": "Léa", "last_name": "Dubois", "email": "a@b.example"}
    values = {"recipient": SERVICE, "service": "SERVICE_DEST_SERV_OBL"}
    values |= {"commitment": "E1", "contract": "M1", "vat": "0.00"}
    values |= dict.fromkeys(("line", "untaxed", "total", "due"), "0.01")
    lot = {"a.xml": cii("V1", **values), "b.xml": cii("V2", payment=""), "c.xml": b"x"}
    client.deposit(tar_gz(lot), "lot.tar.gz")
    client.deposit(cii("V3", type="381"))
    client.advance(60)
    status = {"status": "SUSPENDUE", "comment": "motif", "agent": agent}
    client.control("invoices/V1/status", status)
    client.control("invoices/V1/events", {"label": "Note", "who": "Chorus Pro"})
    client.control("invoices/V1/actions", {"code": "TRAITEMENT_REJET", "agent": agent})
    return client


def test_deposit(lived):
    answer = lived.ok("factures/deposer/flux", flow_body(cii("V9")))
    Swagger("factures").check("deposer/flux", answer)
    refused = lived.post("factures/deposer/flux", {}).json()
    Swagger("factures").check("deposer/flux", refused)


def test_invoices(lived):
    swagger = Swagger("factures")
    answer = lived.search(recupererTaille=True)
    assert len(answer["listeFactures"]) == 2
    swagger.check("rechercher/fournisseur", answer)
    row = answer["listeFactures"][0]
    assert row["taille"] > 0
    for row in answer["listeFactures"]:
        body = {"idFacture": row["identifiantFactureCPP"]}
        history = lived.ok("factures/consulter/historique", body)
        swagger.check("consulter/historique", history)
    unknown = lived.post("factures/consulter/historique", {"idFacture": 1}).json()
    swagger.check("consulter/historique", unknown)


def test_every_sort_column_of_the_swagger_is_taken(lived):
    definitions = Swagger("factures").spec["definitions"]
    parameters = definitions["ParametresRechercherFactureParFournisseur"]
    for column in parameters["properties"]["triColonne"]["enum"]:
        assert len(lived.search(page={"triColonne": column})["listeFactures"]) == 2
    invoice = lived.search()["listeFactures"][0]["identifiantFactureCPP"]
    for parameter, name, suffix in (
        ("paramRechercheHistoStatuts", "ParamRechercheHistoStatuts", "HistoStatut"),
        (
            "paramRechercheHistoEvenementsComplementaires",
            "ParamRechercheHistoEvenementsComplementaires",
            "HistoEvenement",
        ),
        (
            "paramRechercheHistoActionsUtilisateurs",
            "ParamRechercheHistoActionsUtilisateurs",
            "HistoAction",
        ),
    ):
        field = f"triColonneListe{suffix}"
        for column in definitions[name]["properties"][field]["enum"]:
            body = {"idFacture": invoice, parameter: {field: column}}
            lived.ok("factures/consulter/historique", body)


def test_every_criterion_of_the_swagger_is_known(lived):
    criteria = Swagger("factures").spec["definitions"][
        "RechercherFactureParFournisseurParam"
    ]["properties"]
    samples = {"integer": 1, "number": 1.5, "boolean": False, "array": []}
    body = {
        name: {} if "$ref" in schema else samples.get(schema["type"], "2026-01-01")
        for name, schema in criteria.items()
    }
    body["cadreFacturation"] = "A1_FACTURE_FOURNISSEUR"
    lived.search(**body)
    assert lived.calls()[-1]["unknown_fields"] == []


def test_processing(lived):
    """What a supplier does with an invoice answers as the swagger says."""
    swagger = Swagger("factures")
    agent = {"last_name": "Dubois", "phone": "01 02 03 04 05"}
    number = lived.search(numeroFacture="V1")["listeFactures"][0][
        "identifiantFactureCPP"
    ]
    named = {"identifiantFactureCPP": number}
    linked = {
        "pieceJointeComplementaireId": add_document(lived),
        "pieceJointeComplementaireDesignation": "Bon",
        "pieceJointeComplementaireNumeroLigneFacture": 1,
        "pieceJointeComplementaireType": "",
    }
    body = named | {"commentaire": "Voici", "pieceJointeComplementaire": [linked]}
    swagger.check("completer", lived.ok("factures/completer", body))
    refused = lived.post("factures/completer", body).json()
    assert refused["codeRetour"] == 20002
    swagger.check("completer", refused)

    status = {"status": "A_RECYCLER", "comment": "motif", "agent": agent}
    lived.control("invoices/V1/status", status)
    target = {"codeDestinataire": SERVICE}
    target["codeServiceExecutant"] = "SERVICE_DEST_SERV_OBL"
    body = named | {"destinataire": target, "reference": {"numeroBonCommande": "E"}}
    swagger.check("recycler", lived.ok("factures/recycler", body))

    lived.control("invoices/V1/status", {"status": "ERREUR_FOURNISSEUR_SUR_VALIDEUR"})
    validator = {"typeIdentifiantStructure": "SIRET", "identifiantStructure": DEMO}
    body = {"idFacture": number} | validator
    corrected = lived.ok("factures/corriger/valideur/facture", body)
    swagger.check("corriger/valideur/facture", corrected)

    lived.control("invoices/V1/status", {"status": "MANDATEE", "mandate": "M1"})
    lived.control("invoices/V1/status", {"status": "REJETEE", "reason": "AUTRE"})
    body = {"listeDemandePaiement": [{"idDemandePaiement": number}]}
    swagger.check("traiterRejet", lived.ok("factures/traiterRejet", body))
    history = lived.ok("factures/consulter/historique", {"idFacture": number})
    swagger.check("consulter/historique", history)


def test_details(lived):
    number = lived.search(numeroFacture="V1")["listeFactures"][0][
        "identifiantFactureCPP"
    ]
    named = {"identifiantFactureCPP": number}
    linked = {
        "pieceJointeComplementaireId": add_document(lived),
        "pieceJointeComplementaireDesignation": "Bon",
    }
    body = named | {"pieceJointeComplementaire": [linked]}
    lived.ok("factures/completer", body)
    lived.control("invoices/V1/status", {"status": "ERREUR_FOURNISSEUR_SUR_VALIDEUR"})
    body = {"idFacture": number, "identifiantStructure": DEMO}
    lived.ok("factures/corriger/valideur/facture", body)
    lived.control("invoices/V1/status", {"status": "MANDATEE", "mandate": "M1"})
    detail = lived.ok("factures/consulter/fournisseur", named)
    Swagger("factures").check("consulter/fournisseur", detail)
    found = detail["facture"]
    assert found["references"]["numeroDpMandat"] == "M1"
    assert found["cadreDeFacturation"]["codeValideur1"] == DEMO
    assert found["listeDesPiecesJointes"]["pieceJointe"][0]["pieceJointeTypeCode"] == ""


def add_document(lived):
    document = {
        "pieceJointeFichier": "QQ==",
        "pieceJointeNom": "a.pdf",
        "pieceJointeTypeMime": "application/pdf",
        "pieceJointeExtension": "PDF",
    }
    added = lived.ok("transverses/ajouter/fichier", document)
    assert set(added) == {"codeRetour", "libelle", "pieceJointeId"}
    return added["pieceJointeId"]


def test_every_field_of_the_swagger_is_known(lived):
    """A field that a client may send is not reported as unknown."""
    definitions = Swagger("factures").spec["definitions"]

    def sample(name):
        found = {}
        for field, schema in definitions[name].get("properties", {}).items():
            item = schema.get("items", schema)
            if field in ("champsDeTri", "ordreTriGenerique") or "Generique" in field:
                continue  # internal fields (doc/portal.md, A 1.6)
            value = "x"
            if "$ref" in item:
                value = sample(item["$ref"].rpartition("/")[2])
            elif item["type"] in ("integer", "number"):
                value = 1
            found[field] = [value] if "items" in schema else value
        return found

    for operation, name in (
        ("completer", "CompleterFactureParam"),
        ("recycler", "RecyclerFactureParam"),
        ("traiterRejet", "TraiterFacturesRejeteesParam"),
        ("corriger/valideur/facture", "CorrigerValideurFactureParam"),
        ("consulter/fournisseur", "ConsulterFactureParFournisseurParam"),
        ("deposer/pdf", "DeposerPdfFactureParam"),
        ("telecharger/groupe", "TelechargerGroupeFactureParam"),
        ("consulter/valideur", "ConsulterFactureParValideurParam"),
    ):
        lived.post(f"factures/{operation}", sample(name))
        call = lived.calls()[-1]
        assert call["http_status"] == 200, (operation, call)
        assert call["unknown_fields"] == [], operation


def test_structures(lived):
    inactive = {"code": "VIEUX", "active": False}
    lived.control("structures", {"identifier": SERVICE, "services": [inactive]})
    swagger = Swagger("structures")
    answer = lived.ok("structures/rechercher", {"restreindreStructuresPrivees": False})
    swagger.check("rechercher", answer)
    page = {"nbResultatsParPage": 100, "triColonne": "Statut", "triSens": "Ascendant"}
    every = lived.ok("structures/rechercher", {"parametres": page})
    for row in every["listeStructures"]:
        body = {"idStructureCPP": row["idStructureCPP"]}
        detail = lived.ok("structures/consulter", body)
        swagger.check("consulter", detail)
        if row["identifiantStructure"] == DEMO:
            assert "dateExpirationMotPasseCompteTech" in detail["informationGenerales"]
        body = {"idStructure": row["idStructureCPP"]}
        services = lived.ok("structures/rechercher/services", body)
        swagger.check("rechercher/services", services)
        for service in services["listeServices"]:
            body["idService"] = service["idService"]
            detail = lived.ok("structures/consulter/service", body)
            swagger.check("consulter/service", detail)
    for operation in ("consulter", "consulter/service", "rechercher/services"):
        refused = lived.post(f"structures/{operation}", {}).json()
        assert refused["codeRetour"]
        swagger.check(operation, refused)


def test_reports(lived):
    for flow in lived.control("state", method="get")["flows"]:
        report = lived.report(flow["number"])
        for name, value in report.items():
            assert isinstance(value, REPORT[name]), (name, value)
        for name in ("dateDepotFlux", "dateHeureEtatCourantFlux"):
            Swagger._date(name, report[name])
        assert "numeroFluxDepot" not in report
        for name, fields in (
            ("listeErreurDP", ERROR),
            ("listeErreurTechnique", TECHNICAL),
        ):
            for error in report[name]:
                assert set(error) == fields
    assert set(report) >= {"codeRetour", "libelle", "etatCourantDepotFlux"}
    short = lived.ok("transverses/consulterCR", {"numeroFluxDepot": flow["number"]})
    assert set(short) <= SHORT_REPORT
    assert base64.b64decode(short["fichierCR"]).startswith(b"%PDF-")


@pytest.mark.parametrize("path", samples("historique.response.json"))
def test_a_sample_of_a_history_is_of_the_same_shape(lived, path):
    """Nothing that was seen is missing in what we send."""
    history = json.loads(path.read_text("utf-8"))
    invoice = lived.search()["listeFactures"][0]["identifiantFactureCPP"]
    ours = lived.ok("factures/consulter/historique", {"idFacture": invoice})
    assert set(history) <= set(ours)
    theirs = history["historiquesDesStatuts"]["histoStatut"][0]
    assert set(theirs) <= set(ours["historiquesDesStatuts"]["histoStatut"][0])


@pytest.mark.parametrize("path", samples("consulterCRDetaille.json"))
def test_a_sample_of_a_report_is_of_the_same_shape(lived, path):
    report = json.loads(path.read_text("utf-8"))
    flows = lived.control("state", method="get")["flows"]
    lot = next(flow for flow in flows if flow["errors"])
    assert set(report["response"]) <= set(lived.report(lot["number"]))
