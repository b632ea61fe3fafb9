"""What fetching costs: as much as there is news, whatever is open beside it."""

from odoo.tests import tagged

from ..bench.plans import Recorder
from .fetch_common import DOWNLOAD, HISTORY, SEARCH, FetchCase

# Searches of two kinds and a token.
FIXED_CALLS = 3
QUERIES_EACH = 60


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivingCost(FetchCase):
    def queries_of(self, action):
        """How many queries something takes, with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        recorder = Recorder(self.env.cr)
        with recorder.recording():
            action()
        return recorder.count

    def fetch_open(self, count, prefix):
        """Invoices that were fetched, and the calls since are counted anew."""
        self.put_many(count, prefix)
        self.fetch()
        self.forget_calls()
        found = self.received().filtered(lambda r: r.invoice_number.startswith(prefix))
        return found.sorted("invoice_number")

    def test_a_refresh_costs_what_changed(self):
        for count, prefix in ((10, "A"), (120, "B")):
            received = self.fetch_open(count, prefix)
            self.simulator.advance(3 * 3600)
            for one in received[:5]:
                self.set_status(one, "SERVICE_FAIT")
            self.forget_calls()
            self.fetch()
            self.assertEqual(self.count_calls(SEARCH), 2)
            self.assertEqual(self.count_calls(HISTORY), 5)
            self.assertEqual(self.count_calls(DOWNLOAD), 0)
            self.assertLessEqual(self.count_calls(), FIXED_CALLS + 5)
            changed = received.filtered(lambda r: r.raw_status == "SERVICE_FAIT")
            self.assertEqual(changed, received[:5])

    def test_a_page_without_news_costs_the_same_for_any_number_of_rows(self):
        rows_of = self.env["l10n_fr_chorus_pro.received"].sudo()
        intake = self.intakes[0].sudo()
        self.fetch_open(40, "A")
        with self.company._chorus_client() as client:
            (page,) = client.search_received(intake._chorus_search())

        def read(rows):
            self.assertFalse(list(rows_of._chorus_receive_rows(intake, rows, client)))

        self.queries_of(lambda: read(page.rows))  # what it looks up once for all
        few = self.queries_of(lambda: read(page.rows[:5]))
        self.assertEqual(self.queries_of(lambda: read(page.rows)), few)

    def test_a_first_fetch_costs_a_call_for_ten(self):
        self.fetch_open(1, "A")
        self.put_many(30, "B")
        queries = self.queries_of(self.fetch)
        self.assertEqual(len(self.received()), 31)
        self.assertEqual(self.count_calls(DOWNLOAD), 3)
        self.assertLessEqual(queries / 30, QUERIES_EACH)
