"""Deposits: formats, lots, checks, duplicates, the pipeline."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import requests

from tests_unit.simulator_client import (
    CII_SYNTAX,
    FACTURX,
    LOGIN,
    UBL_SYNTAX,
    Client,
    errors_of,
)
from tests_unit.simulator_files import (
    BOTH,
    COMMITMENT,
    EITHER,
    PLAIN,
    SECOND,
    SERVICE,
    STATE,
    cii,
    facturx,
    tar_gz,
    ubl,
)

pytest_plugins = ["tests_unit.simulator_fixtures"]

DUPLICATE = (
    "Vous avez déjà déposé une demande de paiement avec ce numéro de facture pour"
    " cette structure"
)
PUBLIC_BODY = "20001234200016"
DEPOSITED = "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"


def settle(client, content, name="f.xml", syntax=CII_SYNTAX):
    """Deposit, wait, and return the final report."""
    number = client.deposit(content, name, syntax)
    client.advance(60)
    return client.report(number)


def refusal(client, content):
    """The one message of a refused invoice."""
    report = settle(client, content)
    assert report["etatCourantDepotFlux"] == "IN_REJETE", report
    (error,) = errors_of(report)
    return error["libelleErreurDP"]


@pytest.mark.parametrize(
    ("content", "name", "syntax", "kind"),
    [
        (facturx("A1"), "a.pdf", FACTURX, "FACTURE"),
        (cii("A1"), "a.xml", CII_SYNTAX, "FACTURE"),
        (cii("A1", type="381"), "a.xml", "IN_DP_E2_CII_MIN_16B", "AVOIR"),
        (ubl("A1"), "a.xml", UBL_SYNTAX, "FACTURE"),
        (ubl("A1", root="CreditNote", type="381"), "a.xml", UBL_SYNTAX, "AVOIR"),
    ],
)
def test_each_format_integrates(client, content, name, syntax, kind):
    number = client.deposit(content, name, syntax)
    client.advance(60)
    assert client.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"
    (invoice,) = client.search(numeroFluxDepot=number)["listeFactures"]
    assert invoice["typeFacture"] == kind
    assert invoice["montantHT"] == 100
    assert invoice["montantTTC"] == invoice["montantAPayer"] == 120
    assert invoice["identifiantFactureCPP"] > 2**31
    assert invoice["codeFournisseur"] == "73282932000074"
    assert invoice["codeDestinataire"] == PLAIN


def test_pipeline_passes_at_its_times(client):
    number = client.deposit(cii("P1"))
    assert len(number) == 25 and number[:3] == "CPP" and number[3:].isdigit()
    states = []
    for _ in range(6):
        states.append(client.report(number)["etatCourantDepotFlux"])
        client.advance(7.9)
    assert states == [
        DEPOSITED,
        DEPOSITED,
        "IN_EN_ATTENTE_TRAITEMENT_CPP",
        "IN_EN_COURS_TRAITEMENT_CPP",
        "IN_EN_COURS_TRAITEMENT_CPP",
        "IN_EN_COURS_TRAITEMENT_CPP",
    ]
    assert client.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"
    statuses = []
    for _ in range(4):
        statuses.append(client.search()["listeFactures"][0]["statut"])
        client.advance(20)
    assert statuses == [
        "DEPOSEE",
        "DEPOSEE",
        "EN_COURS_ACHEMINEMENT",
        "MISE_A_DISPOSITION",
    ]


def test_long_jump_keeps_the_times_between(client):
    client.deposit(cii("P2"))
    client.advance(86400)
    row = client.search()["listeFactures"][0]
    history = client.ok(
        "factures/consulter/historique", {"idFacture": row["identifiantFactureCPP"]}
    )["historiquesDesStatuts"]["histoStatut"]
    assert [line["histoStatutCode"] for line in history] == [
        "MISE_A_DISPOSITION",
        "EN_COURS_ACHEMINEMENT",
        "DEPOSEE",
    ]
    assert row["dateHeureEtatCourant"] < client.control("state", method="get")["now"]


def test_delays_can_be_set_and_a_person_ends_the_automatic_life(client):
    client.control("settings", {"flow_finished_after": 5, "invoice_available_after": 9})
    client.deposit(cii("P3"))
    client.advance(5)
    client.control("invoices/P3/status", {"status": "SERVICE_FAIT"})
    client.advance(3600)
    assert client.search()["listeFactures"][0]["statut"] == "SERVICE_FAIT"


def test_lot_is_integrated_in_part(client):
    files = {
        "one.xml": cii("L1"),
        "two.xml": cii("L2", recipient=SERVICE),
        "folder/three.xml": cii("L3"),
        "broken.xml": b"<x",
    }
    report = settle(client, tar_gz(files), "lot.tar.gz")
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    (error,) = errors_of(report)
    assert error["numeroDP"] == "L2"
    assert error["identifiantDestinataire"] == SERVICE
    assert "BuyerReference.value) est obligatoire" in error["libelleErreurDP"]
    (technical,) = errors_of(report, "listeErreurTechnique")
    assert technical["codeErreur"] == "SIM_XML_MAL_FORME"
    numbers = {row["numeroFacture"] for row in client.search()["listeFactures"]}
    assert numbers == {"L1", "L3"}


def test_lot_of_factur_x(client):
    files = {f"{n}.pdf": facturx(f"X{n}") for n in range(3)}
    report = settle(client, tar_gz(files), "lot.TAR.GZ", FACTURX)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert report["codeInterfaceDepotFlux"] == "FSO1117A"
    assert client.search()["parametresRetour"]["total"] == 3


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"number": "X" * 21}, "ne doit pas depasser 20 caracteres"),
        ({"number": "F#1"}, "caractere interdit"),
        ({"number": ""}, "ExchangedDocument.ID.value est obligatoire"),
        ({"type": "386"}, "380 ou 381"),
        ({"framework": "M1"}, "cadre de facturation"),
        ({"framework": "A26"}, "cadre de facturation"),
        ({"payment": ""}, "PaymentMeans.TypeCode.value est obligatoire"),
        ({"commitment": "9" * 51}, "ne doit pas depasser 50"),
        ({"supplier": "73282932000999"}, "identifiant fournisseur"),
        ({"supplier": "732829320"}, "identifiant fournisseur"),
        ({"supplier": "73282932000025"}, "pas active"),
        ({"supplier": SECOND}, "pas habilite"),
        ({"recipient": "123456782"}, "doit etre un SIRET"),
        ({"recipient": "12345678299999"}, "trouve ou est inactif"),
        ({"recipient": "12345678200077"}, "trouve ou est inactif"),
        ({"recipient": SECOND}, "trouve ou est inactif"),
        ({"recipient": "12345678200085"}, "uniquement maitrise d'ouvrage"),
        ({"recipient": SERVICE}, "BuyerReference.value) est obligatoire"),
        ({"recipient": SERVICE, "service": "NONE"}, "n'existe pas"),
        ({"recipient": SERVICE, "service": "SERVICE_FERME"}, "n'est pas actif"),
        ({"recipient": SERVICE, "service": "FACTURES_PUBLIQUES"}, "emetteurs publics"),
        ({"recipient": COMMITMENT}, "IssuerAssignedID.value) est obligatoire"),
        ({"recipient": BOTH, "service": "SERVICE_DEST_MIXTE"}, "L'engagement"),
        ({"recipient": BOTH, "commitment": "E1"}, "Le service"),
        ({"recipient": EITHER}, "L'engagement juridique ou le service"),
        ({"recipient": STATE, "service": "MI5PLTF059"}, "L'engagement juridique"),
    ],
)
def test_refused_with_the_reason(client, values, part):
    message = refusal(client, cii(**values))
    assert part in message
    assert len(message) <= 255
    assert client.search()["listeFactures"] == []


@pytest.mark.parametrize(
    "values",
    [
        {"framework": ""},
        {"supplier": "73282932000017"},
        {"recipient": "12345678200099"},
        {"recipient": "12345678200085", "framework": "A8"},
        {"recipient": COMMITMENT, "commitment": "E1"},
        {"recipient": EITHER, "commitment": "E1"},
        {"recipient": EITHER, "service": "SERVICE_AU_CHOIX"},
        {"recipient": STATE, "service": "AAASCPV"},
        {"number": "A b+c_d-e/2026"},
    ],
)
def test_accepted(client, values):
    report = settle(client, cii(**values))
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report


def test_public_body_may_use_the_service_kept_for_it(client):
    account = {"login": "TECH_1_9@cpro.fr", "password": "simulator"}
    client.control("accounts", account | {"structure": PUBLIC_BODY})
    public = Client(client.url, account["login"])
    values = {"supplier": PUBLIC_BODY, "service": "FACTURES_PUBLIQUES"}
    report = settle(public, cii("G1", recipient=SERVICE, **values))
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_directory_can_be_patched(client):
    patch = {"identifier": PLAIN, "service_required": True}
    client.control("structures", patch | {"services": [{"code": "NEW"}]})
    assert "Le service" in refusal(client, cii("D1"))
    report = settle(client, cii("D1", service="NEW"))
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_optional_rule_on_bare_gross_prices(client):
    net = b"<ram:NetPriceProductTradePrice>"
    gross = b"<ram:GrossPriceProductTradePrice><ram:ChargeAmount>1</ram:ChargeAmount>"
    gross += b"</ram:GrossPriceProductTradePrice>" + net
    content = cii("G1").replace(net, gross)
    client.control("settings", {"rules_off": []})
    assert "ActualAmount.value est obligatoire" in refusal(client, content)
    client.control("settings", {"rules_off": ["gross_price"]})
    assert settle(client, content)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_duplicates(client, second):
    assert settle(client, cii("D1"))["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert DUPLICATE in refusal(client, cii("D1"))
    # whatever the recipient, the establishment, or what became of the first
    client.control("invoices/D1/status", {"status": "REJETEE", "comment": "non"})
    other = cii("D1", supplier="73282932000017", recipient=EITHER, commitment="1")
    assert DUPLICATE in refusal(client, other)
    # another year or another company is another invoice
    client.deposit(cii("D1", date=date(2025, 12, 31)))
    second.deposit(cii("D1", supplier=SECOND))
    client.advance(60)
    assert client.search()["parametresRetour"]["total"] == 2
    assert second.search()["parametresRetour"]["total"] == 1


def test_duplicate_within_a_lot_and_of_a_draft(client):
    draft = {"number": "T1", "date": "2026-05-05", "supplier": "73282932000074"}
    client.control("drafts", draft | {"recipient": PLAIN, "total": 12})
    files = {"a.xml": cii("L1"), "b.xml": cii("L1"), "c.xml": cii("T1")}
    report = settle(client, tar_gz(files), "lot.tar.gz")
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    assert [error["numeroDP"] for error in report["listeErreurDP"]] == ["L1", "T1"]
    assert all(DUPLICATE in e["libelleErreurDP"] for e in report["listeErreurDP"])


def test_rejected_flow_leaves_the_number_free(client):
    refusal(client, cii("R1", payment=""))
    assert settle(client, cii("R1"))["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_threads_never_integrate_the_same_key_twice(client):
    clients = [Client(client.url) for _ in range(4)]
    client.control("settings", {"flow_started_after": 0, "flow_finished_after": 0})

    def work(one):
        for index in range(10):
            one.deposit(cii(f"K{index}"))
            one.search(numeroFacture=f"K{index}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, clients))
    state = client.control("state", method="get")
    assert state["counts"]["flows"] == 40
    assert sorted(row["number"] for row in state["invoices"]) == [
        f"K{index}" for index in range(10)
    ]
    ends = [flow["status"] for flow in state["flows"]]
    assert (ends.count("IN_INTEGRE"), ends.count("IN_REJETE")) == (10, 30)


def test_flow_can_be_forced(client):
    number = client.deposit(cii("I1"))
    data = {"status": "IN_INCIDENTE", "error": "Panne du système d'échange"}
    client.control(f"flows/{number}/status", data)
    client.advance(3600)
    report = client.report(number)
    assert report["etatCourantDepotFlux"] == "IN_INCIDENTE"
    (error,) = errors_of(report, "listeErreurTechnique")
    assert error["libelleErreur"] == data["error"]
    assert client.search()["listeFactures"] == []
    waiting = {"status": "IN_EN_ATTENTE_RETRAITEMENT_CPP", "automatic": True}
    client.control(f"flows/{number}/status", waiting)
    assert client.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_flow_of_somebody_else(client, second):
    number = client.deposit(cii("O1"))
    answer = second.post("transverses/consulterCRDetaille", {"numeroFluxDepot": number})
    assert answer.json()["libelle"] == "POQ_MSG_01.003 - Flux introuvable."


def test_short_report(client):
    number = client.deposit(cii("S1"))
    report = client.ok("transverses/consulterCR", {"numeroFluxDepot": number})
    assert report["etatCourantFlux"] == DEPOSITED
    assert report["numeroFluxDepot"] == number


def test_bytes_are_kept_as_they_came(client):
    content = facturx("Z1")
    client.deposit(content, "z.pdf", FACTURX)
    client.advance(60)
    state = client.control("state", method="get")
    assert state["flows"][0]["file"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert state["flows"][0]["login"] == LOGIN
    for file_id in (state["flows"][0]["file"]["id"], state["invoices"][0]["file_id"]):
        url = f"{client.url}/fichiers/{file_id}"
        assert requests.get(url, timeout=10).content == content
