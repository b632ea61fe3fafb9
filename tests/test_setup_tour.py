"""From an empty company to one that can invoice, by the checklist, in a browser."""

import os

from odoo.tests import tagged

from .common import COMPANY_SIRET, ChorusHttpCase
from .test_setup import RENNES, SetupMixin


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestSetupTour(SetupMixin, ChorusHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpPeople()

    def start_page(self, tour, user):
        self.start_tour(
            "/odoo/action-l10n_fr_chorus_pro.setup_action", tour, login=user.login
        )

    def test_administrator(self):
        """Wrong, half right and right credentials; the SIRET of the structure."""
        self.simulator.control(
            "POST", "structures", {"identifier": RENNES, "active": False}
        )
        self.company.l10n_fr_chorus_responsible_id = self.administrator
        self.company.partner_id.bank_ids.unlink()
        self.company.sudo().write(
            {
                "phone": False,
                "company_registry": False,
                **dict.fromkeys(
                    (
                        "l10n_fr_chorus_client_id",
                        "l10n_fr_chorus_client_secret",
                        "l10n_fr_chorus_login",
                        "l10n_fr_chorus_password",
                    ),
                    False,
                ),
            }
        )
        self.start_page("l10n_fr_chorus_pro_setup_administrator", self.administrator)
        self.assertEqual(self.company.company_registry, COMPANY_SIRET)
        self.assertEqual(self.company.phone, "+33 4 72 00 00 01")
        self.assertEqual(self.company.partner_id.bank_ids.acc_type, "iban")

    def test_accounting_manager(self):
        self.start_page("l10n_fr_chorus_pro_setup_manager", self.manager)
        chosen = self.company.l10n_fr_chorus_own_structure_id
        self.assertEqual(chosen.siret, COMPANY_SIRET)

    def test_others_have_no_such_page(self):
        people = {"comptable": self.accountant}
        if os.environ.get("CHORUS_TEST_FULL"):
            people["auditrice"] = self.new_user(
                "auditrice", "account.group_account_readonly"
            )
        menu = self.env.ref("l10n_fr_chorus_pro.setup_menu")
        for user in people.values():
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertNotIn(menu.id, menus)
        menus = self.env["ir.ui.menu"].with_user(self.manager)._visible_menu_ids()
        self.assertIn(menu.id, menus)
