"""Before anything is sent again, the earlier attempts of the invoice are looked for."""

import json

from odoo import fields
from odoo.tests import tagged

from .recovery_common import RecoveryCase

REFUSAL = {"codeRetour": 20003, "libelle": "GCU_MSG_01_003 : numéro invalide"}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSentAgain(RecoveryCase):
    def refuse_searches(self):
        body = json.dumps(REFUSAL)
        self.simulator.fault(
            "rechercher/fournisseur", "wrong_json", body=body, times=None
        )

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
                self.renumber(invoices[0], f"FAC/2026/700{count}")
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

    # -- A search that is refused ----------------------------------------------

    def test_a_refused_search_keeps_nobody_else_from_leaving(self):
        bad = self.new_invoice()
        self.give_up(bad, "before")
        others = self.queue(bad, self.new_invoice(), self.new_invoice()) - bad
        self.refuse_searches()
        self.run_deposits()
        self.assertEqual(set(others.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual(bad.l10n_fr_chorus_state, "refused")
        self.assertIn("numéro invalide", bad.l10n_fr_chorus_reason)
        self.assertIn("Rien n'a été", bad.l10n_fr_chorus_next_step)
        self.assertFalse(bad.is_move_sent)

    def test_a_manager_decides_where_the_search_is_refused(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.resume()
        self.refuse_searches()
        self.decide(invoice, decision="not_received", note="Vu").action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        self.assertIn("numéro invalide", invoice.l10n_fr_chorus_reason)
        self.assertIn("Vu", invoice.l10n_fr_chorus_reason)

    # -- What was never sent ---------------------------------------------------

    def test_what_was_taken_back_was_not_looked_for(self):
        invoice, _other = self.queue(self.new_invoice(), self.new_invoice())
        invoice.button_draft()
        self.assertIn("n'a pas été envoyée", invoice.l10n_fr_chorus_next_step)

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
        with self.assertRaisesRegex(Exception, "en cours d'envoi|Attendez"):
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
            second._chorus_set_state("made_available")
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
                state = "not_received" if is_switched else "deposited"
                self.assertEqual(second.l10n_fr_chorus_state, state)

    def half_settled(self):
        """A lot whose call ended, and of whose invoices one does not know it yet."""
        first, second = self.queue(self.new_invoice(), self.new_invoice())
        self.simulator.fault("deposer/flux", "quota")
        self.run_deposits()
        # As it stands while somebody holds the second one.
        second.sudo().l10n_fr_chorus_document_ids._chorus_set_state("sending")
        self.assertEqual(self.deposit_of(second).state, "to_send")
        return first, second
