"""What waits to be sent: woken, kept through trouble, not stopped by one bad file."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ChorusCase

QUEUE = "odoo.addons.l10n_fr_chorus_pro.models.deposit.queue"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestQueue(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"

    def queue(self, count, lot_size=50):
        self.company.l10n_fr_chorus_lot_size = lot_size
        invoices = self.env["account.move"].union(
            *(self.new_invoice() for _number in range(count))
        )
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        return invoices

    def states(self, invoices):
        return [invoice.l10n_fr_chorus_state for invoice in invoices]

    def subscribe(self, *, is_subscribed):
        families = [] if is_subscribed else ["factures"]
        self.simulator.control("POST", "settings", {"unsubscribed_families": families})

    def posts(self):
        return self.simulator.calls("deposer/flux")

    def resume(self):
        """Let the pause of the account pass."""
        self.company.sudo().l10n_fr_chorus_paused_until = False

    # -- The account or the portal in trouble ----------------------------------

    def test_a_refused_account_keeps_what_waits(self):
        """Nobody has to send anything again once the account is mended."""
        invoices = self.queue(3, lot_size=1)
        self.subscribe(is_subscribed=False)
        self.run_deposits()
        self.assertEqual(self.states(invoices), ["to_send"] * 3)
        self.assertTrue(all(invoices.mapped("is_move_sent")))
        self.assertEqual(len(self.posts()), 1)
        (message,) = self.messages(invoices[0])
        self.assertIn("Factures", message)
        self.assertIn("Factures", invoices[0].l10n_fr_chorus_reason)

        self.subscribe(is_subscribed=True)
        self.run_deposits()
        self.assertEqual(self.states(invoices), ["deposited"] * 3)
        self.assertEqual(len(self.simulator.control("GET", "state")["flows"]), 3)

    def test_a_refresh_of_what_waits_for_the_account_says_so(self):
        """A click sends nobody's invoices into a refusal but those of that click."""
        invoices = self.queue(2)
        self.subscribe(is_subscribed=False)
        self.run_deposits()
        with self.assertRaises(UserError) as caught:
            invoices[0].action_chorus_refresh()
        self.assertIn("Factures", str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.states(invoices), ["to_send"] * 2)

    def test_a_portal_in_maintenance_gets_one_lot_at_a_time(self):
        followed = self.new_invoice()
        self.send(followed)
        self.simulator.advance(300)
        invoices = self.queue(3, lot_size=1)
        self.simulator.fault("deposer/flux", "status", status=503, times=None)
        self.run_deposits()
        self.assertEqual(self.states(invoices), ["uncertain", "to_send", "to_send"])
        self.assertEqual(followed.l10n_fr_chorus_state, "made_available")
        self.assertTrue(self.company._chorus_is_paused())
        count = len(self.simulator.calls())
        self.run_deposits()
        self.assertEqual(len(self.simulator.calls()), count)

        self.resume()
        self.run_deposits()
        self.assertEqual(self.states(invoices), ["uncertain", "uncertain", "to_send"])

        self.simulator.control("DELETE", "faults")
        self.resume()
        self.run_deposits()
        self.assertEqual(invoices[2].l10n_fr_chorus_state, "deposited")
        self.assertFalse(self.company._chorus_is_paused())

    def test_a_portal_that_says_how_long_its_maintenance_lasts_is_left_alone(self):
        followed = self.new_invoice()
        self.send(followed)
        self.queue(2, lot_size=1)
        self.simulator.control("DELETE", "calls")
        headers = {"Retry-After": "1800"}
        self.simulator.fault("deposer/flux", "status", status=503, headers=headers)
        self.run_deposits()
        self.assertEqual(len(self.simulator.calls()), 1)
        until = self.company.sudo().l10n_fr_chorus_paused_until
        self.assertGreater(until - fields.Datetime.now(), timedelta(minutes=25))
        # A test of the connection ends the pause of the account, not that of a file.
        deposits = self.env["l10n_fr_chorus_pro.deposit"]
        struck = deposits.search([], order="id desc", limit=1)
        self.assertGreater(
            struck.next_check_at - fields.Datetime.now(), timedelta(minutes=25)
        )

    def test_what_was_kept_is_not_sent_into_a_maintenance_either(self):
        invoices = self.queue(2, lot_size=1)
        for _run in range(2):
            self.simulator.fault("deposer/flux", "quota")
            self.run_deposits()
            self.resume()
        self.assertEqual(len(invoices.l10n_fr_chorus_document_ids.deposit_id), 2)
        self.simulator.fault("deposer/flux", "html", status=200, times=None)
        self.run_deposits()
        self.assertEqual(sorted(self.states(invoices)), ["to_send", "uncertain"])

    def test_a_click_that_is_asked_for_patience_makes_the_action_wait(self):
        for operation in ("token", "deposer/flux"):
            self.resume()
            invoice = self.new_invoice()
            self.simulator.fault(operation, "quota", retry_after=3600)
            self.send(invoice)
            self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
            until = self.company.sudo().l10n_fr_chorus_paused_until
            self.assertGreater(until - fields.Datetime.now(), timedelta(minutes=55))
            self.simulator.control("DELETE", "calls")
            self.run_deposits()
            self.assertFalse(self.simulator.calls())

    # -- One bad file ----------------------------------------------------------

    @mute_logger(QUEUE, "odoo.sql_db")
    def test_a_file_that_cannot_be_packed_stops_nobody_else(self):
        followed = self.new_invoice()
        self.send(followed)
        self.simulator.advance(300)
        invoices = self.queue(5)
        bad = invoices[1]
        bad.l10n_fr_chorus_document_ids.sudo().file_name = False
        self.run_deposits()
        self.assertEqual(
            self.states(invoices - bad) + self.states(followed),
            ["deposited"] * 4 + ["made_available"],
        )
        self.assertEqual(bad.l10n_fr_chorus_state, "not_sent")
        self.assertFalse(bad.is_move_sent)
        self.assertEqual(len(self.messages(bad)), 1)
        self.send(bad)
        self.assertEqual(bad.l10n_fr_chorus_state, "deposited")

    # -- Who sends, and when ---------------------------------------------------

    def test_the_last_one_of_a_batch_waits_for_its_lot_as_well(self):
        """Core hands over ten at a time: the eleventh comes alone, and nobody waits."""
        invoices = self.env["account.move"].union(
            *(self.new_invoice() for _number in range(11))
        )
        self.open_wizard(invoices).action_send_and_print()
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.states(invoices), ["to_send"] * 11)
        self.assertFalse(self.posts())

    def test_copies_of_the_action_are_woken_too(self):
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_deposits").sudo()
        copied, idle = cron.copy(), cron.copy({"active": False})
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([]).unlink()
        self.queue(2)
        woken = triggers.search([]).cron_id
        self.assertIn(cron, woken)
        self.assertIn(copied, woken)
        self.assertNotIn(idle, woken)

    def test_an_action_that_was_deleted_keeps_nobody_from_sending(self):
        self.env.ref("l10n_fr_chorus_pro.ir_cron_deposits").sudo().unlink()
        invoice = self.new_invoice()
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertEqual(self.states(self.queue(2)), ["to_send"] * 2)
