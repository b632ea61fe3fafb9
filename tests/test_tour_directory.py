"""What people do with the directory, in a browser."""

import os
from unittest import skipUnless

from odoo.tests import new_test_user, tagged

from .common import COMPANY_SIRET, WANTS_SERVICE, ChorusHttpCase

SERVICE = "SERVICE_DEST_SERV_OBL"
BOTH = "12345678200044"
HOSPITAL = "26750001200011"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestTourDirectory(ChorusHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"  # nothing to print
        cls.accountant.lang = "fr_FR"

    def walk(self, tour, address):
        self.start_tour(
            address, f"l10n_fr_chorus_pro_{tour}", login=self.accountant.login
        )

    def test_find_a_town_and_create_it(self):
        """Nothing is found by a wrong SIRET, which stays to be corrected; the right one
        makes a contact with its services."""
        self.walk("find", "/odoo/action-l10n_fr_chorus_pro.work_list_action")
        partner = self.env["res.partner"].search(
            [("company_registry", "=", WANTS_SERVICE)]
        )
        self.assertEqual(partner.invoice_sending_method, "chorus_pro")
        self.assertIn(SERVICE, partner.l10n_fr_chorus_service_ids.mapped("code"))

    def find_known(self, user):
        """A contact that was mailed its invoices so far, found by somebody."""
        body = {"identifier": HOSPITAL, "name": "Centre hospitalier", "city": "Cancale"}
        self.simulator.control("POST", "structures", body)
        partner = self.new_customer("Hôpital", HOSPITAL, invoice_sending_method="email")
        self.start_tour(
            "/odoo/action-l10n_fr_chorus_pro.find_body_action",
            "l10n_fr_chorus_pro_find_known",
            login=user.login,
        )
        self.assertEqual(partner.invoice_sending_method, "chorus_pro")
        self.assertEqual(partner.property_payment_term_id.name, "60 jours")
        self.assertEqual(partner.l10n_fr_chorus_payment_delay_id.days, 60)

    def test_find_a_known_contact_and_invoice_it_by_chorus_pro(self):
        self.find_known(self.accountant)

    @skipUnless(os.environ.get("CHORUS_TEST_FULL"), "another role: in make test-full")
    def test_find_a_known_contact_as_accounting_manager(self):
        manager = new_test_user(
            self.env,
            login="responsable",
            groups="account.group_account_manager,base.group_partner_manager",
            company_id=self.company.id,
            lang="fr_FR",
        )
        self.find_known(manager)

    def test_look_up_on_the_contact(self):
        partner = self.new_customer(
            "Département du Val", WANTS_SERVICE, looked_up=False
        )
        self.walk("look_up", f"/odoo/res.partner/{partner.id}")
        self.assertEqual(partner.l10n_fr_chorus_requirement, "service")

    def test_find_the_siret_of_a_contact(self):
        partner = self.new_customer(
            "Service Obligatoire", False, city=False, looked_up=False
        )
        self.walk("find_siret", f"/odoo/res.partner/{partner.id}")
        self.assertEqual(partner.company_registry, WANTS_SERVICE)

    def test_invoice_with_what_the_customer_asks_for(self):
        """Looked up from the banner, without losing what was typed; service chosen by
        its first letters, commitment asked for, given, and the invoice sent."""
        partner = self.new_customer("Métropole", BOTH, looked_up=False)
        invoice = self.new_invoice(partner)
        self.walk("requirements", f"/odoo/customer-invoices/{invoice.id}")
        self.assertEqual(invoice.buyer_reference, "SERVICE_DEST_MIXTE")
        self.assertEqual(invoice.purchase_order_reference, "EJ-2026-12")
        self.assertEqual(invoice.contract_reference, "M-2026-3")
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)

    def test_own_side(self):
        """An administrator reads the structures of the account in the settings."""
        administrator = new_test_user(
            self.env,
            login="administratrice",
            groups="base.group_system,account.group_account_manager",
            company_id=self.company.id,
            lang="fr_FR",
        )
        self.start_tour(
            "/odoo/action-account.action_account_config",
            "l10n_fr_chorus_pro_own_side",
            login=administrator.login,
        )
        self.assertEqual(
            self.company.l10n_fr_chorus_own_structure_id.siret, COMPANY_SIRET
        )
