import os
import unittest
from unittest.mock import patch

import requests

from odoo.tests import tagged

from ..chorus_api import client
from .common import WANTS_SERVICE, ChorusHttpCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTour(ChorusHttpCase):
    def test_send_and_refresh(self):
        """A person sends from the form, refreshes, and reads badge and chatter."""
        # The portal is faster than the person: the flow is integrated at once.
        delays = (
            "flow_started",
            "flow_finished",
            "invoice_routed",
            "invoice_available",
        )
        self.simulator.control(
            "POST", "settings", {f"{delay}_after": 0 for delay in delays}
        )
        self.town.invoice_sending_method = False
        self.town.email = "compta@saint-aubin.example"
        invoice = self.new_invoice()
        self.accountant.lang = "fr_FR"
        self.start_tour(
            f"/odoo/customer-invoices/{invoice.id}",
            "l10n_fr_chorus_pro_send",
            login=self.accountant.login,
        )
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)

    def test_a_portal_that_hangs(self):
        """The dialog closes after the limit, nothing is sent twice."""
        self.town.email = False
        self.company.sudo().l10n_fr_chorus_submission_mode = "cii"
        self.simulator.fault("deposer/flux", "delay", seconds=2)
        invoice = self.new_invoice()
        with patch.object(client, "DEPOSIT_TIMEOUT", 0.5):
            self.walk("send_hanging", invoice)
        self.assertEqual(self.simulator.await_call("deposer/flux"), 1)
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.simulator.advance(300)
        self.run_deposits()
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)
        self.assertEqual(len(self.simulator.invoices()), 1)

    def in_the_hands_of_the_customer(self, status, comment, **values):
        """An invoice of ours, in the status that a customer has given it."""
        self.town.email = False  # nothing to mail: Chorus Pro alone
        self.company.sudo().l10n_fr_chorus_submission_mode = "cii"
        invoice = self.new_invoice(**values)
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, status, comment)
        self.run_refresh()
        return invoice

    def walk(self, tour, invoice):
        self.start_tour(
            f"/odoo/customer-invoices/{invoice.id}",
            f"l10n_fr_chorus_pro_{tour}",
            login=self.accountant.login,
        )

    def page_of(self, invoice):
        """What the customer sees of it, on the simulator's page."""
        address = f"{self.simulator.url}/factures/{invoice.l10n_fr_chorus_identifier}"
        return requests.get(address, timeout=30).text

    def test_complete(self):
        invoice = self.in_the_hands_of_the_customer(
            "SUSPENDUE", "Bon de livraison manquant"
        )
        self.walk("complete", invoice)
        self.assertEqual(invoice.l10n_fr_chorus_status, "COMPLETEE")
        page = self.page_of(invoice)
        self.assertIn("bon_de_livraison.pdf", page)
        self.assertIn("Le bon signé est joint.", page)

    def test_recycle(self):
        department = self.new_customer("Département du Val", WANTS_SERVICE)
        invoice = self.in_the_hands_of_the_customer(
            "A_RECYCLER",
            "Engagement erroné",
            partner=department,
            buyer_reference="SERVICE_DEST_SERV_OBL",
        )
        # As the file of another year had it.
        invoice.sudo().buyer_reference = "ANCIEN_SERVICE"
        self.walk("recycle", invoice)
        self.assertEqual(invoice.buyer_reference, "SERVICE_DEST_SERV_OBL")
        self.assertIn("EJ-2026-77", self.page_of(invoice))
        self.assertEqual(invoice.purchase_order_reference, "EJ-2026-77")

    def test_correct(self):
        invoice = self.in_the_hands_of_the_customer(
            "REJETEE", "MONTANT_ERR : Montant erroné"
        )
        self.walk("correct", invoice)
        new = invoice.l10n_fr_chorus_replacement_ids
        self.assertNotEqual(new.name, invoice.name)
        self.assertEqual(new.l10n_fr_chorus_state, "deposited")
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertIn("traité par le fournisseur", self.page_of(invoice))


# The same clicks once more: the role alone is another one, and what it may do is proved
# over RPC in each run (tests/test_rpc.py).
@unittest.skipUnless(os.environ.get("CHORUS_TEST_FULL"), "slow: make test-full")
@tagged("post_install_l10n", "post_install", "-at_install")
class TestManagerTour(TestTour):
    """The same clicks as an accounting manager."""

    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.new_user(
            "chef", "account.group_account_manager,base.group_partner_manager"
        )
