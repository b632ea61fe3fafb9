"""A rejection that the law does not allow is contested before any credit note."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..models.works.contest.letter import french_day
from ..tools.portal_time import portal_today
from .letter_common import last_letter
from .test_correct import CorrectCase
from .test_work_list import WorkListMixin


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContest(WorkListMixin, CorrectCase):
    def contest(self, invoice):
        dialog = self.env["l10n_fr_chorus_pro.contest"].with_user(self.accountant)
        return Form(dialog.with_context(default_move_id=invoice.id))

    def test_from_the_rejection_to_the_letter(self):
        invoice = self.rejected("JUSTIF_ABS : RIB manquant", contract_reference="M-3")
        self.assertEqual(invoice.l10n_fr_chorus_unlawful, "missing_documents")
        self.assertIn("Contester", invoice.l10n_fr_chorus_next_step)
        self.assertIn("R.2192-27", invoice.l10n_fr_chorus_next_step)
        correct = self.dialog("correct", invoice, way_out="keep_open")
        self.assertIn("Contester", correct.contest)
        form = self.contest(invoice)
        self.assertEqual(form.ground_code, "missing_documents")
        self.assertEqual(form.recipient_id, self.town)
        form.words = "Le RIB figurait en page 2 de la facture."
        dialog = form.save().with_context(force_report_rendering=True)
        answer = dialog.action_confirm()
        letter, text, pages = last_letter(invoice)
        self.assertEqual(pages, 1)
        self.assertIn(f"/web/content/{letter.id}", answer["url"])
        today = french_day(portal_today(self.env))
        for words in (
            *("Ville de Saint-Aubin", "Atelier Lumière SARL", "35140", "SIRET 732"),
            *(invoice.name, "marché n° M-3", "1 200,00", today, "RIB manquant"),
            *("R. 2192-27", "Le RIB figurait en page 2", "L. 2192-13"),
            "nous vous demandons de revenir sur ce rejet",
        ):
            self.assertIn(words, text)
        self.assertEqual(invoice.l10n_fr_chorus_contested_on, portal_today(self.env))
        self.assertIn("Contestée", invoice.l10n_fr_chorus_next_step)
        self.assertIn("contesté", self.all_messages(invoice)[0])
        # The other way stays open.
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "reinvoice")

    def test_another_ground_brings_its_words(self):
        invoice = self.rejected("JUSTIF_ABS : RIB manquant")
        form = self.contest(invoice)
        before = form.ground
        form.ground_code = "after_order"
        self.assertNotEqual(form.ground, before)
        self.assertIn("ordonnanc", form.request)
        self.assertIn("ordonnanc", form.wrong)

    def test_a_subcontractor_whose_claim_is_too_high_for_somebody(self):
        invoice = self.new_invoice(
            l10n_fr_chorus_framework="A9",
            l10n_fr_chorus_validator_id=self.hospital.id,
        )
        document = self.new_document(invoice, "REJETEE")
        document.reason = "AUTRE : quantités à revoir avec le maître d'œuvre"
        self.assertEqual(invoice.l10n_fr_chorus_unlawful, "works_amount")
        self.assertIn("R.2192-34", invoice.l10n_fr_chorus_next_step)
        # The same of an ordinary invoice is lawful.
        plain = self.new_invoice()
        self.new_document(plain, "REJETEE").reason = document.reason
        self.assertFalse(plain.l10n_fr_chorus_unlawful)
        form = self.contest(plain)
        form.ground_code = "works_amount"
        dialog = form.save()
        with self.assertRaises(UserError):
            dialog.action_confirm()

    def test_a_refusal_that_came_too_late(self):
        for days, unlawful in ((15, False), (16, "late_refusal")):
            invoice = self.new_invoice(
                l10n_fr_chorus_framework="A9",
                l10n_fr_chorus_validator_id=self.hospital.id,
            )
            refused_at = fields.Datetime.now() - timedelta(days=2)
            document = self.new_document(invoice, "REFUSEE_1", moment=refused_at)
            self.env["l10n_fr_chorus_pro.event"].sudo().create(
                {
                    "document_id": document.id,
                    "kind": "status",
                    "remote_id": "1",
                    "code": "A_VALIDER_1",
                    "happened_at": refused_at - timedelta(days=days),
                }
            )
            with self.subTest(days=days):
                self.assertEqual(invoice.l10n_fr_chorus_unlawful, unlawful)

    def test_what_is_settled_is_not_contested(self):
        invoice = self.rejected("JUSTIF_ABS : RIB manquant")
        dialog = self.contest(invoice).save()
        self.correct(invoice, way_out="cancel")
        self.assertFalse(invoice.l10n_fr_chorus_unlawful)
        with self.assertRaises(UserError):
            dialog.action_confirm()
