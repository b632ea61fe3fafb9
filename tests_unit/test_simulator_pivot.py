"""The pivot files that the simulator gives out: valid by the official schemas, and what
was sent is what is read."""

import base64
import io
import zipfile
from decimal import Decimal

import pytest
from lxml import etree

from chorus_api.pivot import PivotLine, PivotTax, read_archive, read_pivot
from tests_unit.receiver_tools import DOWNLOAD, SEARCH, TOWN_LOGIN, send
from tests_unit.simulator_client import (
    CII_SYNTAX,
    FACTURX,
    UBL_SYNTAX,
    Client,
    official,
)
from tests_unit.simulator_files import DEMO, PLAIN, SECOND, cii, facturx, tar_gz, ubl
from tests_unit.submission_tools import DEPOSIT_PDF, SUBMIT, body, pdf_body, with_pdf

pytest_plugins = ["tests_unit.simulator_fixtures"]

NOTE = b"%PDF-1.4 a delivery note"
IBAN = "FR7630006000011234567890189"


@pytest.fixture(scope="module")
def schemas():
    return {
        version: etree.XMLSchema(
            etree.parse(official(f"CPPFacturePivot_{version}.xsd"))
        )
        for version in ("V1_22", "V2_02")
    }


@pytest.fixture
def town(client):
    return Client(client.url, TOWN_LOGIN)


def download(town, *ids):
    """The bytes of a download."""
    listed = [{"idFacture": number} for number in ids]
    answer = town.ok(DOWNLOAD, {"format": "PIVOT", "listeFacture": listed})
    return base64.b64decode(answer["fichierResultat"])


def received(town):
    return [row["idFacture"] for row in town.ok(SEARCH)["listeFactures"]]


def read_one(town, schemas, version="V2_02"):
    """The only invoice of the town, from a pivot that follows its schema."""
    (number,) = received(town)
    content = download(town, number)
    schemas[version].assertValid(etree.fromstring(content))
    (found,) = read_pivot(content)
    assert found.version == version
    assert found.chorus_invoice_id == (str(number) if version == "V2_02" else "")
    return found


def deposit(client, content, name, syntax):
    client.deposit(content, name, syntax)
    client.advance(200)


def contents(found):
    return {entry.name: entry.read() for entry in found.documents}


def test_a_cii(client, town, schemas):
    values = {
        "commitment": "E1",
        "contract": "M1",
        "attachments": {"Bon n° 1.pdf": NOTE},
    }
    content = cii(**values)
    deposit(client, content, "F1.xml", CII_SYNTAX)
    found = read_one(town, schemas)
    assert (found.number, found.framework, found.entry_mode) == ("F1", "A1", "flux")
    assert (found.untaxed, found.total, found.amount_due) == (100, 120, 120)
    assert found.supplier.identifier == DEMO and found.recipient == PLAIN
    assert found.bank_account.account == IBAN
    assert (found.contract_number, found.commitment_number) == ("M1", "E1")
    assert found.taxes == (PivotTax(Decimal(20), Decimal(100), Decimal(20)),)
    assert found.lines == (PivotLine("1", "Lampe", *map(Decimal, (100, 1, 100, 20))),)
    assert contents(found) == {f"FAC{DEMO}F1.xml": content, "Bon n° 1.pdf": NOTE}
    (main,) = found.main_documents
    assert main.mime_type in ("application/xml", "text/xml")


def test_a_ubl_credit_note(client, town, schemas):
    content = ubl("A1", root="CreditNote", type="381", origin="F0", payment="58")
    deposit(client, content, "A1.xml", UBL_SYNTAX)
    found = read_one(town, schemas)
    assert found.is_credit_note and found.origin_number == "F0"
    assert found.payment_code == "30"
    assert [line.product for line in found.lines] == ["Lampe"]
    assert contents(found) == {f"FAC{DEMO}A1.xml": content}


def test_a_facturx_with_documents(client, town, schemas):
    content = facturx("F1", embedded={"bon.pdf": NOTE})
    deposit(client, content, "F1.pdf", FACTURX)
    found = read_one(town, schemas)
    assert contents(found) == {f"FAC{DEMO}F1.pdf": content, "bon.pdf": NOTE}
    assert found.lines and found.bank_account.account == IBAN


def test_by_an_approved_platform(client, town, schemas):
    client.control("settings", {"pivot_channel": "afnor"})
    deposit(client, cii(), "F1.xml", CII_SYNTAX)
    found = read_one(town, schemas)
    main, readable = found.documents
    assert (main.category, readable.category) == ("Facture_CII _AFNOR", "Facture PDF")
    assert main.afnor_syntax == "cii"
    assert readable.read().startswith(b"%PDF-") and not readable.is_main


def test_an_entry(client, town, schemas):
    client.ok(SUBMIT, body(client))
    client.advance(200)
    found = read_one(town, schemas)
    assert found.entry_mode == "saisie"
    assert found.lines == (
        PivotLine("1", "Licence", *map(Decimal, ("50.0", "2", "100", "20"))),
    )
    (sheet,) = found.documents
    assert sheet.is_main and sheet.read().startswith(b"%PDF-")


def test_the_account_that_an_entry_names(client, town, schemas):
    banks = "transverses/recuperer/coordbanc/valides"
    own = body(client)["fournisseur"]["idFournisseur"]
    (first, _second) = client.ok(banks, {"idStructure": own})["listeCoordonneeBancaire"]
    party = {"codeCoordonneesBancairesFournisseur": first["idCoordonneeBancaire"]}
    party["idFournisseur"] = own
    client.ok(SUBMIT, body(client, fournisseur=party))
    client.advance(200)
    iban = read_one(town, schemas).bank_account.account
    moved = iban[4:] + iban[:4].replace("FR", "1527")
    assert len(iban) == 27 and int(moved) % 97 == 1


def test_a_plain_pdf(client, town, schemas):
    sent = pdf_body()
    uploaded = client.ok(DEPOSIT_PDF, sent)
    client.ok(SUBMIT, with_pdf(client, uploaded["pieceJointeId"]))
    client.advance(200)
    found = read_one(town, schemas)
    assert found.entry_mode == "PDF"
    (main,) = found.documents
    assert main.read() == base64.b64decode(sent["fichierFacture"])


def test_a_subcontractor_whom_the_holder_agreed_to(client, town, schemas):
    deposit(client, cii(framework="A9", validator=SECOND), "F1.xml", CII_SYNTAX)
    client.control("invoices/F1/status", {"status": "VALIDEE_1", "comment": "Accord"})
    client.control("invoices/F1/status", {"status": "MISE_A_DISPOSITION"})
    (given,) = read_one(town, schemas).validations
    assert (given.status, given.comment) == ("13", "Accord")
    assert given.by.identifier == SECOND


def test_what_was_completed_comes_again(client, town, schemas):
    number = send(client, status="SUSPENDUE")
    document = {
        "pieceJointeFichier": base64.b64encode(NOTE).decode(),
        "pieceJointeNom": "bon.pdf",
        "pieceJointeTypeMime": "application/pdf",
        "pieceJointeExtension": "PDF",
    }
    linked = {
        "pieceJointeComplementaireId": client.ok(
            "transverses/ajouter/fichier", document
        )["pieceJointeId"],
        "pieceJointeComplementaireDesignation": "Bon de livraison",
        "pieceJointeComplementaireType": "Bon",
    }
    named = {"identifiantFactureCPP": number}
    added = named | {"pieceJointeComplementaire": [linked] * 2}
    client.ok("factures/completer", added)
    found = read_one(town, schemas)
    assert found.resent == "completed"
    assert list(contents(found))[1:] == ["bon.pdf", "bon (2).pdf"]
    assert found.documents[1].category == "Bon"


def test_what_was_recycled_comes_again(client, town, schemas):
    number = send(client, status="A_RECYCLER")
    target = {"identifiantFactureCPP": number}
    client.ok(
        "factures/recycler", target | {"destinataire": {"codeDestinataire": PLAIN}}
    )
    client.advance(200)
    assert read_one(town, schemas).resent == "recycled"


def test_the_older_schema(client, town, schemas):
    client.control("settings", {"pivot_version": "V1_22"})
    deposit(client, cii(attachments={"bon.pdf": NOTE}), "F1.xml", CII_SYNTAX)
    found = read_one(town, schemas, "V1_22")
    assert list(contents(found)) == [f"FAC{DEMO}F1.xml", "PJ01.pdf"]
    assert found.resent == "" and found.delivered_on is None


@pytest.mark.parametrize("framework", ["A2", "A6", "A11", "A22", "A25"])
@pytest.mark.parametrize("supplier", [DEMO, "foreign"])
def test_made_up_invoices(client, town, schemas, framework, supplier):
    if supplier == "foreign":
        supplier = "BE0123456789"
        values = {"identifier_type": "UE_HORS_FRANCE", "country": "BE"}
        values |= {"identifier": supplier, "name": "Möbel \x07 & Co", "kind": "PRIVEE"}
        client.control("structures", values)
    send(client, "F/1", framework=framework, supplier=supplier, total=-0.01)
    found = read_one(town, schemas)
    assert found.total == Decimal("-0.01")
    assert contents(found)


def test_many_of_all_kinds_round_trip(client, town, schemas):
    """Two hundred invoices of one deposit each way, by both schemas."""
    lots = {
        "cii.tar.gz": (CII_SYNTAX, {f"{n}.xml": cii(f"C{n}") for n in range(70)}),
        "ubl.tar.gz": (UBL_SYNTAX, {f"{n}.xml": ubl(f"U{n}") for n in range(70)}),
    }
    for name, (syntax, files) in lots.items():
        client.deposit(tar_gz(files), name, syntax)
    client.advance(200)
    values = {"count": 60, "prefix": "M", "supplier": DEMO, "recipient": PLAIN}
    client.control("invoices", values | {"type": "AVOIR"})
    page = {"nbResultatsParPage": 500, "nbResultatsMaximum": 500}
    rows = town.ok(SEARCH, {"paramRecherche": page})["listeFactures"]
    assert len(rows) == 200
    ids = [row["idFacture"] for row in rows]
    for version in ("V2_02", "V1_22"):
        client.control("settings", {"pivot_version": version})
        archive = io.BytesIO(download(town, *ids[:100]))
        told = dict(read_archive(archive))
        archive = io.BytesIO(download(town, *ids[100:]))
        told |= dict(read_archive(archive))
        for row in rows:
            found = told[str(row["idFacture"])]
            assert found.number == row["numeroFacture"]
            assert found.total == Decimal(str(row["montantTTC"]))
            assert found.amount_due == Decimal(str(row["montantAPayer"]))
            assert found.is_credit_note == (row["typeFacture"] == "AVOIR")
            assert found.main_documents
        _validate_all(town, ids, schemas[version])


def _validate_all(town, ids, schema):
    for some in (ids[:100], ids[100:]):
        with zipfile.ZipFile(io.BytesIO(download(town, *some))) as archive:
            for name in archive.namelist():
                schema.assertValid(etree.fromstring(archive.read(name)))
