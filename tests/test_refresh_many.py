"""Refresh by hand, of one invoice and of a list."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.tracking import invoice_refresh
from ..tools import progress
from .refresh_common import HISTORY, SEARCH, RefreshCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestRefreshMany(RefreshCase):
    def refresh_list(self, invoices):
        """As the button above the list does."""
        answer = invoices.with_user(self.accountant).action_chorus_refresh()
        self.env.invalidate_all()
        # As the web client shows it.
        params = answer["params"]
        labels = tuple(link["label"] for link in params["links"])
        return params["message"] % labels if labels else params["message"]

    def test_many_are_asked_for_together(self):
        invoices = self.open_invoices(30)
        self.change(invoices[0])
        self.run_refresh()
        self.forget_calls()
        self.change(invoices[5:8], "SUSPENDUE", "RIB")
        message = self.refresh_list(invoices)
        self.assertEqual(len(self.simulator.calls(SEARCH)), 1)
        self.assertEqual(len(self.simulator.calls(HISTORY)), 3)
        self.assertIn("3 ", message.splitlines()[0])
        self.assertIn(f"{invoices[5].name}\u202f: Suspendue", message)
        self.assertEqual(
            set(invoices[5:8].mapped("l10n_fr_chorus_state")), {"suspended"}
        )

    def test_without_a_watermark_their_months_are_asked_for(self):
        invoices = self.open_invoices(3)
        self.change(invoices)
        self.refresh_list(invoices)
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_status")), {"SERVICE_FAIT"}
        )
        self.assertIn("periodeDateDepotDu", self.simulator.calls(SEARCH)[0]["body"])

    def test_what_takes_too_long_is_left_to_the_background(self):
        invoices = self.open_invoices(3)
        self.change(invoices)
        triggers = self.env["ir.cron.trigger"].sudo()
        before = triggers.search_count([])
        with patch.object(invoice_refresh, "CLICK_LIMIT", -1):
            message = self.refresh_list(invoices)
        self.assertEqual(len(message.splitlines()), 2)
        self.assertGreater(triggers.search_count([]), before)
        self.run_refresh()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_status")), {"SERVICE_FAIT"}
        )

    def test_a_long_click_says_how_far_it_is(self):
        invoices = self.open_invoices(4)
        self.change(invoices)
        notes = self.env["bus.bus"].sudo()
        before = notes.search([]).ids
        with patch.object(progress, "INTERVAL", 0), self.enter_registry_test_mode():
            self.refresh_list(invoices)
        words = " ".join(notes.search([("id", "not in", before)]).mapped("message"))
        for done in range(1, 5):
            self.assertIn(f"{done} sur 4 factures", words)

    def test_what_changed_is_said_although_the_portal_fails_then(self):
        invoices = self.open_invoices(4)
        self.small_pages(2)
        self.change(invoices)
        self.run_refresh()
        self.change(invoices, "MANDATEE")
        documents = self.env.registry["l10n_fr_chorus_pro.document"]
        apply_row, failure = documents._chorus_apply_row, {"status": 503}

        def applied(document, row, client, **options):
            self.simulator.fault(SEARCH, "status", **failure)
            return apply_row(document, row, client, **options)

        with patch.object(documents, "_chorus_apply_row", applied):
            message = self.refresh_list(invoices)
        self.assertIn("2 ", message.splitlines()[0])
        changed = invoices.filtered(lambda i: i.l10n_fr_chorus_status == "MANDATEE")
        self.assertEqual(len(changed), 2)

    def test_one_alone_is_told_of_events_that_came_late(self):
        invoice = self.open_invoices(1)
        self.run_refresh()
        at = self.portal_time(days=10)
        self.change(invoice, "DEPOSEE", at=at, current=False)
        invoice.action_chorus_refresh()
        self.assertIn("DEPOSEE", invoice.l10n_fr_chorus_event_ids.mapped("code"))

    def test_a_draft_was_never_sent(self):
        message = self.refresh_list(self.new_invoice())
        self.assertTrue(message)
        self.assertFalse(self.simulator.calls())
