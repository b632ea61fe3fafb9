from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import COMPANY_SIRET, WANTS_SERVICE, ChorusMixin

WANTS_BOTH = "12345678200044"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDirectoryTour(ChorusMixin, AccountTestInvoicingCommon, HttpCase):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpChorus()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"  # nothing to print
        cls.accountant.lang = "fr_FR"

    def walk(self, address, tour):
        self.start_tour(
            address, f"l10n_fr_chorus_pro_{tour}", login=self.accountant.login
        )

    def test_find_a_body(self):
        """A person finds a body by its SIRET and makes it a customer."""
        self.walk("/odoo/customer-invoices", "find_body")
        partner = self.env["res.partner"].search(
            [("company_registry", "=", WANTS_SERVICE)]
        )
        self.assertEqual(len(partner), 1)
        self.assertEqual(partner.l10n_fr_chorus_requirement, "service")

    def test_choose_a_service(self):
        """A service chosen by typing, a commitment asked for, then given and sent."""
        customer = self.new_customer("Métropole du Val", WANTS_BOTH)
        customer.with_user(self.accountant).action_chorus_look_up()
        invoice = self.new_invoice(customer, post=False)
        self.walk(f"/odoo/customer-invoices/{invoice.id}", "choose_service")
        self.assertEqual(invoice.buyer_reference, "SERVICE_DEST_MIXTE")
        self.assertEqual(invoice.purchase_order_reference, "EJ-2026-42")
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

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

    def test_a_look_up_that_fails_loses_nothing(self):
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["structures"]}
        )
        self.walk(f"/odoo/res.partner/{self.town.id}", "look_up_fails")
        self.assertEqual(self.town.street, "7 rue Neuve")
