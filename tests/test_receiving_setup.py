"""The set-up of a public body: its own lines, and nothing for who is none."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import WANTS_NOTHING, ChorusCase
from .receiving_common import ReceivingMixin
from .test_setup import SetupMixin

OF_SUPPLIERS = {"vat", "iban", "structure", "bank_details", "printer", "journals"}
OF_BODIES = {"receiving_structures", "profile", "people", "bill_journals"}
ROOT = "l10n_fr_chorus_pro.received_root_menu"
SUPPLIERS_ROOT = "l10n_fr_chorus_pro.chorus_pro_menu"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivingSetup(SetupMixin, ReceivingMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpPeople()

    # -- Lines -----------------------------------------------------------------

    def test_each_role_has_its_lines(self):
        lines = set(self.lines())
        self.assertLessEqual(OF_BODIES, lines)
        self.assertFalse(OF_SUPPLIERS & lines)
        self.assertIn("siret", lines)
        self.company.sudo().l10n_fr_chorus_is_supplier = True
        self.assertLessEqual(OF_BODIES | OF_SUPPLIERS, set(self.lines()))
        self.company.sudo().l10n_fr_chorus_is_public_body = False
        lines = set(self.lines())
        self.assertLessEqual(OF_SUPPLIERS, lines)
        self.assertFalse(OF_BODIES & lines)

    def test_structures_that_receive(self):
        self.intakes.unlink()
        line = self.lines()["receiving_structures"]
        self.assertEqual((line["state"], line["button"]), ("open", "read_receiving"))
        for user in (self.finance, self.administrator):
            self.press("read_receiving", user)
            line = self.lines(user)["receiving_structures"]
            self.assertEqual(line["state"], "done")
            self.assertIn(WANTS_NOTHING, line["sentence"])
        self.company.sudo().l10n_fr_chorus_intake_ids.active = False
        line = self.lines(self.finance)["receiving_structures"]
        self.assertEqual((line["state"], line["button"]), ("missing", "intakes"))
        action = self.press("intakes", self.finance)
        self.assertEqual(action["res_model"], "l10n_fr_chorus_pro.intake")

    def test_a_finance_officer_sets_the_time_to_pay(self):
        model = self.env["l10n_fr_chorus_pro.receiving.settings"]
        delay = self.env["l10n_fr_chorus_pro.payment.delay"].search([], limit=1)
        with Form(model.with_user(self.finance)) as form:
            self.assertEqual(form.l10n_fr_chorus_order_days, 20)
            form.l10n_fr_chorus_order_days = 35
            form.l10n_fr_chorus_own_delay_id = delay
        form.record.action_save()
        company = self.company.sudo()
        self.assertEqual(company.l10n_fr_chorus_order_days, 35)
        self.assertEqual(company.l10n_fr_chorus_own_delay_id, delay)

    def test_a_supplier_that_is_a_body_too_is_offered_to_receive(self):
        self.company.sudo().l10n_fr_chorus_is_supplier = True
        self.intakes.active = False
        self.assertEqual(OF_BODIES & set(self.lines()), {"receiving_structures"})
        self.assertEqual(self.state("receiving_structures"), "note")
        self.intakes.unlink()
        line = self.lines()["receiving_structures"]
        self.assertEqual((line["state"], line["button"]), ("note", "read_receiving"))

    @mute_logger("urllib3.connectionpool")
    def test_a_portal_that_refuses_says_why(self):
        self.unsubscribe("transverses")
        with self.assertRaisesRegex(UserError, "Transverses"):
            self.press("read_receiving")

    def test_the_profile_is_said(self):
        line = self.lines()["profile"]
        self.assertEqual((line["state"], line["button"]), ("done", "receiving"))
        for word in ("Hélios", "PES", "M57"):
            self.assertIn(word, line["sentence"])
        self.company.sudo().l10n_fr_chorus_recipient_profile = "accountant"
        self.assertNotIn("M57", self.lines()["profile"]["sentence"])
        place = self.press("receiving")["context"]["chorus_place"]
        self.assertEqual(place, "chorus_pro_receiving")

    def test_people(self):
        self.assertEqual(self.state("people"), "done")
        self.delegation.unlink()
        line = self.lines(self.finance)["people"]
        self.assertEqual((line["state"], line["button"]), ("missing", "delegations"))
        self.assertIn("agent", line["sentence"])
        self.delegate(self.agent)
        self.public_accountant.group_ids = self.reader.group_ids
        self.assertEqual(self.state("people"), "done")
        self.company.sudo().l10n_fr_chorus_recipient_profile = "accountant"
        line = self.lines()["people"]
        self.assertEqual((line["state"], line["button"]), ("missing", "people"))

    def test_bills_have_a_journal(self):
        self.assertEqual(self.state("bill_journals"), "done")
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "purchase")]
        )
        journals.active = False
        line = self.lines()["bill_journals"]
        self.assertEqual((line["state"], line["button"]), ("missing", "bill_journals"))
        domain = self.press("bill_journals")["domain"]
        self.assertIn(("type", "=", "purchase"), domain)

    def test_the_technical_account_is_tried_the_same(self):
        action = self.press("test")
        lines = {line["name"]: line for line in action["params"]["lines"]}
        self.assertEqual(lines["technical"]["state"], "done")
        self.assertEqual(lines["structure"]["state"], "done")
        self.assertIn(WANTS_NOTHING, lines["structure"]["sentence"])
        summary = self.read_setup()["summary"]
        self.assertIn("recevoir", summary)

    # -- Who sees it -----------------------------------------------------------

    def test_who_sees_the_set_up(self):
        for user in (self.agent, self.orderer, self.reader, self.public_accountant):
            with self.assertRaises(AccessError):
                self.read_setup(user)
        buttons = {
            line["button"]
            for line in self.lines(self.finance).values()
            if "button" in line
        }
        self.assertEqual(buttons, {"read_receiving", "booking"})
        for button in ("connection", "company", "receiving", "people", "test"):
            with self.assertRaises(AccessError):
                self.press(button, self.finance)
        self.company.sudo().write(
            {"l10n_fr_chorus_is_public_body": False, "l10n_fr_chorus_is_supplier": True}
        )
        with self.assertRaises(AccessError):
            self.read_setup(self.finance)

    def menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return {menu.get("xmlid") for menu in menus.values()}

    def test_a_body_alone_has_no_menu_of_suppliers(self):
        self.manager.group_ids |= self.finance.group_ids
        menus = self.menus(self.manager)
        self.assertIn(ROOT, menus)
        self.assertNotIn(SUPPLIERS_ROOT, menus)
        self.company.sudo().write(
            {"l10n_fr_chorus_is_public_body": False, "l10n_fr_chorus_is_supplier": True}
        )
        menus = self.menus(self.manager)
        self.assertNotIn(ROOT, menus)
        self.assertIn(SUPPLIERS_ROOT, menus)

    def test_settings_show_what_the_company_does(self):
        arch = self.env["res.config.settings"].get_view(view_type="form")["arch"]
        form = etree.fromstring(arch)
        (block,) = form.xpath("//setting[@id='chorus_pro_receiving']")
        self.assertEqual(block.get("invisible"), "not l10n_fr_chorus_is_public_body")
        names = set(block.xpath(".//field/@name"))
        prefix = "l10n_fr_chorus_"
        for name in ("recipient_profile", "one_person", "receive_from"):
            self.assertIn(prefix + name, names)
        for place in ("own_side", "documents"):
            (setting,) = form.xpath(f"//setting[@id='chorus_pro_{place}']")
            self.assertIn("is_public_body", setting.get("invisible"))

    # -- What it pays ----------------------------------------------------------

    def test_who_is_no_body_asks_the_portal_for_nothing(self):
        """Though it was one before, and what it asked for is still there."""
        self.put()
        self.company.sudo().l10n_fr_chorus_is_public_body = False
        for cron in ("ir_cron_received", "ir_cron_received_sweep"):
            self.run_cron(cron)
        self.assertFalse(self.simulator.calls("recipiendaire"))
        self.company.sudo().l10n_fr_chorus_is_public_body = True
        self.run_cron("ir_cron_received")
        self.assertTrue(self.simulator.calls("recipiendaire"))
