"""By Chorus Pro or by the platform, never both: dialog, batch, background, code."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .test_declared import DeclaredCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestOneChannel(DeclaredCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.join_platform()

    def dialog(self, invoices):
        """The dialog alone: its button would ask the network for the customer."""
        name = "wizard" if len(invoices) == 1 else "batch.wizard"
        return (
            self.env[f"account.move.send.{name}"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({})
        )

    def deposits(self):
        return len(self.simulator.calls("deposer/flux"))

    def run_background(self):
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()
        self.run_deposits()

    # -- By Chorus Pro ---------------------------------------------------------

    def test_dialog(self):
        for vat, siret in ((False, self.town.company_registry), (False, False)):
            with self.subTest(siret=siret):
                self.town.write({"vat": vat, "company_registry": siret})
                wizard = self.dialog(self.new_invoice())
                self.assertEqual(wizard.sending_methods, ["chorus_pro"])
        self.town.company_registry = "12345678200051"
        wizard = self.dialog(self.new_invoice())
        wizard.action_send_and_print()
        self.assertEqual(self.deposits(), 1)
        self.assertEqual(wizard.move_id.l10n_fr_chorus_state, "deposited")

    def test_batch(self):
        """The dialog of several invoices opens, and what it sends is in Chorus Pro."""
        invoices = self.new_invoice() + self.new_invoice()
        wizard = self.dialog(invoices)
        self.assertEqual(list(wizard.summary_data), ["chorus_pro"])
        self.assertTrue(wizard.alerts)
        wizard.action_send_and_print()
        self.run_background()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual(set(invoices.mapped("is_move_sent")), {True})
        self.assertFalse(any(invoices.mapped("peppol_is_sent")))

    def test_code(self):
        invoice = self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(invoice)
        self.assertEqual(self.deposits(), 1)
        self.assertFalse(invoice.peppol_is_sent)

    def test_others_are_core_s(self):
        """A private person by e-mail, and whom the platform knows by the platform."""
        self.assertEqual(
            self.dialog(self.new_invoice(self.private)).sending_methods, ["email"]
        )
        self.town.invoice_sending_method = False
        self.town.vat = "FR23334175221"
        methods = self.dialog(self.new_invoice()).sending_methods
        self.assertIn("peppol", methods)
        self.assertNotIn("chorus_pro", methods)

    # -- One after the other ---------------------------------------------------

    def test_never_by_chorus_pro_after_the_platform(self):
        invoice = self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoice, sending_methods=["peppol"], invoice_edi_format="ubl_bis3"
        )
        self.assertTrue(invoice.peppol_is_sent)
        wizard = self.dialog(invoice)
        self.assertFalse(wizard.sending_methods)
        wizard.sending_methods = ["chorus_pro"]
        self.assertIn("danger", [a.get("level") for a in wizard.alerts.values()])
        with self.assertRaisesRegex(UserError, "plateforme agréée"):
            wizard.action_send_and_print()
        with self.assertRaisesRegex(UserError, "plateforme agréée"):
            self.env["account.move.send"]._generate_and_send_invoices(invoice)
        batch = self.dialog(invoice + self.new_invoice())
        self.assertIn("plateforme agréée", str(batch.alerts))
        batch.action_send_and_print()
        self.run_background()
        self.assertFalse(invoice.l10n_fr_chorus_state)
        self.assertEqual(self.deposits(), 1)

    def test_never_by_the_platform_after_chorus_pro(self):
        invoice = self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(invoice)
        self.town.vat = "FR23334175221"
        self.town.invoice_sending_method = "peppol"
        wizard = self.dialog(invoice)
        self.assertNotIn("peppol", wizard.sending_methods or [])
        wizard.sending_methods = ["peppol"]
        with self.assertRaisesRegex(UserError, "Chorus Pro"):
            wizard.action_send_and_print()
        batch = self.dialog(invoice + self.new_invoice(self.private))
        self.assertIn("Chorus Pro", str(batch.alerts))
        batch.action_send_and_print()
        self.run_background()
        with self.assertRaisesRegex(UserError, "Chorus Pro"):
            self.env["account.move.send"]._generate_and_send_invoices(
                invoice, sending_methods=["peppol"], invoice_edi_format="ubl_bis3"
            )
        self.assertFalse(invoice.peppol_is_sent)
        self.assertEqual(self.deposits(), 1)

    def test_interrupted_at_the_platform(self):
        """An invoice whose answer of the platform was lost is not sent by Chorus Pro
        until a person has looked."""
        invoice = self.new_invoice()
        moment = fields.Datetime.now()
        invoice.sudo().l10n_fr_chorus_platform_call = moment
        wizard = self.dialog(invoice)
        self.assertFalse(wizard.sending_methods)
        self.assertIn("a été interrompu", str(wizard.alerts))
        wizard.sending_methods = ["chorus_pro"]
        self.assertIn("danger", [a.get("level") for a in wizard.alerts.values()])
        with self.assertRaisesRegex(UserError, "a été interrompu .* plateforme agréée"):
            wizard.action_send_and_print()
        with self.assertRaisesRegex(UserError, "Absente de la plateforme"):
            self.env["account.move.send"]._generate_and_send_invoices(invoice)
        self.assertEqual(self.deposits(), 0)
        invoice.with_user(self.accountant).action_chorus_not_at_platform()
        self.assertIn("plateforme agréée", html2plaintext(invoice.message_ids[0].body))
        self.env["account.move.send"]._generate_and_send_invoices(invoice)
        self.assertEqual(self.deposits(), 1)

    def test_an_answer_of_the_platform_leaves_no_note(self):
        invoice = self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoice, sending_methods=["peppol"], invoice_edi_format="ubl_bis3"
        )
        self.assertTrue(invoice.peppol_is_sent)
        self.assertFalse(invoice.l10n_fr_chorus_platform_call)

    def test_last_gate(self):
        """An invoice that the platform took after the dialog was opened stays out."""
        invoice = self.new_invoice()
        invoice.peppol_move_state = "done"
        documents, sentences = self.env[
            "account.move.send"
        ]._chorus_write_down_invoices({invoice: {}}, invoice)
        self.assertFalse(documents)
        self.assertIn(invoice.name, sentences[invoice])
