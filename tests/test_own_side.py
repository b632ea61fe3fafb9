"""In whose name the company's account may invoice, read from the portal."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import COMPANY_SIRET, ChorusCase

RENNES = "73282932000017"
STRANGER = "73282932000033"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestOwnSide(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env,
            login="administratrice",
            groups="base.group_system,account.group_account_manager",
            company_id=cls.company.id,
        )

        cls.manager = new_test_user(
            cls.env,
            login="chef",
            groups="account.group_account_manager",
            company_id=cls.company.id,
        )

    def open_settings(self, user, **values):
        wizards = self.env["l10n_fr_chorus_pro.accounting.settings"]
        return wizards.with_user(user).create(values)

    def read_own(self):
        """The lines of the dialog that answers: by name, state and sentence."""
        settings = self.env["res.config.settings"].with_user(self.administrator)
        action = settings.create({}).action_chorus_read_own_side()
        lines = action["params"]["lines"]
        return {line["name"]: (line["state"], line["sentence"]) for line in lines}

    def set_up(self):
        company = self.company.with_user(self.administrator)
        lines = company.with_context(lang="fr_FR").action_chorus_read_setup()["lines"]
        return {line["name"]: line for line in lines}

    @property
    def own(self):
        return self.company.l10n_fr_chorus_own_structure_id

    def test_the_structure_of_the_siret_with_services_and_bank_details(self):
        lines = self.read_own()
        self.assertEqual({state for state, _sentence in lines.values()}, {"done"})
        sirets = self.company.l10n_fr_chorus_own_structure_ids.mapped("siret")
        self.assertEqual(
            sorted(sirets), [RENNES, COMPANY_SIRET], "closed ones left out"
        )
        self.assertEqual(self.own.siret, COMPANY_SIRET)
        self.assertEqual(
            self.own.bank_account_ids.mapped("name"),
            ["Compte courant", "Compte des marchés publics"],
        )
        services = self.company.partner_id.l10n_fr_chorus_service_ids
        self.assertEqual(services.mapped("code"), ["FACTURATION"])
        self.assertFalse(self.company.l10n_fr_chorus_is_public_body)

    def test_another_structure_is_chosen_in_the_settings(self):
        self.read_own()
        settings = self.env["res.config.settings"].with_user(self.administrator)
        with Form(settings) as form:
            self.assertEqual(form.l10n_fr_chorus_own_structure_id, self.own)
            rennes = self.company.l10n_fr_chorus_own_structure_ids - self.own
            form.l10n_fr_chorus_own_structure_id = rennes
        form.record.execute()
        self.assertEqual(self.own, rennes)

    def test_a_second_reading_changes_nothing(self):
        self.read_own()
        before = self.company.l10n_fr_chorus_own_structure_ids.ids
        accounts = self.own.bank_account_ids.ids
        self.read_own()
        self.assertEqual(self.company.l10n_fr_chorus_own_structure_ids.ids, before)
        self.assertEqual(self.own.bank_account_ids.ids, accounts)

    def test_another_environment_has_other_structures(self):
        self.read_own()
        self.company.sudo().l10n_fr_chorus_environment = "sandbox"
        self.assertFalse(self.own)
        self.assertFalse(self.company.l10n_fr_chorus_own_structure_ids)
        self.assertFalse(self.company.l10n_fr_chorus_own_date)

    def test_what_is_closed_by_now_goes(self):
        self.read_own()
        self.simulator.control(
            "POST", "structures", {"identifier": RENNES, "active": False}
        )
        self.read_own()
        sirets = self.company.l10n_fr_chorus_own_structure_ids.mapped("siret")
        self.assertEqual(sirets, [COMPANY_SIRET])

    def test_what_was_chosen_stays_and_another_siret_is_told_softly(self):
        self.read_own()
        rennes = self.company.l10n_fr_chorus_own_structure_ids - self.own
        self.company.l10n_fr_chorus_own_structure_id = rennes
        self.read_own()
        self.assertEqual(self.own, rennes)
        (failure,) = self.new_invoice()._chorus_failures()
        self.assertEqual(failure.check.name, "not_ours")
        self.assertIn(RENNES, failure.sentence)
        self.assertFalse(failure.check.blocking)

    def test_a_siret_that_is_none_of_them_is_told(self):
        """In the settings and, without stopping anything, on invoices."""
        self.company.company_registry = STRANGER
        invoice = self.new_invoice()
        self.assertFalse(invoice._chorus_failures(), "nothing was read yet")
        state, told = self.read_own()["structure"]
        self.assertEqual(state, "missing")
        self.assertFalse(self.own)
        (failure,) = invoice._chorus_failures()
        self.assertEqual(failure.check.name, "not_ours")
        line = self.set_up()["structure"]
        self.assertEqual(line["state"], "missing")
        for sentence in (failure.sentence, line["sentence"], told):
            self.assertIn(STRANGER, sentence)
            self.assertIn(COMPANY_SIRET, sentence)
        self.assertFalse(invoice._chorus_checks())
        self.company.company_registry = COMPANY_SIRET
        self.assertFalse(invoice._chorus_failures())
        self.company.company_registry = False
        checks = {failure.check.name for failure in invoice._chorus_failures()}
        self.assertEqual(checks, {"supplier"}, "said once")

    def test_an_accounting_manager_reads_and_chooses(self):
        wizard = self.open_settings(self.manager, l10n_fr_chorus_lot_size=7)
        action = wizard.action_read_own_side()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(wizard.l10n_fr_chorus_lot_size, 7, "typed, not lost")
        self.assertEqual(wizard.l10n_fr_chorus_own_structure_id, self.own)
        self.assertTrue(wizard.l10n_fr_chorus_own_bank_account_ids)
        rennes = self.company.l10n_fr_chorus_own_structure_ids - self.own
        with Form(wizard) as form:
            form.l10n_fr_chorus_own_structure_id = rennes
            self.assertFalse(len(form.l10n_fr_chorus_own_bank_account_ids))
        wizard.action_save()
        self.assertEqual(self.own, rennes)
        again = self.open_settings(self.manager)
        self.assertEqual(again.l10n_fr_chorus_own_structure_id, rennes)
        self.assertIn(RENNES, again.own_warning)

    def test_nobody_else_in_accounting_does(self):
        with self.assertRaises(AccessError):
            self.open_settings(self.accountant)
        other = self.env["res.company"].create({"name": "Autre"})
        with self.assertRaises(AccessError):
            self.open_settings(self.manager, company_id=other.id)
        self.assertFalse(self.simulator.calls("fournisseur"))

    @mute_logger("urllib3.connectionpool")
    def test_an_accounting_manager_is_told_a_failure(self):
        wizard = self.open_settings(self.manager)
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["transverses"]}
        )
        with self.assertRaises(UserError) as caught:
            wizard.action_read_own_side()
        self.assertIn("Transverses", str(caught.exception))
        self.simulator.control("POST", "settings", {"maintenance": True})
        with self.assertRaises(UserError) as caught:
            wizard.action_read_own_side()
        self.assertIn("503", str(caught.exception))

    def test_a_public_issuer_is_offered_its_service(self):
        self.simulator.control(
            "POST", "structures", {"identifier": COMPANY_SIRET, "kind": "PUBLIQUE"}
        )
        self.read_own()
        self.assertTrue(self.company.l10n_fr_chorus_is_public_body)
        self.town.with_user(self.accountant).action_chorus_look_up()
        self.assertTrue(self.new_invoice(post=False).l10n_fr_chorus_has_services)

    @mute_logger("urllib3.connectionpool")
    def test_a_failure_is_told_and_nothing_is_lost(self):
        self.read_own()
        self.simulator.fault("structures/rechercher", "status", status=503, times=None)
        state, sentence = self.read_own()["structures"]
        self.assertEqual(state, "missing")
        self.assertIn("503", sentence)
        self.assertEqual(self.own.siret, COMPANY_SIRET)
        self.assertEqual(self.set_up()["structure"]["state"], "done")

    @mute_logger("urllib3.connectionpool")
    def test_a_reading_that_fails_in_the_middle_keeps_nothing_of_it(self):
        self.read_own()
        self.simulator.control(
            "POST", "structures", {"identifier": RENNES, "active": False}
        )
        self.simulator.fault("coordbanc/valides", "status", status=503, times=None)
        state, sentence = self.read_own()["structure"]
        self.assertEqual(state, "missing")
        self.assertIn("503", sentence)
        self.assertEqual(len(self.company.l10n_fr_chorus_own_structure_ids), 2)

    def test_a_branch_looks_and_nobody_writes(self):
        self.read_own()
        branch = self.env["res.company"].create(
            {"name": "Agence", "parent_id": self.company.id}
        )
        self.accountant.company_ids |= branch
        seen = self.own.with_user(self.accountant).with_context(
            allowed_company_ids=branch.ids
        )
        self.assertEqual(seen.name, "Atelier Lumière SARL")
        self.assertTrue(seen.bank_account_ids.mapped("name"))
        for record in (seen, seen.bank_account_ids[0]):
            with self.assertRaises(AccessError):
                record.name = "Autre"
        stranger = self.setup_other_company()["company"]
        self.accountant.company_ids |= stranger
        with self.assertRaises(AccessError):
            self.own.with_user(self.accountant).with_context(
                allowed_company_ids=stranger.ids
            ).read(["name"])
