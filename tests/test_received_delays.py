"""Until when a public body has to pay, on the received invoice."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..tools.portal_time import portal_today
from .receiving_common import ReceivingCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivedDelays(ReceivingCase):
    def days_ago(self, days):
        return fields.Datetime.now() - timedelta(days=days)

    def due_in(self, received):
        return (received.due_date - portal_today(self.env)).days

    def test_the_plain_case(self):
        received = self.new_received()
        self.assertEqual(received.available_on, portal_today(self.env))
        self.assertEqual(self.due_in(received), 30)
        self.assertFalse(received.is_interrupted)
        self.assertFalse(received._chorus_why_not_interrupting())

    def test_a_suspension_interrupts_once_and_before_the_order(self):
        received = self.new_received()
        lived = [
            ("MISE_A_DISPOSITION", self.days_ago(12)),
            ("SUSPENDUE", self.days_ago(9)),
        ]
        self.give_history(received, *lived)
        self.assertTrue(received.is_interrupted)
        self.assertFalse(received.due_date)
        lived.append(("COMPLETEE", self.days_ago(4)))
        self.give_history(received, *lived)
        self.assertFalse(received.is_interrupted)
        self.assertEqual(self.due_in(received), 26)
        self.assertIn("once", received._chorus_why_not_interrupting())
        lived.append(("MANDATEE", self.days_ago(1)))
        self.give_history(received, *lived)
        self.assertIn("ordered", received._chorus_why_not_interrupting())

    def test_what_has_no_history_yet_goes_by_its_status(self):
        received = self.new_received(raw_status="SERVICE_FAIT", deposited_on=False)
        self.assertFalse(received.due_date)
        received.deposited_on = portal_today(self.env) - timedelta(days=3)
        self.assertEqual(self.due_in(received), 27)

    def test_a_hospital_has_fifty_days(self):
        received = self.new_received()
        hospital = self.env.ref("l10n_fr_chorus_pro.payment_delay_hospital")
        self.company.sudo().l10n_fr_chorus_own_delay_id = hospital
        self.assertEqual(self.due_in(received), 50)
        self.assertEqual(self.due_in(self.new_received("F2")), 50)
