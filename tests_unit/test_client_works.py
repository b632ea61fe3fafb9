"""Works pieces as the client finds them, and which operations leave it, over HTTP."""

import re
from datetime import timedelta

import pytest

from chorus_api import (
    ChorusClient,
    ConfigurationError,
    UnlistedOperation,
    WorksSearch,
)
from chorus_api.allowed import OPERATIONS, WORKS_FAMILY
from chorus_api.client import OPTIONAL_FAMILIES
from chorus_api.frameworks import FRAMEWORKS
from chorus_api.messages import WorksPage, WorksRow
from chorus_api.roles import OWNER, RECIPIENT, SUPERVISOR, SUPPLIER
from chorus_api.works import WORKS_TYPE_OF
from tests_unit.client_tools import calls, connection
from tests_unit.simulator_client import ROOT
from tests_unit.simulator_files import DEMO, PLAIN, SECOND

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

SEARCH = "facturesTravaux/rechercher"
PATH = re.compile(r'"([a-zA-Z]+/v1/[\w/-]+)"')
# Deduced from older paths: they may exist, and nobody has seen them (A 6).
GUESSED = (
    "soumettre",
    "rechercher/atraiter",
    "consulter",
    "consulter/dossierfacturation",
    "completer",
    "completermoe",
    "recycler",
    "refuser",
    "demander/recyclage",
)
SAMPLE = {
    "identifiantDestinataire": "00000000013456",
    "identifiantFournisseur": "00000000000727",
    "dateDepot": "2019-07-11",
    "dateFactureTravaux": "2019-07-11",
    "dateHeureEtatCourant": "2019-07-11T15:45:39.674+02:00",
    "devise": "EUR",
    "idDestinataire": "25784152",
    "idFactureTravaux": "4100169",
    "montantAPayer": "10",
    "montantHT": "10",
    "montantTTC": "20",
    "numeroFactureTravaux": "20190711-1",
    "statutFactureTravaux": "A_ASSOCIER_MOA",
    "typeDemandePaiement": "FACTURE_TRAVAUX",
    "typeFactureTravaux": "PROJET_DECOMPTE_MENSUEL",
}


def piece(portal, number="D1", framework="A4", **values):
    """A works piece of the demo company; its identifier as a text."""
    draft = {"supplier": DEMO, "recipient": PLAIN, "total": 120, "status": "DEPOSEE"}
    given = draft | {"number": number, "framework": framework} | values
    return str(portal.control("drafts", given)["id"])


def found(chorus, **criteria):
    pages = chorus.search_works(WorksSearch(**criteria))
    return [row for page in pages for row in page.rows]


def numbers(chorus, **criteria):
    return [row.number for row in found(chorus, **criteria)]


# -- The search ----------------------------------------------------------------


def test_a_row(portal, chorus):
    identifier = piece(
        portal, untaxed=100, market="M1", status="MISE_A_DISPOSITION_MOE"
    )
    piece(portal, "F1", framework="A1")
    (row,) = found(chorus)
    assert (row.chorus_invoice_id, row.number) == (identifier, "D1")
    assert (row.status, row.works_type) == (
        "MISE_A_DISPOSITION_MOE",
        "PROJET_DECOMPTE_MENSUEL",
    )
    assert (row.untaxed, row.total, row.amount_due) == (100.0, 120.0, 120.0)
    assert (row.supplier, row.recipient, row.currency) == (DEMO, PLAIN, "EUR")
    assert row.status_at.tzinfo is None and row.piece_date and row.deposited_on
    # Nobody has seen it told.
    assert (row.framework, row.contract_number) == ("", "")
    (call,) = calls(portal, SEARCH)
    assert call["unknown_fields"] == []
    assert call["body"]["roleUtilisateur"] == SUPPLIER


def test_the_sample_is_read_and_what_it_does_not_tell():
    row = WorksRow.read(SAMPLE)
    assert (row.chorus_invoice_id, row.untaxed, row.total) == ("4100169", 10.0, 20.0)
    assert (row.status, row.framework) == ("A_ASSOCIER_MOA", "")
    told = {"cadreFacturation": "A15_ETAT_ACOMPTE_MOE", "numeroMarche": "M1"}
    row = WorksRow.read(SAMPLE | told)
    assert (row.framework, row.contract_number) == ("A15", "M1")


@pytest.mark.parametrize("key", ["listeFacturesTravaux", "listeFactures"])
def test_rows_come_under_two_names(key):
    page = WorksPage.read({key: [SAMPLE], "parametresRetour": {"pages": 1}}, 1)
    assert [row.number for row in page.rows] == ["20190711-1"]
    bare = WorksPage.read({key: SAMPLE}, 1)
    assert bare.rows == page.rows


def test_nothing_found_is_a_page_without_rows(portal, chorus):
    (page,) = chorus.search_works(WorksSearch())
    assert (page.rows, page.page_count) == ((), 0)
    (call,) = calls(portal, SEARCH)
    assert call["answer"] == {"codeRetour": 20007, "libelle": "GFT_MSG_01.075"}


def test_criteria(portal, chorus):
    piece(portal, "D1", market="M1")
    piece(portal, "D2", framework="A15", market="M1")
    piece(portal, "D3", framework="A7", status="MISE_A_DISPOSITION_MOE")
    piece(portal, "OTHER", supplier=SECOND)
    assert numbers(chorus) == ["D1", "D2", "D3"]
    assert numbers(chorus, number="D2") == ["D2"]
    assert numbers(chorus, contract_number="M1") == ["D1", "D2"]
    assert numbers(chorus, framework="A7") == ["D3"]
    assert numbers(chorus, works_types=("ETAT_ACOMPTE",)) == ["D2"]
    assert numbers(chorus, statuses=("MISE_A_DISPOSITION_MOE",)) == ["D3"]
    day = found(chorus)[0].deposited_on
    assert len(numbers(chorus, deposited_from=day, deposited_to=day)) == 3
    assert numbers(chorus, deposited_to=day - timedelta(days=1)) == []
    assert numbers(chorus, supplier_ref="1") == []
    assert numbers(chorus, recipient_ref="1") == []
    assert not any(call["unknown_fields"] for call in calls(portal, SEARCH))


def test_the_period_of_statuses(portal, chorus):
    piece(portal)
    (row,) = found(chorus)
    hour = timedelta(hours=1)
    assert numbers(chorus, status_since=row.status_at) == ["D1"]
    assert numbers(chorus, status_since=row.status_at + hour) == []
    assert numbers(chorus, status_until=row.status_at - hour) == []


def test_pages(portal, chorus):
    lot = {"count": 7, "prefix": "P", "supplier": DEMO, "recipient": PLAIN}
    portal.control("invoices", lot | {"framework": "A4", "status": "DEPOSEE"})
    pages = list(chorus.search_works(WorksSearch(), page_size=3))
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    rows = [row.number for page in pages for row in page.rows]
    assert rows == sorted(rows) and len(set(rows)) == 7


def test_each_sees_what_he_is_named_on(portal, chorus):
    piece(portal, "D1", supervisor=SECOND, status="MISE_A_DISPOSITION_MOE")
    piece(portal, "D2", owner=PLAIN, status="MISE_A_DISPOSITION_MOA")
    assert numbers(chorus, role=SUPERVISOR) == []
    for login, role, expected in (
        ("TECH_1_0000002@cpro.fr", SUPERVISOR, ["D1"]),
        # The body that pays is the owner, where nobody else is named.
        ("TECH_1_0000003@cpro.fr", OWNER, ["D1", "D2"]),
        ("TECH_1_0000003@cpro.fr", RECIPIENT, []),
    ):
        with ChorusClient(connection(portal.url, login=login)) as other:
            assert numbers(other, role=role) == expected, role


# -- What may be called --------------------------------------------------------


def test_what_the_client_calls_is_on_the_list():
    texts = [path.read_text() for path in (ROOT / "chorus_api").glob("*_calls.py")]
    texts.append((ROOT / "chorus_api/client.py").read_text())
    called = {path for text in texts for path in PATH.findall(text)}
    listed = {
        f"{family}/v1/{name}" for family, names in OPERATIONS.items() for name in names
    }
    assert len(called) > 20 and called <= listed, called - listed


def test_the_simulator_knows_what_is_on_the_list(portal):
    for family, names in OPERATIONS.items():
        for name in names:
            assert portal.post(f"{family}/{name}").status_code not in (403, 404), name


def test_of_the_works_family_the_attested_operation_alone_leaves(portal, chorus):
    for name in GUESSED:
        with pytest.raises(UnlistedOperation, match=name):
            chorus.call_more(f"{WORKS_FAMILY}/v1/{name}", {})
    for path in ("factures/v1/unknown", "facturesTravaux/v2/rechercher", "", "/v1/"):
        with pytest.raises(UnlistedOperation):
            chorus.call_more(path, {})
    found(chorus)
    chorus.probe(WORKS_FAMILY)
    works = [call for call in portal.calls() if WORKS_FAMILY in call["path"]]
    assert {call["operation"] for call in works} == {SEARCH}
    assert not any("unknown" in call["path"] for call in portal.calls())


def test_an_integrator_may_add_an_operation(portal):
    path = f"{WORKS_FAMILY}/v1/refuser"
    client = ChorusClient(connection(portal.url), more_operations=[path])
    with client, pytest.raises(ConfigurationError):
        client.call_more(path, {"idFactureTravaux": 1})  # the simulator has none
    assert [call["path"] for call in portal.calls()][-1] == f"/cpro/{path}"


def test_the_family_is_optional_and_tried(portal, chorus):
    assert WORKS_FAMILY in OPTIONAL_FAMILIES
    portal.control("settings", {"unsubscribed_families": [WORKS_FAMILY]})
    with pytest.raises(ConfigurationError) as refused:
        chorus.probe(WORKS_FAMILY)
    assert refused.value.family == WORKS_FAMILY


def test_each_works_framework_has_a_type():
    works = {row.code for row in FRAMEWORKS.values() if row.works}
    assert set(WORKS_TYPE_OF) == works
