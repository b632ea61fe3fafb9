"""The page plays those whom a public body meets, strangers send it their invoices, and
a body may have an accountant of its own."""

import base64
import html
import re
from decimal import Decimal

import pytest
import requests
from lxml import etree

from chorus_api.pivot import read_pivot
from chorus_api.receiving import ACCOUNTANT_STATUSES
from simulator.documents.facturx import read_pdf
from simulator.samples import FACTOR, FIRST_IBAN, OTHER_IBAN, SAMPLES
from tests_unit.receiver_tools import (
    DOWNLOAD,
    NEXT,
    PROCESS,
    SEARCH,
    TOWN_LOGIN,
    send,
)
from tests_unit.simulator_client import Client, Server, official
from tests_unit.simulator_files import BOTH, DEMO, PLAIN, SERVICE, STATE

pytest_plugins = ["tests_unit.simulator_fixtures"]

UNIVERSITY, UNIVERSITY_LOGIN = "12345678200119", "TECH_1_0000004@cpro.fr"
NOTE = b"%PDF-1.4 a signed delivery note"


@pytest.fixture
def town(client):
    return Client(client.url, TOWN_LOGIN)


def page(client, path="/"):
    answer = requests.get(f"{client.url}{path}", timeout=10)
    assert answer.status_code == 200, (path, answer.text)
    return html.unescape(answer.text)


def submit(client, path, data=None, files=None):
    url = f"{client.url}{path}"
    return requests.post(url, data=data, files=files, timeout=20)


def status_of(client, number):
    for row in client.control("state", method="get")["invoices"]:
        if number in (row["id"], row["number"]):
            return row["status"]
    raise LookupError(number)


def pivots(town):
    """What the account received, by number, read from pivots that follow V2_02."""
    schema = etree.XMLSchema(etree.parse(official("CPPFacturePivot_V2_02.xsd")))
    asked = {"paramRecherche": {"nbResultatsParPage": 50}}
    found = {}
    for row in town.ok(SEARCH, asked)["listeFactures"]:
        listed = [{"idFacture": row["idFacture"]}]
        answer = town.ok(DOWNLOAD, {"format": "PIVOT", "listeFacture": listed})
        content = base64.b64decode(answer["fichierResultat"])
        schema.assertValid(etree.fromstring(content))
        (pivot,) = read_pivot(content)
        found[pivot.number] = pivot
    return found


def by_mark(found):
    return {
        number.rpartition("-")[0].rpartition("-")[0]: found[number] for number in found
    }


# -- The supplier --------------------------------------------------------------


def test_the_supplier_completes_with_documents(client, town):
    path = f"/factures/{send(client, 'F1')}"
    assert "Compléter" not in page(client, path)
    town.ok(
        PROCESS,
        {
            "idFacture": int(path.rpartition("/")[2]),
            "nouveauStatut": "SUSPENDUE",
            "motif": "Bon manquant",
        },
    )
    assert "Compléter" in page(client, path)
    files = [("documents", (name, NOTE)) for name in ("Bon n° 1.pdf", "bon.pdf")]
    answer = submit(client, f"{path}/completer", {"comment": "Les voici"}, files)
    assert answer.url == f"{client.url}{path}" and "bon.pdf" in answer.text
    (found,) = pivots(town).values()
    assert found.resent == "completed"
    added = {entry.name: entry.read() for entry in found.documents[1:]}
    assert added == {"Bon n° 1.pdf": NOTE, "bon.pdf": NOTE}
    history = client.ok("factures/consulter/historique", {"idFacture": int(path[10:])})
    last = history["historiquesDesStatuts"]["histoStatut"][0]
    assert (last["histoStatutCode"], last["histoStatutCommentaire"]) == (
        "COMPLETEE",
        "Les voici",
    )


@pytest.mark.parametrize(
    ("before", "data", "files"),
    [
        ("SUSPENDUE", {}, None),
        ("SUSPENDUE", {}, [("documents", ("virus.exe", NOTE))]),
        ("SUSPENDUE", {}, [("documents", ("empty.pdf", b""))]),
        ("SUSPENDUE", {}, [("documents", ("x" * 60 + ".pdf", NOTE))]),
        ("COMPLETEE", {"comment": "Encore"}, None),
    ],
)
def test_what_completes_nothing_is_refused(client, before, data, files):
    number = send(client, "F1", before)
    answer = submit(client, f"/factures/{number}/completer", data, files)
    assert answer.status_code == 400 and "Chorus Pro simulé" in answer.text
    assert status_of(client, number) == before


def test_the_supplier_recycles(client, town):
    number = send(client, "F1", "A_RECYCLER")
    path = f"/factures/{number}"
    assert "Recycler" in page(client, path)
    answer = submit(client, f"{path}/recycler", {"recipient": SERVICE})
    assert answer.status_code == 400 and "obligatoire" in answer.text
    routing = {"recipient": PLAIN, "commitment": "E7", "comment": "Corrigé"}
    submit(client, f"{path}/recycler", routing)
    client.advance(200)
    (found,) = pivots(town).values()
    assert (found.resent, found.commitment_number) == ("recycled", "E7")
    assert submit(client, f"{path}/recycler", routing).status_code == 400


# -- Hélios --------------------------------------------------------------------


def test_helios_comes_after_the_order(client):
    number = send(client, "F1", "SERVICE_FAIT")
    path = f"/factures/{number}"
    shown = page(client, path)
    assert "Hélios intervient une fois la facture mandatée" in shown
    refused = {"status": "COMPTABILISEE"}
    assert submit(client, f"{path}/helios", refused).status_code == 400
    client.control(f"invoices/{number}/status", {"status": "MANDATEE"})
    for status in ACCOUNTANT_STATUSES:
        part = page(client, path).partition("Hélios, le comptable public")[2]
        assert re.search(rf'<button[^>]*value="{status}"', part)
        submit(client, f"{path}/helios", {"status": status})
        assert status_of(client, number) == status
        # It never goes back.
        answer = submit(client, f"{path}/helios", {"status": status})
        assert answer.status_code == 400
    assert "Hélios a terminé" in page(client, path)


def test_an_accountant_of_its_own(client, town):
    university = Client(client.url, UNIVERSITY_LOGIN)
    for body, siret in ((town, PLAIN), (university, UNIVERSITY)):
        number = send(client, f"F{siret[-3:]}", "MANDATEE", recipient=siret)
        answer = body.ok(NEXT, {"statutCourant": "MANDATEE"})
        rows = answer["listeStatutsPossiblesPourTraitement"]
        told = {row["statutPossiblePourTraitement"] for row in rows}
        given = {"idFacture": number, "nouveauStatut": "MISE_EN_PAIEMENT"}
        if body is university:
            assert set(ACCOUNTANT_STATUSES) <= told
            body.ok(PROCESS, given)
            assert status_of(client, number) == "MISE_EN_PAIEMENT"
        else:
            assert not told & set(ACCOUNTANT_STATUSES)
            assert body.post(PROCESS, given).json()["codeRetour"] == 20002
    switch = {"identifier": PLAIN, "own_accountant": True}
    client.control("structures", switch)
    number = send(client, "F2", "MANDATEE")
    town.ok(PROCESS, {"idFacture": number, "nouveauStatut": "COMPTABILISEE"})


# -- Strangers -----------------------------------------------------------------


def test_the_samples_are_all_that_a_body_tells_apart(client, town):
    answer = submit(client, "/deposer/exemples", {"recipient": PLAIN})
    assert answer.status_code == 200 and "NORD-" in answer.text
    found = by_mark(pivots(town))
    assert set(found) == {sample.mark for sample in SAMPLES}
    assert {tax.rate for tax in found["MK"].taxes} == {Decimal(20), Decimal(10)}
    assert [entry.name for entry in found["MK"].documents[1:]] == [
        "Bon de livraison.pdf",
        "Plan des portes.pdf",
    ]
    assert found["MK"].bank_account.account == FIRST_IBAN
    assert found["MKB"].bank_account.account == OTHER_IBAN
    assert found["MKB"].supplier == found["MK"].supplier
    assert found["AV"].is_credit_note
    assert found["AV"].origin_number == found["MK"].number
    assert found["NORD"].supplier.country == "DE"
    assert found["NORD"].total == found["NORD"].untaxed
    assert [given.status for given in found["LG"].validations] == ["13"]
    assert found["ACPT"].framework == "A19"
    assert found["ACPT"].amount_due < found["ACPT"].total
    (invoice,) = found["NC"].main_documents
    xml, _others = read_pdf(invoice.read())
    assert FACTOR.name in html.unescape(xml.decode())
    assert found["PH"].main_documents[0].afnor_syntax == "cii"


def test_samples_come_again_under_new_numbers(client, town):
    for _time in range(2):
        assert submit(client, "/deposer/exemples", {"recipient": PLAIN}).ok
    assert len(pivots(town)) == 2 * len(SAMPLES)


@pytest.mark.parametrize("recipient", [SERVICE, BOTH, STATE, UNIVERSITY])
def test_samples_name_what_their_recipient_wants(client, recipient):
    assert submit(client, "/deposer/exemples", {"recipient": recipient}).ok
    rows = client.control("state", method="get")["invoices"]
    assert len(rows) == len(SAMPLES)
    assert {row["recipient"] for row in rows} == {recipient}


@pytest.mark.parametrize("recipient", ["", "1", DEMO, "12345678200077"])
def test_samples_for_nobody(client, recipient):
    answer = submit(client, "/deposer/exemples", {"recipient": recipient})
    assert answer.status_code == 400 and "Chorus Pro simulé" in answer.text
    assert client.control("state", method="get")["counts"]["invoices"] == 0


FORM = {
    "recipient": PLAIN,
    "number": "X-1",
    "name": "Forge & Fils <SARL>",
    "identifier": "99991007800016",
    "identifier_type": "SIRET",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "issued": "2026-11-30",
    "type": "FACTURE",
    "label": "Grille d'école",
    "untaxed": "1234,56",
    "rate": "5,5",
    "framework": "A1",
    "kind": "facturx",
    "channel": "",
}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"kind": "cii", "channel": "afnor", "contract": "M1", "commitment": "E1"},
        {"type": "AVOIR", "origin": "F0"},
        {"framework": "A9", "validator": DEMO},
        {"identifier": "USSMITH AND SONS", "identifier_type": "HORS_UE", "rate": "0"},
    ],
)
def test_a_stranger_s_invoice(client, town, changes):
    answer = submit(
        client, "/deposer", FORM | changes, [("documents", ("bon.pdf", NOTE))]
    )
    assert answer.ok, answer.text
    assert "Mise à disposition" in answer.text
    (found,) = pivots(town).values()
    assert found.number == "X-1" and found.supplier.name == FORM["name"]
    assert found.untaxed == Decimal("1234.56")
    vat = Decimal("67.90") if FORM["rate"] == (FORM | changes)["rate"] else 0
    assert found.total == Decimal("1234.56") + vat
    assert found.is_credit_note == (changes.get("type") == "AVOIR")
    assert found.documents[-1].read() == NOTE


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"recipient": "1"}, "annuaire"),
        ({"untaxed": "beaucoup"}, "montant HT"),
        ({"untaxed": "-1"}, "montant HT"),
        ({"rate": "NaN"}, "taux de TVA"),
        ({"issued": "hier"}, "date"),
        ({"number": "A?"}, "caractere interdit"),
        ({"identifier": "123"}, "SIRET"),
        ({"name": ""}, "fournisseur"),
        ({"kind": "word"}, "Format"),
        ({"framework": "A9"}, "valideur"),
    ],
)
def test_a_stranger_s_mistake(client, changes, sentence):
    answer = submit(client, "/deposer", FORM | changes)
    assert answer.status_code == 400
    assert sentence in html.unescape(answer.text)
    counts = client.control("state", method="get")["counts"]
    assert (counts["invoices"], counts["flows"]) == (0, 0)


def test_the_same_number_twice(client):
    assert submit(client, "/deposer", FORM).ok
    answer = submit(client, "/deposer", FORM)
    assert answer.status_code == 400 and "déjà déposé" in html.unescape(answer.text)


def test_the_page_of_deposits(client):
    shown = page(client, "/deposer?destinataire=42")
    assert "Ceci n'est pas Chorus Pro" in shown and 'value="42"' in shown
    assert not re.search(r"(src|href)=\"?(https?:)?//", shown)


def test_a_simulator_that_starts_with_received_invoices(tmp_path):
    options = ("--with-received", "--database", str(tmp_path / "s.db"))
    for _start in range(2):
        server = Server(*options)
        town = Client(server.url, TOWN_LOGIN)
        assert town.ok(SEARCH)["total"] == len(SAMPLES)
        assert server.stop() == 0
