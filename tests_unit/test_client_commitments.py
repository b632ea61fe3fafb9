"""Commitments of the State as the client finds them, over HTTP."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from chorus_api import (
    CommitmentSearch,
    ConfigurationError,
    ProtocolError,
    Rejected,
    Unavailable,
)
from chorus_api.commitment_calls import CommitmentCalls
from chorus_api.messages import Commitment, CommitmentPage, CommitmentRow
from tests_unit.client_tools import calls, fault, set_status
from tests_unit.simulator_client import samples
from tests_unit.simulator_files import DEMO, PLAIN, SECOND, STATE

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

SEARCH = "engagementsJuridiques/rechercher"
DOCUMENT = "transverses/telecharger/pieceJointe"
ORDERED, TWO_FILES, WAITING = "1501966748", "1502044190", "1502077001"
BRANCH, FOREIGN = "1500880012", "1501000001"


def numbers(chorus, **criteria):
    pages = chorus.search_commitments(CommitmentSearch(**criteria))
    return [row.number for page in pages for row in page.rows]


def notified(chorus, number):
    (page,) = chorus.search_commitments(CommitmentSearch(number=number))
    return page.rows[0].notified_on


def test_the_newest_comes_first_and_only_ones_own(portal, chorus):
    assert numbers(chorus) == [WAITING, TWO_FILES, ORDERED, BRANCH]
    assert numbers(chorus, number=FOREIGN) == []


def test_a_commitment_is_found_by_each_criterion(portal, chorus):
    assert numbers(chorus, number=ORDERED) == [ORDERED]
    assert numbers(chorus, contract_number="2025-DIR-0042") == [TWO_FILES, ORDERED]
    assert numbers(chorus, state="A_TRAITER") == [WAITING]
    assert numbers(chorus, total_from=1200, total_to=6000) == [TWO_FILES, ORDERED]
    assert numbers(chorus, total_from=0, total_to=500) == [BRANCH]
    (own,) = chorus.find_structures(DEMO)
    assert BRANCH not in numbers(chorus, supplier_ref=own.structure_ref)
    day = notified(chorus, TWO_FILES)
    assert numbers(chorus, notified_from=day, notified_to=day) == [TWO_FILES]
    assert TWO_FILES not in numbers(chorus, notified_to=day - timedelta(1))
    assert TWO_FILES not in numbers(chorus, notified_from=day + timedelta(1))
    assert not any(call["unknown_fields"] for call in calls(portal, SEARCH))


def test_what_a_search_tells(portal, chorus):
    (page,) = chorus.search_commitments(CommitmentSearch(number=ORDERED))
    (row,) = page.rows
    assert (row.kind, row.state, row.total, row.currency) == (
        "BON_DE_COMMANDE",
        "COMMANDE",
        6000,
        "EUR",
    )
    assert (row.service_code, row.supplier) == ("AAASCPV", DEMO)
    assert row.has_documents
    (page,) = chorus.search_commitments(CommitmentSearch(number=WAITING))
    assert page.rows[0].has_documents is False


def test_a_search_goes_to_its_last_page(portal, chorus):
    for number in range(23):
        values = {"number": f"16{number:08d}", "supplier": DEMO, "days": number}
        portal.control("commitments", values | {"contract": "C", "lines": [100]})
    search = CommitmentSearch(contract_number="C")
    pages = list(chorus.search_commitments(search, page_size=10))
    assert [len(page.rows) for page in pages] == [10, 10, 3]
    found = [row.number for page in pages for row in page.rows]
    assert found == [f"16{number:08d}" for number in range(23)]
    assert {page.total for page in pages} == {23}


def test_a_commitment_in_detail(portal, chorus):
    found = chorus.read_commitment(ORDERED)
    assert (found.number, found.state) == (ORDERED, "COMMANDE")
    assert (found.issuer, found.service_code) == (STATE, "AAASCPV")
    assert found.supplier == DEMO
    assert [(line.number, line.total) for line in found.lines] == [
        ("1", 4000),
        ("2", 2000),
    ]
    assert found.payment_requests == ()
    (only,) = chorus.read_commitment(TWO_FILES).lines
    assert only.total == 1200


def test_what_was_invoiced_on_a_commitment_is_told(portal, chorus):
    values = {"supplier": DEMO, "recipient": STATE, "service": "AAASCPV"}
    values |= {"commitment": ORDERED, "status": "MISE_A_DISPOSITION"}
    for number, total in (("A1", 1000), ("A2", 500)):
        draft = values | {"number": number, "total": total}
        identifier = portal.control("drafts", draft)["id"]
    other = {"number": "A3", "recipient": PLAIN, "service": "", "total": 1}
    portal.control("drafts", values | other)
    set_status(portal, str(identifier), "MANDATEE", mandate="M")
    requests = chorus.read_commitment(ORDERED).payment_requests
    assert [(r.number, r.total, r.state) for r in requests] == [
        ("A1", 1000, "MISE_A_DISPOSITION"),
        ("A2", 500, "MANDATEE"),
    ]
    assert requests[1].chorus_invoice_id == str(identifier)
    assert requests[0].kind == "FACTURE" and isinstance(requests[0].issued_on, date)


def test_the_documents_of_a_commitment(portal, chorus):
    one = chorus.read_commitment_documents(ORDERED)
    assert one.extension == "pdf" and one.content.startswith(b"%PDF")
    several = chorus.read_commitment_documents(TWO_FILES)
    assert several.extension == "zip"
    with zipfile.ZipFile(io.BytesIO(several.content)) as archive:
        assert len(archive.namelist()) == 2 and archive.testzip() is None
    assert chorus.read_commitment_documents(WAITING) is None


@pytest.mark.parametrize(
    "read", [CommitmentCalls.read_commitment, CommitmentCalls.read_commitment_documents]
)
@pytest.mark.parametrize("number", [FOREIGN, "9", ""])
def test_a_commitment_of_another_or_of_none_is_refused(portal, chorus, read, number):
    with pytest.raises(Rejected):
        read(chorus, number)


def test_a_changed_commitment(portal, chorus):
    change = {"number": WAITING, "state": "COMMANDE", "lines": [100, 200]}
    portal.control("commitments", change)
    found = chorus.read_commitment(WAITING)
    assert found.state == "COMMANDE" and len(found.lines) == 2
    (page,) = chorus.search_commitments(CommitmentSearch(number=WAITING))
    assert page.rows[0].total == 300


def test_a_403_names_the_family(portal, chorus):
    family = "engagementsJuridiques"
    portal.control("settings", {"unsubscribed_families": [family]})
    for call in (
        lambda: next(chorus.search_commitments(CommitmentSearch())),
        lambda: chorus.read_commitment(ORDERED),
    ):
        with pytest.raises(ConfigurationError) as caught:
            call()
        assert (caught.value.cause, caught.value.family) == ("subscription", family)


@pytest.mark.parametrize(
    "odd", ["5", '"text"', "NaN", "[1, null]", '[["x"]]', "{}", '{"pieceJointe": 1}']
)
def test_odd_answers_are_skipped_or_named(portal, chorus, odd):
    body = f'{{"codeRetour": 0, "listeEngagementJuridique": {odd}}}'
    fault(portal, "wrong_json", SEARCH, body=body)
    try:
        assert len(list(chorus.search_commitments(CommitmentSearch()))) == 1
    except ProtocolError as error:
        assert "listeEngagementJuridique" in str(error)
    names = "emetteur recepteur lignePoste demandePaiement".split()
    fields = ", ".join(f'"{name}": {odd}' for name in names)
    detail = "engagementsJuridiques/consulterDetail"
    fault(portal, "wrong_json", detail, body=f'{{"codeRetour": 0, {fields}}}')
    found = chorus.read_commitment(ORDERED)
    assert found.number == "" and len(found.lines) <= 1
    body = f'{{"codeRetour": 0, "pieceJointe": {odd}}}'
    fault(portal, "wrong_json", DOCUMENT, body=body)
    if odd == '"text"':
        assert chorus.read_commitment_documents(ORDERED).extension == "bin"
    elif odd == "NaN" or "pieceJointe" not in odd:
        assert chorus.read_commitment_documents(ORDERED) is None


def test_the_portal_is_down(portal, chorus):
    portal.control("settings", {"maintenance": True})
    with pytest.raises(Unavailable):
        numbers(chorus)
    with pytest.raises(Unavailable):
        chorus.read_commitment_documents(ORDERED)


@pytest.mark.parametrize("path", samples("engagements_rechercher.json"))
def test_a_sample_is_read(path):
    sample = json.loads(path.read_text("utf-8"))
    page = CommitmentPage.read(sample["response"])
    (row,) = page.rows
    (seen,) = sample["response"]["listeEngagementJuridique"]
    assert (row.number, row.total, row.service_code) == (
        seen["numeroEngagementJuridique"],
        seen["montantTotalTtc"],
        seen["codeServiceExecutant"],
    )
    assert row.notified_on == date.fromisoformat(seen["dateNotificationEJ"][:10])
    assert row.has_documents is None
    ours = CommitmentSearch(number=row.number).write(1, 10)
    assert set(ours) <= set(sample["request"])
    assert ours["parametresRecherche"] == sample["request"]["parametresRecherche"]


def test_older_keys_are_read():
    old = CommitmentRow.read(
        {
            "codeServiceExecutantEmetteur": "S",
            "libelleServiceExecutantEmetteur": "Service",
            "dateCreationEJ": "2016-01-02T00:00:00+01:00",
        }
    )
    assert (old.service_code, old.service_name) == ("S", "Service")
    assert old.notified_on == date(2016, 1, 2)
    single = {"lignePoste": {"numeroDePoste": 1, "montantTtcPoste": "12.5"}}
    (line,) = Commitment.read(single).lines
    assert (line.number, line.total) == ("1", 12.5)


def test_a_commitment_of_another_supplier(second):
    found = second.ok("engagementsJuridiques/rechercher")
    (row,) = found["listeEngagementJuridique"]
    assert row["numeroEngagementJuridique"] == FOREIGN
    assert row["identifiantStructureReceptrice"] == SECOND
