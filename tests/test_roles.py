"""What no company of a user does, he does not see; and who does what from when on."""

import runpy
from pathlib import Path

from lxml import etree

from odoo.tests import Form, new_test_user, tagged

from .common import ChorusCase

MIGRATION = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-roles.py"
SUPPLIER = "l10n_fr_chorus_is_supplier"
# Of core, whose names speak of Chorus Pro as well.
CORE = ("accounting_info_group_chorus_pro",)


class RolesCase(ChorusCase):
    """Beside the connected company, others that have nothing to do with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = {code: cls.new_company(code) for code in ("be", "us", "fr")}
        cls.users = {
            code: new_test_user(
                cls.env,
                login=f"accountant_{code}",
                groups="account.group_account_manager,base.group_partner_manager",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for code, company in cls.others.items()
        }

    @classmethod
    def new_company(cls, code):
        """A company with accounts, in a country; its chart is the French one."""
        company = cls.setup_other_company(name=f"Company {code}")["company"]
        country = cls.env.ref(f"base.{code}")
        company.sudo().write(
            {"country_id": country.id, "account_fiscal_country_id": country.id}
        )
        return company

    def as_user(self, code, model):
        """A model as the accountant of a company sees it, in English."""
        env = self.env(
            user=self.users[code],
            context={"allowed_company_ids": self.others[code].ids, "lang": "en_US"},
        )
        return env[model]

    def join(self, code):
        """The company begins to invoice public bodies."""
        self.others[code].sudo().l10n_fr_chorus_environment = "simulator"

    def ours_in(self, arch):
        """Names of elements that speak of Chorus Pro, but for core's."""
        names = etree.fromstring(arch).xpath("//*[@name]/@name")
        return {name for name in names if "chorus" in name} - {*CORE}

    def arch(self, code, model, view_type, view=False):
        view_id = view and self.env.ref(view).id
        return self.as_user(code, model).get_view(view_id, view_type)["arch"]


@tagged("post_install_l10n", "post_install", "-at_install")
class TestNothingOfOurs(RolesCase):
    def menus(self, code):
        menus = self.as_user(code, "ir.ui.menu").load_menus(False)
        names = [menu.get("xmlid") or "" for menu in menus.values()]
        return [name for name in names if name.startswith("l10n_fr_chorus_pro")]

    def test_menus_come_and_go_with_the_role(self):
        for code in self.others:
            self.assertEqual(self.menus(code), [], code)
        self.join("fr")
        self.assertIn("l10n_fr_chorus_pro.work_list_menu_to_send", self.menus("fr"))
        self.assertIn("l10n_fr_chorus_pro.factor_menu", self.menus("fr"))
        self.assertEqual(self.menus("be"), [])
        self.users["be"].company_ids |= self.others["fr"]
        self.assertIn("l10n_fr_chorus_pro.chorus_pro_menu", self.menus("be"))
        self.others["fr"].sudo()[SUPPLIER] = False
        self.assertEqual(self.menus("fr"), [])

    def test_views_have_nothing_of_ours(self):
        """Nothing is shown; one hidden field of the form decides of core's group."""
        views = {
            "account.view_out_invoice_tree": ("account.move", "list"),
            "account.view_account_invoice_filter": ("account.move", "search"),
            "account.view_move_form": ("account.move", "form"),
            "base.view_partner_form": ("res.partner", "form"),
            "base.view_users_form_simple_modif": ("res.users", "form"),
        }
        for view, (model, view_type) in views.items():
            with self.subTest(view=view):
                for code in self.others:
                    ours = self.ours_in(self.arch(code, model, view_type, view))
                    self.assertLessEqual(ours, {"l10n_fr_chorus_is_shown"}, code)
                with_it = self.env[model].get_view(self.env.ref(view).id, view_type)
                self.assertTrue(self.ours_in(with_it["arch"]))

    def test_a_bill_has_no_action_of_ours(self):
        """Neither for companies with Chorus Pro nor for others."""
        for moves in (self.env["account.move"], self.as_user("be", "account.move")):
            for view in ("view_in_invoice_bill_tree", "view_out_invoice_tree"):
                view_id = self.env.ref(f"account.{view}").id
                views = moves.get_views([(view_id, "list")], {"toolbar": True})
                (found,) = views["views"].values()
                actions = [a["name"] for a in found["toolbar"].get("action", [])]
                self.assertFalse([name for name in actions if "Chorus" in name])
                is_ours = "action_chorus_refresh" in found["arch"]
                is_sale = view == "view_out_invoice_tree"
                self.assertEqual(is_ours, is_sale and moves.env.company == self.company)

    def test_the_sending_method_is_neither_shown_nor_offered(self):
        for code in self.others:
            partners = self.as_user(code, "res.partner")
            (field,) = partners.fields_get(["invoice_sending_method"]).values()
            self.assertNotIn("chorus_pro", dict(field["selection"]))
            self.assertFalse(self.is_method_shown(code))
        self.join("fr")
        partners = self.as_user("fr", "res.partner")
        (field,) = partners.fields_get(["invoice_sending_method"]).values()
        self.assertIn("chorus_pro", dict(field["selection"]))
        self.assertTrue(self.is_method_shown("fr"))

    def is_method_shown(self, code):
        """Without developer mode."""
        arch = self.arch(code, "res.partner", "form", "base.view_partner_form")
        nodes = etree.fromstring(arch).xpath("//field[@name='invoice_sending_method']")
        return any(node.get("invisible") != "1" for node in nodes)

    def new_move(self, code, move_type="out_invoice", **values):
        moves = self.as_user(code, "account.move")
        line = {"name": "Work", "quantity": 1, "price_unit": 100, "tax_ids": []}
        return moves.create(
            {
                "move_type": move_type,
                "partner_id": self.town.id,
                "invoice_date": "2026-11-02",
                "date": "2026-11-02",
                "invoice_line_ids": [(0, 0, line)],
                **values,
            }
        )

    def test_the_send_dialog_does_not_offer_it(self):
        """Not even for a customer that another company invoices by Chorus Pro."""
        for code, company in self.others.items():
            with self.subTest(company=code):
                self.town.with_company(company).invoice_sending_method = "chorus_pro"
                invoices = self.new_move(code) | self.new_move(code)
                invoices.action_post()
                self.assertFalse(invoices.filtered("l10n_fr_chorus_to_send"))
                texts = [a["message"] for a in (invoices[0].alerts or {}).values()]
                self.assertFalse([text for text in texts if "Chorus" in text])
                send = self.as_user(code, "account.move.send.wizard")
                wizard = send.with_context(
                    active_model="account.move", active_ids=invoices[0].ids
                ).create({})
                self.assertNotIn("chorus_pro", wizard.sending_method_checkboxes)
                self.assertEqual(wizard.sending_methods, ["email"])
                batch = self.as_user(code, "account.move.send.batch.wizard")
                batch = batch.create({"move_ids": [(6, 0, invoices.ids)]})
                self.assertNotIn("chorus_pro", batch.summary_data or {})

    def test_followers_and_the_dashboard(self):
        invoice = self.new_move("fr")
        names = invoice._mail_get_message_subtypes().mapped("name")
        self.assertFalse([name for name in names if "Chorus" in name])
        data = {invoice.journal_id.id: {}}
        invoice.journal_id._fill_sale_purchase_dashboard_data(data)
        dashboard = data[invoice.journal_id.id]
        self.assertFalse([key for key in dashboard if key.startswith("chorus")])
        self.join("fr")
        self.env.invalidate_all()
        names = invoice._mail_get_message_subtypes().mapped("name")
        self.assertTrue([name for name in names if "Chorus" in name])
        invoice.journal_id._fill_sale_purchase_dashboard_data(data)
        self.assertIn("chorus_to_send", dashboard)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRoles(RolesCase):
    def test_who_is_connected_is_a_supplier(self):
        """Choosing the environment is enough, whichever way it is chosen."""
        company = self.others["fr"].sudo()
        self.assertFalse(company._chorus_is_supplier())
        company.l10n_fr_chorus_environment = "sandbox"
        self.assertTrue(company._chorus_is_supplier())
        new = company.create({"name": "New", "l10n_fr_chorus_environment": "simulator"})
        self.assertTrue(new.l10n_fr_chorus_is_supplier)

    def test_what_was_set_otherwise_stays(self):
        company = self.others["fr"].sudo()
        company.write(
            {
                "l10n_fr_chorus_environment": "sandbox",
                "l10n_fr_chorus_is_validator": True,
                SUPPLIER: False,
            }
        )
        company.l10n_fr_chorus_environment = "production"
        self.assertFalse(company._chorus_is_supplier())

    def settings_form(self, company):
        env = self.env(context={"allowed_company_ids": company.ids})
        settings = env["res.config.settings"].with_user(self.env.ref("base.user_admin"))
        self.env.ref("base.user_admin").sudo().company_ids |= company
        return Form(settings)

    def test_settings_tick_the_role_with_the_environment(self):
        company = self.others["fr"]
        with self.settings_form(company) as form:
            self.assertTrue(form.l10n_fr_chorus_is_offered)
            self.assertFalse(form.l10n_fr_chorus_is_supplier)
            form.l10n_fr_chorus_environment = "sandbox"
            self.assertTrue(form.l10n_fr_chorus_is_supplier)
        self.assertTrue(company.sudo()[SUPPLIER])

    def test_settings_leave_a_validator_that_invoices_nobody(self):
        company = self.others["fr"]
        with self.settings_form(company) as form:
            form.l10n_fr_chorus_environment = "sandbox"
            form.l10n_fr_chorus_is_validator = True
            form.l10n_fr_chorus_is_supplier = False
        self.assertFalse(company.sudo()[SUPPLIER])
        self.assertTrue(company.sudo().l10n_fr_chorus_is_validator)

    def test_settings_are_there_for_french_companies_overseas_too(self):
        overseas = self.others["fr"]
        overseas.sudo().country_id = self.env.ref("base.re")
        self.assertTrue(self.settings_form(overseas).l10n_fr_chorus_is_offered)
        self.assertFalse(
            self.settings_form(self.others["be"]).l10n_fr_chorus_is_offered
        )

    def test_a_branch_has_the_role_with_the_connection(self):
        france = self.env.ref("base.fr").id
        values = {"parent_id": self.company.id, "country_id": france}
        values["name"] = "Branch"
        branch = self.env["res.company"].sudo().create(values)
        self.assertTrue(branch._chorus_is_supplier())
        branch.write({"l10n_fr_chorus_environment": "sandbox", SUPPLIER: False})
        self.assertFalse(branch._chorus_is_supplier())

    def test_the_update_makes_suppliers_of_those_connected(self):
        companies = self.company | self.others["fr"]
        companies.sudo()[SUPPLIER] = False
        values = {"name": "Old", "l10n_fr_chorus_environment": "sandbox"}
        archived = self.company.sudo().create({**values, SUPPLIER: False})
        archived.active = False
        runpy.run_path(str(MIGRATION))["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(
            [c.sudo()[SUPPLIER] for c in (companies | archived)], [True, False, True]
        )
