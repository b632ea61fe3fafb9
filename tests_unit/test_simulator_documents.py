"""What is read in an invoice file: terms in each grammar, schemas."""

import re
import threading
from decimal import Decimal

import pytest

from simulator.documents.intake import read_invoice
from simulator.documents.parsed import Attachment, Tax
from tests_unit.simulator_client import (
    CII_SYNTAX,
    FACTURX,
    UBL_SYNTAX,
    errors_of,
)
from tests_unit.simulator_files import SECOND, cii, facturx, tar_gz, ubl

pytest_plugins = ["tests_unit.simulator_fixtures"]

MIXED = "IN_DP_E2_CII_MIN_16B"
EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"

VALUES = {
    "service": "S1",
    "commitment": "E1",
    "contract": "M1",
    "origin": "F0",
    "category": "E",
    "reason": "Article 293 B",
    "line": "109.50",
    "allowance": "10.00",
    "allowances": "10.00",
    "untaxed": "99.50",
    "vat": "19.90",
    "total": "119.40",
    "prepaid": "110.00",
    "due": "9.40",
    "payment": "58",
    "validator": "99990001200017",
    "attachments": {"bon.pdf": b"signed"},
    "guideline": EXTENDED,
}


@pytest.mark.parametrize(
    ("content", "syntax"),
    [
        (cii("N1", **VALUES), CII_SYNTAX),
        (facturx("N1", **VALUES), FACTURX),
        (ubl("N1", **VALUES), UBL_SYNTAX),
        (ubl("N1", root="CreditNote", **VALUES), UBL_SYNTAX),
    ],
)
def test_every_term_is_read(content, syntax):
    invoice = read_invoice(content, syntax)
    assert invoice.schema_errors == ()
    assert (invoice.number, invoice.issue_date) == ("N1", "2026-03-02")
    assert (invoice.type_code, invoice.framework) == ("380", "A1")
    assert (invoice.supplier, invoice.recipient, invoice.validator) == (
        "73282932000074",
        "12345678200051",
        "99990001200017",
    )
    assert (invoice.service, invoice.commitment) == ("S1", "E1")
    assert (invoice.contract, invoice.payment_means) == ("M1", "58")
    assert (invoice.origin_number, invoice.iban) == (
        "F0",
        "FR7630006000011234567890189",
    )
    stated = invoice.totals
    assert (stated.lines, stated.allowances) == (Decimal("109.50"), Decimal(10))
    amounts = (stated.untaxed, stated.vat, stated.total, stated.prepaid, stated.due)
    assert [str(amount) for amount in amounts] == [
        "99.50",
        "19.90",
        "119.40",
        "110.00",
        "9.40",
    ]
    sums = invoice.sums
    assert (sums.lines, sums.allowances) == (stated.lines, stated.allowances)
    assert (sums.charges, sums.vat) == (None, stated.vat)
    assert (invoice.currency, invoice.lines) == ("EUR", 1)
    assert invoice.taxes == (Tax("E", "Article 293 B"),)
    assert invoice.attachments == (Attachment("bon.pdf", 6),)
    assert invoice.key == ("2026", "732829320", "N1")


def test_files_embedded_in_the_pdf_are_attachments():
    content = facturx(embedded={"bon.pdf": b"signed", "vide.txt": b""})
    found = read_invoice(content, FACTURX).attachments
    assert found == (Attachment("bon.pdf", 6), Attachment("vide.txt", 0))


def test_the_key_of_a_foreign_supplier_is_its_whole_identifier():
    invoice = read_invoice(cii(supplier="BE0429958042", scheme="2"), CII_SYNTAX)
    assert invoice.key == ("2026", "BE0429958042", "F1")


UNKNOWN = b"<ram:Nom>Lampe</ram:Nom>"
NAME = b"<ram:Name>Lampe</ram:Name>"
NUMBER = b"<ram:ID>F1</ram:ID>"
FORMAT = b' format="102"'


@pytest.mark.parametrize(
    ("content", "name", "syntax", "words"),
    [
        (
            cii(total="x"),
            "a.xml",
            CII_SYNTAX,
            r"cvc-datatype-valid\.1\.2\.1: .*GrandTotalAmount.*'x'.* - ligne: \d+",
        ),
        (cii(total="1e400"), "a.xml", CII_SYNTAX, "1e400"),
        (
            cii().replace(NAME, UNKNOWN),
            "a.xml",
            CII_SYNTAX,
            r"cvc-complex-type\.2\.4\.a: .*'Nom'.* - ligne: 19 - position: \d+",
        ),
        (
            cii().replace(b"<ram:ApplicableHeaderTradeDelivery/>", b""),
            "a.xml",
            MIXED,
            r"cvc-complex-type\.2\.4.*ApplicableHeaderTradeDelivery",
        ),
        (
            cii().replace(FORMAT, b' forma="102"'),
            "a.xml",
            CII_SYNTAX,
            r"cvc-complex-type\.3\.2\.1: .*DateTimeString.*forma",
        ),
        (
            ubl().replace(b"<cbc:Name>Lampe</cbc:Name>", b"<cbc:Nom/>"),
            "a.xml",
            UBL_SYNTAX,
            "cvc-complex-type.*'Nom'",
        ),
        (
            ubl(root="CreditNote").replace(b"<cbc:ID>1</cbc:ID>", b""),
            "a.xml",
            UBL_SYNTAX,
            r"LineExtensionAmount.* Expected is .*ID",
        ),
        (
            # A validator stands in the profile EXTENDED only.
            facturx(framework="A9", validator="99990001200017"),
            "a.pdf",
            FACTURX,
            "'InvoiceeTradeParty'",
        ),
    ],
)
def test_the_schema_refuses(client, content, name, syntax, words):
    number = client.deposit(content, name, syntax)
    client.advance(60)
    report = client.report(number)
    assert report["etatCourantDepotFlux"] == "IN_REJETE", report
    errors = errors_of(report, "listeErreurTechnique")
    for error in errors:
        assert error["codeErreur"] == "ERR_XSD_001"
        assert error["libelleErreur"].startswith("IRRECEVABILITE: cvc-")
    assert re.search(words, " ".join(error["libelleErreur"] for error in errors))
    assert report["listeErreurDP"] == []


def test_the_profile_of_a_factur_x_decides():
    """The date needs its format in each profile of Factur-X, not in CII alone."""
    bare = cii().replace(FORMAT, b"")
    assert read_invoice(bare, CII_SYNTAX).schema_errors == ()
    assert read_invoice(bare, MIXED).schema_errors == ()
    (error,) = read_invoice(facturx(xml=bare), FACTURX).schema_errors
    assert "'DateTimeString': The attribute 'format' is required" in error
    values = {"framework": "A9", "validator": "99990001200017"}
    content = facturx(guideline=EXTENDED, **values)
    assert read_invoice(content, FACTURX).schema_errors == ()


def test_one_file_that_breaks_the_schema_makes_a_lot_inadmissible(client):
    """Every error is told, and no invoice comes in: whose they are is not said."""
    broken = cii("F2", total="x", due="x", vat="x")
    number = client.deposit(tar_gz({"a.xml": broken, "b.xml": cii()}), "lot.tar.gz")
    client.advance(60)
    report = client.report(number)
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert len(errors_of(report, "listeErreurTechnique")) == 4
    assert report["listeErreurDP"] == [] == client.search()["listeFactures"]


def test_an_unknown_profile_of_factur_x(client):
    content = facturx(guideline="urn:example:profile")
    number = client.deposit(content, "a.pdf", FACTURX)
    client.advance(60)
    (error,) = errors_of(client.report(number), "listeErreurTechnique")
    assert "« urn:example:profile » est inconnu" in error["libelleErreur"]


@pytest.mark.parametrize(
    "guideline",
    [
        "urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:basic",
        "urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:extended",
        "urn:cen.eu:en16931:2017:conformant:factur-x.eu:1p0:extended",
    ],
)
def test_profiles_by_their_first_names(guideline):
    content = facturx(guideline=guideline, origin="")
    validated = facturx(guideline=guideline, framework="A9", validator=SECOND)
    assert read_invoice(content, FACTURX).schema_errors == ()
    # Of the two, EXTENDED alone has a place for the validator.
    is_extended = guideline.endswith("extended")
    assert (read_invoice(validated, FACTURX).schema_errors == ()) == is_extended


def test_the_schema_can_be_switched_off(client):
    client.control("settings", {"rules_off": ["schema", "totals"]})
    number = client.deposit(cii().replace(NAME, UNKNOWN))
    amounts = [client.deposit(cii("F2", total=total)) for total in ("x", "1e400")]
    client.advance(60)
    assert client.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"
    for other in amounts:
        (error,) = errors_of(client.report(other))
        assert "GrandTotalAmount.value est obligatoire" in error["libelleErreurDP"]


def test_threads_share_the_schemas():
    """Each document keeps its own errors."""
    wrong = []

    def work(label):
        content = cii().replace(b"Name>Lampe</ram:Name", b"%s/" % label)
        for _ in range(30):
            errors = read_invoice(content, CII_SYNTAX).schema_errors
            if len(errors) != 1 or label.decode() not in errors[0]:
                wrong.append(errors)

    threads = [threading.Thread(target=work, args=(b"N%d" % n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
