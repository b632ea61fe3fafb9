"""An invoice whose payment mode empties its account is paid on that of the mode."""

from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.l10n_fr_chorus_pro.tests.common import ChorusMixin

MODE_IBAN = "FR1420041010050500013M02606"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPaymentMode(ChorusMixin, AccountTestInvoicingCommon):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpChorus()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"
        cls.account = cls.bank_account.copy({"acc_number": MODE_IBAN})
        journal = cls.env["account.journal"].create(
            {
                "name": "Banque de la collectivité",
                "code": "BNQ9",
                "type": "bank",
                "bank_account_id": cls.account.id,
                "company_id": cls.company.id,
            }
        )
        modes = cls.env["account.payment.mode"]
        cls.mode = modes.create({"name": "Virement", "fixed_journal_id": journal.id})
        cls.bare_mode = modes.create({"name": "Virement, sans journal"})

    def invoice_by(self, mode):
        invoice = self.new_invoice(payment_mode_id=mode.id, partner_bank_id=False)
        self.assertFalse(invoice.partner_bank_id)
        return invoice

    def test_the_journal_of_the_mode_tells_the_account(self):
        invoice = self.invoice_by(self.mode)
        wizard = self.open_wizard(invoice)
        number = self.account.acc_number
        named = [a for a in wizard.alerts.values() if number in a["message"]]
        self.assertEqual([alert["level"] for alert in named], ["info"])
        wizard.action_send_and_print()
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id.sudo()
        self.assertIn(MODE_IBAN.encode(), deposit._chorus_content())
        self.assertFalse(invoice.partner_bank_id)

    def test_a_mode_without_a_journal_leaves_the_choice_to_a_person(self):
        (sentence,) = self.invoice_by(self.bare_mode)._chorus_checks()
        self.assertIn("IBAN", sentence)
