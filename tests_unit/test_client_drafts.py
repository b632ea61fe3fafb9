"""What is left behind at the doors beside the flow, files, and lists of codes; client
and simulator over real HTTP."""

import pytest

from chorus_api import ChorusClient, ProtocolError, Rejected, Uncertain
from chorus_api.doors import ENTRY, PDF
from chorus_api.statuses import DRAFTS
from tests_unit.client_tools import connection, fault, set_status
from tests_unit.submission_tools import SUBMIT, found, pdf, submission

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]


# -- What was left behind ------------------------------------------------------


def test_a_submission_that_stays_a_draft_is_found_and_finished(portal, chorus):
    fault(portal, "draft", SUBMIT)
    with pytest.raises(Uncertain):
        chorus.submit_invoice(submission(chorus))
    (row,) = found(chorus, invoice_number="D1", statuses=DRAFTS, total=120.0)
    assert row.status == "BROUILLON"
    (page,) = chorus.search_to_do()
    (listed,) = page.rows
    assert listed.chorus_invoice_id == row.chorus_invoice_id
    assert (listed.total, listed.status) == (120.0, "BROUILLON")
    done = chorus.submit_invoice(submission(chorus))
    assert done.chorus_invoice_id == row.chorus_invoice_id
    assert [row.status for row in found(chorus)] == ["DEPOSEE"]


def test_the_answer_may_say_that_it_is_a_draft(portal, chorus):
    fault(portal, "draft", SUBMIT, status=200)
    answer = chorus.submit_invoice(submission(chorus))
    (row,) = found(chorus, statuses=DRAFTS)
    assert answer.status == row.status == "BROUILLON"
    assert answer.chorus_invoice_id == row.chorus_invoice_id


def test_a_pdf_that_was_never_submitted_is_known_by_its_number(portal, chorus):
    file_id = chorus.deposit_pdf("D1.pdf", pdf())
    (row,) = found(chorus, statuses=("INTERPRETEE_OCR",))
    assert (row.invoice_number, row.total, row.recipient) == ("", None, "")
    assert chorus.read_invoice(row.chorus_invoice_id).main_file_id == file_id
    assert [page.rows for page in chorus.search_to_do()] == [()]
    portal.control("settings", {"read_pdf_in_to_do": True})
    (page,) = chorus.search_to_do()
    assert page.rows[0].chorus_invoice_id == row.chorus_invoice_id


def test_drafts_may_be_in_the_list_of_things_to_do_alone(portal, chorus):
    fault(portal, "draft", SUBMIT)
    with pytest.raises(Uncertain):
        chorus.submit_invoice(submission(chorus))
    portal.control("settings", {"drafts_hidden_from_search": True})
    assert found(chorus, invoice_number="D1") == []
    (page,) = chorus.search_to_do()
    assert [row.invoice_number for row in page.rows] == ["D1"]


def test_the_list_of_things_to_do_comes_in_pages_and_by_structure(portal, chorus):
    for number in range(5):
        chorus.submit_invoice(submission(chorus, number=f"D{number}"))
    set_status(portal, "D4", "MISE_EN_PAIEMENT")
    pages = list(chorus.search_to_do(page_size=3))
    assert [len(page.rows) for page in pages] == [3, 1]
    here, elsewhere = chorus.list_own_structures()
    for structure, count in ((here, 4), (elsewhere, 0)):
        (page,) = chorus.search_to_do(structure.structure_ref)
        assert len(page.rows) == count
    assert not any(call["unknown_fields"] for call in portal.calls())


def test_invoices_are_found_by_total_mode_and_structure(portal, chorus):
    sent = submission(chorus)
    chorus.submit_invoice(sent)
    good = {"total": 120.0, "deposit_mode": ENTRY, "supplier_ref": sent.supplier_ref}
    assert len(found(chorus, **good)) == 1
    for name, other in (("total", 120.01), ("deposit_mode", PDF)):
        assert found(chorus, **good | {name: other}) == []
    assert len(found(chorus, total=120.004)) == 1


# -- Files and lists -----------------------------------------------------------


def test_the_file_of_a_stranger_is_not_given(portal, chorus):
    done = chorus.submit_invoice(submission(chorus))
    login = "TECH_1_0000002@cpro.fr"
    with ChorusClient(connection(portal.url, login=login)) as other:
        with pytest.raises(Rejected):
            other.download_invoice(done.chorus_invoice_id)


def test_lists_of_codes(portal, chorus):
    rates = {row.code: row for row in chorus.list_vat_rates()}
    assert rates["TVA1"].rate == 0 and "293B" in rates["TVA1"].label
    assert rates["TVA5"].rate == 5.5
    assert all(row.code and row.label for row in chorus.list_exemption_reasons())
    assert "EUR" in {row.code for row in chorus.list_currencies()}
    assert "VIREMENT" in {row.code for row in chorus.list_payment_means()}
    assert not any(call["unknown_fields"] for call in portal.calls())


@pytest.mark.parametrize(
    ("body", "count"),
    [("[]", 0), ('{"codeTauxTva": "A", "valeurTauxTva": "8,5"}', 1), ("[{}, 5]", 0)],
)
def test_odd_lists_of_rates(portal, chorus, body, count):
    body = f'{{"codeRetour": 0, "listeTauxTva": {body}}}'
    fault(portal, "wrong_json", "transverses/recuperer/tauxtva", body=body)
    rates = chorus.list_vat_rates()
    assert len(rates) == count
    assert all(row.rate is None for row in rates)


def test_an_answer_without_its_list_is_not_an_empty_list(portal, chorus):
    body = '{"codeRetour": 0, "libelle": "x"}'
    fault(portal, "wrong_json", "transverses/recuperer/tauxtva", body=body)
    with pytest.raises(ProtocolError):
        chorus.list_vat_rates()
