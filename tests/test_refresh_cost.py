"""What a refresh costs, and what it loses when it is disturbed: nothing."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models.tracking.history import UNREAD_BATCH
from .refresh_common import HISTORY, SEARCH, RefreshCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestRefreshCost(RefreshCase):
    @contextmanager
    def after_page(self, number, action):
        """Do something when a page was read and noted."""
        companies = self.env.registry["res.company"]
        note_page = companies._chorus_note_page

        def noted(company, since, page, left):
            is_ours = note_page(company, since, page, left)
            if page.page == number:
                action()
            return is_ours

        with patch.object(companies, "_chorus_note_page", noted):
            yield

    def calls_for(self, count):
        """The calls of a refresh of so many open invoices, 20 of which changed."""
        invoices = self.open_invoices(count)
        self.change(invoices[0])  # so that the watermark is not that of all others
        self.run_refresh()
        self.forget_calls()
        self.change(invoices[10:30], "MANDATEE")
        self.run_refresh()
        changed = invoices.filtered(lambda i: i.l10n_fr_chorus_status == "MANDATEE")
        self.assertEqual(changed, invoices[10:30])
        return len(self.simulator.calls())

    def test_a_thousand_open_invoices_cost_what_changed(self):
        few = self.calls_for(200)
        many = self.calls_for(1000)
        self.assertLessEqual(many, 25)
        self.assertEqual(many, few)
        self.forget_calls()
        self.run_sweep()
        self.assertLessEqual(len(self.simulator.calls(SEARCH)), 7)
        # Of those that their rows alone have told of, so many a night.
        self.assertEqual(len(self.simulator.calls(HISTORY)), UNREAD_BATCH)

    def test_a_503_costs_only_the_page_in_flight(self):
        invoices = self.open_invoices(10)
        self.run_refresh()
        self.small_pages(2)
        self.change(invoices)
        self.forget_calls()
        failure = {"operation": SEARCH, "kind": "status", "status": 503}
        with self.after_page(
            2, lambda: self.simulator.control("POST", "faults", failure)
        ):
            self.run_refresh()
        known = invoices.filtered(lambda i: i.l10n_fr_chorus_status == "SERVICE_FAIT")
        self.assertEqual(len(known), 4)
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.run_refresh()
        self.assertEqual(self.pages_asked(), [1, 2, 3, 3, 4, 5])
        self.assertEqual(len(self.simulator.calls(HISTORY)), 10)
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_status")), {"SERVICE_FAIT"}
        )

    def test_clocks_ten_minutes_apart_lose_nothing(self):
        """Either clock ahead; one status is seen at once, one arrives late."""
        now = fields.Datetime.now
        for ours, theirs in ((0, 600), (600, 0)):
            first, second = invoices = self.open_invoices(2)
            self.simulator.advance(theirs)
            with patch.object(
                fields.Datetime,
                "now",
                lambda *_args, ours=ours: now() + timedelta(seconds=ours),
            ):
                self.run_refresh()
                self.change(first)
                self.run_refresh()
                self.change(second, at=self.portal_time(minutes=100))
                self.run_refresh()
            self.assertEqual(
                set(invoices.mapped("l10n_fr_chorus_status")), {"SERVICE_FAIT"}
            )

    def test_what_changes_on_a_page_that_was_read_already(self):
        """The run is cut after the first page and goes on hours later."""
        invoices = self.open_invoices(3)
        self.run_refresh()
        self.small_pages(1)
        self.change(invoices)
        failure = {"operation": SEARCH, "kind": "status", "status": 503}
        with self.after_page(
            1, lambda: self.simulator.control("POST", "faults", failure)
        ):
            self.run_refresh()
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.change(invoices[0], "MANDATEE")
        self.simulator.advance(6 * 3600)
        self.change(invoices[2], "MANDATEE")
        self.run_refresh()
        self.run_refresh()
        self.assertEqual(invoices[0].l10n_fr_chorus_status, "MANDATEE")

    def test_a_date_in_the_future_does_not_blind_the_refresh(self):
        first, second = self.open_invoices(2)
        self.change(first, at=self.portal_time(days=-900))
        self.run_refresh()
        self.assertEqual(first.l10n_fr_chorus_status, "SERVICE_FAIT")
        self.change(second)
        self.run_refresh()
        self.assertEqual(second.l10n_fr_chorus_status, "SERVICE_FAIT")

    def test_a_clock_that_was_ahead_does_not_blind_the_refresh(self):
        """It left a watermark of years from now, with a refresh under way or none."""
        invoices = self.open_invoices(2)
        for invoice, page in zip(invoices, (0, 3), strict=True):
            future = fields.Datetime.add(fields.Datetime.now(), years=3)
            self.company.sudo().write(
                {
                    "l10n_fr_chorus_watermark": future,
                    "l10n_fr_chorus_next_page": page,
                    "l10n_fr_chorus_seen_until": future,
                    "l10n_fr_chorus_seen_limit": future,
                }
            )
            self.simulator.advance(60)
            self.change(invoice)
            self.run_refresh()
            self.assertEqual(invoice.l10n_fr_chorus_status, "SERVICE_FAIT")
            self.assertLessEqual(
                self.company.sudo().l10n_fr_chorus_watermark, fields.Datetime.now()
            )
