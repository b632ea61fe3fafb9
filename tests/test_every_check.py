"""No check without an invoice that it stops, one that it lets through, its French."""

from odoo.tests import tagged

from ..models.checks.table import CHECKS
from .check_cases_doors import CASES
from .test_documents import DocumentCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestEveryCheck(DocumentCase):
    def failed(self, invoice, lang="fr_FR"):
        failures = invoice.with_context(lang=lang)._chorus_failures()
        return {failure.check.name: failure for failure in failures}

    def test_each_check_stops_an_invoice_and_lets_one_through(self):
        self.assertEqual(set(CASES), {check.name for check in CHECKS})
        for check in CHECKS:
            with self.subTest(check=check.name):
                steps = CASES[check.name](self)
                invoice = next(steps)
                failed = self.failed(invoice)
                self.assertEqual(set(failed), {check.name})
                self.assertIn(check.field, failed[check.name].record._fields)
                self.assertEqual(bool(invoice._chorus_checks()), check.blocking)
                english = self.failed(invoice, "en_US")[check.name].sentence
                self.assertNotEqual(failed[check.name].sentence, english)
                mended = next(steps, invoice)
                self.assertFalse(self.failed(mended))
