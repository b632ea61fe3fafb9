"""Data entry: what is entered, what the portal gives, and the PDF that comes back."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .door_common import SUBMIT, DoorCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestEntryDoor(DoorCase):
    mode = "entry"

    def test_the_data_are_entered_and_the_pdf_comes_back(self):
        invoice = self.new_invoice()
        self.send(invoice)
        row = self.assert_one(invoice)
        self.assertEqual(row["mode"], "SAISIE_API")
        (body,) = self.bodies()
        self.assertNotIn("dateFacture", body)
        self.assertEqual(len(body["lignePoste"]), 1)
        files = invoice.message_ids.attachment_ids
        (pdf,) = files.filtered(lambda file: file.name.startswith("Chorus_Pro_"))
        self.assertTrue(pdf.raw.startswith(b"%PDF"))
        self.assertFalse(invoice.invoice_pdf_report_id)
        self.assertFalse(self.deposit_of(invoice).next_check_at)

    def test_the_pdf_is_fetched_later_where_it_fails(self):
        invoice = self.new_invoice()
        self.simulator.fault("telecharger/groupe", "status", status=503)
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertEqual(len(self.messages(invoice)), 1)
        self.recover()
        self.assertEqual(len(self.messages(invoice)), 2)
        self.recover()
        self.assertEqual(len(self.messages(invoice)), 2)

    def test_an_older_date_is_the_portals_day(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        invoice = self.new_invoice(invoice_date=yesterday)
        self.send(invoice)
        self.assert_one(invoice)
        self.assertIn("Date retenue par Chorus Pro", self.messages(invoice)[0])
        self.assertFalse(invoice._chorus_difference())

    def test_a_date_is_sent_where_the_setting_says_so(self):
        self.simulator.control("POST", "settings", {"entry_date_fails": False})
        self.set_parameter("entry_date", "True")
        invoice = self.new_invoice()
        self.send(invoice)
        self.assertEqual(self.bodies()[0]["dateFacture"], str(invoice.invoice_date))
        self.assert_one(invoice)

    def test_the_portals_own_number_is_kept_beside_ours(self):
        self.set_parameter("entry_own_number", "False")
        invoice = self.new_invoice()
        number = invoice.name
        self.send(invoice)
        (row,) = self.simulator.invoices()
        self.assertEqual(len(row["number"]), 20)
        self.assertEqual(invoice.name, number)
        self.assertEqual(invoice.l10n_fr_chorus_identifier, str(row["id"]))
        document = invoice.l10n_fr_chorus_document_ids
        self.assertEqual(document.invoice_number, row["number"])
        self.assertIn(row["number"], self.messages(invoice)[0])
        self.assertFalse(invoice._chorus_difference())
        self.simulator.set_status(row["number"], "SUSPENDUE", "Il manque le bon.")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")

    def test_without_a_number_a_lost_answer_is_found_by_all_the_rest(self):
        self.set_parameter("entry_own_number", "False")
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after")
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.recover()
        (row,) = self.simulator.invoices()
        self.assertEqual(invoice.l10n_fr_chorus_identifier, str(row["id"]))
        self.assertEqual(self.count(SUBMIT), 1)

    def test_without_a_number_two_alike_are_left_to_a_person(self):
        self.set_parameter("entry_own_number", "False")
        invoices = self.new_invoice() | self.new_invoice()
        self.lose_answer(invoices[0], "after")
        self.lose_answer(invoices[1], "before")
        self.recover()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"uncertain"})

    def test_a_lost_answer_is_found_without_its_date(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after")
        self.recover()
        self.assert_one(invoice)
        files = invoice.message_ids.attachment_ids.mapped("name")
        self.assertTrue([name for name in files if name.startswith("Chorus_Pro_")])

    def test_a_draft_is_finished_once(self):
        invoice = self.new_invoice()
        self.simulator.fault(SUBMIT, "draft", when="after", status=502)
        self.try_to_send(invoice)
        self.recover()
        self.assert_one(invoice, submits=2)
