"""The bill of a subcontractor: drafted, not ours to pay, settled by the body."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .validation_common import ValidationCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestValidationBill(ValidationCase):
    def agreed(self, number="ST1", **values):
        received = self.ask_and_fetch(number, **values)
        self.answer(received)
        return received

    def bill(self, received, user=None):
        mine = received.with_user(user or self.clerk)
        action = mine.action_chorus_make_validated_bill()
        return self.env["account.move"].browse(action["res_id"])

    def new_tax(self):
        """A purchase tax that the buyer of works owes."""
        lines = [
            Command.create({"repartition_type": "base", "factor_percent": 100}),
            Command.create({"repartition_type": "tax", "factor_percent": 100}),
            Command.create({"repartition_type": "tax", "factor_percent": -100}),
        ]
        return self.env["account.tax"].create(
            {
                "name": "20 % autoliquidation BTP",
                "type_tax_use": "purchase",
                "amount": 20,
                "company_id": self.company.id,
                "invoice_repartition_line_ids": lines,
                "refund_repartition_line_ids": lines,
            }
        )

    def test_a_draft_of_what_was_agreed_with_once(self):
        tax = self.new_tax()
        received = self.ask_and_fetch()
        with self.assertRaises(UserError):
            self.bill(received)
        self.answer(
            received, "validate_in_part", amount_admitted=750, words="Reste à faire"
        )
        with self.assertRaises(AccessError):
            self.bill(received, self.validator)
        bill = self.bill(received)
        self.assertEqual((bill.state, bill.move_type), ("draft", "in_invoice"))
        self.assertEqual((bill.amount_untaxed, bill.amount_total), (750, 750))
        self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
        self.assertEqual((bill.partner_id, bill.ref), (self.subcontractor, "ST1"))
        self.assertEqual(self.bill(received), bill)
        self.assertIn("ne la payez pas", self.messages(bill)[0])

    def test_without_a_tax_it_says_what_to_do(self):
        bill = self.bill(self.agreed())
        self.assertFalse(bill.invoice_line_ids.tax_ids)
        self.assertIn("283-2 nonies", self.messages(bill)[0])

    def test_of_a_co_contractor_there_is_none(self):
        received = self.agreed("CT1", framework="A12")
        self.assertFalse(received.with_user(self.clerk).may_make_bill)
        with self.assertRaisesRegex(UserError, "cotraitant"):
            self.bill(received)

    def test_it_is_not_paid_from_odoo_and_settles_what_the_body_owes(self):
        self.new_contract()
        received = self.agreed()
        bill = self.bill(received)
        bill.action_post()
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        with self.assertRaisesRegex(UserError, "paie directement"):
            payment.create({})
        ours = self.new_invoice(self.town)
        before = ours.amount_residual
        number = received.chorus_identifier
        for status in ("MISE_A_DISPOSITION", "MANDATEE", "MISE_EN_PAIEMENT"):
            self.simulator.set_status(number, status)
        self.fetch()
        self.assertEqual(received.stage, "paid_by_body")
        self.assertTrue(received.with_user(self.clerk).may_be_settled)
        context = {"active_model": received._name, "active_id": received.id}
        settle = self.env["l10n_fr_chorus_pro.settle"].with_user(self.clerk)
        dialog = settle.with_context(**context).create({"invoice_id": ours.id})
        dialog.action_confirm()
        entry = received.settled_move_id
        self.assertEqual((entry.state, bill.payment_state), ("posted", "paid"))
        self.assertEqual(ours.amount_residual, before - 1000)
        debit, credit = entry.line_ids.sorted("balance", reverse=True)
        self.assertEqual((debit.partner_id, debit.balance), (self.subcontractor, 1000))
        self.assertEqual((credit.partner_id, credit.balance), (self.town, -1000))
        with self.assertRaisesRegex(UserError, "déjà"):
            dialog.action_confirm()
        entry.button_draft()
        entry.button_cancel()
        self.assertEqual(
            (bill.payment_state, ours.amount_residual), ("not_paid", before)
        )
        self.assertTrue(received.with_user(self.clerk).may_be_settled)
