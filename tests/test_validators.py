"""The supplier's own side of what others agree to first: A9 and A12, over the real
simulator."""

from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import format_date

from ..tools.portal_time import portal_date
from .test_actions import ActionCase

HOLDER, SECOND = "99992001000017", "99990001200017"
DAY = 86400


@tagged("post_install_l10n", "post_install", "-at_install")
class TestValidators(ActionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holder = cls.new_customer("Bâtisseurs de la Rance SAS", HOLDER)
        cls.other = cls.new_customer("Ébénisterie du Port SAS", SECOND)

    def asked(self, framework="A9", validator=None, **values):
        """An invoice that its validator has before him."""
        invoice = self.new_invoice(
            l10n_fr_chorus_framework=framework,
            l10n_fr_chorus_validator_id=(validator or self.holder).id,
            **values,
        )
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_status, "A_VALIDER_1")
        return invoice

    def answer(self, invoice, act, *, seconds=0, **details):
        """The validator answers; Odoo looks so much later."""
        number = invoice.name.replace("/", "%2F")
        path = f"invoices/{number}/validation"
        self.simulator.control("POST", path, {"act": act, **details})
        self.look(invoice, seconds)

    def look(self, invoice, seconds):
        if seconds:
            self.simulator.advance(seconds)
        self.run_refresh()
        invoice.invalidate_recordset()

    def banner(self, invoice):
        alerts = invoice.with_user(self.accountant).alerts or {}
        return " ".join(alert["message"] for alert in alerts.values())

    def test_a_subcontractor_accepted(self):
        invoice = self.asked()
        document = invoice.l10n_fr_chorus_document_ids
        last = portal_date(self.env, document.status_date) + timedelta(days=15)
        step = invoice.l10n_fr_chorus_next_step
        self.assertIn("Bâtisseurs de la Rance SAS", step)
        self.assertIn(format_date(self.env, last), step)
        self.assertTrue(step.endswith("Rien à faire."), step)
        self.assertIn(step, self.banner(invoice))
        self.assertIn(step, self.messages(invoice)[-1])
        self.assertFalse(invoice.activity_ids)
        found = self.env["account.move"].search(
            [("l10n_fr_chorus_status", "in", ("A_VALIDER_1", "A_VALIDER_2"))]
        )
        self.assertEqual(found, invoice)
        self.answer(invoice, "VALIDATION")
        self.assertEqual(invoice.l10n_fr_chorus_status, "VALIDEE_1")
        self.assertIn("Bâtisseurs", invoice.l10n_fr_chorus_next_step)
        self.look(invoice, 200)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        self.assertNotIn("Bâtisseurs", self.banner(invoice))

    def test_accepted_in_part(self):
        """What the validator wrote stays in sight when the body has the invoice."""
        invoice = self.asked()
        words = "Accord pour 800 € HT : le lot 3 n'est pas fini"
        self.answer(invoice, "VALIDATION", comment=words, seconds=200)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        self.assertTrue(any(words in text for text in self.messages(invoice)))
        step = invoice.l10n_fr_chorus_next_step
        self.assertIn(words, step)
        self.assertIn("Bâtisseurs de la Rance SAS", step)
        self.assertTrue(step.endswith("Rien à faire."), step)
        self.assertIn(words, self.banner(invoice))

    def test_refused(self):
        invoice = self.asked()
        self.answer(invoice, "REFUS", reason="MONTANT_ERR", comment="Métré faux")
        self.assertEqual(invoice.l10n_fr_chorus_status, "REFUSEE_1")
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "reinvoice")
        banner = self.banner(invoice)
        for words in ("Bâtisseurs de la Rance SAS a refusé", "Métré faux", "Corriger"):
            self.assertIn(words, banner)
        self.assertTrue(invoice.activity_ids)

    def test_the_wrong_validator_then_another(self):
        invoice = self.asked()
        self.answer(invoice, "wrong")
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "correct_validator")
        self.assertIn("Bâtisseurs", invoice.l10n_fr_chorus_next_step)
        self.assertTrue(invoice.activity_ids)
        dialog = self.dialog("correct_validator", invoice, validator_id=self.other.id)
        dialog.action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_status, "A_VALIDER_1")
        self.assertEqual(invoice.l10n_fr_chorus_validator_id, self.other)
        self.assertIn("Ébénisterie", invoice.l10n_fr_chorus_next_step)
        self.env.cr.precommit.run()
        self.assertFalse(invoice.activity_ids)
        self.answer(invoice, "VALIDATION", seconds=200)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")

    def test_silence_of_a_main_contractor(self):
        self.simulator.control("POST", "settings", {"validated_sent_after": 3600})
        invoice = self.asked()
        self.look(invoice, 15 * DAY + 1)
        status = "ABSENCE_VALIDATION_1_HORS_DELAI"
        self.assertEqual(invoice.l10n_fr_chorus_status, status)
        self.assertIn("15 jours", invoice.l10n_fr_chorus_next_step)
        self.assertIn("Bâtisseurs", self.banner(invoice))
        self.look(invoice, 4000)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")

    def test_a_co_contractor_and_two_validators(self):
        invoice = self.asked("A12", self.other)
        step = invoice.l10n_fr_chorus_next_step
        self.assertIn("Ébénisterie", step)
        # The law gives no time, so that none is promised.
        self.assertFalse(any(sign.isdigit() for sign in step), step)
        self.answer(invoice, "VALIDATION", second=HOLDER, seconds=10)
        self.assertEqual(invoice.l10n_fr_chorus_status, "A_VALIDER_2")
        self.assertIn("Bâtisseurs de la Rance", invoice.l10n_fr_chorus_next_step)
        self.assertIn("Bâtisseurs de la Rance", self.messages(invoice)[-1])
        self.answer(invoice, "wrong")
        status = "ERREUR_COTRAITANT_SUR_VALIDEUR"
        self.assertEqual(invoice.l10n_fr_chorus_status, status)
        self.assertIn("Bâtisseurs de la Rance", invoice.l10n_fr_chorus_next_step)
        named = self.new_customer("Atelier Lumière SARL (Rennes)", "73282932000017")
        dialog = self.dialog("correct_validator", invoice, validator_id=named.id)
        dialog.action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_status, "A_VALIDER_2")
        self.assertEqual(invoice.l10n_fr_chorus_validator_id, self.other)
        self.assertIn("Rennes", invoice.l10n_fr_chorus_next_step)
        self.answer(invoice, "REFUS", reason="AUTRE", comment="Pas de contrat")
        self.assertEqual(invoice.l10n_fr_chorus_status, "REFUSEE_2")
        self.assertIn("Rennes", self.banner(invoice))

    def test_the_name_of_the_second_is_not_worth_a_status(self):
        invoice = self.asked("A12", self.other)
        self.simulator.fault("consulter/fournisseur", "status", status=500)
        self.answer(invoice, "VALIDATION", second=HOLDER, seconds=10)
        self.assertEqual(invoice.l10n_fr_chorus_status, "A_VALIDER_2")
        self.assertIn("second valideur", invoice.l10n_fr_chorus_next_step)

    def test_the_validator_of_the_last_invoice_is_proposed(self):
        def draft(**values):
            values = {"l10n_fr_chorus_framework": "A9", **values}
            return self.new_invoice(post=False, **values)

        self.assertFalse(draft().l10n_fr_chorus_validator_id)
        draft(contract_reference="M1", l10n_fr_chorus_validator_id=self.holder.id)
        draft(contract_reference="M2", l10n_fr_chorus_validator_id=self.other.id)
        first = draft(contract_reference="M1")
        self.assertEqual(first.l10n_fr_chorus_validator_id, self.holder)
        # Of a contract that nothing is known of: as the customer's last one.
        usual = draft(contract_reference="M3")
        self.assertEqual(usual.l10n_fr_chorus_validator_id, self.holder)
        usual.l10n_fr_chorus_validator_id = self.other
        usual.contract_reference = "M4"
        self.assertEqual(usual.l10n_fr_chorus_validator_id, self.other)
        usual.contract_reference = "M1"
        self.assertEqual(usual.l10n_fr_chorus_validator_id, self.holder)
        self.assertFalse(draft(partner_id=self.hospital.id).l10n_fr_chorus_validator_id)
        self.assertFalse(
            draft(l10n_fr_chorus_framework="A1").l10n_fr_chorus_validator_id
        )

    def test_a_subcontractor_reads_that_another_invoice_exists(self):
        invoice = self.new_invoice(
            post=False,
            l10n_fr_chorus_framework="A9",
            l10n_fr_chorus_validator_id=self.holder.id,
        )
        self.assertIn("autoliquidation", self.banner(invoice))
        self.assertFalse(invoice._chorus_checks())
        invoice.l10n_fr_chorus_framework = "A12"
        self.assertNotIn("autoliquidation", self.banner(invoice))
