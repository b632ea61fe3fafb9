"""Find a Public Body: by Chorus Pro in this company, with the terms of the law."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import WANTS_COMMITMENT, WANTS_NOTHING, ChorusCase

HOSPITAL = "26750001200011"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFindBodyTerms(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.invoice_sending_method = "email"

    def line(self, text=WANTS_NOTHING, user=None):
        wizard = self.env["l10n_fr_chorus_pro.find.body"]
        wizard = wizard.with_user(user or self.accountant).create({"text": text})
        wizard.action_search()
        return wizard.line_ids

    def body(self, identifier, name):
        values = {"identifier": identifier, "name": name}
        self.simulator.control("POST", "structures", values)

    def kind(self, name):
        return self.env.ref(f"l10n_fr_chorus_pro.payment_delay_{name}")

    def made(self, siret):
        return self.env["res.partner"].search([("company_registry", "=", siret)])

    def due_after(self, partner):
        """Days from its date until an invoice is due by the terms of its customer."""
        invoice = self.new_invoice(partner, post=False)
        return (invoice.invoice_date_due - invoice.invoice_date).days

    # -- A contact that is known -----------------------------------------------

    def test_a_known_contact_goes_by_chorus_pro_in_this_company_alone(self):
        other = self.setup_other_company(name="Autre SARL")["company"]
        self.town.with_company(other).invoice_sending_method = "email"
        line = self.line()
        self.assertEqual((line.offer, line.term_name), ("switch", "30 jours"))
        note = line.action_invoice_by_chorus()["params"]
        self.assertEqual(note["type"], "success")
        self.assertIn(self.company.name, note["message"])
        self.assertIn("30 jours", note["message"])
        self.assertEqual(note["next"]["res_id"], self.town.id)
        self.assertEqual(self.town.invoice_sending_method, "chorus_pro")
        self.assertEqual(self.due_after(self.town), 30)
        there = self.town.with_company(other)
        self.assertEqual(there.invoice_sending_method, "email")
        self.assertFalse(there.property_payment_term_id)
        line.invalidate_recordset()  # as the next click reads it
        with self.assertRaises(UserError):
            line.action_invoice_by_chorus()

    def test_terms_of_a_contact_stay(self):
        own = self.env.ref("account.account_payment_term_45days")
        self.town.property_payment_term_id = own
        line = self.line()
        self.assertTrue(line.has_term)
        self.assertEqual(line.term_name, own.with_context(lang="fr_FR").name)
        line.action_invoice_by_chorus()
        self.assertEqual(self.town.invoice_sending_method, "chorus_pro")
        self.assertEqual(self.town.property_payment_term_id, own)
        self.assertFalse(self.line().offer)

    def test_who_is_invoiced_by_chorus_pro_already_may_get_terms(self):
        self.town.invoice_sending_method = "chorus_pro"
        line = self.line()
        self.assertEqual(line.offer, "terms")
        line.sets_term = False
        self.assertFalse(line.offer)
        line.sets_term = True
        line.action_invoice_by_chorus()
        self.assertEqual(self.due_after(self.town), 30)

    def test_what_is_unticked_is_not_set(self):
        wizard = self.line().find_id
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.sets_term = False
        wizard.line_ids.action_invoice_by_chorus()
        self.assertFalse(self.town.property_payment_term_id)

    # -- Which terms -----------------------------------------------------------

    def test_a_hospital_is_guessed_and_may_be_another(self):
        guess = self.env["l10n_fr_chorus_pro.payment.delay"]._chorus_guess
        for name in (
            "CENTRE HOSPITALIER DE CANCALE",
            "Centre hospitalier du Val",
            "C.H.U. – CHU de Rennes",
            "Assistance publique – Hôpitaux de Paris",
            "Service de santé des armées",
        ):
            with self.subTest(name=name):
                self.assertEqual(guess(name), self.kind("hospital"))
        for name in (
            "Commune de Hospitalet",
            "École nationale des praticiens hospitaliers",
            "Région Champagne",
            "",
        ):
            with self.subTest(name=name):
                self.assertEqual(guess(name), self.kind("general"))
        self.body(HOSPITAL, "Centre hospitalier de Cancale")
        wizard = self.line(HOSPITAL).find_id
        self.assertEqual(wizard.line_ids.term_name, "50 jours")
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.delay_id = self.kind("company")
            self.assertEqual(line.term_name, "60 jours")
        wizard.line_ids.action_choose()
        partner = self.made(HOSPITAL)
        self.assertEqual(self.due_after(partner), 60)
        self.assertEqual(partner.l10n_fr_chorus_payment_delay_id, self.kind("company"))

    def test_a_new_contact_gets_terms_that_are_made_once(self):
        terms = self.env["account.payment.term"]
        self.body(HOSPITAL, "Centre hospitalier de Cancale")
        self.body("26750001200029", "CHU de Rennes")
        note = self.line(HOSPITAL).action_choose()["params"]
        self.assertIn("50 jours", note["message"])
        made = self.made(HOSPITAL).property_payment_term_id
        self.assertEqual((made.name, made.company_id), ("50 jours", self.company))
        self.line("26750001200029").action_choose()
        self.assertEqual(self.made("26750001200029").property_payment_term_id, made)
        self.assertEqual(terms.search([("company_id", "=", self.company.id)]), made)
        # What is told from the day the customer has it is reckoned alike.
        self.assertEqual(
            self.made(HOSPITAL).l10n_fr_chorus_payment_delay_id, self.kind("hospital")
        )

    def test_terms_of_another_kind_are_not_taken(self):
        line = {"value": "percent", "value_amount": 100, "nb_days": 50}
        half = {**line, "value_amount": 50}
        late = {**line, "delay_type": "days_after_end_of_month"}
        terms = self.env["account.payment.term"]
        for values in (
            {"line_ids": [Command.create(half), Command.create(half)]},
            {"line_ids": [Command.create(late)]},
            {"line_ids": [Command.create(line)], "early_discount": True},
            {"line_ids": [Command.create(line)], "active": False},
        ):
            terms.create({"name": "Autres", "company_id": self.company.id, **values})
        self.assertFalse(terms._chorus_net(self.company, 50))

    def test_many_lines_cost_as_much_as_few(self):
        delays = self.env["l10n_fr_chorus_pro.payment.delay"]
        delays._chorus_guess("Mairie")
        before = self.env.cr.sql_log_count
        for number in range(5):
            delays._chorus_guess(f"Mairie {number}")
        self.assertEqual(self.env.cr.sql_log_count, before)

    # -- Who may ---------------------------------------------------------------

    def test_who_may_not_write_contacts_is_not_offered_it(self):
        clerk, auditor = (
            new_test_user(
                self.env,
                login=role,
                groups=f"account.group_account_{role}",
                company_id=self.company.id,
            )
            for role in ("invoice", "readonly")
        )
        line = self.line(user=clerk)
        self.assertFalse(line.offer)
        with self.assertRaises(UserError):
            line.action_invoice_by_chorus()
        with self.assertRaises(AccessError):
            self.line(user=auditor)
        self.assertEqual(self.town.invoice_sending_method, "email")

    def test_what_the_portal_told_is_not_typed(self):
        line = self.line()
        with self.assertRaises(AccessError):
            line.partner_id = self.hospital

    def test_the_contact_that_the_search_was_for_gets_terms(self):
        hospital = self.new_customer("Exige l'engagement", False, looked_up=False)
        hospital = hospital.with_user(self.accountant)
        action = hospital.action_chorus_find()
        wizard = self.env[action["res_model"]].with_user(self.accountant)
        wizard = wizard.browse(action["res_id"])
        wizard.text = WANTS_COMMITMENT
        self.hospital.company_registry = False
        wizard.town = False
        wizard.action_search()
        wizard.line_ids.action_choose()
        self.assertEqual(hospital.company_registry, WANTS_COMMITMENT)
        self.assertEqual(self.due_after(hospital), 30)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestOneDueDate(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"

    def test_the_accounts_keep_theirs_and_a_suspension_has_none(self):
        term = self.env.ref("account.account_payment_term_30days")
        invoice = self.new_invoice(
            invoice_payment_term_id=term.id,
            invoice_date=fields.Date.subtract(fields.Date.today(), days=5),
        )
        booked = invoice.invoice_date_due
        self.integrate(invoice)
        self.assertGreater(invoice.l10n_fr_chorus_due_date, booked)
        self.assertEqual(invoice.invoice_date_due, booked)
        self.assertFalse(invoice.l10n_fr_chorus_is_interrupted)
        self.simulator.set_status(invoice.name, "SUSPENDUE", "RIB manquant")
        self.run_refresh()
        self.assertTrue(invoice.l10n_fr_chorus_is_interrupted)
        self.simulator.set_status(invoice.name, "COMPLETEE")
        self.run_refresh()
        self.assertFalse(invoice.l10n_fr_chorus_is_interrupted)
        self.assertEqual(invoice.invoice_date_due, booked)
