"""Bad input and bad configuration: one sentence on the right invoice, nothing sent."""

import io

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WANTS_COMMITMENT, ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRefusals(ChorusCase):
    def assertRefused(self, invoice, *words):
        """Sending fails with a sentence that holds the words, and sends nothing."""
        with self.assertRaises(UserError) as caught:
            self.send(invoice)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertFalse(self.simulator.invoices())
        self.assertFalse(invoice.invoice_pdf_report_id)

    def send_batch(self, invoices):
        """Send from the list: core queues the invoices for its own scheduled action."""
        self.open_wizard(invoices).action_send_and_print()
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()

    def test_draft_is_refused_by_core(self):
        draft = self.new_invoice(post=False)
        with self.assertRaises(UserError):
            draft.action_send_and_print()
        with self.assertRaises(UserError):
            (draft | self.new_invoice()).action_send_and_print()
        self.assertFalse(self.simulator.calls())

    def test_foreign_customer(self):
        abroad = self.new_customer(
            "Ville de Bruxelles", False, country_id=self.env.ref("base.be").id
        )
        invoice = self.new_invoice(abroad)
        self.assertRefused(invoice, "Ville de Bruxelles", "France")
        self.assertFalse(self.simulator.calls())

    def test_customer_without_siret(self):
        nameless = self.new_customer("Syndicat des eaux", False)
        self.assertRefused(self.new_invoice(nameless), "Syndicat des eaux", "SIRET")
        self.assertFalse(self.simulator.calls())

    def test_siret_with_a_wrong_check_digit(self):
        """It is refused in production alone: the test platform has such SIRETs."""
        typo = self.new_customer("Commune de Val", "12345678200052")
        self.assertFalse(self.new_invoice(typo)._chorus_checks())
        self.company.l10n_fr_chorus_environment = "production"
        (sentence,) = self.new_invoice(typo)._chorus_checks()
        self.assertIn("12345678200052", sentence)

    def test_spaces_in_a_siret_are_harmless(self):
        self.town.company_registry = "123 456 782 00051"
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")

    def test_number_too_long(self):
        invoice = self.new_invoice(post=False)
        invoice.name = f"FACTURE/{invoice.date:%Y/%m}/000001"
        invoice.action_post()
        self.assertRefused(invoice, invoice.name, "20")
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_missing_credentials(self):
        self.company.sudo().l10n_fr_chorus_password = False
        invoice = self.new_invoice()
        self.assertRefused(invoice, "Atelier Lumière SARL", "compte technique")
        self.assertFalse(self.simulator.calls())
        self.assertFalse(invoice.l10n_fr_chorus_document_ids)

    def test_wrong_client_secret(self):
        self.company.sudo().l10n_fr_chorus_client_secret = "wrong"
        invoice = self.new_invoice()
        self.assertRefused(invoice, "PISTE")
        self.assertFalse(invoice.l10n_fr_chorus_document_ids)
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_wrong_technical_account(self):
        self.company.sudo().l10n_fr_chorus_password = "wrong"
        self.assertRefused(self.new_invoice(), "compte technique", "401")

    def test_api_not_subscribed(self):
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["factures"]}
        )
        self.assertRefused(self.new_invoice(), "Factures", "403", "PISTE")

    @mute_logger("urllib3.connectionpool")
    def test_portal_down_then_up(self):
        """Nothing is lost and nobody sends again: the scheduled action does."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(
            "l10n_fr_chorus_pro.simulator_oauth_url", "http://127.0.0.1:9/token"
        )
        invoice = self.new_invoice()
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        (message,) = self.messages(invoice)
        self.assertRegex(message, r"Odoo réessaie à \d\d:\d\d")
        deposited = invoice.invoice_pdf_report_id.raw

        parameters.set_param(
            "l10n_fr_chorus_pro.simulator_oauth_url", self.simulator.url
        )
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        (call,) = self.simulator.calls("deposer/flux")
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
        self.assertEqual(call["body"]["fichierFlux"]["sha256"], deposit.payload_sha256)
        self.assertEqual(deposit._chorus_content(), deposited)

    @mute_logger("urllib3.connectionpool")
    def test_what_waited_and_is_refused_at_a_click_is_told(self):
        """The click refreshes; that the deposit was refused stands in the chatter."""
        parameters = self.env["ir.config_parameter"].sudo()
        name = "l10n_fr_chorus_pro.simulator_oauth_url"
        parameters.set_param(name, "http://127.0.0.1:9/token")
        invoice = self.new_invoice()
        self.send(invoice)
        parameters.set_param(name, self.simulator.url)
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["factures"]}
        )
        invoice.action_chorus_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_sent")
        self.assertIn("Factures", self.messages(invoice)[-1])
        self.assertFalse(invoice.is_move_sent)

    def test_batch_lists_the_bad_and_sends_the_good(self):
        good, other = self.new_invoice(), self.new_invoice()
        bad = self.new_invoice(self.new_customer("Syndicat des eaux", False))
        wizard = self.open_wizard(good | bad | other)
        (alert,) = wizard.alerts.values()
        self.assertEqual(alert["level"], "warning")
        self.assertIn(bad.name, alert["message"])
        self.send_batch(good | bad | other)
        self.run_deposits()
        self.assertEqual(good.l10n_fr_chorus_state, "deposited")
        self.assertEqual(other.l10n_fr_chorus_state, "deposited")
        self.assertEqual(bad.l10n_fr_chorus_state, "not_sent")
        self.assertFalse(bad.l10n_fr_chorus_document_ids.deposit_id)
        (message,) = self.messages(bad)
        self.assertIn("Syndicat des eaux", message)
        (call,) = self.simulator.calls("deposer/flux")
        self.assertTrue(call["body"]["nomFichier"].endswith(".tar.gz"))

    def test_refused_deposit_is_corrected_under_the_same_number(self):
        """The reason is told, and the second document carries the correction."""
        self.wants_nothing_yet(self.hospital)
        invoice = self.new_invoice(self.hospital)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertIn("engagement", invoice.l10n_fr_chorus_reason)
        self.assertIn("engagement", self.messages(invoice)[-1])
        self.assertFalse(invoice.is_move_sent)
        (alert,) = (a for a in invoice.alerts.values() if "Chorus Pro" in a["message"])
        self.assertIn("renvoyez-la sous le même numéro", alert["message"])

        invoice.purchase_order_reference = "4500123456"
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        self.assertEqual(
            invoice.l10n_fr_chorus_document_ids.mapped("state"),
            ["made_available", "refused"],
        )
        # Core never renders again a PDF that exists: this one is new.
        with io.BytesIO(invoice.invoice_pdf_report_id.raw) as file:
            self.assertIn("4500123456", PdfReader(file).pages[0].extract_text())
        first = invoice.l10n_fr_chorus_document_ids[-1]
        with io.BytesIO(first._chorus_content()) as file:
            self.assertNotIn("4500123456", PdfReader(file).pages[0].extract_text())
        (received,) = self.simulator.invoices()
        self.assertEqual(received["number"], invoice.name)
        self.assertEqual(received["commitment"], "4500123456")
        self.assertEqual(received["recipient"], WANTS_COMMITMENT)

    def test_nothing_is_invented(self):
        """No service and no commitment stay none: core would write its own."""
        self.town.ref = "CLIENT-42"
        invoice = self.new_invoice(ref="Bon 17")
        self.integrate(invoice)
        (received,) = self.simulator.invoices()
        self.assertFalse(received["service"])
        self.assertFalse(received["commitment"])
        self.assertEqual(received["framework"], "A1")
