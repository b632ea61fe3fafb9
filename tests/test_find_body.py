"""The wizard that finds public bodies in Chorus Pro and makes contacts of them."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..chorus_api import Unavailable
from ..models.connection.error_texts import explain
from ..wizards import find_body
from ..wizards.find_body_query import SIREN, read_query
from .common import WANTS_NOTHING, WANTS_SERVICE, ChorusCase

BOTH = "12345678200044"
CLOSED = "12345678200077"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFindBody(ChorusCase):
    def find(self, text="", town="", user=None):
        wizard = (
            self.env["l10n_fr_chorus_pro.find.body"]
            .with_user(user or self.accountant)
            .create({"text": text, "town": town})
        )
        shown = wizard.action_search()
        self.assertEqual((shown["res_id"], shown["target"]), (wizard.id, "new"))
        self.assertEqual((wizard.text or "", wizard.town or ""), (text, town))
        return wizard

    def body(self, identifier, **values):
        self.simulator.control(
            "POST", "structures", {"identifier": identifier, **values}
        )

    def refuse_structures(self):
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["structures"]}
        )

    # -- Finding ---------------------------------------------------------------

    def test_by_siret_as_people_write_it(self):
        line = self.find(" 123 456 782 00028 ").line_ids
        self.assertEqual(line.identifier, WANTS_SERVICE)
        self.assertEqual(line.name, "Département du Service Obligatoire")
        self.assertTrue(line.is_open)
        self.assertFalse(line.partner_id)

    def test_a_closed_one_is_shown_as_such(self):
        self.assertFalse(self.find(CLOSED).line_ids.is_open)

    def test_companies_are_not_listed(self):
        self.assertFalse(self.find(self.company.company_registry).line_ids)

    def test_by_name_with_the_town_of_each(self):
        self.body("21350001200011", name="Mairie de Cancale", city="Cancale")
        self.body("21350001200029", name="École de musique", city="Cancale")
        wizard = self.find("cancale")
        self.assertEqual(
            set(wizard.line_ids.mapped("name")),
            {"Mairie de Cancale", "École de musique"},
        )
        self.assertEqual(set(wizard.line_ids.mapped("city")), {"Cancale"})
        self.assertFalse(wizard.message)

    def test_by_name_in_a_town(self):
        self.body("21350001200011", name="Mairie annexe", city="Cancale")
        self.body("21350001200029", name="Mairie annexe", city="Dinard")
        self.assertEqual(
            self.find("annexe", "dinard").line_ids.identifier, "21350001200029"
        )
        self.assertEqual(self.find("", "Dinard").line_ids.identifier, "21350001200029")

    def test_by_the_vat_number_of_a_foreign_body(self):
        self.body(
            "BE0477472701",
            name="Commune d'Ixelles",
            identifier_type="UE_HORS_FRANCE",
            country="BE",
        )
        line = self.find("BE 0477.472.701").line_ids
        line.action_choose()
        partner = self.env["res.partner"].search([("vat", "=", "BE0477472701")])
        self.assertEqual(partner.country_code, "BE")
        self.assertEqual(partner.l10n_fr_chorus_directory_state, "active")
        self.assertEqual(self.find("BE0477472701").line_ids.partner_id, partner)

    def test_no_more_than_a_person_reads(self):
        self.simulator.control("POST", "directory", {"structures": 300, "seed": 1})
        wizard = self.find("commune")
        self.assertEqual(len(wizard.line_ids), 80)
        self.assertIn("80", wizard.message)
        self.assertEqual(len(self.simulator.calls("rechercher/destinataire")), 1)

    def test_what_was_typed(self):
        for text, expected in {
            "12345678200028": ("12345678200028", "SIRET"),
            "123456782": ("123456782", SIREN),
            "FR 44 732829320": ("732829320", SIREN),
            "be0477472701": ("BE0477472701", "UE_HORS_FRANCE"),
            "NL123456789B01": ("NL123456789B01", "UE_HORS_FRANCE"),
            "35400": ("", ""),
            "Lyon": ("", ""),
            "Lycée 12": ("", ""),
            "": ("", ""),
        }.items():
            with self.subTest(text=text):
                self.assertEqual(read_query(text), expected)

    # -- Nothing found ---------------------------------------------------------

    def test_nothing_is_said_in_words(self):
        for text in ("", "21999999900012", "Ville-qui-n'existe-pas", "FR44732829320"):
            with self.subTest(text=text):
                wizard = self.find(text)
                self.assertTrue(wizard.message)
                self.assertFalse(wizard.line_ids)
                self.assertFalse(wizard.is_failed)
        self.assertIn("732829320", wizard.message)

    def test_another_search_forgets_the_first(self):
        wizard = self.find("FR44732829320")
        wizard.text = WANTS_SERVICE
        wizard.action_search()
        self.assertFalse(wizard.message)
        wizard.text = BOTH
        wizard.action_search()
        self.assertEqual(wizard.line_ids.identifier, BOTH)

    @mute_logger("urllib3.connectionpool")
    def test_a_silent_portal(self):
        self.simulator.fault("structures/rechercher", "status", status=503, times=None)
        wizard = self.find(WANTS_SERVICE)
        self.assertTrue(wizard.is_failed)
        self.assertIn("503", wizard.message)
        promise = explain(wizard.env, Unavailable("", http_status=503))
        self.assertNotEqual(wizard.message, promise, "nothing tries again by itself")

    def test_a_slow_portal_keeps_nobody_waiting(self):
        self.simulator.fault("*", "delay", seconds=1, times=None)
        with patch.object(find_body, "LOOK_UP_LIMIT", 0.5):
            wizard = self.find("Lyon")
        self.assertEqual(self.simulator.await_call(""), 1)
        self.assertTrue(wizard.is_failed)
        self.assertEqual(wizard.text, "Lyon")

    def test_structures_alone_are_refused(self):
        self.refuse_structures()
        wizard = self.find(WANTS_SERVICE)
        self.assertTrue(wizard.is_failed)
        self.assertIn("Structures", wizard.message)
        # A name is looked for elsewhere: the contact is made of what is told there.
        self.body("21350001200011", name="Mairie", city="Cancale", zip="35260")
        note = self.find("cancale").line_ids.action_choose()["params"]
        self.assertEqual(note["type"], "warning")
        self.assertIn("Structures", note["message"])
        partner = self.made("21350001200011")
        self.assertEqual((partner.zip, partner.city), ("35260", "Cancale"))
        self.assertFalse(partner.l10n_fr_chorus_directory_date)

    def test_a_company_that_is_not_connected(self):
        self.company.sudo().l10n_fr_chorus_password = False
        wizard = self.find(WANTS_SERVICE)
        self.assertTrue(wizard.is_failed)
        self.assertTrue(wizard.message)

    # -- Choosing --------------------------------------------------------------

    def made(self, siret):
        return self.env["res.partner"].search([("company_registry", "=", siret)])

    def test_created_and_looked_up_in_one_click(self):
        self.body(
            WANTS_SERVICE, street="1 rue du Parc", zip="35000", city="Rennes", phone="1"
        )
        note = self.find(WANTS_SERVICE).line_ids.action_choose()["params"]
        partner = self.made(WANTS_SERVICE)
        self.assertEqual(note["type"], "success")
        self.assertEqual(
            (note["next"]["res_model"], note["next"]["res_id"]),
            ("res.partner", partner.id),
        )
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.name, "Département du Service Obligatoire")
        self.assertEqual(
            (partner.street, partner.zip, partner.city, partner.country_code),
            ("1 rue du Parc", "35000", "Rennes", "FR"),
        )
        self.assertEqual(partner.invoice_sending_method, "chorus_pro")
        self.assertEqual(partner.l10n_fr_chorus_requirement, "service")
        self.assertIn(
            "SERVICE_DEST_SERV_OBL", partner.l10n_fr_chorus_service_ids.mapped("code")
        )
        calls = self.simulator.calls("structures/v1/consulter")
        asked = [call for call in calls if call["path"].endswith("/consulter")]
        self.assertEqual(len(asked), 1, "its services apart")

    def test_the_country_that_the_portal_tells(self):
        self.body(WANTS_SERVICE, country="BE")
        self.find(WANTS_SERVICE).line_ids.action_choose()
        self.assertEqual(self.made(WANTS_SERVICE).country_code, "BE")
        self.assertTrue(self.made(WANTS_SERVICE).l10n_fr_chorus_requirement)

    def test_the_country_by_its_french_name(self):
        self.body(WANTS_SERVICE, country="Belgique")
        self.find(WANTS_SERVICE).line_ids.action_choose()
        self.assertEqual(self.made(WANTS_SERVICE).country_code, "BE")

    def test_a_database_without_french(self):
        self.env = self.env(context={**self.env.context, "lang": "en_US"})
        self.env["res.lang"]._activate_lang("en_US")
        partners = self.env["res.partner"].with_context(active_test=False)
        partners.search([("lang", "=", "fr_FR")]).lang = "en_US"
        self.env.ref("base.lang_fr").active = False
        self.accountant = self.accountant.with_env(self.env)
        self.find(WANTS_SERVICE).line_ids.action_choose()
        self.assertEqual(self.made(WANTS_SERVICE).country_code, "FR")

    def test_an_existing_contact_is_opened_and_not_asked_for(self):
        self.town.company_registry = "123 456 782 00051"
        line = self.find(WANTS_NOTHING).line_ids
        self.assertEqual(line.partner_id, self.town)
        calls = len(self.simulator.calls())
        action = line.action_choose()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.town.id)
        )
        self.assertEqual(len(self.simulator.calls()), calls)

    def test_two_clicks_make_one_contact(self):
        first, second = self.find(BOTH).line_ids, self.find(BOTH).line_ids
        first.action_choose()
        second.action_choose()
        self.assertEqual(len(self.made(BOTH)), 1)

    def test_a_closed_one_is_created_with_a_warning(self):
        note = self.find(CLOSED).line_ids.action_choose()["params"]
        self.assertEqual(note["type"], "warning")
        self.assertEqual(self.made(CLOSED).l10n_fr_chorus_directory_state, "closed")

    def test_the_siret_of_a_contact_that_has_none(self):
        school = self.new_customer("Lycée sans retour", False, city=False)
        shown = school.with_user(self.accountant).action_chorus_find()
        wizard = self.env[shown["res_model"]].with_user(self.accountant)
        line = wizard.browse(shown["res_id"]).line_ids
        self.assertEqual(line.identifier, "12345678200101")
        line.action_choose()
        self.assertEqual(school.company_registry, "12345678200101")
        self.assertEqual(school.street, "1 place de la Mairie")
        self.assertTrue(school.l10n_fr_chorus_payment_not_reported)
        self.assertEqual(self.made("12345678200101"), school)

    def test_the_siret_of_a_contact_while_the_portal_fails(self):
        school = self.new_customer("Lycée sans retour", False, city=False)
        shown = school.with_user(self.accountant).action_chorus_find()
        line = (
            self.env[shown["res_model"]]
            .with_user(self.accountant)
            .browse(shown["res_id"])
            .line_ids
        )
        self.refuse_structures()
        with self.assertRaises(UserError) as caught:
            line.action_choose()
        self.assertIn("Structures", str(caught.exception))

    # -- Access ----------------------------------------------------------------

    def test_who_may_not_create_contacts_may_find_and_open(self):
        clerk = new_test_user(
            self.env,
            login="facturation",
            groups="account.group_account_invoice",
            company_id=self.company.id,
        )
        known = self.find(WANTS_NOTHING, user=clerk).line_ids
        self.assertEqual(known.action_choose()["res_id"], self.town.id)
        with self.assertRaises(UserError) as caught:
            self.find(BOTH, user=clerk).line_ids.action_choose()
        self.assertNotIsInstance(caught.exception, AccessError)
        self.assertFalse(self.made(BOTH))

    def test_others_may_not_ask(self):
        auditor = new_test_user(
            self.env,
            login="auditeur",
            groups="account.group_account_readonly,base.group_partner_manager",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.find(BOTH, user=auditor)
        self.assertFalse(self.simulator.calls())


@tagged("post_install_l10n", "post_install", "-at_install")
class TestUnknownCustomer(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.new_customer(
            "Département du Val", WANTS_SERVICE, looked_up=False
        )

    def alert(self, invoice):
        invoice.invalidate_recordset(["alerts"])
        return (invoice.alerts or {}).get("l10n_fr_chorus_pro_unknown")

    def test_said_in_the_banner_until_it_is_looked_up(self):
        invoice = self.new_invoice(self.department, post=False)
        alert = self.alert(invoice)
        self.assertEqual(alert["level"], "info")
        self.assertIn("Département du Val", alert["message"])
        model, method, ids = alert["action_call"]
        # As the banner calls it.
        getattr(self.env[model].with_user(self.accountant).browse(ids), method)()
        self.assertFalse(self.alert(invoice))
        self.assertTrue(invoice.l10n_fr_chorus_misses_service)
        self.assertFalse(invoice.l10n_fr_chorus_misses_commitment)
        invoice.buyer_reference = "SERVICE_DEST_SERV_OBL"
        self.assertFalse(invoice.l10n_fr_chorus_misses_service)

    def test_not_said_where_nobody_can_be_asked(self):
        invoice = self.new_invoice(self.department, post=False)
        self.department.company_registry = False
        self.assertFalse(self.alert(invoice))
        self.department.company_registry = WANTS_SERVICE
        self.assertTrue(self.alert(invoice))
        self.department.invoice_sending_method = "email"
        self.assertFalse(self.alert(invoice))
        self.department.invoice_sending_method = "chorus_pro"
        self.company.sudo().l10n_fr_chorus_password = False
        self.assertFalse(self.alert(invoice))

    def test_without_a_button_for_who_may_not_write_contacts(self):
        clerk = new_test_user(
            self.env,
            login="facturation",
            groups="account.group_account_invoice",
            company_id=self.company.id,
        )
        invoice = self.new_invoice(self.department, post=False).with_user(clerk)
        self.assertNotIn("action_call", self.alert(invoice))
