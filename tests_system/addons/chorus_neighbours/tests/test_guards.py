"""No dead end: what went in a flow and is Chorus Pro's can be corrected."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_declared import DeclaredCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestNoDeadEnd(DeclaredCase):
    def setUp(self):
        super().setUp()
        self.town.invoice_sending_method = "email"
        self.invoice = self.service_invoice()
        self.declare()
        self.town.invoice_sending_method = "chorus_pro"
        self.document = self.env["l10n_fr_chorus_pro.document"].sudo()

    def give_state(self, state):
        self.document = self.document.create(
            {
                "move_id": self.invoice.id,
                "invoice_number": self.invoice.name,
                "state": state,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def test_what_is_over_can_be_reset_and_cancelled(self):
        for state in ("refused", "not_received", "to_send"):
            with self.subTest(state=state):
                self.give_state(state)
                self.assertTrue(self.invoice.show_reset_to_draft_button)
                self.invoice.button_draft()
                self.invoice.action_post()
                self.invoice.button_cancel()
                self.assertEqual(self.invoice.state, "cancel")
                self.invoice.button_draft()
                self.invoice.action_post()
                self.assert_out(self.invoice)

    def test_rejected_can_be_cancelled(self):
        self.give_state("rejected")
        self.invoice.button_cancel()
        self.assertEqual(self.invoice.state, "cancel")

    def test_ours_answers_for_what_chorus_pro_has(self):
        self.integrate(self.invoice)
        for action in ("button_draft", "button_cancel"):
            with self.assertRaisesRegex(UserError, "Chorus Pro"):
                getattr(self.invoice, action)()

    def test_core_answers_for_the_others(self):
        private = self.new_invoice(self.private, post=False)
        # The real one opens a report then, which needs an accounting manager.
        private.sudo().action_post()
        self.declare()
        self.assertFalse(private.show_reset_to_draft_button)
        with self.assertRaisesRegex(UserError, "PDP"):
            private.button_draft()
        with self.assertRaisesRegex(UserError, "PDP"):
            (self.invoice + private).button_draft()

    def test_a_payment_that_was_declared_can_be_reset(self):
        self.town.invoice_sending_method = "email"
        payment = self.pay(self.invoice)
        self.declare()
        with self.assertRaisesRegex(UserError, "PDP"):
            payment.button_draft()
        self.town.invoice_sending_method = "chorus_pro"
        payment.button_draft()
        self.assertEqual(payment.state, "draft")
