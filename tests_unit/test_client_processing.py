"""What a supplier does with an issued invoice: complete, recycle, close a rejection,
name another validator; client and simulator over real HTTP."""

import json

import pytest
import requests

from chorus_api import (
    Attachment,
    ChorusClient,
    FileError,
    InvoiceSearch,
    Rejected,
    Unavailable,
    Uncertain,
)
from tests_unit.client_tools import (
    SmallServer,
    answer,
    calls,
    connection,
    fault,
    page,
    set_status,
    stored,
)
from tests_unit.simulator_files import (
    BOTH,
    COMMITMENT,
    DEMO,
    PLAIN,
    SECOND,
    SERVICE,
)

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

FILE = "transverses/ajouter/fichier"
COMPLETE = "factures/completer"
RECYCLE = "factures/recycler"
REJECTION = "factures/traiterRejet"
VALIDATOR = "factures/corriger/valideur/facture"
PDF = b"%PDF-1.4 a delivery note"


# -- Complete ------------------------------------------------------------------


def test_a_suspended_invoice_is_completed(portal, chorus, invoice):
    set_status(portal, invoice, "SUSPENDUE", comment="Bon de livraison manquant")
    file_id = chorus.add_file("bon.pdf", PDF, "application/pdf")
    note = Attachment(file_id, "Bon de livraison n° 12")
    done = chorus.complete_invoice(invoice, "Voici le bon", [note])
    assert (done.chorus_invoice_id, done.invoice_number) == (invoice, "F1")
    assert done.processed_on
    history = chorus.read_history(invoice)
    assert history.current_status == "COMPLETEE"
    assert history.events[-1].comment == "Voici le bon"
    assert chorus.read_invoice(invoice).comment == "Voici le bon"
    shown = page(portal, invoice).text
    assert "Voici le bon" in shown and "Bon de livraison n° 12" in shown
    path = shown.split("Bon de livraison n° 12")[0].rpartition('href="')[2]
    content = requests.get(portal.url + path.partition('"')[0], timeout=10).content
    assert content == PDF
    (call,) = calls(portal, FILE)
    assert call["body"]["pieceJointeExtension"] == "PDF"
    assert call["body"]["pieceJointeFichier"]["bytes"] == len(PDF)
    assert all(not call["unknown_fields"] for call in portal.calls())


def test_a_comment_alone_completes_too(portal, chorus, invoice):
    set_status(portal, invoice, "SUSPENDUE", comment="x")
    chorus.complete_invoice(invoice, "Livré le 3 mars")
    assert stored(portal, invoice)["status"] == "COMPLETEE"


def test_what_completes_nothing_is_refused(portal, chorus, invoice):
    with pytest.raises(Rejected) as caught:
        chorus.complete_invoice(invoice, "Voici")
    assert (caught.value.code, caught.value.message) == (20002, "GDP_MSG_11.033")
    with pytest.raises(Rejected) as caught:
        chorus.complete_invoice("1", "Voici")
    assert (caught.value.code, caught.value.message) == (20000, "GDP_MSG_11.008")
    set_status(portal, invoice, "SUSPENDUE", comment="x")
    for arguments in (
        (" ",),
        ("x" * 2001,),
        ("ok", [Attachment("1", "inconnue")]),
        ("ok", [Attachment("1", "")]),
    ):
        with pytest.raises(Rejected):
            chorus.complete_invoice(invoice, *arguments)
    assert stored(portal, invoice)["status"] == "SUSPENDUE"
    assert not stored(portal, invoice)["comment"]


def test_the_document_of_another_supplier_is_not_taken(portal, chorus, invoice):
    login = "TECH_1_0000002@cpro.fr"
    with ChorusClient(connection(portal.url, login=login)) as other:
        file_id = other.add_file("a.pdf", PDF, "application/pdf")
        with pytest.raises(Rejected):
            other.complete_invoice(invoice, "pas la mienne")
    set_status(portal, invoice, "SUSPENDUE", comment="x")
    with pytest.raises(Rejected):
        chorus.complete_invoice(invoice, "", [Attachment(file_id, "a")])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sans_extension", PDF),
        ("programme.exe", PDF),
        ("n" * 47 + ".pdf", PDF),
        ("vide.pdf", b""),
        ("gros.pdf", bytes(10 * 1024 * 1024 + 1)),
    ],
)
def test_a_document_that_breaks_a_limit_is_not_sent(portal, chorus, name, content):
    with pytest.raises(FileError):
        chorus.add_file(name, content, "application/pdf")
    assert not calls(portal, FILE)


def test_the_portal_has_those_limits_too(portal):
    body = {
        "pieceJointeFichier": "QQ==",
        "pieceJointeNom": "a.pdf",
        "pieceJointeTypeMime": "application/pdf",
        "pieceJointeExtension": "PDF",
    }
    assert portal.ok(FILE, body)["pieceJointeId"] > 2**32
    for changes in (
        {"pieceJointeNom": "n" * 51},
        {"pieceJointeExtension": "EXE"},
        {"pieceJointeTypeMime": "x" * 256},
        {"pieceJointeTypeMime": ""},
        {"pieceJointeFichier": "not base64!"},
    ):
        assert portal.post(FILE, body | changes).json()["codeRetour"]
    large = {"pieceJointeFichier": "A" * (14 * 1024 * 1024)}
    assert portal.post(FILE, body | large).json()["codeRetour"] == 20003


# -- Recycle -------------------------------------------------------------------


def test_an_invoice_goes_on_under_its_number(portal, chorus, invoice):
    set_status(portal, invoice, "A_RECYCLER", comment="Service inconnu")
    done = chorus.recycle_invoice(
        invoice, BOTH, "SERVICE_DEST_MIXTE", "EJ-7", "Bon service"
    )
    assert (done.invoice_number, done.status) == ("F1", "DEPOSEE")
    portal.advance(120)
    (found,) = next(chorus.search_invoices(InvoiceSearch(invoice_number="F1"))).rows
    assert found.chorus_invoice_id == invoice
    assert found.status == "MISE_A_DISPOSITION"
    assert (found.recipient, found.service_code) == (BOTH, "SERVICE_DEST_MIXTE")
    assert found.commitment_number == "EJ-7"
    codes = [event.code for event in chorus.read_history(invoice).events]
    assert codes[-4:] == [
        "A_RECYCLER",
        "DEPOSEE",
        "EN_COURS_ACHEMINEMENT",
        "MISE_A_DISPOSITION",
    ]


@pytest.mark.parametrize(
    ("recipient", "service", "commitment", "said"),
    [
        (SERVICE, "", "", "service"),
        (COMMITMENT, "", "", "engagement"),
        (PLAIN, "NO_SUCH_SERVICE", "", "NO_SUCH_SERVICE"),
        ("12345678200077", "", "", "inactif"),
        ("123456782", "", "", "SIRET"),
        (PLAIN, "", "E" * 51, "50"),
    ],
)
def test_recycling_is_checked_as_a_deposit(
    portal, chorus, invoice, recipient, service, commitment, said
):
    set_status(portal, invoice, "A_RECYCLER", comment="x")
    with pytest.raises(Rejected) as caught:
        chorus.recycle_invoice(invoice, recipient, service, commitment)
    assert said in caught.value.message
    assert stored(portal, invoice)["status"] == "A_RECYCLER"
    assert stored(portal, invoice)["recipient"] == PLAIN


def test_only_an_invoice_to_recycle_is_recycled(portal, chorus, invoice):
    with pytest.raises(Rejected) as caught:
        chorus.recycle_invoice(invoice, PLAIN)
    assert caught.value.message == "GDP_MSG_11.001"


# -- Rejection, validator ------------------------------------------------------


def test_a_rejection_is_marked_as_handled(portal, chorus, invoice):
    set_status(portal, invoice, "REJETEE", reason="DOUBLE_FACT", comment="voir F0")
    assert not chorus.read_invoice(invoice).rejection_processed
    portal.advance(60)
    chorus.process_rejections([invoice])
    assert chorus.read_invoice(invoice).rejection_processed
    last = chorus.read_history(invoice).events[-1]
    assert (last.kind, last.code) == ("action", "TRAITEMENT_REJET")
    found = portal.search(rejetTraite=True)["listeFactures"]
    assert [row["numeroFacture"] for row in found] == ["F1"]
    text = "DOUBLE_FACT : Double facturation. voir F0"
    assert found[0]["commentaireEtatCourant"] == text
    assert text in page(portal, invoice).text


def test_rejections_are_handled_together_or_not_at_all(portal, chorus, invoice):
    values = {"supplier": DEMO, "recipient": PLAIN, "total": 1, "status": "REJETEE"}
    other = str(portal.control("drafts", values | {"number": "F2"})["id"])
    with pytest.raises(Rejected) as caught:
        chorus.process_rejections([other, invoice])
    assert caught.value.message == "GDP_MSG_11.001"
    assert not chorus.read_invoice(other).rejection_processed
    with pytest.raises(Rejected):
        chorus.process_rejections([])


@pytest.mark.parametrize(
    ("status", "after"),
    [
        ("ERREUR_FOURNISSEUR_SUR_VALIDEUR", "A_VALIDER_1"),
        ("ERREUR_COTRAITANT_SUR_VALIDEUR", "A_VALIDER_2"),
    ],
)
def test_another_validator_is_named(portal, chorus, invoice, status, after):
    with pytest.raises(Rejected):
        chorus.correct_validator(invoice, SECOND)
    set_status(portal, invoice, status)
    with pytest.raises(Rejected):
        chorus.correct_validator(invoice, "12345678900000")
    done = chorus.correct_validator(invoice, SECOND)
    assert done.chorus_invoice_id == invoice
    found = chorus.read_invoice(invoice)
    assert found.status == after
    assert [v.siret for v in found.validators] == [SECOND]
    assert SECOND in page(portal, invoice).text


# -- Sent once -----------------------------------------------------------------

ACTIONS = {
    COMPLETE: lambda c: c.complete_invoice("1", "x"),
    RECYCLE: lambda c: c.recycle_invoice("1", PLAIN),
    REJECTION: lambda c: c.process_rejections(["1"]),
    VALIDATOR: lambda c: c.correct_validator("1", SECOND),
}


@pytest.mark.parametrize("operation", ACTIONS)
@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("status", {"status": 502}),
        ("cut", {"when": "after"}),
        ("html", {"status": 200}),
    ],
)
def test_an_action_is_never_repeated_by_itself(
    portal, chorus, operation, kind, parameters
):
    chorus.authenticate()
    fault(portal, kind, operation, times=5, **parameters)
    with pytest.raises(Uncertain):
        ACTIONS[operation](chorus)
    assert len(calls(portal, operation)) == 1


@pytest.mark.parametrize("kind", ["cut", "html"])
def test_an_upload_whose_answer_is_lost_may_be_tried_again(portal, chorus, kind):
    fault(portal, kind, FILE, when="after")
    with pytest.raises(Unavailable):
        chorus.add_file("a.pdf", PDF, "application/pdf")
    assert len(calls(portal, FILE)) == 1
    assert chorus.add_file("a.pdf", PDF, "application/pdf")


def test_what_the_actions_send():
    done = answer({"codeRetour": 0, "libelle": "GCU_MSG_01_000"})
    with SmallServer(done) as server, ChorusClient(connection(server.url)) as chorus:
        chorus.complete_invoice("7", "c", [Attachment("9", "n")])
        chorus.recycle_invoice("7", PLAIN, "S", "E", "c")
        chorus.process_rejections(["7", "8"])
        chorus.correct_validator("7", DEMO)
    bodies = [json.loads(r.partition(b"\r\n\r\n")[2]) for r in server.requests]
    assert bodies == [
        {
            "identifiantFactureCPP": 7,
            "commentaire": "c",
            "pieceJointeComplementaire": [
                {
                    "pieceJointeComplementaireDesignation": "n",
                    "pieceJointeComplementaireId": 9,
                    "pieceJointeComplementaireType": "",
                }
            ],
        },
        {
            "identifiantFactureCPP": 7,
            "destinataire": {"codeDestinataire": PLAIN, "codeServiceExecutant": "S"},
            "reference": {"numeroBonCommande": "E"},
            "commentaire": "c",
        },
        {"listeDemandePaiement": [{"idDemandePaiement": 7}, {"idDemandePaiement": 8}]},
        {
            "idFacture": 7,
            "typeIdentifiantStructure": "SIRET",
            "identifiantStructure": DEMO,
        },
    ]
