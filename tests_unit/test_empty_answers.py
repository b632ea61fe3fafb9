"""That there is nothing, and an answer that says nothing; identifiers that are none."""

import json

import pytest

from chorus_api import ChorusError, InvoiceSearch, ProtocolError, Rejected
from chorus_api.messages import (
    Attachment,
    CommitmentPage,
    CommitmentSearch,
    FlowReport,
    HistoryEvent,
    InvoicePage,
    InvoiceRow,
    RecipientPage,
    ServicePage,
    StructurePage,
    by_time,
    complete_request,
    details_request,
    history_request,
    recycle_request,
    rejections_request,
    validator_request,
)
from tests_unit.client_tools import SEARCH, calls, fault
from tests_unit.simulator_files import DEMO

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

PAGES = {
    "listeFactures": lambda answer: InvoicePage.read(answer, 1),
    "listeStructures": StructurePage.read,
    "listeServices": ServicePage.read,
    "listeEngagementJuridique": CommitmentPage.read,
    "listeDestinataires": RecipientPage.read,
}
SEARCHES = {
    SEARCH: lambda chorus: list(chorus.search_invoices(InvoiceSearch())),
    "structures/rechercher": lambda chorus: chorus.find_structures(DEMO),
    "structures/rechercher/services": lambda chorus: chorus.list_services("1"),
    "engagementsJuridiques/rechercher": lambda chorus: list(
        chorus.search_commitments(CommitmentSearch())
    ),
    "transverses/rechercher/destinataire": lambda chorus: list(
        chorus.search_recipients("Lyon")
    ),
}


def rows_of(found):
    return [row for page in found for row in getattr(page, "rows", [page])]


# -- Nothing, or nothing said --------------------------------------------------


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize(
    "rest", [{"total": 0}, {"pages": 0}, {"pages": "0"}, {"pages": 1, "total": 0}]
)
@pytest.mark.parametrize("rows", [None, []])
def test_a_count_tells_that_there_is_nothing(key, rest, rows):
    assert PAGES[key]({"parametresRetour": rest}).rows == ()
    answer = {key: rows, "parametresRetour": rest}
    assert PAGES[key](answer).rows == ()


@pytest.mark.parametrize("key", PAGES)
def test_an_empty_list_tells_that_there_is_nothing(key):
    assert PAGES[key]({key: []}).rows == ()


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize("rest", [None, {}, "1", {"pages": "many"}, {"total": None}])
@pytest.mark.parametrize("odd", [None, 5, "text", [1, None], [["x"]]])
def test_an_answer_without_rows_and_count_says_nothing(key, rest, odd):
    with pytest.raises(ProtocolError, match=key):
        PAGES[key]({"codeRetour": 0, key: odd, "parametresRetour": rest})


@pytest.mark.parametrize("key", PAGES)
def test_rows_that_cannot_be_read_are_not_none(key):
    counted = {"parametresRetour": {"pages": 1, "total": 1}}
    with pytest.raises(ProtocolError, match=key):
        PAGES[key]({key: ["text"]} | counted)


@pytest.mark.parametrize("operation", SEARCHES)
def test_a_search_that_covered_nothing_is_not_one_that_found_nothing(
    portal, chorus, operation
):
    body = json.dumps({"codeRetour": 0, "libelle": "TRA_MSG_00.000"})
    fault(portal, "wrong_json", operation, body=body)
    with pytest.raises(ProtocolError):
        SEARCHES[operation](chorus)


@pytest.mark.parametrize("operation", SEARCHES)
@pytest.mark.parametrize("status", [200, 400])
def test_a_search_may_say_as_an_error_that_there_is_nothing(
    portal, chorus, operation, status
):
    body = json.dumps({"codeRetour": 20000, "libelle": "TRA_MSG_00.015"})
    fault(portal, "status", operation, status=status, body=body)
    assert rows_of(SEARCHES[operation](chorus)) == []
    assert len(calls(portal, operation)) == 1


@pytest.mark.parametrize("operation", SEARCHES)
def test_another_refusal_of_a_search_is_one(portal, chorus, operation):
    body = json.dumps({"codeRetour": 20000, "libelle": "GDP_MSG_11.008"})
    fault(portal, "status", operation, status=200, body=body)
    with pytest.raises(Rejected):
        SEARCHES[operation](chorus)


# -- Identifiers of the portal -------------------------------------------------

NO_IDENTIFIERS = [
    "",
    " ",
    "A12",
    "1.5",
    "-1",
    "²",
    "\u0661\u0662",
    "9" * 20,
    None,
    True,
    [1],
]


@pytest.mark.parametrize("identifier", NO_IDENTIFIERS)
def test_a_row_without_an_identifier_is_left_out(identifier):
    rows = [
        {"numeroFacture": "F1", "identifiantFactureCPP": identifier},
        {"numeroFacture": "F2", "identifiantFactureCPP": 7},
        {"numeroFacture": "F3"},
    ]
    (row,) = InvoicePage.read({"listeFactures": rows}, 1).rows
    assert (row.invoice_number, row.chorus_invoice_id) == ("F2", "7")


def test_a_page_of_which_no_row_has_an_identifier_is_not_empty():
    rows = [{"numeroFacture": "F1"}, {}]
    with pytest.raises(ProtocolError):
        InvoicePage.read({"listeFactures": rows, "parametresRetour": {"total": 2}}, 1)


@pytest.mark.parametrize("identifier", ["", "A12", "²", "9" * 5000])
@pytest.mark.parametrize(
    "write",
    [
        lambda identifier: history_request(identifier, 1, 10),
        details_request,
        lambda identifier: complete_request(identifier, "", []),
        lambda identifier: complete_request("1", "", [Attachment(identifier, "a")]),
        lambda identifier: recycle_request(identifier, DEMO, "", "", ""),
        lambda identifier: rejections_request([identifier]),
        lambda identifier: validator_request(identifier, DEMO),
    ],
)
def test_nothing_is_asked_about_what_is_no_identifier(write, identifier):
    with pytest.raises(ChorusError):
        write(identifier)


@pytest.mark.parametrize("remote_id", ["²", "9" * 5000, "2026-03-02 DEPOSEE"])
def test_an_event_without_a_number_is_sorted(remote_id):
    event = HistoryEvent("status", remote_id, "DEPOSEE", None)
    assert by_time(event)[1] == 0


# -- SIRETs that came as numbers -----------------------------------------------


@pytest.mark.parametrize(
    ("sent", "siret"),
    [
        (5560850000012, "05560850000012"),
        ("5560850000012", "05560850000012"),
        (560850000012, "00560850000012"),
        (73282932000074, DEMO),
        (DEMO, DEMO),
        (12345678901, "12345678901"),
        ("FR12345678901", "FR12345678901"),
        ("\u0661" * 13, "\u0661" * 13),
        (None, ""),
    ],
)
def test_a_siret_that_came_as_a_number_has_its_zeros_back(sent, siret):
    row = InvoiceRow.read({"codeFournisseur": sent, "codeDestinataire": sent})
    assert (row.supplier, row.recipient) == (siret, siret)
    structures = {"listeStructures": {"identifiantStructure": sent}}
    assert StructurePage.read(structures).rows[0].identifier == siret
    error = {"identifiantFournisseur": sent, "identifiantDestinataire": sent}
    report = {"etatCourantDepotFlux": "IN_REJETE", "listeErreurDP": error}
    (found,) = FlowReport.read(report).invoice_errors
    assert (found.supplier, found.recipient) == (siret, siret)
