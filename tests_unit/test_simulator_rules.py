"""Each rule on the content of an invoice: one invoice that it refuses, one that it
lets pass, in CII and in UBL where both can break it."""

from dataclasses import replace

import pytest

from simulator.documents.intake import read_invoice
from simulator.documents.parsed import Attachment
from simulator.rules import OPTIONAL, STAGES
from simulator.rules.attachments import attachments
from tests_unit.simulator_client import (
    CII_SYNTAX,
    FACTURX,
    UBL_SYNTAX,
    Client,
    errors_of,
)
from tests_unit.simulator_files import DEMO, SECOND, cii, facturx, ubl

pytest_plugins = ["tests_unit.simulator_fixtures"]

MIXED = "IN_DP_E2_CII_MIN_16B"
EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
MEGABYTE = 1024 * 1024
PAID = {"framework": "A2", "prepaid": "120.00", "due": "0.00"}
EXEMPT = {"vat": "0.00", "total": "100.00", "due": "100.00"}
NEGATIVE = {"line": "-100.00", "untaxed": "-100.00", "vat": "-20.00"} | {
    "total": "-120.00",
    "due": "-120.00",
}
GRAMMARS = pytest.mark.parametrize(
    ("build", "syntax"), [(cii, CII_SYNTAX), (ubl, UBL_SYNTAX)], ids=["cii", "ubl"]
)


def settle(client, content, name="f.xml", syntax=CII_SYNTAX):
    """Deposit, wait, and return the errors of the report, each with its number."""
    number = client.deposit(content, name, syntax)
    client.advance(60)
    report = client.report(number)
    errors = errors_of(report)
    assert report["listeErreurTechnique"] == [], report
    expected = "IN_REJETE" if errors else "IN_INTEGRE"
    assert report["etatCourantDepotFlux"] == expected, report
    return errors


def attached(**files):
    return {"attachments": {name.replace("_", "."): files[name] for name in files}}


REFUSED = [
    ("number", {"number": " F1"}, "par un espace"),
    ("number", {"number": "F1 "}, "par un espace"),
    ("number", {"number": "F  1"}, "plusieurs de suite"),
    ("number", {"number": "02/03/2026"}, "pas etre une date"),
    ("number", {"number": "2026-03-02"}, "pas etre une date"),
    ("number", {"number": "20260302"}, "pas etre une date"),
    ("framework", {"framework": "S1"}, "cadre de facturation « S1 »"),
    ("framework", {"framework": "A5"}, "cadre de facturation « A5 »"),
    ("framework", {"framework": "A25"}, "cadre de facturation « A25 »"),
    ("identifiers", {"supplier": "732829320"}, "fournisseur est un SIREN"),
    ("identifiers", {"recipient": "123456782"}, "destinataire est un SIREN"),
    ("identifiers", {"supplier": "1234"}, "doit etre un SIRET"),
    ("identifiers", {"scheme": "0088"}, "Le type « 0088 »"),
    ("identifiers", {"supplier": "FR44732829320", "scheme": "2"}, "UE_HORS_FRANCE"),
    ("identifiers", {"supplier": "12345678", "scheme": "0228"}, "RIDET"),
    ("identifiers", {"supplier": "12345678", "scheme": "5"}, "TAHITI"),
    ("validator", {"framework": "A9"}, "Le valideur est obligatoire"),
    ("validator", {"framework": "A12"}, "Le valideur est obligatoire"),
    ("bank_account", {"iban": ""}, "est obligatoire"),
    ("bank_account", {"payment": "58", "iban": ""}, "est obligatoire"),
    ("bank_account", {"iban": "12345"}, "L'IBAN"),
    ("digits", {"prepaid": "0.0000001"}, "19 chiffres, dont 6"),
    ("totals", {"untaxed": "99.98"}, "le total HT des lignes"),
    ("totals", {"total": "120.01"}, "HT plus TVA"),
    ("totals", {"prepaid": "20.00"}, "TTC moins acompte"),
    ("totals", {"allowance": "5.00"}, "la somme des remises"),
    ("prepaid", {"framework": "A2"}, "deja payee (cadre A2)"),
    ("credit_note", NEGATIVE | {"type": "381"}, "total d'un avoir"),
    ("credit_note", {"type": "381", "origin": "F" * 21}, "depasser 20 caracteres"),
    ("exemption", EXEMPT | {"category": "E"}, "de categorie E est obligatoire"),
    ("exemption", EXEMPT | {"category": "AE"}, "de categorie AE"),
    ("exemption", EXEMPT | {"category": "O"}, "de categorie O"),
    ("attachments", attached(plan_dwg=b"x"), "« plan.dwg » est d'un type"),
    ("attachments", attached(sansextension=b"x"), "« sansextension » est d'un type"),
    ("attachments", attached(vide_pdf=b""), "« vide.pdf » est vide"),
    ("attachments", {"attachments": {"n" * 47 + ".pdf": b"x"}}, "nom trop long"),
]


@GRAMMARS
@pytest.mark.parametrize(("rule", "values", "words"), REFUSED)
def test_refused(client, build, syntax, rule, values, words):
    errors = settle(client, build(**values), syntax=syntax)
    messages = [error["libelleErreurDP"] for error in errors]
    assert any(words in message for message in messages), messages
    assert all(len(message) <= 255 for message in messages)
    number = values.get("number", "F1")
    assert {error["numeroDP"] for error in errors} == {number}
    # Nothing but that rule refuses it.
    off = {"rules_off": [rule, "gross_price"]}
    client.control("settings", off)
    assert not any(
        words in error["libelleErreurDP"]
        for error in settle(client, build(**values), syntax=syntax)
    )


@GRAMMARS
@pytest.mark.parametrize(
    "values",
    [
        {"number": "2026-03-002"},
        {"number": "20261302"},
        {"number": "10112345"},
        {"number": "2026111"},
        {"number": "31/02/2026"},
        *({"framework": code} for code in "A4 A7 A8 A10 A13 A14 A22".split()),
        {"scheme": "1"},
        {"scheme": "0009"},
        {"framework": "A9", "validator": SECOND},
        {"framework": "A12", "validator": SECOND},
        {"payment": "10", "iban": ""},
        {"payment": "ZZ", "iban": ""},
        {"iban": "FR76 3000 6000 0112 3456 7890 189"},
        {"prepaid": "0.000001"},
        {"prepaid": "20.00", "due": "100.00"},
        {"line": "105.00", "allowance": "5.00", "allowances": "5.00"},
        {"total": "120.004"},
        PAID,
        {"type": "381", "origin": "F" * 20},
        NEGATIVE,
        EXEMPT | {"category": "E", "reason": "Article 293 B du CGI"},
        EXEMPT | {"category": "Z"},
        attached(bon_pdf=b"x", plan_ZIP=b"x"),
        {"attachments": {"n" * 46 + ".pdf": b"x"}},
    ],
)
def test_accepted(client, build, syntax, values):
    if build is cii and "validator" in values:
        values = values | {"guideline": EXTENDED}
    assert settle(client, build(**values), syntax=syntax) == []


def test_every_optional_rule_is_tested():
    elsewhere = {
        "schema",
        "category",
        "type_code",
        "payment_means",
        "lengths",
        "gross_price",
    }
    assert {rule for rule, _, _ in REFUSED} | elsewhere == OPTIONAL
    names = [check.__name__ for stage in STAGES for check in stage]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"validator": "99990001299999"}, "Le valideur"),
        ({"validator": "73282932000025"}, "Le valideur"),
        ({"validator": "732829320"}, "valideur est un SIREN"),
    ],
)
def test_a_validator_is_known_and_active(client, values, words):
    content = cii(framework="A9", guideline=EXTENDED, **values)
    (error,) = settle(client, content)
    assert words in error["libelleErreurDP"]
    # It is nobody's business in an ordinary invoice, but for its form.
    if words == "Le valideur":
        content = cii(framework="A1", guideline=EXTENDED, **values)
        assert settle(client, content) == []


@pytest.mark.parametrize(
    ("identifier", "scheme", "kind"),
    [
        ("BE0429958042", "2", "UE_HORS_FRANCE"),
        ("BE0429958042", "0223", "UE_HORS_FRANCE"),
        ("KRSAMSUNGMOBILEPHO", "3", "HORS_UE"),
        ("1234567890", "4", "RIDET"),
        ("350041679", "0229", "TAHITI"),
    ],
)
def test_other_parties_are_found_by_identifier_and_scheme(
    client, identifier, scheme, kind
):
    content = cii(supplier=identifier, scheme=scheme)
    (error,) = settle(client, content)
    assert "L'identifiant fournisseur" in error["libelleErreurDP"]
    structure = {"identifier": identifier, "identifier_type": kind, "kind": "PRIVEE"}
    client.control("structures", structure)
    account = {"login": "TECH_1_7@cpro.fr", "password": "simulator"}
    client.control("accounts", account | {"structure": identifier})
    foreign = Client(client.url, account["login"])
    assert settle(foreign, content) == []
    # The same key once more, then the same identifier under another scheme.
    (error,) = settle(foreign, content)
    assert "déjà déposé" in error["libelleErreurDP"]
    other = "6" if scheme != "6" else "7"
    (error,) = settle(foreign, cii("F2", supplier=identifier, scheme=other))
    assert "L'identifiant fournisseur" in error["libelleErreurDP"]


def test_a_recipient_is_known_by_its_siret(client):
    content = cii().replace(
        b'<ram:ID schemeID="0002">12345678200051', b'<ram:ID schemeID="2">BE0429958042'
    )
    (error,) = settle(client, content)
    assert "destinataire" in error["libelleErreurDP"]
    assert "doit etre un SIRET" in error["libelleErreurDP"]


def test_ubl_reads_the_legal_identifier_too(client):
    identification = (
        b'<cac:PartyIdentification><cbc:ID schemeID="0002">%s</cbc:ID>\n'
        b" </cac:PartyIdentification>" % DEMO.encode()
    )
    legal = (
        b'<cac:PartyIdentification><cbc:ID schemeID="SEPA">FR12ZZZ123456</cbc:ID>'
        b"</cac:PartyIdentification><cac:PartyLegalEntity>"
        b'<cbc:CompanyID schemeID="0009">%s</cbc:CompanyID></cac:PartyLegalEntity>'
        % DEMO.encode()
    )
    content = ubl().replace(identification, legal)
    assert legal in content
    assert settle(client, content, syntax=UBL_SYNTAX) == []


def test_minimal_flows_leave_lines_and_reasons_to_the_readable_file(client):
    content = cii(**EXEMPT | {"category": "E"}).replace(
        b"<ram:LineTotalAmount>100.00", b"<ram:LineTotalAmount>15.00", 1
    )
    messages = " ".join(error["libelleErreurDP"] for error in settle(client, content))
    assert "la somme des lignes" in messages and "exoneration" in messages
    assert settle(client, content, syntax=MIXED) == []


def test_amounts_have_19_digits(client):
    long = "1" * 18
    values = dict.fromkeys(("line", "untaxed"), long)
    values |= {"vat": "0", "total": long, "due": long}
    assert settle(client, cii("F1", **values)) == []
    values["due"] = long + ".00"
    (error,) = settle(client, cii("F2", **values))
    assert "Le montant DuePayableAmount" in error["libelleErreurDP"]


def test_files_embedded_in_a_factur_x(client):
    def deposit(number, **files):
        embedded = {name.replace("_", "."): body for name, body in files.items()}
        return settle(client, facturx(number, embedded=embedded), "f.pdf", FACTURX)

    assert deposit("F1", bon_pdf=b"x", releve_csv=b"a;b") == []
    messages = deposit(
        "F2", vide_pdf=b"", plan_dwg=b"x", lourd_txt=bytes(10 * MEGABYTE), bon_pdf=b"x"
    )
    texts = [error["libelleErreurDP"] for error in messages]
    assert [error["numeroDP"] for error in messages] == ["F2"]
    (text,) = texts
    for words in ("« vide.pdf » est vide", "« plan.dwg »", "« lourd.txt » doit peser"):
        assert words in text
    assert text.count("|") == 2


def test_attachments_weigh_120_megabytes_together():
    invoice = read_invoice(cii(), CII_SYNTAX)
    heavy = tuple(Attachment(f"{n}.pdf", 9 * MEGABYTE) for n in range(14))
    assert list(attachments(replace(invoice, attachments=heavy[:13]), None)) == []
    (message,) = attachments(replace(invoice, attachments=heavy), None)
    assert "120 Mo" in message
