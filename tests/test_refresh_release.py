"""After the release of a payment; and after the invoice was settled in Odoo."""

from odoo.tests import tagged

from .refresh_common import HISTORY, RefreshCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestRefreshRelease(RefreshCase):
    def setUp(self):
        super().setUp()
        self.invoice = self.open_invoices(1)
        self.released_at = self.portal_time(minutes=60)

    def release(self):
        self.change(self.invoice, "MISE_EN_PAIEMENT", at=self.released_at)
        self.run_refresh()

    def assertStillReleased(self):
        self.assertEqual(self.invoice.l10n_fr_chorus_status, "MISE_EN_PAIEMENT")
        self.assertEqual(self.invoice.l10n_fr_chorus_state, "payment_released")
        self.assertTrue(self.invoice.l10n_fr_chorus_release_date)

    def test_an_earlier_step_after_the_release_changes_nothing(self):
        self.release()
        before = self.invoice.l10n_fr_chorus_status_date
        released_on = self.invoice.l10n_fr_chorus_release_date
        told = self.messages(self.invoice)
        for code in ("MANDATEE", "MISE_EN_PAIEMENT", "COMPTABILISEE"):
            self.simulator.advance(86400)
            self.change(self.invoice, code)
            self.run_refresh()
            self.assertStillReleased()
            self.assertEqual(self.invoice.l10n_fr_chorus_status_date, before)
            self.assertEqual(self.invoice.l10n_fr_chorus_release_date, released_on)
        self.assertEqual(self.messages(self.invoice), told)
        self.assertEqual(
            self.invoice.l10n_fr_chorus_event_ids.mapped("code")[:4],
            ["COMPTABILISEE", "MISE_EN_PAIEMENT", "MANDATEE", "MISE_EN_PAIEMENT"],
        )
        self.forget_calls()
        self.run_refresh()
        self.assertFalse(self.simulator.calls(HISTORY))

    def test_both_came_between_two_refreshes(self):
        """The row says MANDATEE; the history knows better, late or at once."""
        for fails in (False, True):
            self.change(self.invoice, "MISE_EN_PAIEMENT", at=self.released_at)
            self.change(self.invoice, "MANDATEE")
            if fails:
                self.simulator.fault(HISTORY, "status", status=503)
            self.run_refresh()
            self.run_refresh()
            self.assertStillReleased()
            told = self.messages(self.invoice)
            self.assertIn("Mise en paiement", told[-1])
            self.assertEqual(len([m for m in told if "Mise en paiement" in m]), 1)
            self.invoice = self.open_invoices(1)

    def test_a_step_before_the_release_that_arrives_late(self):
        self.release()
        told = self.messages(self.invoice)
        at = self.portal_time(minutes=90)
        self.change(self.invoice, "MANDATEE", at=at, current=False)
        self.invoice.action_chorus_refresh()
        self.assertStillReleased()
        self.assertEqual(self.messages(self.invoice), told)
        self.assertIn("MANDATEE", self.invoice.l10n_fr_chorus_event_ids.mapped("code"))

    def test_a_suspension_or_rejection_takes_it_back(self):
        for code in ("SUSPENDUE", "REJETEE"):
            self.release()
            self.change(self.invoice, code, "RIB clos")
            self.run_refresh()
            self.assertEqual(self.invoice.l10n_fr_chorus_status, code)
            self.assertFalse(self.invoice.l10n_fr_chorus_release_date)
            self.assertIn("RIB clos", self.messages(self.invoice)[-1])
            self.simulator.advance(600)
            self.change(self.invoice, "MANDATEE")
            self.run_refresh()
            self.assertEqual(self.invoice.l10n_fr_chorus_status, "MANDATEE")
            self.invoice = self.open_invoices(1)

    def test_a_paid_invoice_is_followed_in_silence(self):
        other = self.open_invoices(1)  # keeps the account in the follow-up
        self.invoice.payment_state = "paid"
        self.change(self.invoice | other)
        self.run_refresh()
        self.assertEqual(self.invoice.l10n_fr_chorus_status, "SERVICE_FAIT")
        self.assertTrue(self.invoice.l10n_fr_chorus_event_ids)
        self.assertFalse(self.messages(self.invoice))
        self.assertTrue(self.messages(other))
        self.change(self.invoice, "REJETEE", "Doublon")
        self.run_refresh()
        self.assertIn("Doublon", self.messages(self.invoice)[-1])

    def test_a_reversed_or_cancelled_invoice_is_never_news(self):
        other = self.open_invoices(1)
        gone = self.open_invoices(2)
        gone[0].payment_state = "reversed"
        gone[1].state = "cancel"
        self.change(gone | other, "REJETEE", "Doublon")
        self.run_refresh()
        self.assertEqual(set(gone.mapped("l10n_fr_chorus_status")), {"REJETEE"})
        self.assertFalse(any(self.messages(invoice) for invoice in gone))

    def test_where_all_is_settled_nobody_is_asked(self):
        self.invoice.payment_state = "paid"
        self.forget_calls()
        self.run_refresh()
        self.run_sweep()
        self.assertFalse(self.simulator.calls())
