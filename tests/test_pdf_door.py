"""Plain PDFs: what is handed in, and what comes of each call that fails."""

import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from .door_common import READ_PDF, SUBMIT, UPLOAD, DoorCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestPdfDoor(DoorCase):
    # -- What is handed in -----------------------------------------------------

    def test_the_printed_invoice_goes_with_its_data(self):
        document = {"name": "bon de livraison.pdf", "raw": b"%PDF-1.4 livraison"}
        invoice = self.new_invoice(
            l10n_fr_chorus_attachment_ids=[(0, 0, document)], narration="Merci."
        )
        self.send(invoice)
        row = self.assert_one(invoice)
        self.assertEqual(row["mode"], "DEPOT_PDF_API")
        self.assertEqual(self.count(UPLOAD), 2)
        (body,) = self.bodies()
        self.assertEqual(body["numeroFactureSaisi"], invoice.name)
        self.assertEqual(body["montantTotal"]["montantTtcTotal"], invoice.amount_total)
        (main,), (extra,) = (
            body["pieceJointePrincipale"],
            body["pieceJointeComplementaire"],
        )
        self.assertEqual(
            extra["pieceJointeComplementaireDesignation"], "bon de livraison.pdf"
        )
        self.assertTrue(main["pieceJointePrincipaleId"])
        pdf = invoice.invoice_pdf_report_id.raw
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertNotIn(b"factur-x.xml", pdf)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertTrue(invoice.is_move_sent)

    def test_the_chatter_says_it_once_with_the_file(self):
        invoice = self.new_invoice()
        self.send(invoice)
        message = self.messages(invoice)[0]
        self.assertIn("en PDF simple", message)
        self.assertIn(invoice.l10n_fr_chorus_identifier, message)
        files = invoice.message_ids.attachment_ids.mapped("name")
        self.assertEqual(len([name for name in files if name.endswith(".pdf")]), 1)

    def test_the_refresh_follows_it_as_any_other(self):
        invoice = self.new_invoice()
        self.send(invoice)
        self.simulator.set_status(invoice.name, "SUSPENDUE", "Il manque le bon.")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")
        self.assertIn("Il manque le bon", self.messages(invoice)[-1])

    def test_a_second_click_hands_nothing_in(self):
        invoice = self.new_invoice()
        wizard = self.open_wizard(invoice)
        wizard.action_send_and_print()
        self.try_to_send(invoice)
        self.assert_one(invoice)

    # -- The uploads -----------------------------------------------------------

    def test_a_lost_upload_leaves_nothing_and_is_done_again(self):
        invoice = self.new_invoice()
        for when in ("before", "after"):
            self.lose_answer(invoice, when, UPLOAD)
            self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
            self.assertEqual(self.count(SUBMIT), 0)
        self.recover()
        self.assert_one(invoice)

    def test_an_upload_that_is_kept_is_not_repeated(self):
        invoice = self.new_invoice()
        self.simulator.fault(SUBMIT, "quota", retry_after=60)
        self.try_to_send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        self.recover()
        self.assert_one(invoice, submits=2)
        self.assertEqual(self.count(UPLOAD), 1)

    def test_documents_are_those_of_the_click(self):
        document = {"name": "bon.pdf", "raw": b"%PDF-1.4 avant"}
        invoice = self.new_invoice(l10n_fr_chorus_attachment_ids=[(0, 0, document)])
        self.simulator.fault(UPLOAD, "status", status=503)
        self.try_to_send(invoice)
        invoice.sudo().l10n_fr_chorus_attachment_ids.unlink()
        kept = invoice.l10n_fr_chorus_document_ids.sudo()._chorus_kept_attachments()
        with self.assertRaisesRegex(UserError, "preuve"):
            kept.unlink()
        self.recover()
        self.assert_one(invoice)
        (extra,) = self.bodies()[0]["pieceJointeComplementaire"]
        self.assertEqual(extra["pieceJointeComplementaireDesignation"], "bon.pdf")

    # -- The data --------------------------------------------------------------

    def test_a_lost_answer_is_found_by_its_number(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after")
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.recover()
        self.assert_one(invoice)
        self.assertIn("Ne la renvoyez pas", "".join(self.messages(invoice)))

    def test_what_never_arrived_is_not_sent_again_by_a_machine(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.recover()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.assertEqual((self.count(SUBMIT), self.simulator.invoices()), (1, []))
        self.pass_time(self.deposit_of(invoice), 25)
        self.recover(1)
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        self.send(invoice)
        self.assert_one(invoice, submits=2)

    def test_a_draft_is_finished_once(self):
        """The portal saved the invoice, did not send it, and did not answer."""
        invoice = self.new_invoice()
        self.simulator.fault(SUBMIT, "draft", when="after", status=502)
        self.try_to_send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.recover()
        self.assert_one(invoice, submits=2)

    def test_what_is_handed_in_later_shows_its_pdf(self):
        """The click told that nobody knows; the scheduled action handed it in."""
        for operation in (SUBMIT, READ_PDF):
            self.set_parameter("pdf_is_read", str(operation == READ_PDF))
            self.simulator.reset()
            invoice = self.new_invoice()
            if operation == SUBMIT:
                self.simulator.fault(SUBMIT, "draft", when="after", status=502)
                self.try_to_send(invoice)
            else:
                self.lose_answer(invoice, "after", READ_PDF)
            self.assertFalse(invoice.invoice_pdf_report_id)
            self.recover(3)
            kept = invoice._chorus_current_document()._chorus_content()
            self.assertEqual(invoice.invoice_pdf_report_id.raw, kept)
            self.assertTrue(invoice.is_move_sent)

    def test_a_draft_that_no_search_shows_is_found_in_the_list_of_things_to_do(self):
        self.simulator.control("POST", "settings", {"drafts_hidden_from_search": True})
        self.test_a_draft_is_finished_once()

    def test_a_draft_that_cannot_be_finished_is_told(self):
        invoice = self.new_invoice()
        self.simulator.fault(SUBMIT, "draft", when="after", status=502)
        self.try_to_send(invoice)
        refusal = {"codeRetour": 20303, "libelle": "GDP_MSG_11.001 : incompatible"}
        body = json.dumps(refusal)
        self.simulator.fault(SUBMIT, "wrong_json", body=body)
        self.recover(3)
        self.assertEqual(invoice.l10n_fr_chorus_status, "BROUILLON")
        self.assertEqual(self.count(SUBMIT), 2)
        self.assertIn("rouillon", self.messages(invoice)[-1])
        # It is deleted there: the number is free.
        self.simulator.set_status(invoice.name, "SUPPRIMEE")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def test_a_refusal_is_told_and_frees_the_number(self):
        self.wants_nothing_yet(self.hospital)
        invoice = self.new_invoice(self.hospital)
        self.try_to_send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertIn("engagement", invoice.l10n_fr_chorus_reason)
        invoice.purchase_order_reference = "ENG-1"
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def test_a_refusal_of_what_is_there_is_none(self):
        """A number that is taken is told like any other refusal."""
        invoice = self.new_invoice()
        body = json.dumps({"codeRetour": 20303, "libelle": "Le numéro existe déjà."})
        self.simulator.fault(SUBMIT, "wrong_json", when="after", body=body)
        self.send(invoice)
        self.assert_one(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def test_a_refusal_is_believed_once_the_portal_was_asked(self):
        invoice = self.new_invoice()
        body = json.dumps({"codeRetour": 20303, "libelle": "Le numéro existe déjà."})
        self.simulator.fault(SUBMIT, "wrong_json", body=body)
        self.simulator.fault("rechercher/fournisseur", "status", status=500, times=9)
        self.try_to_send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.assertEqual(self.count(SUBMIT), 1)

    # -- deposer/pdf -----------------------------------------------------------

    def test_a_pdf_that_the_portal_reads_is_finished(self):
        self.set_parameter("pdf_is_read", "True")
        for reading in ("nothing", "reads", "misreads"):
            self.simulator.reset()
            self.simulator.control("POST", "settings", {"pdf_reading": reading})
            invoice = self.new_invoice()
            self.send(invoice)
            self.assert_one(invoice)
            self.assertEqual((self.count(READ_PDF), self.count(UPLOAD)), (1, 0))

    def test_a_read_pdf_whose_answer_is_lost_is_found_by_its_bytes(self):
        self.set_parameter("pdf_is_read", "True")
        for reading in ("nothing", "misreads"):
            self.simulator.reset()
            self.simulator.control("POST", "settings", {"pdf_reading": reading})
            invoice = self.new_invoice()
            self.lose_answer(invoice, "after", READ_PDF)
            self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
            self.recover()
            self.assert_one(invoice)
            self.assertEqual(self.count(READ_PDF), 1)

    def test_a_read_pdf_that_nothing_shows_is_uploaded_again_and_told(self):
        self.set_parameter("pdf_is_read", "True")
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before", READ_PDF)
        self.recover(1)
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.pass_time(self.deposit_of(invoice), 1)
        self.recover()
        self.assert_one(invoice)
        self.assertIn("Interprétée OCR", "".join(self.messages(invoice)))

    def test_a_read_pdf_that_a_gateway_refused_may_be_there_all_the_same(self):
        """Its words are not the portal's, which has taken the PDF."""
        self.set_parameter("pdf_is_read", "True")
        for reading in ("nothing", "reads", "misreads"):
            self.simulator.reset()
            self.simulator.control("POST", "settings", {"pdf_reading": reading})
            invoice = self.new_invoice()
            self.simulator.fault(READ_PDF, "status", when="after", status=400)
            self.try_to_send(invoice)
            self.resume()
            self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
            self.recover()
            self.assert_one(invoice)
            self.assertEqual(self.count(READ_PDF), 1)

    def test_a_read_pdf_that_a_gateway_refused_is_not_uploaded_again(self):
        """What is not there was refused: it would be the next time too."""
        self.set_parameter("pdf_is_read", "True")
        invoice = self.new_invoice()
        self.simulator.fault(READ_PDF, "status", status=400)
        self.try_to_send(invoice)
        self.resume()
        self.recover(1)
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.pass_time(self.deposit_of(invoice), 1)
        self.recover()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_sent")
        self.assertIn("HTTP 400", self.messages(invoice)[-1])
        self.assertIn("Interprétée OCR", self.messages(invoice)[-1])
        self.assertEqual(self.count(READ_PDF), 1)
        self.send(invoice)
        self.assert_one(invoice)

    def test_a_read_pdf_whose_data_were_lost_is_finished(self):
        self.set_parameter("pdf_is_read", "True")
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.recover()
        self.assert_one(invoice, submits=2)

    # -- Many ------------------------------------------------------------------

    def test_many_are_handed_in_one_by_one(self):
        invoices = self.queue(*(self.new_invoice() for _number in range(3)))
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual((self.count(SUBMIT), self.count(UPLOAD)), (3, 3))
        self.assertEqual(len(invoices.l10n_fr_chorus_document_ids.deposit_id), 3)

    def test_a_lost_answer_stops_the_others_until_the_next_run(self):
        invoices = self.queue(*(self.new_invoice() for _number in range(3)))
        self.simulator.fault(SUBMIT, "cut", when="after")
        self.run_deposits()
        self.assertEqual(self.count(SUBMIT), 1)
        self.recover(3)
        self.assertEqual(len(self.simulator.invoices()), 3)
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual(self.count(SUBMIT), 3)

    def test_the_portal_page_shows_the_very_bytes(self):
        invoice = self.new_invoice()
        self.send(invoice)
        kept = self.deposit_of(invoice).sudo()._chorus_content()
        self.assertEqual(kept, invoice.invoice_pdf_report_id.raw)
