"""What is refused or handled while Chorus Pro has an invoice."""

from functools import partial

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.deposit.guards import IN_FLIGHT_STATES
from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestGuards(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"

    def assertStopped(self, action, *words):
        with self.assertRaises(UserError) as caught:
            action()
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_an_invoice_in_chorus_pro_stays_as_it_is(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.assertStopped(invoice.button_draft, invoice.name, "avoir")
        self.assertStopped(invoice.button_cancel, invoice.name)
        self.assertStopped(lambda: invoice.write({"name": "FAC/2026/99999"}), "avoir")
        self.assertEqual(invoice.state, "posted")

    def test_a_rejected_one_follows_the_accounts(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "REJETEE", "Montant erroné"
        )
        self.run_refresh()
        invoice.button_draft()
        self.assertEqual(invoice.state, "draft")
        self.assertStopped(invoice.unlink, "historique")

    def test_what_only_waits_is_taken_back(self):
        """Nothing has left: the invoice is free again, and nothing leaves later."""
        invoices = self.new_invoice() | self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"to_send"})
        invoices[0].button_draft()
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "not_sent")
        self.run_deposits()
        self.simulator.advance(300)
        self.assertEqual(
            [row["number"] for row in self.simulator.invoices()], [invoices[1].name]
        )
        invoices[0].action_post()
        self.integrate(invoices[0])
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "made_available")

    @mute_logger("urllib3.connectionpool")
    def test_what_surely_did_not_leave_is_taken_back(self):
        """The portal does not answer: one of a lot is corrected, the others wait."""
        parameters = self.env["ir.config_parameter"].sudo()
        self.send(self.new_invoice())  # has a token, so that the deposit itself fails
        invoices = self.new_invoice() | self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        name = "l10n_fr_chorus_pro.simulator_api_url"
        parameters.set_param(name, "http://127.0.0.1:9")
        self.run_deposits()
        self.assertTrue(invoices.l10n_fr_chorus_document_ids.deposit_id)
        invoices[0].button_draft()
        self.assertEqual(
            invoices.mapped("l10n_fr_chorus_state"), ["not_sent", "to_send"]
        )
        parameters.set_param(name, self.simulator.url)
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.run_deposits()
        self.simulator.advance(300)
        self.run_deposits()
        self.assertEqual(
            invoices.mapped("l10n_fr_chorus_state"), ["not_sent", "made_available"]
        )
        numbers = [row["number"] for row in self.simulator.invoices()]
        self.assertNotIn(invoices[0].name, numbers)

    def test_what_is_on_its_way_is_said_to_be(self):
        """Nobody has it yet: the sentence does not speak of a customer's work."""
        invoice = self.new_invoice()
        self.send(invoice)
        with self.assertRaises(UserError) as caught:
            invoice.button_draft()
        self.assertIn("en route", str(caught.exception))
        self.assertNotIn("votre client", str(caught.exception))

    def test_company_and_module_stay_while_something_is_on_its_way(self):
        invoice = self.new_invoice()
        self.send(invoice)
        self.assertStopped(
            lambda: self.company.sudo().write({"active": False}), invoice.name
        )
        module = self.env.ref("base.module_l10n_fr_chorus_pro").sudo()
        self.assertStopped(module.button_uninstall, invoice.name)
        # Uninstalling what it depends on would take it along.
        core = self.env.ref("base.module_l10n_fr_facturx_chorus_pro").sudo()
        self.assertStopped(core.button_uninstall, invoice.name)

    def test_in_each_state_on_its_way_it_stays_as_it_is(self):
        module = self.env.ref("base.module_l10n_fr_chorus_pro").sudo()
        company = self.company.sudo()
        for state in IN_FLIGHT_STATES:
            with self.subTest(state):
                invoice = self.new_invoice()
                self.send(invoice)
                document = invoice.sudo().l10n_fr_chorus_document_ids
                document.state = state
                number = invoice.name
                self.assertStopped(lambda: company.write({"active": False}), number)
                self.assertStopped(module.button_uninstall, number)
                self.assertStopped(partial(invoice.write, {"name": "F1"}), number)
                if state != "to_send":  # nothing has left: that one is taken back
                    self.assertStopped(invoice.button_draft, number)
                    self.assertStopped(invoice.button_cancel, number)
                document.state = "refused"

    def test_what_was_deposited_once_is_not_deleted(self):
        for state in ("refused", "not_received", "not_sent"):
            with self.subTest(state):
                invoice = self.new_invoice()
                self.send(invoice)
                document = invoice.sudo().l10n_fr_chorus_document_ids
                document.state = state
                invoice.button_draft()
                self.assertStopped(invoice.unlink, "historique")

    def test_secrets_and_watermark_follow_the_environment(self):
        self.integrate(self.new_invoice())
        self.run_refresh()
        self.assertTrue(self.company.sudo().l10n_fr_chorus_watermark)
        self.company.l10n_fr_chorus_environment = "sandbox"
        self.assertFalse(self.company.sudo().l10n_fr_chorus_watermark)
