"""Reasons against a general account: the letter, and who has the dossier then."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.works import next_actor
from ..models.works.contest.letter import french_day
from .dossier_common import LONG, MAIN, OWNER, DossierCase
from .letter_common import last_letter

RECEIPTS, SIGN, REASONS = next_actor.RECEIPTS, next_actor.SIGN, next_actor.REASONS
WHY = "Le fond de fouille a révélé un banc rocheux, constaté contradictoirement."


@tagged("post_install_l10n", "post_install", "-at_install")
class TestObjection(DossierCase):
    def setUp(self):
        super().setUp()
        self.contract.acceptance_notified_on = self.ago(20)
        self.claim("F1", "A7")
        self.play("F1", "take")
        self.play("F1", "answer", framework="A18", number="G1", untaxed=900, total=1080)
        self.fetch()
        self.account = self.piece("G1")

    def dialog(self, user=None):
        dialog = self.env["l10n_fr_chorus_pro.works.objection"]
        dialog = dialog.with_user(user or self.accountant)
        return Form(dialog.with_context(default_piece_id=self.account.id))

    def give(self, words=WHY):
        """Fill the proposed head in, and make the letter."""
        form = self.dialog()
        with form.head_ids.edit(0) as head:
            head.reasons = words
        dialog = form.save().with_context(force_report_rendering=True)
        return dialog, dialog.action_confirm()

    def until(self, found):
        return [term.until for term in found.terms]

    def test_the_letter_says_what_is_claimed_and_why(self):
        form = self.dialog()
        found = self.check("G1", MAIN, "answer", moves=(SIGN, REASONS))
        self.assertEqual([form.answer_by], self.until(found))
        self.assertEqual((form.recipient_id, form.copy_id), (self.town, self.agency))
        self.assertIn("réputé", form.told)
        with form.head_ids.edit(0) as head:
            self.assertEqual(head.amount, 100)
            head.reasons = WHY
        with form.head_ids.new() as head:
            head.name, head.amount = "Plus-value pour rocher", 480
        self.assertEqual(form.amount_claimed, 580)
        dialog = form.save().with_context(force_report_rendering=True)
        with self.assertRaisesRegex(UserError, "Plus-value pour rocher.*12.4.5"):
            dialog.action_confirm()
        dialog.head_ids[1].reasons = WHY
        proof = self.env["ir.attachment"].with_user(self.accountant)
        proof = proof.create({"name": "Constat du 3 mars.pdf", "raw": b"%PDF"})
        dialog.document_ids = [Command.set(proof.ids)]
        answer = dialog.action_confirm()
        letter, text, pages = last_letter(self.account)
        self.assertIn(f"/web/content/{letter.id}", answer["url"])
        self.assertLessEqual(pages, 2)
        self.assertEqual(proof.res_id, self.account.id)
        for words in (
            *("Atelier Lumière SARL", "Ville de Saint-Aubin", "Agence Bastide"),
            *("Mémoire en réclamation", "n° G1", "marché n° M1, lot 2", "n° F1"),
            *("900,00", "1 080,00", "1 000,00", "100,00", "480,00", "580,00"),
            *("1 480,00", french_day(self.today), WHY, "Constat du 3 mars.pdf"),
            *("refusons de signer", "12.4.3", "55.1.1", "55.1.2", "maître d'œuvre"),
        ):
            self.assertIn(words, text)

    def test_both_have_it_in_time_or_it_counts_for_nothing(self):
        _dialog, _answer = self.give()
        self.assertEqual(self.account.reasons_given_on, self.today)
        moves = (RECEIPTS, SIGN)
        found = self.check("G1", MAIN, "answer", moves=moves)
        self.assertEqual(found.unreceived, self.account)
        self.receipts("G1", False, self.today)
        self.check("G1", MAIN, "answer", moves=moves)
        self.receipts("G1", self.today, self.today)
        found = self.check("G1", OWNER, "decision", "admitted")
        self.assertGreaterEqual(self.until(found)[0], self.ago(-30))
        self.assertEqual(self.until(found)[1], self.ago(-30))
        late = (next_actor.REMIND,)
        self.check("G1", OWNER, "decision", "admitted", moves=late, days=LONG)
        # Notified so long ago that what came today came too late.
        for piece in self.account._chorus_dossier():
            piece.deposited_at -= timedelta(days=LONG)
        found = self.check("G1", MAIN, "answer", moves=(SIGN,))
        self.assertTrue(found.terms[0].is_over(self.today))
        form = self.dialog()
        self.assertIn("avocat", form.told)

    def test_signed_with_reserves(self):
        form = self.dialog()
        form.answer = "reserved"
        with form.head_ids.edit(0) as head:
            head.reasons = WHY
        form.save().with_context(force_report_rendering=True).action_confirm()
        self.assertIn("signé avec des réserves", last_letter(self.account)[1])

    def test_what_is_none_to_answer(self):
        final = self.piece("F1")
        dialogs = self.env["l10n_fr_chorus_pro.works.objection"]
        dialogs = dialogs.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "signature"):
            dialogs.create({"piece_id": final.id}).action_confirm()
        empty = dialogs.create({"piece_id": self.account.id})
        empty.head_ids.unlink()
        with self.assertRaisesRegex(UserError, "motifs"):
            empty.action_confirm()
        reader = self.new_user("lectrice", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            self.dialog(reader)
