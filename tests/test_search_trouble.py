"""A search that is refused, or cannot be read, is about one invoice and no other."""

import json

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .recovery_common import SEARCH, RecoveryCase

# What a search by days holds.
DAYS = "periodeDateDepot"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestSearchTrouble(RecoveryCase):
    def unreadable(self, *texts):
        """The answer to searches that hold one of these cannot be read."""
        answer = {"codeRetour": 0, "listeFactures": [{"statut": "DEPOSEE"}]}
        body = json.dumps(answer)
        for text in texts:
            self.simulator.fault(
                SEARCH, "wrong_json", body=body, times=None, holds=text
            )

    def test_the_queue_goes_on_behind_one_that_cannot_be_read(self):
        self.company.sudo().l10n_fr_chorus_lot_size = 1
        bad = self.new_invoice()
        self.give_up(bad, "before")
        good = self.queue(bad, self.new_invoice(), self.new_invoice()) - bad
        self.unreadable(bad.name)
        for _run in range(3):
            self.resume()
            self.run_deposits()
        self.assertEqual(set(good.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_many_are_read_one_by_one_where_their_days_cannot_be(self):
        """More than FEW lost attempts: one row of somebody else's spoils the days."""
        invoices = self.env["account.move"]
        for _n in range(6):
            invoice = self.new_invoice()
            self.give_up(invoice, "before")
            invoices |= invoice
        self.queue(*invoices)
        self.unreadable(DAYS)
        for _run in range(3):
            self.resume()
            self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_a_kept_lot_leaves_without_the_one_that_cannot_be_read(self):
        bad = self.new_invoice()
        self.give_up(bad, "before")
        good = self.queue(bad, self.new_invoice(), self.new_invoice()) - bad
        self.simulator.fault("deposer/flux", "quota")
        self.run_deposits()
        self.assertEqual(self.deposit_of(good[0]).state, "to_send")
        self.assertEqual(self.deposit_of(good[0]), self.deposit_of(bad))
        self.unreadable(bad.name)
        for _run in range(4):
            self.resume()
            self.run_deposits()
        self.assertEqual(set(good.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_a_kept_file_leaves_while_another_one_cannot_be_read(self):
        kept = self.new_invoice()
        self.simulator.fault("deposer/flux", "quota")
        self.send(kept)
        self.assertEqual(kept.l10n_fr_chorus_state, "to_send")
        self.resume()
        bad = self.new_invoice()
        self.give_up(bad, "before")
        self.queue(bad, self.new_invoice())  # one alone would leave at once
        self.unreadable(bad.name)
        for _run in range(3):
            self.resume()
            self.run_deposits()
        self.assertEqual(kept.l10n_fr_chorus_state, "deposited")

    def test_of_a_lost_lot_the_others_are_found(self):
        invoices = self.queue(*(self.new_invoice() for _n in range(3)))
        self.lose_queued(invoices, "after")
        self.simulator.advance(300)
        self.unreadable(invoices[0].name)
        self.run_deposits()
        self.assertNotIn("uncertain", set(invoices[1:].mapped("l10n_fr_chorus_state")))

    def test_a_manager_decides_where_nothing_can_be_read(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.resume()
        self.unreadable(invoice.name)
        self.decide(invoice, decision="not_received", note="Vu").action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")

    def test_a_duplicate_that_cannot_be_looked_for_is_refused(self):
        """After three days the refusal is swallowed half way."""
        invoice = self.new_invoice()
        self.send(invoice)
        deposit = self.deposit_of(invoice).sudo()
        self.simulator.advance(300)
        deposit.deposited_at = fields.Datetime.subtract(fields.Datetime.now(), days=4)
        self.report("IN_REJETE", (invoice, "La facture existe déjà"), times=None)
        self.refuse_searches(times=3)
        for _run in range(4):
            self.resume()
            self.run_deposits()
        # The searches answer again by now, and it is followed or ended.
        self.assertTrue(
            deposit.next_check_at or invoice.l10n_fr_chorus_state != "deposited",
            (deposit.state, invoice.l10n_fr_chorus_state),
        )

    def test_of_an_integrated_lot_the_others_are_identified(self):
        first, second = self.queue(self.new_invoice(), self.new_invoice())
        self.run_deposits()
        self.simulator.advance(300)
        deposit = self.deposit_of(first).sudo()
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), days=9)
        deposit.write(
            {
                "state": "integrated",
                "integrated_at": long_ago,
                "deposited_at": long_ago,
            }
        )
        # The flow itself shows nothing of it.
        self.spoil_search(times=None, holds=deposit.flow_number)
        self.refuse_searches(holds=first.name)
        for _run in range(3):
            self.resume()
            self.run_deposits()
        self.assertEqual(second.l10n_fr_chorus_state, "made_available")
        self.assertNotEqual(first.l10n_fr_chorus_state, "deposited")

    def test_what_can_be_found_of_a_lot_is_found(self):
        """The search of one is refused: by the action, and by a decision."""
        for is_decision in (False, True):
            with self.subTest(is_decision):
                self.simulator.reset()
                self.resume()
                invoices = self.queue(*(self.new_invoice() for _number in range(3)))
                self.lose_queued(invoices, "after")
                self.simulator.advance(300)
                # The lot's search stops at the first, which is refused alone as well.
                self.refuse_searches(times=2)
                if is_decision:
                    wizard = self.decide(invoices[0], decision="not_received")
                    wizard.action_confirm()
                else:
                    self.run_deposits()
                self.assertEqual(
                    self.deposit_of(invoices[1]).flow_number,
                    self.simulator.control("GET", "state")["flows"][0]["number"],
                )
                self.assertEqual(
                    set(invoices.mapped("l10n_fr_chorus_state")),
                    {"deposited", "made_available"},
                )

    def test_refresh_of_several_goes_on_after_a_refused_search(self):
        bad = self.new_invoice()
        self.give_up(bad, "before")
        others = self.queue(bad, self.new_invoice(), self.new_invoice()) - bad
        self.refuse_searches(times=2)
        (bad | others).action_chorus_refresh()
        self.assertEqual(set(others.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual(bad.l10n_fr_chorus_state, "not_sent")

    def test_send_says_why_nothing_is_sent(self):
        invoice = self.new_invoice()
        self.give_up(invoice, "before")
        self.refuse_searches()
        self.simulator.control("DELETE", "calls")
        with self.assertRaisesRegex(UserError, "numéro invalide.*Rien n'a été envoyé"):
            self.send(invoice)
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_an_answer_that_cannot_be_read_keeps_nobody_else_back(self):
        bad = self.new_invoice()
        self.give_up(bad, "before")
        uncertain = self.new_invoice()
        self.lose_answer(uncertain, "after")
        self.resume()
        self.simulator.advance(300)
        others = self.queue(bad, self.new_invoice(), self.new_invoice()) - bad
        self.unreadable(bad.name)
        for _run in range(2):
            self.resume()
            self.run_deposits()
        self.assertEqual(set(others.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual(bad.l10n_fr_chorus_state, "to_send")
        self.assertIn("ne répond pas", bad.l10n_fr_chorus_reason)
        self.assertEqual(uncertain.l10n_fr_chorus_state, "made_available")

    def test_a_refused_search_keeps_nobody_else_from_leaving(self):
        bad = self.new_invoice()
        self.give_up(bad, "before")
        others = self.queue(bad, self.new_invoice(), self.new_invoice()) - bad
        self.refuse_searches()
        self.run_deposits()
        self.assertEqual(set(others.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertEqual(bad.l10n_fr_chorus_state, "not_sent")
        self.assertIn("numéro invalide", bad.l10n_fr_chorus_reason)
        self.assertIn("Rien n'est parti", bad.l10n_fr_chorus_next_step)
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
