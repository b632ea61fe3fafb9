"""What card, lists and scheduled actions ask the database for: as much for few invoices
as for many, and nothing that reads all the invoices that are over."""

from types import SimpleNamespace

from odoo.tests import tagged

from ..bench import population
from ..bench.filling import Filling
from ..bench.plans import Recorder
from ..models.worklist.work_list import WORK_LISTS
from .refresh_common import RefreshCase

FINISHED = 3000
STRANGE = {"chorus_invoice_id": "4711", "invoice_number": "X", "flow_number": "F"}


class QueryCase(RefreshCase):
    def setUp(self):
        super().setUp()
        self.recorder = Recorder(self.env.cr)
        self.all_documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        self.in_question = self.all_documents._chorus_account_domain(self.company)

    def record(self, action, *arguments):
        """Do something with nothing in the cache.

        :return: (how many queries it took, what it returned)
        """
        self.env.flush_all()
        self.env.invalidate_all()
        with self.recorder.recording():
            result = action(*arguments)
        return self.recorder.count, result

    def rows(self, documents, **values):
        """Rows of the portal that tell nothing new of these documents."""
        return [
            SimpleNamespace(
                **{
                    "chorus_invoice_id": document.chorus_identifier,
                    "invoice_number": document.invoice_number,
                    "flow_number": "",
                    "status": document.row_status,
                    "status_at": document.row_status_date,
                    "comment": "",
                    **values,
                }
            )
            for document in documents
        ]

    def read_page(self, rows):
        pairs = self.all_documents._chorus_pair_rows(rows, self.in_question)
        return [document for row, document in pairs if document._chorus_is_news(row)]


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestQueryCounts(QueryCase):
    def test_a_page_without_news_costs_the_same_for_any_number_of_rows(self):
        documents = self.open_invoices(50).sudo().l10n_fr_chorus_document_ids
        for values in ({}, STRANGE):
            rows = self.rows(documents, **values)
            few, news = self.record(self.read_page, rows[:10])
            self.assertFalse(news)
            many, news = self.record(self.read_page, rows)
            self.assertFalse(news)
            self.assertEqual(many, few)

    def test_the_card_costs_the_same_for_any_number_of_invoices(self):
        self.open_invoices(10)
        card = self.new_invoice().journal_id._get_journal_dashboard_data_batched
        self.record(card)  # what it looks up once for all
        few, _data = self.record(card)
        self.open_invoices(50)
        many, _data = self.record(card)
        self.assertEqual(many, few)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestQueryPlans(QueryCase):
    """Beside so many finished invoices PostgreSQL takes an index, if there is one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        move = cls.new_invoice(cls)
        filling = Filling(move.with_user(cls.env.user), with_lines=False)
        for kind in (*population.finished(FINISHED), *population.waiting()):
            kind.events = kind.messages = 0
            filling.add(kind)
        filling.done()

    def assert_by_index(self, action, *arguments):
        self.record(action, *arguments)
        # Of lots, which are few here, it may read them all.
        whole = self.recorder.read_whole()
        whole.pop("l10n_fr_chorus_pro_deposit", None)
        self.assertFalse(whole)

    def test_every_list_is_found_by_an_index(self):
        moves = self.env["account.move"]
        for name, _label in WORK_LISTS:
            domain = [("l10n_fr_chorus_work_list", "=", name)]
            with self.subTest(name):
                self.assertTrue(moves.search_count(domain))
                self.assert_by_index(moves.search_count, domain)
                self.assert_by_index(moves.search_fetch, domain, ["name"], 0, 80)

    def test_the_refresh_finds_all_by_an_index(self):
        documents = self.all_documents.search(self.in_question, limit=100)
        documents = documents.filtered("chorus_identifier")[:50]
        self.assert_by_index(self.read_page, self.rows(documents))
        self.assert_by_index(self.read_page, self.rows(documents, **STRANGE))
        for work in (
            self.all_documents._chorus_awaits_news,
            self.all_documents._chorus_sweep_months,
            self.all_documents._chorus_without_mandate,
        ):
            self.assert_by_index(work, self.company)
        for work in (
            self.all_documents._chorus_read_due_histories(self.company, None),
            self.all_documents._chorus_tell_rejections(self.company),
        ):
            self.assert_by_index(list, work)
