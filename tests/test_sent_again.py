"""Before anything is sent again, the earlier attempts of the invoice are looked for."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestSentAgain(RecoveryCase):
    def run_until_settled(self):
        for _run in range(3):
            self.resume()
            self.run_deposits()
            self.simulator.advance(300)
        self.resume()
        self.run_deposits()

    # -- Refresh ---------------------------------------------------------------

    def test_refresh_sends_nothing_that_arrived_under_another_number(self):
        """Queued from the list, under the number that it has by now."""
        invoice = self.new_invoice()
        number = invoice.name
        self.give_up(invoice)
        self.simulator.advance(300)
        self.renumber(invoice)
        self.queue(invoice, self.new_invoice())
        invoice.action_chorus_refresh()
        self.simulator.advance(300)
        self.assertEqual(self.numbers(), [number])
        self.assertEqual(invoice._chorus_current_document().invoice_number, number)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_refresh_after_a_silent_portal(self):
        """Send found nobody and left it to the scheduled action."""
        invoice = self.new_invoice()
        number = invoice.name
        self.give_up(invoice)
        self.simulator.advance(300)
        self.renumber(invoice)
        self.simulator.fault("rechercher/fournisseur", "status", status=503, times=9)
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        self.simulator.control("DELETE", "faults")
        invoice.action_chorus_refresh()
        self.simulator.advance(300)
        self.assertEqual(self.numbers(), [number])

    # -- A file that is kept ---------------------------------------------------

    def test_a_kept_file_is_not_sent_where_an_earlier_attempt_arrived(self):
        """Alone and in a lot: hours pass between a file that did not leave and the next
        time, in which the flow that was given up is integrated."""
        for count in (1, 2):
            with self.subTest(count):
                self.simulator.reset()
                self.resume()
                self.flows_finish_after(10**6)
                invoices = self.env["account.move"].union(
                    *(self.new_invoice() for _number in range(count))
                )
                first = invoices[0].name
                self.give_up(invoices[0])
                self.renumber(invoices[0], 7000 + count)
                self.simulator.fault("deposer/flux", "quota")
                if count == 1:
                    self.send(invoices)
                else:
                    self.queue(invoices)
                    self.run_deposits()
                self.assertEqual(
                    set(invoices.mapped("l10n_fr_chorus_state")), {"to_send"}
                )
                self.flows_finish_after(60)
                self.simulator.advance(7200)
                self.run_until_settled()
                self.assertEqual(
                    self.numbers(), sorted([first, *invoices[1:].mapped("name")])
                )
                self.assertEqual(
                    set(invoices.mapped("l10n_fr_chorus_state")), {"made_available"}
                )

    def test_a_kept_file_goes_on_being_one(self):
        """As long as nothing of it arrived: one deposit, and the portal's patience."""
        deposits = self.env["l10n_fr_chorus_pro.deposit"].sudo()
        before = deposits.search_count([])
        bad = self.new_invoice()
        self.give_up(bad, "before")
        invoices = self.queue(bad, self.new_invoice())
        self.simulator.fault("deposer/flux", "quota", times=None)
        for _run in range(5):
            self.resume()
            self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"to_send"})
        self.assertEqual(deposits.search_count([]), before + 2)
        self.simulator.control("DELETE", "faults")
        self.resume()
        bad.action_chorus_refresh()
        self.assertEqual(bad.l10n_fr_chorus_state, "deposited")

    def test_an_invoice_waits_while_the_flow_of_its_lot_is_at_work(self):
        """A lot was given up, and its flow shows by one invoice: the other one of it,
        which has another number by now, may come any minute."""
        for is_click in (False, True):
            with self.subTest(is_click):
                self.simulator.reset()
                self.resume()
                self.flows_finish_after(10**6)
                first, second = self.queue(self.new_invoice(), self.new_invoice())
                numbers = sorted([first.name, second.name])
                self.lose_queued(first | second, "after")
                self.deposit_of(first)._chorus_give_up()
                self.env.flush_all()
                self.renumber(second, 7000 + 100 * is_click)
                flow = self.simulator.control("GET", "state")["flows"][0]["number"]
                identifier = 4711 + is_click
                self.spoil_search(self.raw_row(first, identifier, numeroFluxDepot=flow))
                self.run_refresh()
                self.assertEqual(self.deposit_of(first).state, "deposited")
                if is_click:
                    self.send(second)
                else:
                    self.queue(second)
                    self.run_deposits()
                second.action_chorus_refresh()
                self.assertEqual(second.l10n_fr_chorus_state, "to_send")
                self.assertEqual(self.posts(), 1)
                self.flows_finish_after(60)
                self.simulator.advance(300)
                with self.assertNoLogs("odoo.addons.base.models.ir_cron", "WARNING"):
                    self.run_until_settled()
                self.assertEqual(self.numbers(), numbers)
                self.assertEqual(second.l10n_fr_chorus_state, "made_available")

    def test_the_report_of_a_given_up_lot_says_nothing_of_what_was_sent_again(self):
        self.flows_finish_after(10**6)
        first, second = self.queue(self.new_invoice(), self.new_invoice())
        self.lose_queued(first | second, "after")
        lot = self.deposit_of(first)
        lot._chorus_give_up()
        self.env.flush_all()
        self.send(second)
        kept = second.ubl_cii_xml_id
        flow = self.simulator.control("GET", "state")["flows"][0]["number"]
        self.spoil_search(self.raw_row(first, 4711, numeroFluxDepot=flow))
        self.run_refresh()
        self.assertEqual(lot.state, "deposited")
        self.report("IN_INTEGRE_PARTIEL", (second, "Service inconnu"))
        lot.sudo().next_check_at = fields.Datetime.subtract(
            fields.Datetime.now(), hours=1
        )
        self.run_deposits()
        self.assertEqual(lot.state, "integrated")
        self.assertEqual(second.l10n_fr_chorus_state, "deposited")
        self.assertTrue(second.is_move_sent)
        self.assertEqual(second.ubl_cii_xml_id, kept)

    # -- What was never sent ---------------------------------------------------

    def test_what_was_taken_back_was_not_looked_for(self):
        invoice, _other = self.queue(self.new_invoice(), self.new_invoice())
        invoice.button_draft()
        self.assertIn("Rien n'est parti", invoice.l10n_fr_chorus_next_step)

    def test_what_is_marked_as_deposited_outside_leaves_the_queue(self):
        invoice, other = self.queue(self.new_invoice(), self.new_invoice())
        self.mark_outside(invoice)
        self.run_deposits()
        self.simulator.advance(300)
        self.assertEqual(self.numbers(), [other.name])
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_to_deposit")

    def test_what_chorus_pro_has_is_not_marked_as_deposited_outside(self):
        invoice = self.new_invoice()
        self.send(invoice)
        with self.assertRaisesRegex(UserError, "Attendez"):
            self.mark_outside(invoice)
        self.assertFalse(invoice.l10n_fr_chorus_outside_reason)

    def mark_outside(self, invoice):
        wizard = self.env["l10n_fr_chorus_pro.mark.outside"]
        wizard.with_user(self.accountant).create(
            {"move_id": invoice.id, "reason": "Remise au maître d'œuvre"}
        ).action_confirm()

    # -- Decided or found between two commits ----------------------------------

    def test_a_decision_during_the_search_stands(self):
        """The search has kept a step; a manager decides before the next one."""
        invoices = self.lose_lot(3)
        deposit = self.deposit_of(invoices[0]).sudo()
        self.typed_by_hand(invoices[0])

        def decided(this, _pace):
            this._chorus_adopt("CPP0011110000000000000042")
            return True

        self.patch(type(deposit), "_chorus_step", decided)
        self.run_deposits()
        self.assertEqual(deposit.state, "deposited")
        self.assertTrue(deposit.next_check_at)

    def test_what_another_worker_finds_meanwhile_is_not_refused(self):
        invoices = self.queue(self.new_invoice(), self.new_invoice())
        self.run_deposits()
        self.simulator.advance(300)
        deposit = self.deposit_of(invoices[0]).sudo()
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), hours=5)
        deposit.write({"state": "integrated", "integrated_at": long_ago})
        self.spoil_search()  # the flow shows nothing
        self.spoil_search(self.raw_row(invoices[0]))
        self.spoil_search()
        second = invoices[1].sudo().l10n_fr_chorus_document_ids

        def found(_this, _pace):
            second.state = "made_available"
            second.chorus_identifier = "4711"
            return True

        self.patch(type(deposit), "_chorus_step", found)
        self.run_deposits()
        self.assertEqual(invoices[1].l10n_fr_chorus_state, "made_available")

    # -- Half of a lot ---------------------------------------------------------

    def test_one_that_was_held_when_its_lot_did_not_leave(self):
        """It goes with the next lot once the first is taken back, and is taken back
        with the rest where the environment changes."""
        for is_switched in (False, True):
            with self.subTest(is_switched):
                first, second = self.half_settled()
                if is_switched:
                    self.company.sudo().l10n_fr_chorus_environment = "sandbox"
                    self.company.sudo().l10n_fr_chorus_environment = "simulator"
                else:
                    first.button_draft()
                self.resume()
                self.run_deposits()
                self.resume()
                self.run_deposits()
                state = "not_sent" if is_switched else "deposited"
                self.assertEqual(second.l10n_fr_chorus_state, state)
                if is_switched:
                    self.assertIn("avant l'envoi", self.messages(second)[-1])

    def half_settled(self):
        """A lot whose call ended, and of whose invoices one does not know it yet."""
        first, second = self.queue(self.new_invoice(), self.new_invoice())
        self.simulator.fault("deposer/flux", "quota")
        self.run_deposits()
        # As it stands while somebody holds the second one.
        second.sudo().l10n_fr_chorus_document_ids.state = "sending"
        self.assertEqual(self.deposit_of(second).state, "to_send")
        return first, second
