"""A public body's client: search, read and download what it received, against the
simulator over real HTTP."""

import io
from datetime import timedelta

import pytest

from chorus_api import (
    Attachment,
    ChorusClient,
    ProtocolError,
    ReceivedSearch,
    Rejected,
    TooLarge,
    Unavailable,
)
from chorus_api.pivot import PivotError, PivotProblem, read_archive
from chorus_api.receiving import WORKS
from tests_unit.client_tools import SmallServer, answer, calls, connection, fault
from tests_unit.receiver_tools import (
    DOWNLOAD,
    SEARCH,
    TO_DO,
    found,
    numbers,
    send,
)
from tests_unit.simulator_files import DEMO, PLAIN, SECOND, SERVICE

pytest_plugins = [
    "tests_unit.simulator_fixtures",
    "tests_unit.client_fixtures",
    "tests_unit.receiver_fixtures",
]

ROW = {"idFacture": "3346947", "montantTTC": "20", "statut": "MISE_A_DISPOSITION"}


# -- Searches ------------------------------------------------------------------


def test_its_structures(town):
    (own,) = town.list_receiving_structures()
    assert own.identifier == PLAIN


def test_a_row(portal, town):
    number = send(portal, commitment="E1", market="M1")
    (row,) = found(town)
    assert (row.chorus_invoice_id, row.kind) == (str(number), "FACTURE")
    assert (row.invoice_number, row.invoice_type) == ("F1", "FACTURE")
    assert (row.supplier, row.supplier_kind) == (DEMO, "SIRET")
    assert (row.recipient, row.total, row.currency) == (PLAIN, 120.0, "EUR")
    assert (row.commitment_number, row.contract_number) == ("E1", "M1")
    assert row.status == "MISE_A_DISPOSITION" and row.status_at.tzinfo is None
    assert row.invoice_date and row.deposited_on
    assert row.downloaded is False and row.works_type == ""


def test_a_search_that_finds_nothing(portal, town):
    assert found(town) == []
    assert found(town, kind=WORKS) == []
    assert list(town.search_received_to_do()) and calls(portal, TO_DO)


def test_all_pages_come_once(portal, town):
    lot = {"count": 7, "prefix": "P", "supplier": DEMO, "recipient": PLAIN}
    made = portal.control("invoices", lot)
    pages = list(town.search_received(ReceivedSearch(), page_size=3))
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    rows = [row.chorus_invoice_id for page in pages for row in page.rows]
    assert sorted(rows) == sorted(str(identifier) for identifier, _number in made)
    (first, *_more) = calls(portal, SEARCH)
    assert first["body"]["paramRecherche"]["nbResultatsMaximum"] == 999_999
    assert first["unknown_fields"] == []
    later = town.search_received(ReceivedSearch(), first_page=3, page_size=3)
    assert len(next(later).rows) == 1


def test_criteria(portal, town):
    send(portal, "F1")
    second = send(portal, "F2", "SUSPENDUE", supplier=SECOND)
    send(portal, "F3", "REJETEE", framework="A6")
    send(portal, "HIDDEN", "EN_COURS_ACHEMINEMENT")
    send(portal, "OTHER", recipient=SERVICE, service="SERVICE_DEST_SERV_OBL")
    assert numbers(town) == ["F1", "F2"]
    assert numbers(town, kind=WORKS) == ["F3"]
    (works,) = found(town, kind=WORKS)
    assert (works.kind, works.works_type) == (WORKS, "ETAT_ACOMPTE_VALIDE")
    assert numbers(town, statuses=("SUSPENDUE", "REJETEE")) == ["F2"]
    assert numbers(town, invoice_number="F1") == ["F1"]
    (own,) = town.list_receiving_structures()
    assert numbers(town, recipient_ref=own.structure_ref) == ["F1", "F2"]
    assert numbers(town, recipient_ref="1") == []
    assert numbers(town, service_ref="1") == []
    supplier = town.read_received(str(second)).supplier_ref
    assert numbers(town, supplier_ref=supplier) == ["F2"]
    today = found(town)[0].deposited_on
    assert len(numbers(town, deposited_from=today, deposited_to=today)) == 2
    assert numbers(town, deposited_to=today - timedelta(days=1)) == []
    town.download_received([str(second)], io.BytesIO())
    assert numbers(town, downloaded=True) == ["F2"]
    assert numbers(town, downloaded=False) == ["F1"]


def test_the_period_of_statuses(portal, town):
    send(portal, "F1")
    (row,) = found(town)
    hour = timedelta(hours=1)
    assert numbers(town, status_since=row.status_at) == ["F1"]
    assert numbers(town, status_since=row.status_at + hour) == []
    assert numbers(town, status_until=row.status_at - hour) == []
    since = row.status_at - hour
    assert numbers(town, status_since=since, status_until=since + 2 * hour) == ["F1"]


def test_the_portals_own_list(portal, town):
    for number, status in (("F1", "MISE_A_DISPOSITION"), ("F2", "COMPLETEE")):
        send(portal, number, status)
    send(portal, "F3", "SERVICE_FAIT")
    (own,) = town.list_receiving_structures()
    for reference in ("", own.structure_ref):
        (page,) = town.search_received_to_do(reference)
        assert [row.invoice_number for row in page.rows] == ["F1", "F2"]


def test_one_account_for_several_structures(portal):
    login = "TECH_1_0000009@cpro.fr"
    account = {"login": login, "password": "simulator", "structure": PLAIN}
    portal.control("accounts", account | {"receives_for": [SERVICE]})
    send(portal, "F1")
    send(portal, "F2", recipient=SERVICE, service="SERVICE_DEST_SERV_OBL")
    with ChorusClient(connection(portal.url, login=login)) as client:
        assert {own.identifier for own in client.list_receiving_structures()} == {
            PLAIN,
            SERVICE,
        }
        assert numbers(client) == ["F1", "F2"]
        service = found(client)[1].service_ref
        assert numbers(client, service_ref=service) == ["F2"]


def test_a_real_row_is_read():
    """Identifiers and amounts came as text, pages not at all (A 2.5)."""
    reply = {"codeRetour": 0, "libelle": "x", "listeFactures": [ROW]}
    with SmallServer(answer(reply)) as server:
        client = ChorusClient(connection(server.url))
        ((row,),) = (page.rows for page in client.search_received(ReceivedSearch()))
    assert (row.chorus_invoice_id, row.total) == ("3346947", 20.0)


@pytest.mark.parametrize(
    ("code", "label"), [(20000, "TRA_MSG_00.015"), (20007, "GFT_MSG_01.075 - rien")]
)
def test_both_words_for_nothing(code, label):
    with SmallServer(answer({"codeRetour": code, "libelle": label})) as server:
        client = ChorusClient(connection(server.url))
        (page,) = client.search_received(ReceivedSearch())
    assert page.rows == ()


@pytest.mark.parametrize(
    "reply",
    [
        {"codeRetour": 0, "libelle": "x"},
        {"codeRetour": 0, "libelle": "x", "listeFactures": [{"numeroFacture": "F1"}]},
    ],
)
def test_an_answer_that_says_nothing_is_not_empty(reply):
    with SmallServer(answer(reply)) as server:
        client = ChorusClient(connection(server.url))
        with pytest.raises(ProtocolError):
            next(client.search_received(ReceivedSearch()))


# -- Details -------------------------------------------------------------------


def test_details(portal, town, chorus):
    number = str(send(portal, commitment="E1"))
    portal.control(f"invoices/{number}/status", {"status": "SUSPENDUE", "comment": "x"})
    file_id = chorus.add_file("bon.pdf", b"%PDF-1.4", "application/pdf")
    linked = [Attachment(file_id, f"Bon {n}") for n in range(12)]
    chorus.complete_invoice(number, "Voici", linked)
    detail = town.read_received(number)
    assert (detail.chorus_invoice_id, detail.status) == (number, "COMPLETEE")
    assert (detail.supplier, detail.supplier_name) == (DEMO, "Atelier Lumière SARL")
    assert (detail.recipient, detail.commitment_number) == (PLAIN, "E1")
    assert (detail.framework, detail.total) == ("A1_FACTURE_FOURNISSEUR", 120.0)
    assert [document.name for document in detail.documents] == [
        f"Bon {n}" for n in range(12)
    ]
    assert detail.comment == "Voici"
    history = town.read_history(number)
    assert history.current_status == "COMPLETEE"


def test_lists_of_several_pages_are_read_to_the_end(portal, town, chorus, monkeypatch):
    monkeypatch.setattr("chorus_api.receiver_calls.PAGE_SIZE", 5)
    number = str(send(portal, status="SUSPENDUE"))
    file_id = chorus.add_file("bon.pdf", b"%PDF-1.4", "application/pdf")
    chorus.complete_invoice(
        number, "", [Attachment(file_id, str(n)) for n in range(12)]
    )
    assert len(town.read_received(number).documents) == 12


def test_the_invoices_of_others(portal, town, chorus):
    theirs = str(send(portal, "F2", recipient=SERVICE, service="SERVICE_DEST_SERV_OBL"))
    early = str(send(portal, "F3", "DEPOSEE"))
    for number in (theirs, early, "1"):
        with pytest.raises(Rejected) as caught:
            town.read_received(number)
        assert caught.value.message == "GDP_MSG_11.008"
        with pytest.raises(Rejected):
            town.process_received(number, "SERVICE_FAIT")
        with pytest.raises(Rejected):
            town.download_received([number], io.BytesIO())
        with pytest.raises(Rejected):
            town.read_history(number)
    assert chorus.read_history(theirs).current_status == "MISE_A_DISPOSITION"


# -- Downloads -----------------------------------------------------------------


def test_one_invoice_and_a_group(portal, town, chorus):
    ids = [str(send(portal, number)) for number in ("F1", "F2", "F3")]
    target = io.BytesIO()
    assert town.download_received(ids[:1], target) == len(target.getvalue())
    ((reference, invoice),) = read_archive(target)
    assert (reference, invoice.number) == (ids[0], "F1")
    group = io.BytesIO()
    town.download_received(ids, group)
    assert group.getvalue().startswith(b"PK")
    assert [reference for reference, _invoice in read_archive(group)] == ids
    # Both sides read in the history that it was downloaded.
    codes = [event.code for event in chorus.read_history(ids[0]).events]
    assert codes.count("TELECHARGEMENT_FACTURE") == 2


def test_how_many_at_once(town):
    for ids in ([], ["1"] * 11):
        with pytest.raises(ValueError, match="1 to 10"):
            town.download_received(ids, io.BytesIO())


def test_too_much_at_once_is_told_apart(portal, town):
    ids = [str(send(portal, number)) for number in ("F1", "F2")]
    size = town.download_received(ids[:1], io.BytesIO())
    portal.control("settings", {"max_download_bytes": size + 10})
    with pytest.raises(TooLarge) as caught:
        town.download_received(ids, io.BytesIO())
    assert caught.value.http_status == 413
    for number in ids:
        assert town.download_received([number], io.BytesIO())


def test_what_we_take_is_limited_too(portal, town, monkeypatch):
    monkeypatch.setattr("chorus_api.receiver_calls.PIVOT_LIMIT", 1000)
    with pytest.raises(Unavailable):
        town.download_received([str(send(portal))], io.BytesIO())


def test_a_download_is_a_read(portal, town):
    number = str(send(portal))
    fault(portal, "status", DOWNLOAD, status=504)
    assert town.download_received([number], io.BytesIO())
    fault(portal, "status", DOWNLOAD, status=500)
    with pytest.raises(Unavailable):
        town.download_received([number], io.BytesIO())


def test_a_broken_archive_is_seen(portal, town):
    ids = [str(send(portal, number)) for number in ("F1", "F2")]
    for some, problem in (
        (ids, PivotProblem.NOT_READABLE),
        (ids[:1], PivotProblem.NOT_XML),
    ):
        fault(portal, "broken_file", DOWNLOAD)
        target = io.BytesIO()
        assert town.download_received(some, target)
        with pytest.raises(PivotError) as caught:
            list(read_archive(target))
        assert caught.value.problem == problem
