"""A refused file has a way out in one click: the plain PDF, under the same number."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .door_common import SUBMIT, DoorCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestSendAsPdf(DoorCase):
    mode = "cii"

    def refused(self, invoice=None):
        """An invoice whose flow the portal says to have rejected, and goes on with."""
        invoice = invoice or self.new_invoice()
        self.send(invoice)
        self.refuse_flow(invoice, "Le format du flux n'est pas reconnu")
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertTrue(invoice.l10n_fr_chorus_offers_pdf)
        return invoice

    def click(self, invoice):
        return invoice.action_chorus_send_as_pdf()

    def test_it_goes_as_a_plain_pdf_under_its_number(self):
        self.simulator.control("POST", "settings", {"flow_finished_after": 10**6})
        invoice = self.refused()
        number = invoice.name
        note = self.click(invoice)
        self.assertIn("Déposée", note["params"]["message"])
        self.assertEqual(self.assert_one(invoice)["number"], number)
        self.assertTrue(invoice.invoice_pdf_report_id)
        self.assertFalse(invoice.l10n_fr_chorus_offers_pdf)
        # The customer's next invoice goes as before.
        self.assertEqual(self.new_invoice()._chorus_submission_mode().code, "cii")

    def test_a_second_click_is_answered_and_sends_nothing(self):
        self.simulator.control("POST", "settings", {"flow_finished_after": 10**6})
        invoice = self.refused()
        self.click(invoice)
        note = self.click(invoice)
        self.assertIn("Déposée", note["params"]["message"])
        self.assert_one(invoice)

    def test_the_flow_that_was_integrated_after_all_counts(self):
        invoice = self.refused()
        self.simulator.advance(600)
        self.click(invoice)
        self.assert_one(invoice, submits=0)
        self.assertTrue(self.deposit_of(invoice).flow_number)
        self.assertFalse(self.deposit_of(invoice).door)

    def test_the_flow_that_is_integrated_at_that_moment_counts(self):
        """The search before the submit does not show it yet; the portal refuses the
        number, and the flow's attempt is adopted."""
        invoice = self.refused()
        self.simulator.advance(600)
        self.spoil_search()
        self.click(invoice)
        self.assert_one(invoice, submits=1)
        self.assertFalse(self.deposit_of(invoice).door)
        ended = invoice.l10n_fr_chorus_document_ids.filtered("door")
        self.assertEqual(ended.state, "not_received")

    def test_the_flow_that_comes_later_is_refused_as_a_double(self):
        self.simulator.control("POST", "settings", {"flow_finished_after": 3000})
        invoice = self.refused()
        self.click(invoice)
        self.simulator.advance(10_000)
        self.recover()
        self.run_refresh()
        self.assert_one(invoice)
        self.assertEqual(self.deposit_of(invoice).door, "DEPOT_PDF_API")

    def test_a_lost_answer_after_a_refused_flow_is_found(self):
        self.simulator.control("POST", "settings", {"flow_finished_after": 10**6})
        invoice = self.refused()
        self.simulator.fault(SUBMIT, "cut", when="after")
        note = self.click(invoice)
        self.assertEqual(note["params"]["type"], "warning")
        self.recover()
        self.assert_one(invoice)

    def test_what_cannot_go_as_pdf_says_so_and_stays_as_it_is(self):
        invoice = self.refused()
        self.company.sudo().l10n_fr_chorus_own_structure_id = False
        with self.assertRaises(UserError):
            self.click(invoice)
        self.assertEqual(self.count(SUBMIT), 0)

    def test_it_is_for_refused_files_and_for_who_may_invoice(self):
        invoice = self.new_invoice()
        with self.assertRaises(UserError):
            self.click(invoice)
        reader = new_test_user(
            self.env,
            login="lectrice",
            groups="account.group_account_readonly",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.click(invoice.with_user(reader))

    def test_the_dialog_offers_the_way_too(self):
        invoice = self.new_invoice()
        wizard = self.open_wizard(invoice)
        wizard.l10n_fr_chorus_submission_mode = "entry"
        wizard.action_send_and_print()
        self.assertEqual(self.assert_one(invoice)["mode"], "SAISIE_API")

    def test_the_dialog_says_at_once_what_the_chosen_way_cannot_carry(self):
        self.company.sudo().l10n_fr_chorus_own_structure_id = False
        invoice = self.new_invoice()
        action = invoice.action_send_and_print()
        dialogs = self.env[action["res_model"]].with_user(self.accountant)
        dialog = Form(dialogs.with_context(**action["context"]))
        self.assertFalse(dialog.alerts)
        dialog.l10n_fr_chorus_submission_mode = "pdf"
        # As the web client gets it.
        (alert,) = json.loads(json.dumps(dialog.alerts)).values()
        self.assertIn("La structure Chorus Pro", alert["message"])
        dialog.l10n_fr_chorus_submission_mode = "cii"
        self.assertFalse(dialog.alerts)
        dialog.save().action_send_and_print()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDecideHandedIn(DoorCase):
    mode = "entry"

    def test_a_manager_takes_the_invoice_over_that_he_found(self):
        self.set_parameter("entry_own_number", "False")
        invoices = self.new_invoice() | self.new_invoice()
        self.lose_answer(invoices[0], "after")
        self.lose_answer(invoices[1], "before")
        self.recover()
        (row,) = self.simulator.invoices()
        wizard = self.decide(invoices[0], decision="received")
        self.assertFalse(wizard.portal_number)
        for number in (False, invoices[0].name):
            wizard.portal_number = number
            with self.assertRaises(UserError):
                wizard.action_confirm()
        wizard.portal_number = row["number"]
        wizard.action_confirm()
        self.assertEqual(invoices[0].l10n_fr_chorus_identifier, str(row["id"]))
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "deposited")
        self.decide(invoices[1], decision="not_received").action_confirm()
        self.assertEqual(invoices[1].l10n_fr_chorus_state, "not_received")
