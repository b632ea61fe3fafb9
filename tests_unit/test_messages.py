"""What the client reads: pages to the last, histories, dates, identifiers, oddities."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from chorus_api import ChorusError, InvoiceSearch
from chorus_api.messages import (
    FlowReport,
    History,
    InvoicePage,
    Structure,
    StructurePage,
    history_request,
    structure_request,
)
from chorus_api.values import parse_day, parse_moment
from tests_unit.client_tools import SEARCH, calls, fault
from tests_unit.simulator_client import samples
from tests_unit.simulator_files import DEMO, PLAIN, SERVICE, cii, tar_gz

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

HISTORY = "factures/consulter/historique"
BIG = 9_007_199_254_740_993  # the first whole number that a float cannot hold


def draft(portal, number, **values):
    values = {"supplier": DEMO, "recipient": PLAIN, "total": 120} | values
    return portal.control("drafts", {"number": number} | values)["id"]


def numbers_of(pages):
    return [row.invoice_number for page in pages for row in page.rows]


# -- Pages of a search ---------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "page_size", "pages"),
    [(0, 10, 1), (10, 10, 1), (11, 10, 2), (101, 50, 3), (250, 200, 2)],
)
def test_a_search_comes_back_whole(portal, chorus, count, page_size, pages):
    expected = [f"F{index:03d}" for index in range(count)]
    if count:
        lot = tar_gz({f"{number}.xml": cii(number) for number in reversed(expected)})
        chorus.deposit_flow("lot.tar.gz", lot, "IN_DP_E1_CII_16B")
        portal.advance(120)
    found = list(chorus.search_invoices(InvoiceSearch(), page_size=page_size))
    assert numbers_of(found) == expected
    assert [page.page for page in found] == list(range(1, pages + 1))
    asked = [c["body"]["rechercheFactureParFournisseur"] for c in calls(portal, SEARCH)]
    assert [page["pageResultatDemandee"] for page in asked] == [p.page for p in found]
    for page in asked:
        assert page["nbResultatsParPage"] == page_size
        assert page["nbResultatsMaximum"] > 200
        assert (page["triColonne"], page["triSens"]) == ("NumeroFacture", "Ascendant")


def test_a_search_comes_back_whole_where_the_portal_grants_smaller_pages(
    portal, chorus
):
    for index in range(12):
        draft(portal, f"F{index:02d}")
    portal.control("settings", {"page_size_cap": 5})
    found = list(chorus.search_invoices(InvoiceSearch()))
    assert [len(page.rows) for page in found] == [5, 5, 2]
    assert len(set(numbers_of(found))) == 12


def test_a_search_goes_on_from_a_page(portal, chorus):
    for index in range(12):
        draft(portal, f"F{index:02d}")
    pages = chorus.search_invoices(InvoiceSearch(), first_page=2, page_size=5)
    assert numbers_of(pages) == [f"F{index:02d}" for index in range(5, 12)]
    assert len(calls(portal, SEARCH)) == 2


def test_a_page_that_fails_can_be_asked_for_again(portal, chorus):
    for index in range(12):
        draft(portal, f"F{index:02d}")
    pages = chorus.search_invoices(InvoiceSearch(), page_size=5)
    first = next(pages)
    fault(portal, "status", SEARCH, status=503)
    with pytest.raises(ChorusError):
        next(pages)
    rest = chorus.search_invoices(
        InvoiceSearch(), first_page=first.page + 1, page_size=5
    )
    found = numbers_of([first, *rest])
    assert found == [f"F{index:02d}" for index in range(12)]


def test_criteria_reach_the_portal_in_its_own_forms(portal, chorus):
    draft(portal, "F1", at="2026-07-01T10:00:00")
    draft(portal, "F2", at="2026-07-02T10:00:00")
    search = InvoiceSearch(
        status_since=datetime(2026, 7, 2, 7, 59, 59),
        deposited_from=date(2026, 7, 1),
        deposited_to=date(2026, 7, 3),
    )
    assert numbers_of(chorus.search_invoices(search)) == ["F2"]
    (call,) = calls(portal, SEARCH)
    assert call["body"]["periodeDateHeureEtatCourantDu"] == "2026-07-02T09:59:59"
    assert call["body"]["periodeDateDepotDu"] == "2026-07-01"
    assert call["body"]["periodeDateDepotAu"] == "2026-07-03"
    assert "periodeDateHeureEtatCourantAu" not in call["body"]
    assert call["unknown_fields"] == []


def test_a_row_carries_what_identifies_an_invoice(portal, chorus):
    values = {
        "service": "SERVICE_DEST_SERV_OBL",
        "commitment": "EJ1",
        "date": "2026-05-02",
    }
    identifier = draft(portal, "F1", recipient=SERVICE, **values)
    told = {"status": "REJETEE", "comment": "Double", "at": "2026-06-01T09:30:15.900"}
    portal.control("invoices/F1/status", told)
    (page,) = chorus.search_invoices(InvoiceSearch(invoice_number="F1"))
    (row,) = page.rows
    assert row.chorus_invoice_id == str(identifier)
    assert (row.supplier, row.recipient) == (DEMO, SERVICE)
    assert (row.status, row.comment) == ("REJETEE", "Double")
    assert row.status_at == datetime(2026, 6, 1, 7, 30, 15)
    assert row.invoice_date == date(2026, 5, 2)
    assert (row.total, row.currency) == (120.0, "EUR")
    assert (row.service_code, row.commitment_number) == (values["service"], "EJ1")


def test_a_flow_is_found_by_its_number(portal, chorus):
    first = chorus.deposit_flow("a.xml", cii("A1"), "IN_DP_E1_CII_16B")
    chorus.deposit_flow("b.xml", cii("B1"), "IN_DP_E1_CII_16B")
    portal.advance(120)
    search = InvoiceSearch(flow_number=first.flow_number)
    (page,) = chorus.search_invoices(search)
    assert [(r.invoice_number, r.flow_number) for r in page.rows] == [
        ("A1", first.flow_number)
    ]


# -- History -------------------------------------------------------------------


def test_a_history_longer_than_a_page_comes_back_whole_with_its_three_lists(
    portal, chorus
):
    identifier = str(draft(portal, "F1", at="2026-01-01T00:00:00"))
    for index in range(204):
        at = f"2026-02-{1 + index // 24:02d}T{index % 24:02d}:00:00"
        portal.control("invoices/F1/status", {"status": "SERVICE_FAIT", "at": at})
    for at in ("2026-01-02T10:00:00", "2026-03-01T10:00:00"):
        portal.control("invoices/F1/events", {"label": "Note", "who": "x", "at": at})
    person = {"first_name": "Léa", "last_name": "Dubois"}
    action = {"code": "ACQUITTEMENT_REJET", "agent": person, "at": "2026-01-03"}
    portal.control("invoices/F1/actions", action)
    history = chorus.read_history(identifier)
    kinds = [event.kind for event in history.events]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "status": 205,
        "event": 2,
        "action": 1,
    }
    moments = [event.at for event in history.events]
    assert moments == sorted(moments)
    assert kinds[:3] == ["status", "event", "action"] and kinds[-1] == "event"
    assert history.events[2].author == "Léa Dubois"
    assert history.current_status == "SERVICE_FAIT"
    asked = [call["body"] for call in calls(portal, HISTORY)]
    assert len(asked) == 2
    assert all(body["nbResultatsMaximum"] > 200 for body in asked)


def test_the_current_status_is_not_the_last_by_time(portal, chorus):
    identifier = str(draft(portal, "F1"))
    late = {"status": "SUSPENDUE", "at": "2026-05-05T10:00:00"}
    early = {"status": "SERVICE_FAIT", "at": "2026-05-04T10:00:00"}
    for told in (late, early):
        portal.control("invoices/F1/status", told)
    history = chorus.read_history(identifier)
    assert history.current_status == "SERVICE_FAIT"
    codes = [e.code for e in history.events if e.code != "BROUILLON"]
    assert codes == ["SERVICE_FAIT", "SUSPENDUE"]


def test_events_of_one_minute_keep_the_order_of_their_numbers():
    lines = [
        {"histoStatutId": i, "histoStatutCode": c, "histoStatutDatePassage": at}
        for i, c, at in [
            (10, "C", "2026-01-01 10:00"),
            (9, "B", "2026-01-01 10:00"),
            (11, "A", "2025-12-31 10:00"),
        ]
    ]
    history = History.read({"historiquesDesStatuts": {"histoStatut": lines}})
    assert [event.code for event in history.events] == ["A", "B", "C"]


def test_events_without_a_number_are_kept_apart():
    lines = [
        {"evenementLibelle": text, "evenementDateHeure": "2026-03-02 10:00"}
        for text in ("Relance", "Appel")
    ]
    answer = {"historiquesDesEvenementsComplementaires": {"evenement": lines}}
    events = History.read(answer).events
    assert len({event.remote_id for event in events}) == 2


@pytest.mark.parametrize("path", samples("historique.response.json"))
def test_a_sample_of_a_history_is_read(path):
    sample = json.loads(path.read_text(encoding="utf-8"))
    lines = sample["historiquesDesStatuts"]["histoStatut"][::-1]
    events = History.read(sample).events
    assert [one.code for one in events] == [one["histoStatutCode"] for one in lines]
    assert [f"{paris(one.at):%Y-%m-%d %H:%M}" for one in events] == [
        one["histoStatutDatePassage"] for one in lines
    ]
    assert History.read(sample).current_status == events[-1].code


def paris(moment):
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Paris"))


def test_a_moment_is_read_in_the_time_of_its_season():
    """The clocks go forward on 29 March 2026."""
    (ours, *_others) = samples("historique.response.json")
    history = History.read(json.loads(ours.read_text(encoding="utf-8")))
    assert [event.at for event in history.events] == [
        datetime(2026, 3, 28, 16, 31),
        datetime(2026, 3, 28, 16, 40),
        datetime(2026, 3, 30, 6, 5),
    ]


# -- Lists that come without brackets ------------------------------------------


REPORTS = {"operation": "consulterCRDetaille", "times": None}


@pytest.mark.parametrize("bare", [True, False])
def test_one_error_of_a_flow_is_read_whichever_way_it_comes(portal, chorus, bare):
    if bare:
        portal.control("faults", {"kind": "bare_lists"} | REPORTS)
    wrong = cii("F1", recipient="00000000000000")
    number = chorus.deposit_flow("a.xml", wrong, "IN_DP_E1_CII_16B").flow_number
    portal.advance(120)
    report = chorus.read_flow_report(number)
    assert report.status == "IN_REJETE"
    (error,) = report.invoice_errors
    assert (error.invoice_number, error.supplier) == ("F1", DEMO)
    assert error.recipient == "00000000000000" and error.text
    assert report.technical_errors == ()


def test_several_errors_and_technical_ones_are_all_read(portal, chorus):
    lot = {"1.xml": cii("F1", recipient="0"), "2.xml": cii("F2", recipient="0")}
    lot = tar_gz(lot | {"3.xml": b"no XML"})
    number = chorus.deposit_flow("a.tar.gz", lot, "IN_DP_E1_CII_16B").flow_number
    portal.advance(120)
    report = chorus.read_flow_report(number)
    assert {error.invoice_number for error in report.invoice_errors} == {"F1", "F2"}
    (technical,) = report.technical_errors
    assert "3.xml" in technical


@pytest.mark.parametrize("path", samples("consulterCRDetaille.json"))
def test_a_sample_of_a_report_is_read(path):
    """Its one error comes without brackets."""
    answer = json.loads(path.read_text(encoding="utf-8"))["response"]
    report = FlowReport.read(answer)
    assert report.status == "IN_INTEGRE_PARTIEL"
    told = answer["dateHeureEtatCourantFlux"][:19]
    assert f"{paris(report.status_at):%Y-%m-%dT%H:%M:%S}" == told
    (error,) = report.invoice_errors
    assert error.invoice_number == answer["listeErreurDP"]["numeroDP"]
    assert error.text == answer["listeErreurDP"]["libelleErreurDP"].strip()


def test_lists_of_one_element_are_read_without_their_brackets():
    row = {"identifiantFactureCPP": 1, "numeroFacture": "F1"}
    assert InvoicePage.read({"listeFactures": row}, 1).rows[0].invoice_number == "F1"
    found = StructurePage.read({"listeStructures": {"idStructureCPP": 5}})
    assert found.rows[0].structure_ref == "5"
    line = {"histoStatutId": 1, "histoStatutCode": "DEPOSEE"}
    history = History.read({"historiquesDesStatuts": {"histoStatut": line}})
    assert [event.code for event in history.events] == ["DEPOSEE"]


@pytest.mark.parametrize("nothing", [None, [], {}, "", 0])
def test_an_absent_list_is_empty(nothing):
    assert (
        FlowReport.read(
            {"etatCourantDepotFlux": "IN_RECU", "listeErreurTechnique": nothing}
        ).technical_errors
        == ()
    )
    assert InvoicePage.read({"parametresRetour": {"pages": 0}}, 1).rows == ()


# -- Structures ----------------------------------------------------------------


def test_structures_are_found_and_read(portal, chorus):
    (found,) = chorus.find_structures(SERVICE)
    assert (found.identifier, found.active) == (SERVICE, True)
    structure = chorus.read_structure(found.structure_ref)
    assert structure.service_required and not structure.commitment_required
    assert structure.password_expires_at is None
    (inactive,) = chorus.find_structures("12345678200077")
    assert not inactive.active
    assert chorus.find_structures("0" * 14) == ()
    (own,) = chorus.find_structures(DEMO)
    assert chorus.read_structure(own.structure_ref).password_expires_at is not None


# -- Dates ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018-02-16T15:10:25.536+01:00", datetime(2018, 2, 16, 14, 10, 25)),
        ("2018-07-16T15:10:25.536+02:00", datetime(2018, 7, 16, 13, 10, 25)),
        ("2018-07-16T15:10:25Z", datetime(2018, 7, 16, 15, 10, 25)),
        ("2018-07-16T23:30:00-04:00", datetime(2018, 7, 17, 3, 30)),
        ("2018-01-16 15:10", datetime(2018, 1, 16, 14, 10)),  # winter in Paris
        ("2018-07-16 15:10", datetime(2018, 7, 16, 13, 10)),  # summer
        ("2018-07-16T00:30:00", datetime(2018, 7, 15, 22, 30)),
        ("2018-07-16", datetime(2018, 7, 15, 22, 0)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30)),  # twice that night
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, 30)),  # never that night
    ],
)
def test_a_moment_is_read_as_utc(value, expected):
    assert parse_moment(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018-04-19", date(2018, 4, 19)),
        ("2018-04-19T23:59:59.000+02:00", date(2018, 4, 19)),
        ("2018-04-19 11:30", date(2018, 4, 19)),
    ],
)
def test_a_day_is_the_one_that_is_written(value, expected):
    assert parse_day(value) == expected


@pytest.mark.parametrize(
    "value",
    ["", "hier", "19/04/2018", "2018-13-01", "2018-02-30 10:00", "1523456789012", "{}"],
)
def test_garbage_is_no_date(value, caplog):
    assert parse_moment(value) is None
    assert parse_day(value) is None
    assert "unknown form" in caplog.text or not value
    assert not value or value not in caplog.text


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-05:00"])
def test_a_moment_at_the_edge_of_time_breaks_nothing(value):
    """Some systems write an absent date so."""
    found = parse_moment(value)
    assert found is None or found.year in (1, 9999)


# -- Identifiers ---------------------------------------------------------------


@pytest.mark.parametrize("sent", [BIG, str(BIG)])
def test_an_identifier_of_64_bits_survives_the_way_there_and_back(sent):
    (row,) = InvoicePage.read(
        {"listeFactures": [{"identifiantFactureCPP": sent}]}, 1
    ).rows
    assert row.chorus_invoice_id == str(BIG)
    assert (
        json.loads(json.dumps(history_request(row.chorus_invoice_id, 1, 9)))[
            "idFacture"
        ]
        == BIG
    )
    general = {"informationGenerales": {"idStructureCPP": sent}}
    structure = Structure.read(general)
    assert structure.structure_ref == str(BIG)
    assert structure_request(structure.structure_ref)["idStructureCPP"] == BIG


def test_a_siret_that_comes_as_a_number_stays_a_siret():
    page = StructurePage.read(
        {"listeStructures": {"identifiantStructure": 73282932000074}}
    )
    assert page.rows[0].identifier == DEMO
