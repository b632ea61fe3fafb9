"""The directory searched by a person, and customers made of what is found."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import WANTS_NOTHING, WANTS_SERVICE
from .test_partner_directory import SERVICE, DirectoryCase

CLOSED = "12345678200077"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestFindBody(DirectoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department.company_registry = False

    def find(self, user=None, **criteria):
        kind = next((k for k in ("siret", "vat") if k in criteria), "name")
        searches = self.env["l10n_fr_chorus_pro.find.body"]
        search = searches.with_user(user or self.accountant).create(
            {"kind": kind, "company_id": self.company.id, **criteria}
        )
        search.action_search()
        return search

    def test_by_siret_however_it_is_typed(self):
        for siret in (WANTS_SERVICE, "123 456 782 00028"):
            (result,) = self.find(siret=siret).result_ids
            self.assertEqual(result.identifier, WANTS_SERVICE)
            self.assertIn("Service Obligatoire", result.name)
            self.assertFalse(result.partner_id)

    def test_by_name_and_town(self):
        body = {
            "identifier": "20001234200024",
            "name": "Commune de Gien",
            "city": "Gien",
        }
        self.simulator.control("POST", "structures", body)
        names = self.find(name="commune", town="gie").result_ids.mapped("name")
        self.assertEqual(names, ["Commune de Gien"])
        self.assertFalse(self.find(name="commune", town="Ailleurs").result_ids)

    def test_a_customer_in_one_click(self):
        (result,) = self.find(siret=WANTS_SERVICE).result_ids
        action = result.action_open()
        partner = self.env["res.partner"].browse(action["res_id"])
        self.assertEqual(partner.company_registry, WANTS_SERVICE)
        self.assertEqual(partner.name, result.name)
        self.assertEqual(partner.country_code, "FR")
        self.assertTrue(partner.is_company)
        self.assertEqual(
            partner.with_company(self.company).invoice_sending_method, "chorus_pro"
        )
        self.assertEqual(partner.l10n_fr_chorus_requirement, "service")
        self.assertIn(SERVICE, partner.l10n_fr_chorus_service_ids.mapped("code"))
        # The second click opens the same one.
        self.assertEqual(
            self.find(siret=WANTS_SERVICE).result_ids.action_open()["res_id"],
            partner.id,
        )

    def test_a_customer_that_exists_is_opened(self):
        for written in (WANTS_NOTHING, "12345678200051", "123 456 782 00051"):
            self.town.company_registry = written
            (result,) = self.find(siret=WANTS_NOTHING).result_ids
            self.assertEqual(result.partner_id, self.town)
            self.assertEqual(result.action_open()["res_id"], self.town.id)
        self.assertFalse(self.simulator.calls("structures/v1/consulter"))

    def test_a_customer_without_siret_gets_it(self):
        self.department.street = "2 rue du Val"
        search = self.find(siret=WANTS_SERVICE, partner_id=self.department.id)
        search.result_ids.action_open()
        self.assertEqual(self.department.company_registry, WANTS_SERVICE)
        self.assertEqual(self.department.name, "Département du Val", "as it was")
        self.assertEqual(self.department.street, "2 rue du Val", "as it was")
        self.assertEqual(self.department.l10n_fr_chorus_requirement, "service")

    def test_there_are_more_than_are_shown(self):
        self.simulator.control("POST", "directory", {"structures": 120, "seed": 3})
        search = self.find(name="e")
        self.assertEqual(len(search.result_ids), 40)
        self.assertGreater(search.total, 100)
        self.assertTrue(search.has_more)
        self.assertEqual(len(self.simulator.calls("structures")), 1)

    def test_a_closed_one_is_found_and_marked(self):
        (result,) = self.find(siret=CLOSED).result_ids
        self.assertFalse(result.active_there)

    def test_what_is_typed_wrongly_asks_nobody(self):
        for criteria in (
            {"siret": "123456782"},
            {"vat": "0123456749"},
            {"vat": "FR44732829320"},
            {"name": "  "},
        ):
            with self.subTest(criteria=criteria), self.assertRaises(UserError):
                self.find(**criteria)
        self.assertFalse(self.simulator.calls())

    def test_a_body_of_another_country_by_its_vat_number(self):
        body = {
            "identifier": "BE0123456749",
            "identifier_type": "UE_HORS_FRANCE",
            "name": "Ville de Mons",
            "country": "BE",
        }
        self.simulator.control("POST", "structures", body)
        (result,) = self.find(vat="BE 0123.456.749").result_ids
        partner = self.env["res.partner"].browse(result.action_open()["res_id"])
        self.assertEqual((partner.vat, partner.country_code), ("BE0123456749", "BE"))

    @mute_logger("urllib3.connectionpool")
    def test_a_failure_is_told_and_what_was_typed_stays(self):
        search = self.env["l10n_fr_chorus_pro.find.body"].with_user(self.accountant)
        form = Form(search)
        form.kind = "siret"
        form.siret = WANTS_SERVICE
        search = form.save()
        for settings, fault, words in (
            ({"unsubscribed_families": ["structures"]}, None, "Structures"),
            ({"unsubscribed_families": []}, 503, "503"),
        ):
            self.simulator.control("POST", "settings", settings)
            if fault:
                self.simulator.fault(
                    "structures/rechercher", "status", status=fault, times=None
                )
            with self.assertRaises(UserError) as caught:
                search.action_search()
            self.assertIn(words, str(caught.exception))
            self.assertEqual(search.siret, WANTS_SERVICE)

    def test_a_failure_makes_no_customer(self):
        (result,) = self.find(siret=WANTS_SERVICE).result_ids
        self.simulator.fault("structures/rechercher/services", "wrong_json")
        before = self.env["res.partner"].search_count([])
        with self.assertRaises(UserError):
            result.action_open()
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_who_only_looks_makes_no_customer(self):
        auditor = new_test_user(
            self.env,
            login="auditeur",
            groups="account.group_account_readonly",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.find(user=auditor, siret=WANTS_SERVICE)

    def test_the_form_offers_what_is_of_use(self):
        """Who has an identifier is looked up, who has none is searched for."""
        view = self.town.with_user(self.accountant).get_view(view_type="form")
        buttons = {
            node.get("name"): node.get("invisible")
            for node in etree.fromstring(view["arch"]).iter("button")
        }
        search = str(self.env.ref("l10n_fr_chorus_pro.find_body_action").id)
        for siret, vat, country, offered in (
            (WANTS_SERVICE, False, "FR", "action_chorus_look_up"),
            (False, "FR44732829320", "FR", search),
            (False, False, False, search),
            (False, "BE0477472701", "BE", "action_chorus_look_up"),
        ):
            values = {
                "company_registry": siret,
                "vat": vat,
                "country_code": country,
                "parent_id": False,
                "invoice_sending_method": "chorus_pro",
            }
            shown = {
                name
                for name in ("action_chorus_look_up", search)
                if not safe_eval(buttons[name], values)
            }
            self.assertEqual(shown, {offered}, values)
