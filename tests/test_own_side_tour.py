"""An accounting manager reads the own side of the connection in a form."""

from odoo.tests import new_test_user, tagged

from .common import COMPANY_SIRET, ChorusHttpCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestOwnSideTour(ChorusHttpCase):
    def test_accounting_manager(self):
        manager = new_test_user(
            self.env,
            login="chef",
            groups="account.group_account_manager",
            company_id=self.company.id,
            lang="fr_FR",
        )
        self.start_tour(
            "/odoo/action-l10n_fr_chorus_pro.accounting_settings_action",
            "l10n_fr_chorus_pro_own_side_manager",
            login=manager.login,
        )
        self.assertEqual(self.company.l10n_fr_chorus_lot_size, 7)
        chosen = self.company.l10n_fr_chorus_own_structure_id
        self.assertEqual(chosen.siret, COMPANY_SIRET)
