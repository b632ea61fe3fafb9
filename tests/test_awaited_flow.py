"""An earlier attempt may still arrive, by a flow that is known to be at work."""

import json

from odoo.tests import tagged

from ..models.deposit import Outcome
from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAwaitedFlow(RecoveryCase):
    def posts(self):
        return len(self.simulator.calls("deposer/flux"))

    def lost_lot(self):
        """A lot of two arrived unseen, was given up; its flow is still at work."""
        self.flows_finish_after(10**6)
        first, second = self.queue(self.new_invoice(), self.new_invoice())
        self.simulator.fault("deposer/flux", "cut", when="after")
        self.run_deposits()
        self.resume()
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

    def refuse_flow(self, invoice, text):
        error = {"numeroDP": invoice.name, "libelleErreurDP": text}
        report = {"codeRetour": 0, "etatCourantDepotFlux": "IN_REJETE"}
        body = json.dumps({**report, "listeErreurDP": [error]})
        self.simulator.fault("consulterCRDetaille", "wrong_json", body=body)
        self.run_deposits()

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
        invoice.name = "FAC/2026/7001"
        invoice.action_post()
        before = self.posts()
        self.send(invoice)
        self.assertEqual(self.posts(), before)
        self.finish()
        self.assertEqual(self.numbers(), [number])

    def noted_then_refused(self):
        invoice = self.new_invoice()
        number = invoice.name
        self.give_up(invoice)
        self.simulator.advance(300)
        self.flows_finish_after(10**6)
        self.renumber(invoice)
        self.spoil_search()
        self.send(invoice)
        self.run_refresh()
        self.run_deposits()
        self.refuse_flow(invoice, "Service inconnu")
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        return invoice, number

    def test_a_rejected_former_keeps_no_other_number_back(self):
        """The refresh reads the rejection after the other one was refused."""
        invoice, number = self.noted_then_refused()
        self.simulator.set_status(number, "REJETEE", "En double")
        self.run_refresh()
        before = self.posts()
        self.send(invoice)
        self.assertEqual(self.posts(), before + 1, invoice.l10n_fr_chorus_state)

    def test_a_double_is_settled_once_one_is_paid_and_the_other_rejected(self):
        self.flows_finish_after(10**6)
        invoice = self.new_invoice()
        number = invoice.name
        self.give_up(invoice)
        self.renumber(invoice)
        self.send(invoice)
        self.flows_finish_after(60)
        self.simulator.advance(300)
        self.resume()
        self.run_deposits()
        self.run_refresh()
        self.simulator.set_status(number, "MISE_EN_PAIEMENT")
        self.simulator.set_status(invoice.name, "REJETEE", "En double")
        self.run_refresh()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.env.invalidate_all()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertNotEqual(invoice.l10n_fr_chorus_work_list, "action")

    def test_a_duplicate_answer_adopts_the_attempt_whose_row_it_is(self):
        """N1 refused by its flow, then typed by hand; N2 refused as a duplicate."""
        invoice = self.new_invoice()
        number = invoice.name
        self.flows_finish_after(10**6)
        self.send(invoice)

        self.refuse_flow(invoice, "Service inconnu")
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.typed_by_hand(invoice)
        self.renumber(invoice)
        self.spoil_search()  # not shown yet
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.refuse_flow(invoice, "La facture existe déjà")
        current = invoice._chorus_current_document()
        self.assertTrue(current.chorus_identifier)
        self.assertEqual(current.invoice_number, number)
