"""The nightly sweep by month of deposit, and a portal that ignores the period."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models.tracking import sweep
from .refresh_common import SEARCH, RefreshCase

CURSOR_LOGGER = "odoo.addons.l10n_fr_chorus_pro.models.connection.cursor"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRefreshSweep(RefreshCase):
    def missed(self, count, **values):
        """Invoices whose change the search by period does not bring back."""
        invoices = self.open_invoices(count, **values)
        # As if it had become visible after the watermark had passed its moment.
        self.change(invoices, at=self.portal_time(hours=3))
        self.company.sudo().l10n_fr_chorus_watermark = fields.Datetime.now()
        self.change(self.open_invoices(1), "COMPLETEE")
        return invoices

    def test_it_brings_back_what_the_refresh_missed(self):
        invoices = self.missed(2)
        self.run_refresh()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_status")), {"MISE_A_DISPOSITION"}
        )
        self.run_sweep()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_status")), {"SERVICE_FAIT"}
        )

    def test_it_asks_for_the_months_of_open_invoices_alone(self):
        self.open_invoices(1, age=timedelta(days=200))
        self.open_invoices(1, age=timedelta(days=100))
        settled = self.open_invoices(1, age=timedelta(days=50))
        settled.payment_state = "paid"
        self.forget_calls()
        self.run_sweep()
        asked = [call["body"] for call in self.simulator.calls(SEARCH)]
        today = fields.Date.today()
        self.assertEqual(
            [body["periodeDateDepotDu"] for body in asked],
            [str((today - timedelta(days=days)).replace(day=1)) for days in (200, 100)],
        )
        for body in asked:
            self.assertFalse(
                {"statutCourant", "periodeDateHeureEtatCourantDu"} & {*body}
            )

    def test_it_stops_where_nothing_more_is_told(self):
        invoice = self.open_invoices(1)
        document = invoice.l10n_fr_chorus_document_ids.sudo()
        for code, silent, pages in (
            ("MISE_EN_PAIEMENT", False, 0),
            ("REJETEE", False, 0),
            ("SUPPRIMEE", False, 0),
            ("ABANDONNEE", False, 0),
            ("MANDATEE", False, 1),
            ("COMPTABILISEE", False, 1),
            ("MANDATEE", True, 0),
            ("COMPTABILISEE", True, 0),
            ("SERVICE_FAIT", True, 1),
        ):
            document.write({"raw_status": code, "row_status": code})
            self.town.sudo().l10n_fr_chorus_payment_not_reported = silent
            self.forget_calls()
            self.run_sweep()
            self.assertEqual(len(self.simulator.calls(SEARCH)), pages, (code, silent))

    def test_it_goes_on_the_next_night(self):
        invoices = self.missed(5)
        self.small_pages(2)
        self.forget_calls()
        with patch.object(sweep, "SWEEP_PAGES", 1):
            self.run_sweep()
        changed = invoices.filtered(lambda i: i.l10n_fr_chorus_status == "SERVICE_FAIT")
        self.assertTrue(0 < len(changed) <= 2)
        self.run_sweep()
        self.assertEqual(self.pages_asked(), [1, 2, 3])
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_status")), {"SERVICE_FAIT"}
        )
        self.assertFalse(self.company.sudo().l10n_fr_chorus_sweep_month)

    def test_a_portal_that_ignores_the_period_is_swept(self):
        invoices = self.open_invoices(3, age=timedelta(days=20))
        self.company.sudo().l10n_fr_chorus_watermark = fields.Datetime.now()
        self.simulator.control("POST", "settings", {"period_filter_ignored": True})
        self.small_pages(2)
        self.change(invoices[-1])
        with self.assertLogs(CURSOR_LOGGER, "WARNING"):
            self.run_refresh()
        self.assertEqual(invoices[-1].l10n_fr_chorus_status, "SERVICE_FAIT")
        self.forget_calls()
        self.change(invoices[0])
        with self.assertNoLogs(CURSOR_LOGGER, "WARNING"):
            self.run_refresh()
        self.assertEqual(invoices[0].l10n_fr_chorus_status, "SERVICE_FAIT")
        for call in self.simulator.calls(SEARCH):
            self.assertIn("periodeDateDepotDu", call["body"])
