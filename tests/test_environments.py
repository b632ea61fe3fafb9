"""Qualification first, production later: each portal knows its own deposits."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestEnvironments(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"
        # The other portals answer at the same address: what is sent there is seen.
        parameters = cls.env["ir.config_parameter"].sudo()
        for name in ("sandbox", "production"):
            for kind in ("oauth", "api"):
                key = f"l10n_fr_chorus_pro.{name}_{kind}_url"
                parameters.set_param(key, cls.simulator.url)

    def move_to(self, environment):
        self.company.sudo().l10n_fr_chorus_environment = environment
        self.simulator.control("DELETE", "calls")

    def test_a_deposit_is_followed_in_its_own_environment(self):
        """The other portal would know nothing of it, and say so."""
        invoice = self.new_invoice()
        self.simulator.fault("deposer/flux", "cut", when="before")
        self.env["account.move.send"]._generate_and_send_invoices(
            invoice, allow_raising=False, sending_methods=["chorus_pro"]
        )
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id.sudo()
        deposit.sent_at = fields.Datetime.subtract(fields.Datetime.now(), hours=30)
        self.move_to("sandbox")
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        with self.assertRaises(UserError) as caught:
            invoice.action_chorus_refresh()
        self.assertIn("Simulateur", str(caught.exception))
        self.assertFalse(self.simulator.calls("factures"))
        self.move_to("simulator")
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")

    def test_going_live_frees_what_was_sent_for_a_test(self):
        tested = self.new_invoice()
        self.integrate(tested)
        self.move_to("production")
        self.assertEqual(tested.l10n_fr_chorus_state, "not_received")
        self.assertIn("Simulateur", self.messages(tested)[-1])
        self.assertFalse(tested.is_move_sent)
        self.run_refresh()
        self.assertEqual(tested.l10n_fr_chorus_state, "not_received")

    def test_leaving_production_frees_nothing(self):
        self.company.sudo().l10n_fr_chorus_environment = "production"
        self.town.company_registry = "73282932000017"
        invoice = self.new_invoice()
        self.send(invoice)
        for environment in ("sandbox", "production"):
            self.move_to(environment)
            self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def queue(self):
        """Two invoices that wait, and one whose deposit surely was not delivered."""
        invoices = self.new_invoice() | self.new_invoice()
        undelivered = self.new_invoice()
        self.simulator.fault("deposer/flux", "status", status=429)
        self.send(undelivered)
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.company.sudo().l10n_fr_chorus_paused_until = False
        invoices |= undelivered
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"to_send"})
        return invoices

    def assertTakenBack(self, invoices, environment):
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"not_sent"})
        for invoice in invoices:
            self.assertIn(environment, invoice.l10n_fr_chorus_reason)
            self.assertIn(invoice.l10n_fr_chorus_reason, self.messages(invoice)[-1])
            self.assertFalse(invoice.is_move_sent)
            self.assertFalse(invoice.invoice_pdf_report_id | invoice.ubl_cii_xml_id)

    def test_what_waits_is_not_sent_to_another_environment(self):
        """Going live, but also from one test platform to the other, and back."""
        names = {"sandbox": "Simulateur", "production": "Qualification"}
        for environment in ("sandbox", "production"):
            invoices = self.queue()
            self.move_to(environment)
            self.run_deposits()
            self.assertFalse(self.simulator.calls("deposer/flux"))
            self.assertTakenBack(invoices, names[environment])
        self.town.company_registry = "73282932000017"  # no test customer any more
        for invoice in invoices:
            self.send(invoice)
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_what_waits_does_not_outlive_the_environment(self):
        """Nothing would say later where it was to go."""
        invoices = self.queue()
        self.move_to(False)
        self.assertTakenBack(invoices, "Simulateur")
        self.move_to("production")
        self.run_deposits()
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_settings_that_are_saved_again_leave_what_waits(self):
        invoices = self.queue()
        self.move_to("simulator")
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"to_send"})
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
