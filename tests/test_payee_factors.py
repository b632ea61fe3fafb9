"""Whose account is paid where the supplier assigned what it is owed."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ChorusCase
from .payee_common import FACTORS, OTHER, PayeeMixin


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestPayeeFactors(PayeeMixin, ChorusCase):
    def test_a_factor_needs_the_notified_assignment(self):
        received = self.came(account=FACTORS, holder="Grand Factor SA")
        check = received.payee_check_id
        self.assertTrue(check.is_factor)
        self.assertIn("Grand Factor", self.blocks(received))
        self.call_back(check)
        self.assertIn("cession", self.blocks(received))
        assignment = self.assignment(date_to="2020-12-31")
        # Whoever reads the assignment reads its notice.
        notice = assignment.with_user(self.reader).document_ids
        self.assertEqual(notice.raw, b"x")
        self.assertIn("cession", self.blocks(received))
        assignment.date_to = False
        self.assertEqual(self.blocks(received), "")
        self.assertEqual(self.account_of(received), (FACTORS, "Grand Factor SA"))
        assignment.contract_number = "M-2"
        self.assertIn("cession", self.blocks(received))
        with self.assertRaises(ValidationError):
            assignment.document_ids = False
        # One that the factor's account was confirmed for names no other's.
        self.assertIn("aucune coordonnée", self.blocks(self.came("F2", account="")))

    def test_who_filed_the_assignment_does_not_call_back(self):
        check = self.came(account=FACTORS, holder="Factor").payee_check_id
        self.assignment()
        with self.assertRaisesRegex(UserError, "seconde personne"):
            self.call_back(check, self.finance)

    def test_a_trade_name_is_no_factor(self):
        self.assertFalse(self.came(holder="ATELIER LUMIERE").payee_check_id.is_factor)
        received = self.came("F2", OTHER, holder="Lumière et Fils")
        check = received.payee_check_id
        self.assertTrue(check.is_factor)
        self.call_back(check, is_supplier_s=True)
        self.assertEqual(self.blocks(received), "")
        told = self.came("F3", FACTORS, payment_label="Affacturage")
        with self.assertRaises(UserError):
            self.call_back(told.payee_check_id, is_supplier_s=True)

    def test_a_factor_without_an_account_is_not_the_supplier(self):
        self.call_back(self.came().payee_check_id)
        for number, values in enumerate(
            (
                {"holder": "Grand Factor SA"},
                {"holder": "Grand Factor SA", "payment_code": "20"},
                {"payment_label": "Subrogation : Grand Factor SA"},
            )
        ):
            bill = self.new_bill()
            received = self.came(f"G{number}", account="", move=bill, **values)
            self.assertIn("à la place du fournisseur", self.blocks(received), values)
            self.assertFalse(bill.partner_bank_id)
            self.assertEqual(self.account_of(received), ("", ""))

    def test_a_known_account_becomes_a_factor_s(self):
        self.call_back(self.came().payee_check_id)
        factor = self.came("F2", holder="Grand Factor SA")
        check = factor.payee_check_id
        self.assertEqual((check.state, check.is_factor), ("waiting", True))
        self.assertIn("Grand Factor", self.blocks(factor))
        self.call_back(check)
        self.assertIn("cession", self.blocks(factor))
        # Another holder, and its notice in words, are news as well.
        other = self.came("F3", holder="Petit Factor SA").payee_check_id
        self.assertEqual(other.state, "waiting")
        self.call_back(other, is_supplier_s=True)
        self.assertIn("cession", self.blocks(factor))

    def test_the_caller_learns_that_it_is_a_factor_s(self):
        received = self.came()
        check = received.payee_check_id
        with self.assertRaises(UserError):
            self.call_back(check, is_factor=True, is_supplier_s=True)
        self.call_back(check, is_factor=True)
        self.assertIn("cession", self.blocks(received))

    def test_one_person_does_not_change_the_assignment_and_call(self):
        bill = self.new_bill()
        received = self.came(account=FACTORS, holder="Factor", move=bill)
        check = received.payee_check_id
        assignment = self.assignment()
        assignment.with_user(self.second).date_to = "2999-12-31"
        with self.assertRaisesRegex(UserError, "seconde personne"):
            self.call_back(check)
        third = self.new_receiver("finances-3", "finance")
        self.call_back(check, third)
        self.assertEqual(self.blocks(received), "")
        self.assertEqual(bill.partner_bank_id.sanitized_acc_number, FACTORS)
        # Neither afterwards.
        assignment.with_user(third).contract_number = False
        self.assertIn("finances-3", self.blocks(received))
        self.assertFalse(bill.partner_bank_id)
        self.assertEqual(self.account_of(received), ("", ""))

    def test_without_an_assignment_nothing_is_handed_out(self):
        bill = self.new_bill()
        received = self.came(account=FACTORS, holder="Grand Factor SA", move=bill)
        self.call_back(received.payee_check_id)
        self.assertFalse(bill.partner_bank_id)
        self.assertEqual(self.account_of(received), ("", ""))
        assignment = self.assignment()
        self.assertEqual(bill.partner_bank_id.sanitized_acc_number, FACTORS)
        self.assertEqual(self.account_of(received)[0], FACTORS)
        assignment.date_to = "2020-12-31"
        self.assertFalse(bill.partner_bank_id)

    def test_numbers_of_an_assignment_are_told_half_hidden(self):
        assignment = self.assignment().with_context(
            tracking_disable=False, mail_notrack=False
        )
        self.flush_tracking()
        assignment.account_number = OTHER
        self.flush_tracking()
        values = assignment.sudo().message_ids.tracking_value_ids
        told = values.mapped("old_value_char") + values.mapped("new_value_char")
        self.assertIn("DE89 •••• 3000", told)
        self.assertNotIn(OTHER, told)
        self.assertNotIn(FACTORS, told)
