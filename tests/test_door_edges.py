"""What comes between the calls of a door, and what is found there afterwards."""

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..chorus_api import Submitted
from ..models.deposit.deposit import Outcome
from .door_common import READ_PDF, SUBMIT, DoorCase
from .recovery_common import RecoveryCase


class Meanwhile:
    """A client of the portal, before whose uploads something else happens in Odoo."""

    def __init__(self, client, what):
        self.client, self.what = client, what

    def __getattr__(self, name):
        return getattr(self.client, name)

    def add_file(self, *args):
        self.what()
        return self.client.add_file(*args)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestKilledLot(RecoveryCase):
    def test_a_lot_whose_process_was_killed_is_looked_for(self):
        invoices = self.queue(self.new_invoice(), self.new_invoice())
        documents = invoices.l10n_fr_chorus_document_ids.sudo()
        deposit, _content = documents.deposit_id._chorus_pack(documents)
        deposit.sent_at -= timedelta(minutes=10)
        self.run_deposits()
        self.assertEqual(deposit.state, "uncertain")
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"uncertain"})


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestSlowUpload(DoorCase):
    def send_slowly(self, invoice, what):
        """Send an invoice whose upload takes so long that it counts as cut off.

        :param what: happens then, and before the upload comes to its end
        """
        queue = self.env["account.move.send"].with_context(cron_id=1)
        queue._generate_and_send_invoices(invoice, sending_methods=["chorus_pro"])
        document = invoice.l10n_fr_chorus_document_ids.sudo()
        deposit, content = document.deposit_id._chorus_pack(document)

        def meanwhile():
            if deposit.state == "sending" and not is_late:
                is_late.append(True)
                deposit.sent_at -= timedelta(minutes=10)
                self.env.flush_all()
                deposit._chorus_catch_up()
                what()

        is_late = []
        with self.company._chorus_client() as client:
            outcome = deposit._chorus_send(Meanwhile(client, meanwhile), content)
        self.assertTrue(is_late)
        return outcome

    def test_data_leave_once_where_another_worker_has_handed_them_in(self):
        invoice = self.new_invoice()
        self.send_slowly(invoice, self.run_deposits)
        self.assert_one(invoice)
        self.assertEqual(self.deposit_of(invoice).state, "integrated")

    def test_nothing_leaves_that_was_taken_back_meanwhile(self):
        invoice = self.new_invoice()
        self.send_slowly(invoice, invoice.button_draft)
        self.assertEqual(self.count(SUBMIT), 0)
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_sent")

    def test_what_nobody_has_taken_over_is_sent_by_the_next_run(self):
        invoice = self.new_invoice()
        outcome = self.send_slowly(invoice, lambda: None)
        self.assertEqual((outcome.state, self.count(SUBMIT)), ("uncertain", 0))
        self.recover(1)
        self.assert_one(invoice)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestAnswersOfTheDoor(DoorCase):
    def test_what_is_too_large_was_not_sent(self):
        invoice = self.new_invoice()
        self.simulator.fault(SUBMIT, "status", status=413)
        self.try_to_send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_sent")

    def test_what_is_refused_without_a_number_is_refused(self):
        self.company.l10n_fr_chorus_submission_mode = "entry"
        self.set_parameter("entry_own_number", "False")
        self.wants_nothing_yet(self.hospital)
        invoice = self.new_invoice(self.hospital)
        self.try_to_send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")

    def test_a_draft_that_is_answered_is_finished(self):
        invoice = self.new_invoice()
        answer = {
            "codeRetour": 0,
            "identifiantFactureCPP": 4242,
            "numeroFacture": invoice.name,
            "statutFacture": "BROUILLON",
        }
        body = json.dumps(answer)
        self.simulator.fault(SUBMIT, "draft", when="after", status=200, body=body)
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        self.recover()
        self.assert_one(invoice, submits=2)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFoundOfAnEntry(DoorCase):
    mode = "entry"

    def test_the_pdf_of_the_portal_is_fetched_once(self):
        invoice = self.new_invoice()
        self.send(invoice)
        for _click in range(2):
            invoice.action_chorus_refresh()
        names = invoice.message_ids.attachment_ids.mapped("name")
        self.assertEqual(len([n for n in names if n.startswith("Chorus_Pro_")]), 1)

    def test_one_of_several_alike_is_never_free_to_be_sent_again(self):
        self.set_parameter("entry_own_number", "False")
        invoices = self.new_invoice() | self.new_invoice()
        for invoice in invoices:
            self.lose_answer(invoice, "after")
        for invoice in invoices:
            self.pass_time(self.deposit_of(invoice), 25)
        self.recover(3)
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"uncertain"})
        told = [text for text in self.messages(invoices[0]) if "numéro" in text]
        self.assertEqual(len(told), 1)
        first, _second = self.simulator.invoices()
        wizard = self.decide(invoices[0], decision="received")
        wizard.portal_number = first["number"]
        wizard.action_confirm()
        self.recover()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual(self.count(SUBMIT), 2)

    def test_last_years_invoice_is_not_taken_for_this_one(self):
        """The same customer, number and total, typed into the portal a year ago."""
        for is_dated in (False, True):
            self.simulator.reset()
            self.simulator.control(
                "POST", "settings", {"entry_date_fails": not is_dated}
            )
            self.set_parameter("entry_date", str(is_dated))
            invoice = self.new_invoice()
            self.lose_answer(invoice, "before")
            last = fields.Date.subtract(invoice.invoice_date, years=1)
            self.typed_by_hand(invoice, date=str(last))
            row = self.raw_row(invoice, dateFacture=str(last), dateDepot=str(last))
            self.spoil_search(row)
            wizard = self.decide(invoice, decision="received")
            with self.assertRaisesRegex(UserError, "Chorus Pro"):
                wizard.action_confirm()
            self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")

    def test_an_earlier_flow_that_is_integrated_at_that_moment_counts(self):
        """The search before the entry does not show it yet; Chorus Pro refuses the
        number."""
        invoice = self.new_invoice()
        invoice.l10n_fr_chorus_submission_mode = "cii"
        self.send(invoice)
        self.refuse_flow(invoice, "Le format du flux n'est pas reconnu")
        self.simulator.advance(600)
        self.spoil_search()
        invoice.l10n_fr_chorus_submission_mode = "entry"
        self.send(invoice)
        self.assert_one(invoice)
        self.assertTrue(self.deposit_of(invoice).flow_number)
        ended = invoice.l10n_fr_chorus_document_ids.filtered("door")
        self.assertEqual(ended.state, "not_received")
        self.assertEqual(ended.deposit_id.state, "not_received")
        self.assertFalse(ended.deposit_id.next_check_at)

    def test_a_deleted_draft_is_told_once(self):
        invoice = self.new_invoice()
        self.simulator.fault(SUBMIT, "draft", when="after", status=502)
        self.try_to_send(invoice)
        body = json.dumps({"codeRetour": 20303, "libelle": "GDP_MSG_11.001"})
        self.simulator.fault(SUBMIT, "wrong_json", body=body)
        self.recover(3)
        self.assertEqual(invoice.l10n_fr_chorus_status, "BROUILLON")
        self.simulator.set_status(invoice.name, "SUPPRIMEE")
        invoice.action_chorus_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        count = len(self.messages(invoice))
        invoice.action_chorus_refresh()
        self.assertEqual(len(self.messages(invoice)), count)

    def test_what_a_flow_may_still_bring_keeps_its_number(self):
        """Under one that the portal gives itself it would take both."""
        self.set_parameter("entry_own_number", "False")
        self.simulator.control("POST", "settings", {"flow_finished_after": 3000})
        invoice = self.new_invoice()
        invoice.l10n_fr_chorus_submission_mode = "cii"
        self.send(invoice)
        self.refuse_flow(invoice, "Le format du flux n'est pas reconnu")
        invoice.l10n_fr_chorus_submission_mode = "entry"
        self.send(invoice)
        self.simulator.advance(10_000)
        self.recover()
        self.run_refresh()
        self.assert_one(invoice)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFoundOfAPdf(DoorCase):
    def test_a_read_pdf_that_the_portal_does_not_give_is_uploaded_again(self):
        self.set_parameter("pdf_is_read", "True")
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after", READ_PDF)
        body = json.dumps({"codeRetour": 20003, "libelle": "GCU_MSG_01_003"})
        self.simulator.fault("telecharger/groupe", "wrong_json", body=body, times=None)
        self.recover(1)
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.pass_time(self.deposit_of(invoice), 1)
        self.recover()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertEqual((self.count(READ_PDF), self.count(SUBMIT)), (2, 1))

    def leave_draft(self):
        """An invoice that the portal has saved, did not send, and did not answer."""
        invoice = self.new_invoice()
        self.simulator.fault(SUBMIT, "draft", when="after", status=502)
        self.try_to_send(invoice)
        self.resume()
        return invoice

    def test_a_draft_is_no_invoice_that_the_customer_has(self):
        invoice = self.leave_draft()
        body = json.dumps({"codeRetour": 20303, "libelle": "GDP_MSG_11.001"})
        self.simulator.fault(SUBMIT, "wrong_json", body=body)
        self.recover(3)
        self.assertEqual(invoice.l10n_fr_chorus_status, "BROUILLON")
        with self.assertRaisesRegex(UserError, "Supprimez-la sur le portail"):
            invoice.button_draft()

    def test_what_is_taken_back_tells_of_its_draft(self):
        invoice = self.leave_draft()
        deposit = self.deposit_of(invoice).sudo()
        with self.company._chorus_client() as client:
            deposit._chorus_search_trace(client)
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        invoice.button_draft()
        self.assertIn("Un brouillon en subsiste", self.messages(invoice)[-1])

    def test_an_answer_after_the_invoice_was_found_closes_the_deposit(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after")
        deposit = self.deposit_of(invoice).sudo()
        with self.company._chorus_client() as client:
            found, _failures, _unclear = deposit.document_ids._chorus_find_trace(client)
            for document, row in found.items():
                document._chorus_adopt_row(row, client)
        self.assertEqual(deposit.state, "uncertain")
        (row,) = self.simulator.invoices()
        answer = Submitted(str(row["id"]), invoice.name, "DEPOSEE", None, "", "")
        deposit._chorus_settle(Outcome("deposited", invoice=answer))
        self.recover()
        self.assertEqual(deposit.state, "integrated")
        self.assertFalse(deposit.next_check_at)
        self.assert_one(invoice)
