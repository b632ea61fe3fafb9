"""Odoo's own payments of what came by Chorus Pro: to the confirmed payee alone."""

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ChorusCase
from .payee_common import FIRST, OTHER, PayeeMixin


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPayeePayments(PayeeMixin, ChorusCase):
    def posted(self, number="F1", **values):
        bill = self.new_bill()
        received = self.came(number, move=bill, **values)
        received.raw_status = "MANDATEE"
        bill.action_post()
        return received, bill

    def pay(self, bill, **values):
        context = {"active_model": "account.move", "active_ids": bill.ids}
        dialogs = self.env["account.payment.register"].with_context(**context)
        dialog = dialogs.create(values)
        return dialog._create_payments()

    def dialog(self, bill):
        """What « Pay » opens."""
        action = bill.action_register_payment()
        dialogs = self.env[action["res_model"]].with_context(**action["context"])
        return dialogs.default_get(["line_ids"])

    def other_account(self):
        return self.env["res.partner.bank"].create(
            {
                "acc_number": OTHER,
                "partner_id": self.supplier.id,
                "allow_out_payment": True,
            }
        )

    def payment(self, bill, account):
        return self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": self.supplier.id,
                "amount": bill.amount_total,
                "partner_bank_id": account.id,
                "invoice_ids": bill.ids,
            }
        )

    def test_the_public_accountant_pays_outside_odoo(self):
        received, bill = self.posted()
        self.call_back(received.payee_check_id)
        for pay in (lambda: self.dialog(bill), lambda: self.pay(bill)):
            with self.assertRaisesRegex(UserError, "comptable public"):
                pay()
        payment = self.payment(bill, bill.partner_bank_id)
        with self.assertRaisesRegex(UserError, "comptable public"):
            payment.action_post()

    def test_an_accountant_of_its_own_pays_the_confirmed_account(self):
        self.company.l10n_fr_chorus_recipient_profile = "accountant"
        other = self.other_account()
        received, bill = self.posted()
        for pay in (lambda: self.dialog(bill), lambda: self.pay(bill)):
            with self.assertRaisesRegex(UserError, "premier|passé"):
                pay()
        self.call_back(received.payee_check_id)
        self.dialog(bill)
        with self.assertRaisesRegex(UserError, "FR14 •••• 2606"):
            self.pay(bill, partner_bank_id=other.id)
        with self.assertRaisesRegex(UserError, "FR14 •••• 2606"):
            self.payment(bill, other).action_post()
        payment = self.pay(bill)
        self.assertEqual(payment.partner_bank_id.sanitized_acc_number, FIRST)
        self.assertIn(bill.payment_state, ("paid", "in_payment"))

    def test_nothing_is_paid_before_its_payment_is_ordered(self):
        self.company.l10n_fr_chorus_recipient_profile = "accountant"
        received, bill = self.posted()
        self.call_back(received.payee_check_id)
        account = bill.partner_bank_id
        for status in ("MISE_A_DISPOSITION", "SERVICE_FAIT", "REJETEE", "SUSPENDUE"):
            received.raw_status = status
            for pay in (
                lambda: self.dialog(bill),
                lambda: self.pay(bill),
                lambda: self.payment(bill, account).action_post(),
            ):
                with self.assertRaisesRegex(UserError, "mandat"):
                    pay()
        # What the supplier had already is only put on its bill.
        received.framework = "A2"
        self.dialog(bill)
        received.write({"framework": "A1", "raw_status": "COMPTABILISEE"})
        self.pay(bill)
        self.assertIn(bill.payment_state, ("paid", "in_payment"))

    def test_nor_is_a_payment_or_a_line_of_the_bank_put_on_its_bill(self):
        self.company.l10n_fr_chorus_recipient_profile = "accountant"
        received, bill = self.posted()
        self.call_back(received.payee_check_id)
        received.raw_status = "SUSPENDUE"
        payment = self.payment(bill, bill.partner_bank_id)
        payment.invoice_ids = False
        payment.action_post()
        statement = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "partner_id": self.supplier.id,
                "payment_ref": "F1",
                "amount": -bill.amount_total,
            }
        )
        payable = bill.line_ids.filtered(lambda line: line.credit)
        suspense = statement._seek_for_lines()[1]
        suspense.account_id = payable.account_id
        paid = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payable.account_id
        )
        for line in filter(None, (paid, suspense)):
            with self.assertRaisesRegex(UserError, "mandat"):
                bill.js_assign_outstanding_line(line.id)
        credit = bill._reverse_moves([{"invoice_date": bill.invoice_date}])
        # A credit note is no payment.
        credit.action_post()
        self.assertFalse(bill.amount_residual)

    def test_companies_that_receive_nothing_are_asked_nothing(self):
        received, bill = self.posted()
        payment = self.payment(bill, bill.partner_bank_id)
        self.company.sudo().l10n_fr_chorus_is_public_body = False
        for records, names in (
            (bill, ("move_type", "company_id")),
            (payment, ("state",)),
            (bill.line_ids, ("company_id", "move_id")),
        ):
            records.fetch(names)
        self.company._chorus_is_public_body()
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertFalse(bill._chorus_received_to_pay())
            bill._chorus_assert_payable()
            payment._chorus_assert_payees()
            bill.line_ids._chorus_assert_paid_bills()

    def test_what_is_paid_on_no_account_takes_none(self):
        self.company.l10n_fr_chorus_recipient_profile = "accountant"
        other = self.other_account()
        for number, values in enumerate(
            ({"payment_code": "49"}, {"payment_code": "20", "account": ""})
        ):
            _received, bill = self.posted(f"N{number}", **values)
            self.assertFalse(bill.partner_bank_id)
            with self.assertRaises(ValidationError):
                bill.partner_bank_id = other
            with self.assertRaises(UserError):
                self.pay(bill, partner_bank_id=other.id)
            self.assertFalse(self.pay(bill).partner_bank_id)

    def test_numbers_on_a_bill_are_told_half_hidden(self):
        received, bill = self.posted()
        self.flush_tracking()
        self.call_back(received.payee_check_id)
        bill = bill.with_context(tracking_disable=False, mail_notrack=False)
        bill.partner_bank_id = False
        self.flush_tracking()
        values = bill.sudo().message_ids.tracking_value_ids
        told = values.mapped("old_value_char") + values.mapped("new_value_char")
        self.assertIn("FR76 •••• 0189", told)
        self.assertFalse([text for text in told if FIRST in (text or "")])

    def test_interest_is_paid_to_the_same(self):
        self.company.l10n_fr_chorus_recipient_profile = "accountant"
        other = self.other_account()
        received = self.came()
        interest = self.new_bill(invoice_date=fields.Date.today())
        self.assertTrue(interest.partner_bank_id)
        received.interest_move_id = interest
        self.assertFalse(interest.partner_bank_id)
        with self.assertRaises(ValidationError):
            interest.partner_bank_id = other
        interest.action_post()
        with self.assertRaises(UserError):
            self.dialog(interest)
        self.call_back(received.payee_check_id)
        self.assertEqual(interest.partner_bank_id.sanitized_acc_number, FIRST)
        self.dialog(interest)
