"""One electronic channel per invoice, whatever other modules add by default."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestChannels(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A verified end point of the Peppol network, which account_peppol prefers.
        cls.town.write(
            {
                "email": "compta@saint-aubin.example",
                "peppol_eas": "0009",
                "peppol_endpoint": cls.town.company_registry,
                "invoice_edi_format": "ubl_bis3",
            }
        )
        cls.town.with_company(cls.company).peppol_verification_state = "valid"

    def open_wizard(self, invoices):
        """The dialog alone: its button would ask the real Peppol network again."""
        name = "wizard" if len(invoices) == 1 else "batch.wizard"
        return (
            self.env[f"account.move.send.{name}"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({})
        )

    def settings(self, invoice):
        return self.env["account.move.send"]._get_default_sending_settings(invoice)

    def test_peppol_is_the_default_elsewhere(self):
        """The stage is real: without our method, Peppol would be ticked."""
        self.town.invoice_sending_method = "email"
        invoice = self.new_invoice()
        self.assertIn("peppol", self.settings(invoice)["sending_methods"])
        self.assertIn("peppol", self.open_wizard(invoice).sending_methods)

    def test_wizard_ticks_chorus_pro_alone(self):
        wizard = self.open_wizard(self.new_invoice())
        self.assertEqual(wizard.sending_methods, ["chorus_pro"])
        self.assertFalse(wizard.invoice_edi_format)
        wizard.action_send_and_print()
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)

    def test_wizard_refuses_both(self):
        wizard = self.open_wizard(self.new_invoice())
        wizard.sending_methods = ["chorus_pro", "peppol"]
        (alert,) = (a for a in wizard.alerts.values() if a.get("level") == "danger")
        self.assertIn("Peppol", alert["message"])
        with self.assertRaises(UserError):
            wizard.action_send_and_print()
        self.assertFalse(self.simulator.calls())

    def test_batch_and_cron_send_through_chorus_pro_alone(self):
        invoices = self.new_invoice() | self.new_invoice()
        wizard = self.open_wizard(invoices)
        self.assertEqual(
            wizard.summary_data, {"chorus_pro": {"count": 2, "label": "par Chorus Pro"}}
        )
        wizard.action_send_and_print()
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual(set(invoices.mapped("peppol_move_state")), {False})

    def test_both_are_refused_where_code_asks_for_them(self):
        invoice = self.new_invoice()
        with self.assertRaises(UserError) as caught:
            self.env["account.move.send"]._generate_and_send_invoices(
                invoice, sending_methods=["chorus_pro", "peppol"]
            )
        self.assertIn("Peppol", str(caught.exception))
        self.assertFalse(self.simulator.calls("deposer/flux"))
        self.assertFalse(invoice.peppol_move_state)

    def test_a_copy_by_mail_is_warned_about(self):
        wizard = self.open_wizard(self.new_invoice())
        wizard.sending_methods = ["chorus_pro", "email"]
        self.assertEqual(wizard.alerts["l10n_fr_chorus_pro_copy"]["level"], "warning")
        wizard.action_send_and_print()
        invoice = wizard.move_id
        mail = invoice.message_ids.filtered(lambda m: m.partner_ids & self.town)
        self.assertIn(
            invoice.l10n_fr_chorus_document_ids.deposit_id._chorus_content(),
            mail.attachment_ids.mapped("raw"),
        )

    def test_ordinary_invoices_are_left_alone(self):
        self.town.invoice_sending_method = "email"
        self.town.with_company(self.company).peppol_verification_state = "not_valid"
        invoice = self.new_invoice()
        wizard = self.open_wizard(invoice)
        self.assertEqual(wizard.sending_methods, ["email"])
        wizard.action_send_and_print()
        self.assertFalse(invoice.l10n_fr_chorus_document_ids)
        self.assertFalse(self.simulator.calls())
