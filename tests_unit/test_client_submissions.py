"""The doors beside the flow, by the client over real HTTP: a PDF, data, lists."""

import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader

from chorus_api import (
    Attachment,
    ChorusClient,
    FileError,
    ProtocolError,
    Rejected,
    SubmissionForm,
    SubmissionLine,
    SubmissionTax,
    Uncertain,
)
from chorus_api import submission_calls as module
from chorus_api.doors import ENTRY, EXEMPT, PDF, payment_means
from tests_unit.client_tools import (
    SmallServer,
    answer,
    calls,
    connection,
    fault,
    posts,
)
from tests_unit.simulator_files import BOTH, PLAIN, SECOND
from tests_unit.submission_tools import (
    DEPOSIT_PDF,
    LINE,
    SUBMIT,
    TODAY,
    found,
    invoices,
    pdf,
    submission,
)

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

DONE = {"codeRetour": 0, "libelle": "GCU_MSG_01_000", "identifiantFactureCPP": 7}


# -- Both doors ----------------------------------------------------------------


@pytest.mark.parametrize("upload", ["add_file", "deposit_pdf"])
def test_a_pdf_with_its_data_becomes_an_invoice(portal, chorus, upload):
    """It is the one that was uploaded, byte for byte, and nothing is left behind."""
    content = pdf()
    if upload == "add_file":
        file_id = chorus.add_file("D1.pdf", content, "application/pdf")
    else:
        file_id = chorus.deposit_pdf("D1.pdf", content)
        assert [row.status for row in found(chorus)] == ["INTERPRETEE_OCR"]
    bon = chorus.add_file("bon.pdf", b"%PDF-1.4", "application/pdf")
    sent = submission(
        chorus,
        PDF,
        recipient=BOTH,
        service_code="SERVICE_DEST_MIXTE",
        commitment_number="EJ-7",
        contract_number="M-1",
        main_file=Attachment(file_id, "Facture D1"),
        attachments=(Attachment(bon, "Bon de livraison"),),
        comment="Livré le 3 mars",
    )
    done = chorus.submit_invoice(sent)
    assert (done.invoice_number, done.status) == ("D1", "DEPOSEE")
    assert done.deposited_on and done.certificate
    (row,) = found(chorus)
    assert row.chorus_invoice_id == done.chorus_invoice_id
    assert (row.deposit_mode, row.total, row.untaxed) == (PDF, 120.0, 100.0)
    invoice = chorus.read_invoice(done.chorus_invoice_id)
    assert invoice.main_file_id == file_id
    assert (invoice.commitment_number, invoice.contract_number) == ("EJ-7", "M-1")
    assert (invoice.untaxed, invoice.vat, invoice.total) == (100.0, 20.0, 120.0)
    assert (invoice.comment, invoice.invoice_date) == ("Livré le 3 mars", TODAY)
    file = chorus.download_invoice(done.chorus_invoice_id)
    assert (file.content, file.extension) == (content, "pdf")
    whole = chorus.download_invoice(done.chorus_invoice_id, with_attachments=True)
    assert whole.extension == "zip"
    names = zipfile.ZipFile(io.BytesIO(whole.content)).namelist()
    assert [name.rpartition("_")[2] for name in names][-1] == "bon.pdf"
    portal.advance(120)
    assert found(chorus)[0].status == "MISE_A_DISPOSITION"
    assert not any(call["unknown_fields"] for call in portal.calls())


def test_an_entry_becomes_an_invoice_and_a_pdf_of_the_portal(portal, chorus):
    done = chorus.submit_invoice(submission(chorus))
    assert (done.invoice_number, done.status) == ("D1", "DEPOSEE")
    (row,) = found(chorus)
    assert (row.deposit_mode, row.invoice_number) == (ENTRY, "D1")
    file = chorus.download_invoice(done.chorus_invoice_id)
    text = PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert "D1" in text and "Licence" in text and "120,00" in text
    assert chorus.read_invoice(done.chorus_invoice_id).main_file_id == ""


def test_an_entry_without_a_number_gets_one(portal, chorus):
    year = portal.control("state", method="get")["now"][:4]
    numbers = []
    for _invoice in range(2):
        done = chorus.submit_invoice(submission(chorus, number=""))
        numbers.append(done.invoice_number)
        assert found(chorus, invoice_number=done.invoice_number)
    assert len(set(numbers)) == 2
    assert all(len(n) == 20 and n.isdigit() and n[:4] == year for n in numbers)


def test_an_entry_of_another_day_keeps_its_day_where_that_is_sent(portal, chorus):
    with pytest.raises(Uncertain):
        chorus.submit_invoice(submission(chorus), SubmissionForm(date_in_entry=True))
    assert invoices(portal) == []
    portal.control("settings", {"entry_date_fails": False})
    chorus.submit_invoice(submission(chorus), SubmissionForm(date_in_entry=True))
    (row,) = found(chorus, dated_from=TODAY, dated_to=TODAY)
    assert row.invoice_date == TODAY


def test_the_main_document_comes_as_the_portal_wants_it(portal, chorus):
    bare = SubmissionForm(main_file_as_list=False)
    with pytest.raises(Rejected) as caught:
        chorus.submit_invoice(submission(chorus, PDF), bare)
    assert caught.value.http_status == 400
    portal.control("settings", {"main_document_shape": "object"})
    with pytest.raises(Rejected):
        chorus.submit_invoice(submission(chorus, PDF))
    assert chorus.submit_invoice(submission(chorus, PDF), bare).status == "DEPOSEE"
    portal.control("settings", {"main_document_shape": "any"})
    for number, form in (("D2", bare), ("D3", SubmissionForm())):
        chorus.submit_invoice(submission(chorus, PDF, number=number), form)
    assert len(found(chorus, deposit_mode=PDF)) == 3


def sent_by(submit):
    """The body of a submission as it leaves.

    :param submit: gets the client
    """
    with SmallServer(answer(DONE)) as server:
        with ChorusClient(connection(server.url)) as chorus:
            done = submit(chorus)
    assert (done.chorus_invoice_id, done.invoice_number, done.status) == ("7", "", "")
    (request,) = server.requests
    return json.loads(request.partition(b"\r\n\r\n")[2])


FULL = {
    "number": "",
    "is_credit_note": True,
    "origin_number": "D0",
    "vat_kind": EXEMPT,
    "exemption_reason": "EXO1",
    "payment_means": payment_means("20"),
    "supplier_ref": "2",
    "supplier_service_ref": "3",
    "bank_account_ref": "4",
    "framework": "A9",
    "validator": SECOND,
    "discount": Decimal("10.00"),
    "discount_reason": "Remise",
    "untaxed": Decimal("110.00"),
    "taxes": (SubmissionTax(110, 0, rate_code="TVA1"),),
    "lines": (replace(LINE, quantity=1 / 3, unit="lot", reference="R1"),),
}
ENTRY_BODY = {
    "modeDepot": "SAISIE_API",
    "destinataire": {"codeDestinataire": PLAIN, "codeServiceExecutant": ""},
    "fournisseur": {
        "idFournisseur": 2,
        "idServiceFournisseur": 3,
        "codeCoordonneesBancairesFournisseur": 4,
    },
    "cadreDeFacturation": {
        "codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT",
        "codeStructureValideur": SECOND,
    },
    "references": {
        "deviseFacture": "EUR",
        "typeFacture": "AVOIR",
        "typeTva": "EXONERATION",
        "motifExonerationTva": "EXO1",
        "numeroFactureOrigine": "D0",
        "modePaiement": "CHEQUE",
    },
    "lignePoste": [
        {
            "lignePosteNumero": 1,
            "lignePosteReference": "R1",
            "lignePosteDenomination": "Licence",
            "lignePosteQuantite": 0.333333,
            "lignePosteUnite": "lot",
            "lignePosteMontantUnitaireHT": 50.0,
            "lignePosteMontantRemiseHT": 0.0,
            "lignePosteTauxTvaManuel": 20.0,
        }
    ],
    "ligneTva": [
        {
            "ligneTvaTaux": "TVA1",
            "ligneTvaMontantBaseHtParTaux": 110.0,
            "ligneTvaMontantTvaParTaux": 0.0,
        }
    ],
    "montantTotal": {
        "montantHtTotal": 110.0,
        "montantTVA": 20.0,
        "montantTtcTotal": 120.0,
        "montantAPayer": 120.0,
        "montantRemiseGlobaleTTC": 10.0,
        "motifRemiseGlobaleTTC": "Remise",
    },
}


def test_what_an_entry_sends():
    """Neither a date nor an empty number."""
    sent = sent_by(lambda chorus: chorus.submit_invoice(submission(chorus, **FULL)))
    assert sent == ENTRY_BODY


def test_what_goes_with_a_pdf():
    values = {"supplier_ref": "2", "main_file": Attachment("9", "n")}
    sent = sent_by(
        lambda chorus: chorus.submit_invoice(submission(chorus, PDF, **values))
    )
    assert (sent["numeroFactureSaisi"], sent["dateFacture"]) == ("D1", "2026-03-02")
    assert sent["pieceJointePrincipale"] == [
        {"pieceJointePrincipaleDesignation": "n", "pieceJointePrincipaleId": 9}
    ]
    assert "lignePoste" not in sent and "commentaire" not in sent


def test_a_line_may_have_the_code_of_a_rate(portal, chorus):
    line = SubmissionLine(1, "Conseil", 2, 50, rate_code="TVA20", unit="heure")
    tax = SubmissionTax(100, 20, rate_code="TVA20")
    chorus.submit_invoice(submission(chorus, lines=(line,), taxes=(tax,)))
    assert len(found(chorus)) == 1


# -- Once ----------------------------------------------------------------------

UNCERTAIN = [
    ("cut", {}),
    ("status", {"status": 500}),
    ("status", {"status": 504}),
    ("html", {"status": 200}),
    ("empty", {}),
    ("truncated", {}),
    ("wrong_json", {"body": '{"codeRetour": 0}'}),
]
DOORS = {
    SUBMIT: lambda chorus, sent: chorus.submit_invoice(sent),
    DEPOSIT_PDF: lambda chorus, _sent: chorus.deposit_pdf("D1.pdf", pdf()),
}


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize(("kind", "parameters"), UNCERTAIN)
@pytest.mark.parametrize("operation", DOORS)
def test_what_has_no_readable_answer_is_uncertain_and_sent_once(
    portal, chorus, operation, kind, parameters, when, stored
):
    sent = submission(chorus)
    fault(portal, kind, operation, when=when, times=5, **parameters)
    with pytest.raises(Uncertain):
        DOORS[operation](chorus, sent)
    assert len(calls(portal, operation)) == 1
    assert len(invoices(portal)) == stored


@pytest.mark.parametrize("operation", DOORS)
def test_one_that_takes_too_long_is_uncertain(portal, chorus, monkeypatch, operation):
    sent = submission(chorus)
    monkeypatch.setattr(module, "DEPOSIT_TIMEOUT", 0.2)
    fault(portal, "delay", operation, when="after", seconds=0.5)
    with pytest.raises(Uncertain):
        DOORS[operation](chorus, sent)
    assert posts(portal, operation) == 1


def test_a_pdf_over_a_limit_is_not_sent(portal, chorus):
    for name, content in (
        ("none", b"%PDF"),
        ("n" * 197 + ".pdf", b"%PDF"),
        ("D1.pdf", b""),
        ("D1.pdf", bytes(10 * 1024 * 1024 + 1)),
    ):
        with pytest.raises(FileError):
            chorus.deposit_pdf(name, content)
    assert not calls(portal, DEPOSIT_PDF)


def test_an_identifier_that_is_none_is_not_sent(portal, chorus):
    sent = submission(chorus)
    for changes in ({"supplier_ref": ""}, {"bank_account_ref": "x"}):
        with pytest.raises(ProtocolError):
            chorus.submit_invoice(replace(sent, **changes))
    assert not calls(portal, SUBMIT)
