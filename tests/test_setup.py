"""The checklist of a company: each line both ways, its button, and who may use it."""

import json
import re

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_actions_report

from ..chorus_api.client import FAMILIES
from .common import COMPANY_SIRET, ChorusCase

RENNES = "73282932000017"
STRANGER = "73282932000033"
CREDENTIALS = {
    "l10n_fr_chorus_client_id": "un-identifiant-piste",
    "l10n_fr_chorus_client_secret": "un-secret-piste",
    "l10n_fr_chorus_login": "TECH_1_7654321@cpro.fr",
    "l10n_fr_chorus_password": "un-mot-de-passe",
}


class SetupMixin:
    """An administrator, an accounting manager, and what they read and press."""

    @classmethod
    def setUpPeople(cls):
        cls.administrator = cls.new_user(
            "administratrice", "base.group_system,account.group_account_manager"
        )
        cls.manager = cls.new_user("chef", "account.group_account_manager")

    def read_setup(self, user=None):
        company = self.company.with_user(user or self.administrator)
        return company.with_context(lang="fr_FR").action_chorus_read_setup()

    def lines(self, user=None):
        return {line["name"]: line for line in self.read_setup(user)["lines"]}

    def state(self, name):
        return self.lines()[name]["state"]

    def press(self, button, user=None):
        company = self.company.with_user(user or self.administrator)
        return company.with_context(lang="fr_FR").action_chorus_do_setup(button)

    def unsubscribe(self, *families):
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": list(families)}
        )


class SetupCase(SetupMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpPeople()


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestSetup(SetupCase):
    def check_both_ways(self, name, values, state, button, *words):
        """A line that is done is not any more once these values are written."""
        self.assertEqual(self.state(name), "done", name)
        self.company.sudo().write(values)
        line = self.lines()[name]
        self.assertEqual((line["state"], line.get("button")), (state, button))
        for word in words:
            self.assertIn(word, line["sentence"])

    def test_siret(self):
        self.check_both_ways(
            "siret", {"company_registry": False}, "missing", "company", "SIRET"
        )
        self.assertNotIn("aucun", self.lines()["siret"]["sentence"])
        self.company.company_registry = "7328293200007"
        self.assertEqual(self.state("siret"), "missing")

    def test_what_not_everybody_needs_stops_nobody(self):
        """Be it refused, or without an answer."""
        for verdict in ("refused", "failed"):
            self.company._chorus_keep_verdicts({"engagementsJuridiques": verdict})
            self.assertEqual(self.state("engagementsJuridiques"), "note", verdict)
        self.company._chorus_keep_verdicts({"factures": "failed"})
        self.assertEqual(self.state("factures"), "missing")

    def test_vat(self):
        self.check_both_ways("vat", {"vat": False}, "note", "company", "293 B")

    def test_address(self):
        missing = {"phone": False, "zip": False}
        self.check_both_ways("address", missing, "missing", "company", "Téléphone")

    def test_iban(self):
        self.assertEqual(self.state("iban"), "done")
        self.bank_account.allow_out_payment = False
        self.bank_account.acc_number = "12345"
        line = self.lines()["iban"]
        self.assertEqual((line["state"], line["button"]), ("missing", "bank_accounts"))
        action = self.press("bank_accounts")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(self.bank_account, found)
        self.company.partner_id.bank_ids.unlink()
        action = self.press("bank_accounts")
        self.assertEqual(action["views"], [(False, "form")])
        self.assertEqual(
            action["context"]["default_partner_id"], self.company.partner_id.id
        )

    def test_environment(self):
        self.check_both_ways(
            "environment",
            {"l10n_fr_chorus_environment": False},
            "missing",
            "connection",
            "qualification",
        )
        # Nothing of the other lines falls over.
        self.assertEqual(self.state("technical"), "missing")

    def test_responsible(self):
        line = self.lines()["responsible"]
        self.assertEqual((line["state"], line["button"]), ("missing", "responsible"))
        self.company.l10n_fr_chorus_responsible_id = self.accountant
        self.assertEqual(self.state("responsible"), "done")

    def test_printer(self):
        for is_patched, mode, state in (
            (True, "facturx", "done"),
            (False, "facturx", "missing"),
            (False, "cii", "note"),
        ):
            info = ir_actions_report._wkhtml()._replace(is_patched_qt=is_patched)
            self.patch(ir_actions_report, "_wkhtml", lambda info=info: info)
            self.company.l10n_fr_chorus_submission_mode = mode
            self.assertEqual(self.state("printer"), state)

    def test_journals(self):
        self.assertEqual(self.state("journals"), "done")
        invoice = self.new_invoice(post=False)
        invoice.name = f"FACTURES/{invoice.date:%Y}/000001"
        invoice.action_post()
        line = self.lines()["journals"]
        self.assertEqual((line["state"], line["button"]), ("missing", "journals"))
        self.assertIn("FACTURES", line["sentence"])
        own = [("company_id", "=", self.company.id), ("type", "=", "sale")]
        self.env["account.journal"].search(own).active = False
        self.assertIn("pas de journal de ventes", self.lines()["journals"]["sentence"])

    @mute_logger("urllib3.connectionpool")
    def test_connection(self):
        """Not tried, accepted, refused; entered anew, it is not tried again."""
        tried = ("piste", "technical", *FAMILIES, "engagementsJuridiques")
        lines = self.lines()
        for name in tried:
            self.assertEqual(
                (lines[name]["state"], lines[name]["button"]), ("open", "test")
            )
        self.assertEqual(self.press("test")["tag"], "chorus_pro_connection_result")
        lines = self.lines()
        self.assertEqual({lines[name]["state"] for name in tried}, {"done"})
        self.unsubscribe("structures", "engagementsJuridiques")
        self.press("test")
        lines = self.lines()
        self.assertIn("403", lines["structures"]["sentence"])
        self.assertEqual(lines["structures"]["url"], "https://piste.gouv.fr")
        self.assertEqual(lines["structures"]["state"], "missing")
        self.assertEqual(lines["engagementsJuridiques"]["state"], "note")
        self.assertEqual(lines["factures"]["state"], "done")
        self.company.sudo().l10n_fr_chorus_password = "wrong"
        self.assertEqual(self.state("factures"), "open")
        self.press("test")
        lines = self.lines()
        self.assertEqual(lines["piste"]["state"], "done")
        self.assertEqual(lines["technical"]["state"], "missing")
        self.assertEqual(lines["technical"]["button"], "connection")
        self.company.sudo().l10n_fr_chorus_client_secret = "wrong"
        self.press("test")
        self.assertEqual(self.state("piste"), "missing")
        for name in ("client_secret", "password"):
            self.company.sudo()[f"l10n_fr_chorus_{name}"] = False
        lines = self.lines()
        for name in ("piste", "technical"):
            self.assertEqual(lines[name]["state"], "missing")
            self.assertEqual(lines[name]["button"], "connection")

    def test_a_family_that_is_refused_since(self):
        """By a scheduled action: the last test is older."""
        self.company.l10n_fr_chorus_submission_mode = "cii"
        self.press("test")
        self.integrate(self.new_invoice())
        self.assertEqual(self.state("factures"), "done")
        self.unsubscribe("factures")
        self.run_refresh()
        self.assertEqual(self.state("factures"), "missing")
        self.unsubscribe()
        self.run_refresh()
        self.assertEqual(self.state("factures"), "done")

    def test_the_portal_of_the_environment(self):
        company = self.company.sudo()
        company.l10n_fr_chorus_login = False
        for environment, url in (
            ("sandbox", "https://qualif.chorus-pro.gouv.fr"),
            ("production", "https://portail.chorus-pro.gouv.fr"),
        ):
            company.l10n_fr_chorus_environment = environment
            self.assertEqual(self.lines()["technical"]["url"], url)
            links = company.action_chorus_read_setup()["links"]
            self.assertEqual(
                [link["url"] for link in links], ["https://piste.gouv.fr", url]
            )

    # -- The own structure -----------------------------------------------------

    def leave_one_structure(self):
        self.simulator.control(
            "POST", "structures", {"identifier": RENNES, "active": False}
        )

    def test_structure_and_bank_details(self):
        lines = self.lines()
        for name in ("structure", "bank_details"):
            self.assertEqual(
                (lines[name]["state"], lines[name]["button"]), ("open", "read")
            )
        self.press("read")
        lines = self.lines()
        for name, words in (("structure", COMPANY_SIRET), ("bank_details", "Compte")):
            self.assertEqual(lines[name]["state"], "done")
            self.assertIn(words, lines[name]["sentence"])
        self.company.sudo().l10n_fr_chorus_own_structure_id.bank_account_ids.unlink()
        self.assertEqual(self.state("bank_details"), "note")

    def test_none_of_several_structures(self):
        self.company.company_registry = STRANGER
        self.press("read")
        line = self.lines()["structure"]
        self.assertEqual((line["state"], line["button"]), ("missing", "structure"))
        for word in ("Aucune des 2 structures", STRANGER, COMPANY_SIRET, RENNES):
            self.assertIn(word, line["sentence"])
        self.company.company_registry = False
        sentence = self.lines()["structure"]["sentence"]
        self.assertIn("n'a pas de SIRET", sentence)
        self.assertIn(RENNES, sentence)

    def test_the_siret_of_the_only_structure_is_offered(self):
        self.leave_one_structure()
        for registry, words in (
            (STRANGER, ("n'a qu'une structure", STRANGER)),
            (False, ("n'a pas de SIRET",)),
        ):
            self.company.company_registry = registry
            self.press("read")
            line = self.lines()["siret"]
            self.assertEqual(line["button_label"], f"Utiliser {COMPANY_SIRET}")
            for word in (*words, COMPANY_SIRET):
                self.assertIn(word, line["sentence"])
            self.assertNotIn("Aucune des 1", line["sentence"])
            self.assertIsNone(self.press("take_siret"))
            self.assertEqual(self.company.company_registry, COMPANY_SIRET)
            self.assertEqual(self.state("siret"), "done")

    def test_an_account_without_a_structure(self):
        for siret in (RENNES, COMPANY_SIRET):
            self.simulator.control(
                "POST", "structures", {"identifier": siret, "active": False}
            )
        self.press("read")
        line = self.lines()["structure"]
        self.assertEqual(line["state"], "missing")
        self.assertIn("rattaché à aucune structure", line["sentence"])

    # -- Who sees it -----------------------------------------------------------

    def test_no_secret_is_shown(self):
        self.company.sudo().write(CREDENTIALS)
        dialog = self.press("test")
        shown = json.dumps([self.read_setup(), self.read_setup(self.manager), dialog])
        for secret in CREDENTIALS.values():
            self.assertNotIn(secret, shown)

    def test_an_accounting_manager_has_his_own_buttons(self):
        lines = self.lines(self.manager)
        self.assertEqual(len(lines), len(self.lines()))
        buttons = {line["button"] for line in lines.values() if "button" in line}
        self.assertEqual(buttons, {"responsible", "read"})
        for button in buttons:
            action = self.press(button, self.manager)
            self.assertEqual(
                action["res_model"], "l10n_fr_chorus_pro.accounting.settings"
            )
        for button in ("test", "connection", "take_siret", "company", "nothing", ""):
            with self.assertRaises(AccessError):
                self.press(button, self.manager)
        self.assertFalse(self.simulator.calls())

    def test_nobody_else_sees_it(self):
        reader = self.new_user("auditrice", "account.group_account_readonly")
        for user in (self.accountant, reader):
            with self.assertRaises(AccessError):
                self.read_setup(user)
            with self.assertRaises(AccessError):
                self.press("read", user)
        other = self.setup_other_company()["company"]
        with self.assertRaises(AccessError):
            other.with_user(self.manager).action_chorus_read_setup()

    def test_a_branch_goes_by_the_connection_of_its_parent(self):
        self.press("test")
        branch = self.env["res.company"].create(
            {"name": "Agence", "parent_id": self.company.id}
        )
        self.administrator.company_ids |= branch
        lines = branch.with_user(self.administrator).action_chorus_read_setup()["lines"]
        states = {line["name"]: line["state"] for line in lines}
        self.assertEqual(states["piste"], "done")
        self.assertEqual(states["siret"], "missing")

    def test_the_form_of_a_company_says_siret(self):
        """France and its territories, but where another number takes its place."""
        arch = self.env["res.company"].get_view(view_type="form")["arch"]
        (condition,) = re.findall(r'string="SIRET" invisible="([^"]*)"', arch)
        (listed,) = re.findall(r"not in \((.*)\)", condition)
        codes = set(self.env["res.company"]._get_france_country_codes())
        named = {name.strip(" '") for name in listed.split(",")}
        self.assertEqual(named, codes - {"NC", "PF"})
