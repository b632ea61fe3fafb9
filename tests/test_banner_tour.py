"""Banner and header in a browser: one click goes to the field, or does the thing."""

import os

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ChorusHttpCase

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestBannerTour(ChorusHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"

    def walk(self, tour, invoice, user=None):
        self.start_tour(
            f"/odoo/customer-invoices/{invoice.id}",
            f"l10n_fr_chorus_pro_{tour}",
            login=(user or self.accountant).login,
        )

    @mute_logger("urllib3.connectionpool")
    def go_to_the_field_and_send(self, user=None):
        """Two quick clicks on Send Now, when the portal is back: one deposit."""
        self.hospital.sudo().l10n_fr_chorus_requirement = "commitment"
        invoice = self.new_invoice(self.hospital)
        self.simulator.fault("deposer/flux", "quota")
        self.walk("banner", invoice, user)
        self.assertEqual(invoice.purchase_order_reference, "EJ-2026-77")
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        flows = self.simulator.control("GET", "state")["flows"]
        self.assertEqual(len(flows), 1)

    def suspended(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.name, "SUSPENDUE", "Bon de livraison manquant"
        )
        self.run_refresh()
        return invoice

    def test_go_to_the_field_and_send(self):
        self.go_to_the_field_and_send()

    def test_complete_by_keyboard(self):
        invoice = self.suspended()
        self.walk("complete_by_keyboard", invoice)
        self.assertEqual(invoice.l10n_fr_chorus_status, "COMPLETEE")

    def test_an_auditor_is_offered_nothing(self):
        auditor = self.new_user("auditeur", "account.group_account_readonly")
        self.walk("look_only", self.suspended(), auditor)

    def test_an_accounting_manager(self):
        if not FULL:
            self.skipTest("slow: make test-full")
        manager = self.new_user("chef", "account.group_account_manager")
        self.go_to_the_field_and_send(manager)
        self.walk("complete_by_keyboard", self.suspended(), manager)
