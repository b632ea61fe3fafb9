"""The account to be paid on, where the invoice names none."""

import base64
import hashlib

from odoo.tests import tagged

from .common import ChorusCase

IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "FR1420041010050500013M02606"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestBankAccount(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"

    def new_invoice_without_account(self):
        """As OCA's account_payment_mode leaves it."""
        invoice = self.new_invoice()
        invoice.partner_bank_id = False
        return invoice

    def test_the_only_iban_of_the_company_is_named_and_sent(self):
        invoice = self.new_invoice_without_account()
        wizard = self.open_wizard(invoice)
        named = self.bank_account.acc_number
        alerts = [a for a in wizard.alerts.values() if named in a["message"]]
        self.assertEqual([alert["level"] for alert in alerts], ["info"])
        wizard.action_send_and_print()
        (call,) = self.simulator.calls("deposer/flux")
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id.sudo()
        deposit.invalidate_recordset()
        sent = base64.b64decode(deposit.file)
        self.assertEqual(
            hashlib.sha256(sent).hexdigest(), call["body"]["fichierFlux"]["sha256"]
        )
        self.assertIn(IBAN.encode(), sent)
        self.assertFalse(invoice.partner_bank_id)

    def test_nobody_chooses_between_two(self):
        self.bank_account.copy({"acc_number": OTHER_IBAN})
        invoice = self.new_invoice_without_account()
        (sentence,) = invoice._chorus_checks()
        self.assertIn("IBAN", sentence)

    def test_an_account_of_the_invoice_stays_the_one(self):
        invoice = self.new_invoice()
        self.bank_account.copy({"acc_number": OTHER_IBAN})
        names = [failure.check.name for failure in invoice._chorus_failures()]
        self.assertEqual(names, [])
        self.assertEqual(invoice._chorus_bank_account(), self.bank_account)
