"""Answers that hold what they should not: skipped, or a failure that callers know."""

import pytest

from chorus_api import ChorusError, InvoiceSearch
from chorus_api.messages import DepositReceipt
from tests_unit.client_tools import DEPOSIT, SEARCH, calls, fault
from tests_unit.simulator_files import DEMO, cii

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

HISTORY = "factures/consulter/historique"
ODD = ["5", "true", '"text"', "NaN", "1e999", "[1, null]", '[["x"]]', "{}"]
FIELDS = {
    SEARCH: ["listeFactures", "parametresRetour"],
    HISTORY: ["historiquesDesStatuts", "statutCourantCode"],
    "transverses/consulterCRDetaille": ["listeErreurDP", "listeErreurTechnique"],
    "structures/rechercher": ["listeStructures"],
    "structures/consulter": ["informationGenerales", "parametres"],
}
OPERATIONS = {
    SEARCH: lambda chorus: list(chorus.search_invoices(InvoiceSearch())),
    HISTORY: lambda chorus: chorus.read_history("1"),
    "transverses/consulterCRDetaille": lambda chorus: chorus.read_flow_report("CPP1"),
    "structures/rechercher": lambda chorus: chorus.find_structures(DEMO),
    "structures/consulter": lambda chorus: chorus.read_structure("1"),
}


@pytest.mark.parametrize("operation", FIELDS)
@pytest.mark.parametrize("odd", ODD)
def test_a_field_of_another_type_never_breaks_the_reader(
    portal, chorus, operation, odd
):
    for field in FIELDS[operation]:
        body = (
            f'{{"codeRetour": 0, "etatCourantDepotFlux": "IN_RECU", "{field}": {odd}}}'
        )
        fault(portal, "wrong_json", operation, body=body)
        try:
            OPERATIONS[operation](chorus)
        except ChorusError as error:
            assert str(error)
    assert len(calls(portal, operation)) == len(FIELDS[operation])


@pytest.mark.parametrize("odd", ["NaN", "1e999", "-1", '"many"', "[]"])
def test_a_count_of_pages_that_is_no_count_ends_the_search(portal, chorus, odd):
    body = f'{{"codeRetour": 0, "parametresRetour": {{"pages": {odd}}}}}'
    fault(portal, "wrong_json", SEARCH, body=body)
    try:
        pages = list(chorus.search_invoices(InvoiceSearch()))
    except ChorusError as error:
        assert str(error)
    else:
        assert len(pages) == 1
    assert len(calls(portal, SEARCH)) == 1


@pytest.mark.parametrize(
    ("operation", "search"),
    [
        (SEARCH, lambda chorus: list(chorus.search_invoices(InvoiceSearch()))),
        ("structures/rechercher", lambda chorus: chorus.find_structures(DEMO)),
        ("structures/rechercher/services", lambda chorus: chorus.list_services("1")),
    ],
)
def test_pages_without_rows_end_a_search(portal, chorus, operation, search):
    body = '{"codeRetour": 0, "parametresRetour": {"pages": 1000000}}'
    fault(portal, "wrong_json", operation, body=body, times=None)
    assert sum(len(getattr(page, "rows", ())) for page in search(chorus)) == 0
    assert len(calls(portal, operation)) == 1


@pytest.mark.parametrize("odd", ['{"a": 1}', '["CPP1"]', "true"])
def test_a_flow_number_is_a_text(portal, chorus, odd):
    body = f'{{"codeRetour": 0, "numeroFluxDepot": {odd}}}'
    fault(portal, "wrong_json", DEPOSIT, when="after", body=body)
    with pytest.raises(ChorusError):
        chorus.deposit_flow("a.xml", cii(), "IN_DP_E1_CII_16B")
    assert len(calls(portal, DEPOSIT)) == 1


def test_a_flow_number_that_comes_as_a_number_is_taken():
    assert DepositReceipt.read({"numeroFluxDepot": 123}).flow_number == "123"


@pytest.mark.parametrize("status", [200, 400])
def test_characters_that_no_database_takes_are_left_out(portal, chorus, status):
    body = (
        '{"codeRetour": 20000, "etatCourantDepotFlux": "IN_RECU\\u0000",'
        ' "libelle": "inconnu\\u0000 \\ud83d", "listeErreurDP": ['
        '{"numeroDP": "F\\u00001", "libelleErreurDP": "\\ud83d refus"}]}'
    )
    operation = "transverses/consulterCRDetaille"
    if status == 200:
        body = body.replace("20000", "0")
        fault(portal, "wrong_json", operation, body=body)
        report = chorus.read_flow_report("CPP1")
        assert report.status == "IN_RECU"
        (error,) = report.invoice_errors
        assert (error.invoice_number, error.text) == ("F1", "refus")
    else:
        fault(portal, "status", operation, status=400, body=body)
        with pytest.raises(ChorusError, match="^inconnu$"):
            chorus.read_flow_report("CPP1")
