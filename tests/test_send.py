from odoo.tests import tagged

from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSend(ChorusCase):
    def test_one_click_is_one_deposit(self):
        """The dialog calls once for the token and once for the deposit."""
        invoice = self.new_invoice()
        wizard = self.open_wizard(invoice)
        self.assertEqual(wizard.sending_methods, ["chorus_pro"])
        wizard.action_send_and_print()

        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
        self.assertEqual(len(self.simulator.calls("oauth/token")), 1)
        (call,) = self.simulator.calls("deposer/flux")
        self.assertEqual(call["body"]["syntaxeFlux"], "IN_DP_E2_CII_FACTURX")
        self.assertEqual(call["body"]["nomFichier"], deposit.file_name)
        self.assertEqual(call["body"]["fichierFlux"]["sha256"], deposit.payload_sha256)
        self.assertEqual(
            call["headers"]["cpro-account"]["login"], "TECH_1_0000001@cpro.fr"
        )
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertTrue(deposit.flow_number)
        self.assertEqual(invoice.invoice_pdf_report_id.raw, deposit._chorus_content())

    def test_the_story_comes_back_once(self):
        """The scheduled actions tell every status once, in its order."""
        invoice = self.new_invoice()
        self.send(invoice)
        self.simulator.advance(300)
        self.run_deposits()
        self.assertTrue(invoice.l10n_fr_chorus_identifier)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        for status in ("SERVICE_FAIT", "MANDATEE", "COMPTABILISEE", "MISE_EN_PAIEMENT"):
            self.simulator.advance(3600)
            self.simulator.set_status(invoice.l10n_fr_chorus_identifier, status)
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "payment_released")

        told = self.messages(invoice)
        expected = [
            "flux n°",
            # The row that gives the identifier: its history, of what is past, can wait.
            "Mise à disposition du destinataire",
            "Service fait",
            "Mandatée",
            "Comptabilisée",
            "Mise en paiement",
        ]
        self.assertEqual(len(told), len(expected), told)
        for text, words in zip(told, expected, strict=True):
            self.assertIn(words, text)
        for _run in range(3):
            self.run_deposits()
            self.run_refresh()
        self.assertEqual(self.messages(invoice), told)
