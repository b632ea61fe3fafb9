"""The bill of a subcontractor: drafted, not ours to pay, settled by the body."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .validation_common import DAY, ValidationCase


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

    def pay_by_the_bank(self, bill):
        """Reconcile it with a payment as a bank statement does."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": bill.partner_id.id,
                "amount": 100,
                "company_id": self.company.id,
                "journal_id": self.env["account.journal"]
                .search(
                    [("type", "=", "bank"), ("company_id", "=", self.company.id)],
                    limit=1,
                )
                .id,
            }
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": self.company.id,
                "origin_payment_id": payment.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": bill.partner_id.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in (
                        (self.payable(bill).account_id, 100),
                        (bill.invoice_line_ids.account_id, -100),
                    )
                ],
            }
        )
        entry.action_post()
        (self.payable(bill) | self.payable(entry)).reconcile()

    def payable(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        )

    def paid_by_body(self, received):
        for status in ("MISE_A_DISPOSITION", "MANDATEE", "MISE_EN_PAIEMENT"):
            self.simulator.set_status(received.chorus_identifier, status)
        self.fetch()
        self.assertEqual(received.stage, "paid_by_body")

    def settlement(self, received, **values):
        """The dialog that settles the bill of what was received."""
        context = {"active_model": received._name, "active_id": received.id}
        settle = self.env["l10n_fr_chorus_pro.settle"].with_user(self.clerk)
        return settle.with_context(**context).create(values)

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

    def test_the_vat_that_was_charged_is_not_owed_by_us(self):
        self.new_tax()
        received = self.agreed(total=1200)
        bill = self.bill(received)
        tax = bill.invoice_line_ids.tax_ids
        self.assertEqual((tax.amount, tax._chorus_is_self_assessed()), (20, False))
        self.assertEqual((bill.amount_untaxed, bill.amount_total), (1000, 1200))
        mixed = self.bill(self.agreed("ST2", total=1130))
        self.assertFalse(mixed.invoice_line_ids.tax_ids)
        told = self.messages(mixed)[0]
        self.assertIn("130,00", told)
        self.assertNotIn("283-2", told)

    def test_only_what_the_body_may_have_paid_is_settled(self):
        self.new_contract()
        received = self.agreed()
        bill = self.bill(received)
        bill.action_post()
        number = received.chorus_identifier
        self.simulator.set_status(number, "MISE_A_DISPOSITION")
        self.fetch()
        with self.assertRaisesRegex(UserError, "ne dit pas"):
            self.settlement(received).action_confirm()
        for amount in (0, 1001):
            with self.assertRaisesRegex(UserError, "1.?000"):
                self.settlement(received, is_paid=True, amount=amount).action_confirm()
        ours = self.new_invoice(self.town)
        owed = ours.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        other = owed.account_id.sudo().copy({"code": "411900"})
        town = self.town.sudo().with_company(self.company)
        town.property_account_receivable_id = other
        before = ours.amount_residual
        values = {"is_paid": True, "amount": 400, "invoice_id": ours.id}
        self.settlement(received, **values).action_confirm()
        self.assertEqual(bill.amount_residual, 600)
        self.assertEqual(ours.amount_residual, before - 400)
        first = received.settled_move_ids
        self.settlement(received, is_paid=True).action_confirm()
        self.assertEqual(bill.amount_residual, 0)
        rest = received.settled_move_ids - first
        with self.assertRaisesRegex(UserError, f"{first.name}.*{rest.name}"):
            self.settlement(received, is_paid=True).action_confirm()
        rest.button_draft()
        rest.button_cancel()
        self.simulator.set_status(number, "REJETEE", "Doublon")
        self.fetch()
        self.assertFalse(received.with_user(self.clerk).may_be_settled)
        with self.assertRaisesRegex(UserError, "ne l.a pas payée"):
            self.settlement(received, is_paid=True).action_confirm()

    def test_accepted_accepted_in_part_refused_and_run_out(self):
        """By hand: 1000 + 750 + 0 + 1000 are the body's to pay, of 9000 that it owes
        us 6250 are left."""
        self.new_contract(ceiling=9000)
        for number in ("ST1", "ST2", "ST3", "ST4"):
            self.ask(number)
        self.fetch()
        whole, part, refused, silent = asked = self.to_validate(
            "ST1", "ST2", "ST3", "ST4"
        )
        self.answer(whole)
        words = "Un quart reste à faire"
        self.answer(part, "validate_in_part", amount_admitted=750, words=words)
        self.answer(refused, "refuse", reason_id=self.reason().id, words="Rien")
        self.simulator.advance(16 * DAY)
        self.fetch()
        stages = ["with_body", "with_body", "refused", "with_body"]
        self.assertEqual([one.stage for one in asked], stages)
        with self.assertRaises(UserError):
            self.bill(refused)
        bills = [self.bill(one) for one in (whole, part, silent)]
        self.assertEqual([bill.amount_total for bill in bills], [1000, 750, 1000])
        works = {"name": "Travaux", "price_unit": 9000, "tax_ids": [Command.clear()]}
        ours = self.new_invoice(self.town, invoice_line_ids=[Command.create(works)])
        self.assertEqual(ours.amount_residual, 9000)
        for bill, one in zip(bills, (whole, part, silent), strict=True):
            bill.action_post()
            self.paid_by_body(one)
            self.settlement(one, invoice_id=ours.id).action_confirm()
            self.assertEqual((bill.amount_residual, bill.payment_state), (0, "paid"))
        self.assertEqual(ours.amount_residual, 6250)
        entries = (whole | part | silent).settled_move_ids
        lines = entries.line_ids
        payable = lines.filtered(lambda line: line.partner_id == self.subcontractor)
        owed = lines.filtered(lambda line: line.partner_id == self.town)
        self.assertEqual(sorted(payable.mapped("balance")), [750, 1000, 1000])
        self.assertEqual(sorted(owed.mapped("balance")), [-1000, -1000, -750])
        self.assertFalse(refused.validated_move_id or refused.settled_move_ids)

    def test_a_credit_note_is_settled_the_other_way(self):
        self.new_contract()
        received = self.agreed()
        received.is_credit_note = True
        bill = self.bill(received)
        self.assertEqual(bill.move_type, "in_refund")
        bill.action_post()
        self.paid_by_body(received)
        dialog = self.settlement(received)
        self.assertEqual((dialog.amount, dialog.own_type), (1000, "out_refund"))
        dialog.action_confirm()
        self.assertEqual(bill.amount_residual, 0)

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
        with self.assertRaisesRegex(UserError, "paie directement"):
            self.pay_by_the_bank(bill)
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        with self.assertRaisesRegex(UserError, "paie directement"):
            payment.create({})
        ours = self.new_invoice(self.town)
        before = ours.amount_residual
        self.paid_by_body(received)
        self.assertTrue(received.with_user(self.clerk).may_be_settled)
        dialog = self.settlement(received, invoice_id=ours.id)
        self.assertEqual((dialog.amount, dialog.own_type), (1000, "out_invoice"))
        dialog.action_confirm()
        entry = received.settled_move_ids
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
