"""The pivot file of a received invoice: what is read, and what is refused and where."""

import io
import random
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from chorus_api.pivot import (
    PivotAccount,
    PivotError,
    PivotLine,
    PivotProblem,
    PivotTax,
    read_archive,
    read_pivot,
    tree,
)
from tests_unit.pivot_files import NOTE, PDF, document, invoice, packed, pivot
from tests_unit.simulator_client import official, strangers

PLACE = "141/PivotS.xml"
FIRST = f"{PLACE}, CPPFacturePivotUnitaire 1"


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(official("CPPFacturePivot_V2_02.xsd")))


def read_one(content):
    (found,) = read_pivot(content, PLACE)
    return found


def problem_of(content):
    """What is wrong with a file, as (problem, place)."""
    with pytest.raises(PivotError) as caught:
        read_pivot(content, PLACE)
    return caught.value.problem, caught.value.place


def test_an_invoice_that_follows_the_schema(schema):
    content = pivot()
    schema.assertValid(etree.fromstring(content))
    found = read_one(content)
    assert (found.chorus_invoice_id, found.number, found.version) == (
        "141",
        "F1",
        "V2_02",
    )
    assert (found.untaxed, found.total, found.amount_due) == (
        Decimal("100.00"),
        Decimal("120.00"),
        Decimal("120.00"),
    )
    assert found.taxes == (PivotTax(Decimal(20), Decimal(100), Decimal("20.00")),)
    line = PivotLine("1", "Lampe", *map(Decimal, (50, 2, 100, 20)))
    assert found.lines == (line,)
    assert found.supplier.kind == "SIRET"
    assert found.supplier.identifier == "73282932000074"
    assert found.bank_account == PivotAccount("IBAN", "FR7630006000", "", "")
    assert (found.recipient, found.service_code) == ("12345678200051", "DAF")
    assert (found.contract_number, found.commitment_number) == ("M1", "E1")
    assert found.issued_on == date(2026, 3, 2)
    assert found.delivered_on == date(2026, 2, 28)
    assert found.received_on == date(2026, 3, 3)
    assert not found.is_credit_note and found.resent == ""
    (main,) = found.main_documents
    assert (main.name, main.mime_type, main.read()) == (
        "F1.pdf",
        "application/pdf",
        PDF,
    )


def test_what_may_be_absent_is():
    bare = dict.fromkeys(
        ("bank", "service", "own", "delivered", "taxes", "engagement", "lines"), ""
    )
    found = read_one(pivot(invoice(**bare), version="V1_22"))
    assert (
        found.chorus_invoice_id == found.service_code == found.commitment_number == ""
    )
    assert found.bank_account is None
    assert found.taxes == found.lines == found.validations == ()
    assert found.delivered_on is None


def test_empty_lists_and_lines_tell_nothing():
    lines = '<Lignes><Ligne NumOrdre="1"/><Ligne NumOrdre="2"><MontantHT>5</MontantHT>'
    lines += "</Ligne></Lignes><Lignes/>"
    found = read_one(pivot(invoice(lines=lines, taxes="<TVAs/>")))
    (line,) = found.lines
    assert (line.number, line.untaxed, line.price) == ("2", Decimal(5), None)
    assert found.taxes == ()


@pytest.mark.parametrize(
    ("word", "resent"),
    [
        ("Non", ""),
        ("", ""),
        ("Oui", "sent_again"),
        ("Complétée", "completed"),
        ("Recyclée", "recycled"),
        ("Autre", "Autre"),
    ],
)
def test_why_it_comes_once_more(word, resent):
    own = f"<Renvoi>{word}</Renvoi>"
    assert read_one(pivot(invoice(own=own))).resent == resent


def test_a_credit_note_and_a_validated_invoice():
    validation = """<CycleDeValidation><ValidationUnitaire>
    <DateStatut>2026-03-01+01:00</DateStatut><CodeStatut>13</CodeStatut>
    <Commentaire>Bon
    pour accord</Commentaire><ProducteurStatut><TypeIdentifiant>2</TypeIdentifiant>
    <Id>BE1</Id><RaisonSociale>Titulaire</RaisonSociale><CodePays>BE</CodePays>
    </ProducteurStatut></ValidationUnitaire></CycleDeValidation>"""
    own = "<IdFactureOrigine>F0</IdFactureOrigine>"
    found = read_one(pivot(invoice(type="381", own=own, validation=validation)))
    assert found.is_credit_note and found.origin_number == "F0"
    (given,) = found.validations
    assert (given.validated_on, given.status) == (date(2026, 3, 1), "13")
    assert given.comment == "Bon pour accord"
    assert (given.by.kind, given.by.identifier) == ("UE_HORS_FRANCE", "BE1")


def test_documents_bear_the_suppliers_names_told_apart():
    found = read_one(
        pivot(
            invoice(
                document(),
                document(NOTE, "PJ01", "02", own="Bon.pdf", category="Devis"),
                document(NOTE, "PJ01", "02", own="bon.pdf"),
                document(NOTE, "PJ01", "02"),
                document(NOTE, "PJ01", "02", own="../../etc/passwd"),
                document(NOTE, "..", "02", own="C:\\x\\.profile"),
            )
        )
    )
    assert [document.name for document in found.documents] == [
        "F1.pdf",
        "Bon.pdf",
        "bon (2).pdf",
        "PJ01",
        "passwd",
        "profile",
    ]
    assert found.documents[1].category == "Devis"
    assert [document.is_main for document in found.documents] == [True] + [False] * 5
    # In any order, and more than once.
    for entry in reversed(found.documents):
        assert entry.read() == entry.read() == (PDF if entry.is_main else NOTE)


@pytest.mark.parametrize(
    ("category", "kind", "syntax"),
    [
        ("Facture_UBL_AFNOR", "01", "ubl"),
        ("Facture_CII _AFNOR", "01", "cii"),
        ("FACTURE_FACTUR-X_AFNOR", "01", "facturx"),
        ("Facture_UBL_AFNOR", "02", ""),
        ("Facture PDF", "01", ""),
        ("Facture_XYZ_AFNOR", "01", ""),
        ("", "01", ""),
    ],
)
def test_the_file_of_an_approved_platform(category, kind, syntax):
    (held,) = read_one(pivot(invoice(document(kind=kind, category=category)))).documents
    assert held.afnor_syntax == syntax


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("not base64!", PivotProblem.BASE64),
        ("QQ==QQ==", PivotProblem.BASE64),
        ("QUJ", PivotProblem.BASE64),
        ("QUJD" * 20_000 + "é", PivotProblem.BASE64),
        ("QUJD", PivotProblem.NOT_READABLE),
        (packed(), PivotProblem.NOT_ONE_FILE),
        (packed(PDF, NOTE), PivotProblem.NOT_ONE_FILE),
        (packed(b"\0" * 40_000_000), PivotProblem.TOO_LARGE),
        (packed(PDF)[:-40], PivotProblem.NOT_READABLE),
        ("", PivotProblem.NO_CONTENT),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_document_that_is_wrong_takes_nothing_else_with_it(content, problem):
    found = read_one(pivot(invoice(document(), document(content, kind="02"))))
    good, bad = found.documents
    assert good.read() == PDF
    target = io.BytesIO()
    with pytest.raises(PivotError) as caught:
        bad.copy_to(target)
    assert caught.value.problem == problem
    assert caught.value.place == f"{FIRST}, PJ 2"
    assert bad.is_there == (problem != PivotProblem.NO_CONTENT)


def test_where_it_is_written_to_may_fail():
    """A full disk is not the supplier's fault."""
    (entry,) = read_one(pivot()).documents
    with open("/dev/full", "wb", buffering=0) as target, pytest.raises(OSError):
        entry.copy_to(target)


@pytest.mark.parametrize(
    ("changes", "problem", "path"),
    [
        ({"total": "12O.00"}, PivotProblem.AMOUNT, "Montants/MontantTTC"),
        ({"total": "NaN"}, PivotProblem.AMOUNT, "Montants/MontantTTC"),
        ({"untaxed": "1e9999999"}, PivotProblem.AMOUNT, "Montants/MontantHT"),
        ({"due": "1,5"}, PivotProblem.AMOUNT, "Montants/MontantNetAPayer"),
        ({"due": " "}, PivotProblem.MISSING, "Montants/MontantNetAPayer"),
        ({"number": ""}, PivotProblem.MISSING, "DonneesFacture/Id"),
        (
            {"taxes": "<TVAs><TVA><Taux>20</Taux></TVA></TVAs>"},
            PivotProblem.MISSING,
            "BaseHt",
        ),
        (
            {"lines": "<Lignes><Ligne><Quantite>x</Quantite></Ligne></Lignes>"},
            PivotProblem.AMOUNT,
            "Quantite",
        ),
    ],
)
def test_what_would_be_wrong_in_a_bill_is_refused(changes, problem, path):
    content = pivot(invoice(), invoice(**changes), invoice(number="F3"))
    place = f"{PLACE}, CPPFacturePivotUnitaire 2, {path}"
    assert problem_of(content) == (problem, place)
    problems = []
    found = read_pivot(content, PLACE, problems)
    assert [invoice.number for invoice in found] == ["F1", "F3"]
    (error,) = problems
    assert (error.problem, error.place) == (problem, place)


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", PivotProblem.NOT_XML),
        (b"no xml", PivotProblem.NOT_XML),
        (pivot()[:-30], PivotProblem.NOT_XML),
        (pivot().replace(b"Commune", b"\xff"), PivotProblem.NOT_XML),
        (pivot().replace(b"Commune", b"&b;"), PivotProblem.NOT_XML),
        (
            pivot().replace(b"?>", f"?>{BOMB}".encode(), 1),
            PivotProblem.ENTITIES,
        ),
        (b"<CPPStatut/>", PivotProblem.NOT_PIVOT),
        (b"<CPPFacturePivot/>", PivotProblem.NOT_PIVOT),
        (pivot(invoice(lines="<a>" * 50 + "</a>" * 50)), PivotProblem.TOO_LARGE),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_a_file_that_is_none(content, problem):
    assert problem_of(content) == (problem, PLACE)


@pytest.mark.parametrize(
    ("limit", "value"), [("ELEMENTS_LIMIT", 20), ("TEXT_LIMIT", 100)]
)
def test_a_huge_tree(monkeypatch, limit, value):
    assert read_one(pivot())
    monkeypatch.setattr(tree, limit, value)
    assert problem_of(pivot()) == (PivotProblem.TOO_LARGE, PLACE)
    # Each invoice of a file has the whole of it, and documents are not counted.
    monkeypatch.setattr(tree, limit, value * 10)
    large = invoice(document(random.Random(1).randbytes(9000)), service="")
    assert len(read_pivot(pivot(*[large] * 20))) == 20


def test_the_texts_of_an_error():
    with pytest.raises(PivotError) as caught:
        read_pivot(pivot(invoice(total="x" * 900)))
    text = "CPPFacturePivotUnitaire 1, Montants/MontantTTC: amount: "
    assert str(caught.value) == text + "x" * 200


def test_what_is_damaged_is_read_or_refused_and_nothing_else_happens():
    """Bytes changed, dropped and repeated at random, from a fixed seed."""
    source = pivot(invoice(document(), document(NOTE, kind="02")), invoice())
    source = source.replace(b"\n", b"")
    dice = random.Random(21)
    read, problems = 0, []
    for _round in range(400):
        content = bytearray(source)
        for _damage in range(dice.randint(1, 4)):
            at = dice.randrange(len(content))
            size = dice.choice((1, 1, 1, 20))
            new = bytes(dice.randrange(256) for _ in range(dice.randint(0, size)))
            content[at : at + size] = new
        for found in read_pivot(bytes(content), PLACE, problems):
            for entry in found.documents:
                try:
                    read += len(entry.read()) > 0
                except PivotError as error:
                    problems.append(error)
    assert {error.problem for error in problems} > {PivotProblem.NOT_XML}
    assert read > 20 and len(problems) > 20


@pytest.mark.parametrize("path", strangers("pivot/samples/*.xml"))
def test_files_of_others_are_read(path):
    with path.open("rb") as file:
        if b"<CPPStatut>" in path.read_bytes()[:200]:
            with pytest.raises(PivotError):
                list(read_archive(file))
            return
        found = [invoice for _reference, invoice in read_archive(file)]
    assert found
    for entry in found:
        assert entry.number and entry.total and entry.supplier.identifier
        assert entry.main_documents
        for held in entry.documents:
            assert held.read()
