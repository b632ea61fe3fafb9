"""An earlier attempt may still arrive, by a flow that is known to be at work."""

from odoo.tests import tagged

from ..models.deposit.deposit import Outcome
from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAwaitedFlow(RecoveryCase):
    def lost_lot(self):
        """A lot of two arrived unseen, was given up; its flow is still at work."""
        self.flows_finish_after(10**6)
        first, second = self.queue(self.new_invoice(), self.new_invoice())
        self.lose_queued(first | second, "after")
        self.deposit_of(first)._chorus_give_up()
        self.env.flush_all()
        flow = self.simulator.control("GET", "state")["flows"][0]["number"]
        row = self.raw_row(first, 4711, numeroFluxDepot=flow)
        return first, second, row

    def finish(self):
        self.flows_finish_after(60)
        self.simulator.advance(300)
        for _run in range(4):
            self.resume()
            self.run_deposits()
            self.simulator.advance(300)

    def test_the_look_of_the_queue_shows_the_flow(self):
        """Both of the lot wait again; the look for the first shows the flow."""
        first, second, row = self.lost_lot()
        numbers = sorted([first.name, second.name])
        self.renumber(second)
        self.queue(first, second)
        self.spoil_search(row)  # the first search is that of the first number
        before = self.posts()
        self.run_deposits()
        self.assertEqual(self.deposit_of(first).state, "deposited")
        self.assertEqual(self.posts(), before)
        self.finish()
        self.assertEqual(self.numbers(), numbers)

    def test_the_look_of_refresh_shows_the_flow(self):
        first, second, row = self.lost_lot()
        numbers = sorted([first.name, second.name])
        self.renumber(second)
        self.queue(first, second)
        self.spoil_search(row)
        before = self.posts()
        (first | second).action_chorus_refresh()
        self.assertEqual(self.posts(), before)
        self.finish()
        self.assertEqual(self.numbers(), numbers)

    def test_a_kept_file_waits_for_the_flow(self):
        first, second, row = self.lost_lot()
        numbers = sorted([first.name, second.name])
        self.renumber(second)
        self.simulator.fault("deposer/flux", "quota")
        self.send(second)
        self.assertEqual(second.l10n_fr_chorus_state, "to_send")
        self.assertTrue(self.deposit_of(second))
        self.spoil_search(row)
        self.run_refresh()
        self.assertEqual(self.deposit_of(first).state, "deposited")
        self.assertTrue(second._chorus_awaits_flow())
        before = self.posts()
        self.resume()
        self.run_deposits()
        self.assertEqual(self.posts(), before)
        self.finish()
        self.assertEqual(self.numbers(), numbers)

    def test_a_kept_file_waits_at_refresh_too(self):
        first, second, row = self.lost_lot()
        self.renumber(second)
        self.simulator.fault("deposer/flux", "quota")
        self.send(second)
        self.spoil_search(row)
        self.run_refresh()
        before = self.posts()
        self.resume()
        second.action_chorus_refresh()
        self.assertEqual(self.posts(), before)

    def test_a_flow_that_is_integrated_shows_its_invoices_later(self):
        """IDENTIFY_LIMIT exists for that: rows show some time after the flow."""
        first, second, row = self.lost_lot()
        self.renumber(second)
        self.spoil_search(row)
        self.run_refresh()
        self.queue(second)
        self.resume()
        self.run_deposits()
        self.assertEqual(second.l10n_fr_chorus_state, "to_send")
        self.flows_finish_after(60)
        self.simulator.advance(300)
        before = self.posts()
        self.resume()
        self.run_deposits()
        self.assertEqual(self.deposit_of(first).state, "integrated")
        self.spoil_search(times=None)  # the rows come later
        self.resume()
        self.run_deposits()
        self.assertEqual(self.posts(), before)

    def test_a_late_answer_is_followed_before_the_next_attempt(self):
        self.flows_finish_after(10**6)
        invoice = self.new_invoice()
        number = invoice.name
        self.give_up(invoice)
        deposit = self.deposit_of(invoice)
        invoice.button_draft()
        flow = self.simulator.control("GET", "state")["flows"][0]["number"]
        deposit._chorus_settle(Outcome("deposited", flow_number=flow))
        invoice.name = f"FAC/{invoice.date:%Y}/7001"
        invoice.action_post()
        before = self.posts()
        self.send(invoice)
        self.assertEqual(self.posts(), before)
        self.finish()
        self.assertEqual(self.numbers(), [number])
