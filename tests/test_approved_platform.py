"""Without Odoo's approved-platform module, what we do beside it is not there."""

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from ..models.sending import approved_platform, approved_platform_send
from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWithoutPlatform(ChorusCase):
    def test_no_trace(self):
        self.assertNotIn(approved_platform.GATE, self.env["account.move"]._fields)
        for model, names in (
            ("account.move", approved_platform.ANSWERS),
            ("account.move.send", approved_platform_send.ANSWERS),
        ):
            self.assertFalse(vars(self.registry[model]).keys() & names.keys(), model)
        hidden = self.env["ir.ui.menu"]._load_menus_blacklist()
        for name in ("declared_menu", "receipt_missing_menu"):
            self.assertIn(self.env.ref(f"l10n_fr_chorus_pro.{name}").id, hidden)

    def test_no_query(self):
        invoice = self.new_invoice()
        self.env.flush_all()
        invoice.read(["state", "date", "company_id", "commercial_partner_id"])
        with self.assertQueryCount(0):
            self.assertFalse(invoice.l10n_fr_chorus_declared)
            self.town._chorus_gate_sales_again()
            self.assertFalse(self.company._chorus_reporting_starts())
        moves = self.env["account.move"]
        for name in ("declared", "receipt_missing"):
            found = moves.search([(f"l10n_fr_chorus_{name}", "!=", False)])
            self.assertFalse(found, name)
        self.run_cron("ir_cron_declared_once")

    def test_outside_says_which_way(self):
        for way, word in (("chorus_pro", "hors d'Odoo"), ("other", "autre voie")):
            with self.subTest(way=way):
                invoice = self.new_invoice()
                wizard = self.env["l10n_fr_chorus_pro.mark.outside"]
                wizard.with_user(self.accountant).create(
                    {"move_id": invoice.id, "way": way, "reason": "Remise en main"}
                ).action_confirm()
                self.assertEqual(invoice.l10n_fr_chorus_outside_way, way)
                self.assertEqual(invoice.l10n_fr_chorus_state, "not_to_deposit")
                self.assertIn(word, self.messages(invoice)[-1])

    def test_marks_of_before_mean_chorus_pro(self):
        marked, other = self.new_invoice(), self.new_invoice()
        marked.sudo().l10n_fr_chorus_outside_reason = "Remise au maître d'œuvre"
        self.env.flush_all()
        path = "l10n_fr_chorus_pro/migrations/19.0.1.1.0/post-outside_way.py"
        load_script(file_path(path), "outside_way").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(marked.l10n_fr_chorus_outside_way, "chorus_pro")
        self.assertFalse(other.l10n_fr_chorus_outside_way)
