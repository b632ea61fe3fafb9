"""Where the money of a works contract is, who has it and until when, over the circuits
that the simulator plays."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..models.works import deadlines, next_actor
from .dossier_common import LONG, MAIN, MOE, OWNER, PAYER, DossierCase
from .letter_common import last_letter


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDossiers(DossierCase):
    # -- The circuits ----------------------------------------------------------

    def test_a_month_from_the_claim_to_the_payment(self):
        self.claim()
        self.fetch()
        self.assertEqual(self.piece("D1").contract_id, self.contract)
        found = self.check("D1", MOE, "statement", "payment")
        self.assertEqual(found.terms[1].until, self.today + timedelta(days=30))
        late = (next_actor.REMIND, next_actor.TELL_OWNER)
        self.check("D1", MOE, "statement", "payment", moves=late, days=15)
        self.play("D1", "take")
        self.play("D1", "answer", framework="A15", number="E1", untaxed=900, total=1080)
        self.fetch()
        self.check("E1", OWNER, "payment")
        self.play("E1", "take")
        self.play("E1", "answer", framework="A19", number="V1")
        self.fetch()
        self.check("V1", PAYER, "payment")
        late = (next_actor.REMIND,)
        self.check("V1", PAYER, "payment", moves=late, days=31)
        self.status("V1", "MISE_EN_PAIEMENT")
        self.fetch()
        self.check("V1", "")

    def test_a_month_without_the_owner(self):
        self.claim()
        self.fetch()
        self.play("D1", "take")
        self.play("D1", "answer", framework="A16", number="V1")
        self.fetch()
        self.check("V1", PAYER, "payment")

    def test_a_subcontractor_waits_for_the_agreement(self):
        self.claim("S1", "A10", status="A_VALIDER_1")
        self.fetch()
        found = self.check("S1", deadlines.VALIDATOR, "agreement")
        self.assertEqual(found.terms[0].until, self.today + timedelta(days=15))
        self.status("S1", "VALIDEE_1")
        self.status("S1", "MISE_A_DISPOSITION_MOE")
        self.fetch()
        self.check("S1", MOE, "statement", "payment")
        # Nobody is held to agree with a co-contractor, and silence agrees to nothing.
        self.claim("C1", "A13", status="A_VALIDER_1")
        self.claim("S2", "A10", status="A_VALIDER_1")
        self.fetch()
        self.check("C1", deadlines.VALIDATOR)
        self.status("C1", "ABSENCE_VALIDATION_1_HORS_DELAI")
        self.fetch()
        found = self.check("C1", MOE, "statement", "payment")
        self.assertIsNone(found.terms[1].until)
        # What others claim waits for us.
        self.piece("S2").is_ours = False
        moves = (next_actor.VALIDATE,)
        self.check("S2", deadlines.VALIDATOR, "agreement", moves=moves)

    def test_the_final_account(self):
        self.claim("F1", "A7")
        self.fetch()
        asked = (next_actor.ACCEPTANCE, next_actor.RECEIPTS)
        self.check("F1", MOE, "general_account", moves=asked)
        self.contract.acceptance_notified_on = self.ago(10)
        self.check("F1", MOE, "general_account", moves=(next_actor.RECEIPTS,))
        self.receipts("F1", self.ago(11), self.ago(2))
        early = (next_actor.AGAIN,)
        self.check("F1", MOE, "general_account", moves=early)
        self.assertEqual(self.offered("F1", next_actor.AGAIN), ("A7", False))
        self.receipts("F1", self.ago(5), self.ago(2))
        found = self.check("F1", MOE, "general_account")
        self.assertEqual(found.terms[0].began, self.ago(2))
        silent = (next_actor.DEPOSIT, next_actor.REMIND)
        self.check("F1", MOE, "general_account", moves=silent, days=LONG, opens="A22")
        self.play("F1", "take")
        self.play("F1", "answer", framework="A17", number="P1")
        self.fetch()
        self.check("P1", OWNER, "general_account")
        self.play("P1", "take")
        self.play("P1", "answer", framework="A20", number="G1")
        self.fetch()
        moves = (next_actor.SIGN, next_actor.REASONS)
        found = self.check("G1", MAIN, "answer", moves=moves)
        self.assertGreaterEqual(found.terms[0].until, self.today + timedelta(days=30))
        self.assertEqual(self.offered("G1", next_actor.SIGN), ("A8", "G1"))
        self.follow("G1", "G8", "A8", "MISE_A_DISPOSITION")
        self.check("G8", PAYER, "balance")

    def test_the_tacit_account(self):
        self.contract.acceptance_notified_on = self.ago(80)
        self.claim("F1", "A7")
        self.fetch()
        self.receipts("F1", self.ago(70), self.ago(65))
        self.check(
            *("F1", MOE, "general_account"),
            moves=(next_actor.DEPOSIT, next_actor.REMIND),
            opens="A22",
        )
        self.assertEqual(self.offered("F1", next_actor.DEPOSIT), ("A22", "F1"))
        replaced = "REMPLACEE_PAR_A22"
        self.follow("F1", "T1", "A22", "MISE_A_DISPOSITION_MOA", replaced)
        self.check("T1", OWNER, "tacit", moves=(next_actor.RECEIPTS,))
        # Before the owner was late it opens nothing.
        self.receipts("T1", self.ago(60), self.ago(60))
        self.check("T1", OWNER, "tacit", moves=(next_actor.AGAIN,))
        self.assertEqual(self.offered("T1", next_actor.AGAIN), ("A22", "F1"))
        rejected = self.piece("T1")
        now, rejected.raw_status = rejected.raw_status, "REJETEE"
        self.assertFalse(rejected.unlawful)
        rejected.raw_status = now
        self.receipts("T1", self.today, self.today)
        self.check("T1", OWNER, "tacit")
        rejected.raw_status = "REJETEE"
        self.assertEqual(rejected.unlawful, "tacit_account")
        rejected.raw_status = now
        self.check(
            *("T1", OWNER, "tacit"),
            moves=(next_actor.DEPOSIT, next_actor.REMIND),
            days=LONG,
            opens="A23",
        )
        self.follow("T1", "T3", "A23", "MISE_A_DISPOSITION")
        self.check("T3", PAYER, "balance")

    def test_a_refusal_for_its_amount_is_contested(self):
        self.claim()
        self.fetch()
        self.play("D1", "refuse", comment="Montants à revoir")
        self.fetch()
        moves = (next_actor.CONTEST, next_actor.AGAIN)
        self.check("D1", MAIN, moves=moves)
        self.assertEqual(self.offered("D1", next_actor.AGAIN), ("A4", False))
        piece = self.piece("D1")
        dialog = self.env["l10n_fr_chorus_pro.contest"].with_user(self.accountant)
        form = Form(dialog.with_context(default_piece_id=piece.id))
        self.assertEqual(form.ground_code, "works_amount")
        self.assertEqual(form.recipient_id, self.town)
        self.assertIn("marché n° M1, lot 2", form.subject)
        self.assertIn("Montants à revoir", form.facts)
        form.words = "Les quantités ont été constatées contradictoirement le 3."
        dialog = form.save().with_context(force_report_rendering=True)
        answer = dialog.action_confirm()
        self.assertEqual(piece.contested_on, self.today)
        letter, text, pages = last_letter(piece)
        self.assertIn(f"/web/content/{letter.id}", answer["url"])
        self.assertEqual(pages, 1)
        for words in (
            *("Atelier Lumière SARL", "Ville de Saint-Aubin", "n° D1", "1 200,00"),
            *("marché n° M1, lot 2", "Montants à revoir", "R. 2192-34"),
            *("constatées contradictoirement", "à titre provisoire", "L. 2192-13"),
        ):
            self.assertIn(words, text)
        # Once contested it is not offered again.
        self.check("D1", MAIN, moves=(next_actor.AGAIN,))

    def test_a_refusal_is_contested_without_a_contract(self):
        self.claim("X1", market="M9")
        self.fetch()
        self.play("X1", "refuse", comment="Montants à revoir")
        self.fetch()
        piece = self.piece("X1")
        self.assertFalse(piece.contract_id)
        dialog = self.env["l10n_fr_chorus_pro.contest"].with_user(self.accountant)
        form = Form(dialog.with_context(default_piece_id=piece.id))
        self.assertEqual(form.recipient_id, self.town)
        form.save().action_confirm()
        self.assertEqual(piece.contested_on, self.today)

    def test_what_is_to_be_completed_is_ours(self):
        self.claim()
        self.status("D1", "A_COMPLETER")
        self.fetch()
        self.check("D1", MAIN, moves=(next_actor.COMPLETE,))

    def test_receipts_belong_to_the_claim_that_was_received(self):
        self.contract.acceptance_notified_on = self.ago(80)
        self.claim("F1", "A7")
        self.fetch()
        self.play("F1", "take")
        self.play("F1", "answer", framework="A17", number="P1")
        self.fetch()
        receipts = (next_actor.RECEIPTS,)
        found = self.check("P1", OWNER, "general_account", moves=receipts)
        final = self.piece("F1")
        self.assertEqual(found.unreceived, final)
        screen = self.env["l10n_fr_chorus_pro.works.dossiers"]
        (move,) = screen.action_read(self.contract.id)["dossiers"][0]["moves"]
        self.assertEqual(move["piece_id"], final.id)
        # Of our own account the ten days need the receipts of the final claim.
        self.follow("P1", "T1", "A22", "MISE_A_DISPOSITION_MOA", "REMPLACEE_PAR_A22")
        found = self.check("T1", OWNER, "tacit", moves=receipts)
        self.assertEqual(found.unreceived, final)
        self.receipts("F1", self.ago(70), self.ago(65))
        found = self.check("T1", OWNER, "tacit", moves=receipts)
        self.assertEqual(found.unreceived, self.piece("T1"))
        dialog = self.env["l10n_fr_chorus_pro.works.receipts"]
        dialog = dialog.with_user(self.accountant)
        again = dialog.create({"piece_id": final.id, "owner_received_on": self.ago(60)})
        again.action_confirm()
        self.assertEqual(final.supervisor_received_on, self.ago(70))
        self.assertEqual(final.owner_received_on, self.ago(60))
        self.assertTrue(final.supervisor_proof_ids and final.owner_proof_ids)
        again.owner_proof_ids = False
        with self.assertRaises(UserError):
            again.action_confirm()

    def test_answered_before_it_was_seen(self):
        self.claim()
        self.play("D1", "take")
        self.play("D1", "answer", framework="A15", number="E1", total=1080, due=1000)
        self.fetch()
        found = self.check("E1", OWNER, "payment")
        self.assertEqual(found.terms[0].began, self.today)
        screen = self.env["l10n_fr_chorus_pro.works.dossiers"]
        (dossier,) = screen.action_read()["dossiers"]
        amount = self.piece("E1").currency_id.format(1000)
        self.assertTrue(dossier["headline"].startswith(amount))
        action = screen.action_move(self.piece("E1").id, next_actor.REMIND)
        self.assertIn("D1", action["context"]["default_subject"])
        # The portal may not tell when it was received.
        self.piece("D1").event_ids.filtered(lambda e: e.code != "ASSOCIEE").unlink()
        found = self.check("E1", OWNER, "payment", moves=(next_actor.RECEIPTS,))
        self.assertEqual(found.unreceived, self.piece("D1"))
        self.receipts("D1", self.ago(2), False)
        found = self.check("E1", OWNER, "payment")
        self.assertEqual(found.terms[0].began, self.ago(2))

    def test_answered_by_what_is_not_seen_or_withdrawn(self):
        self.claim(status="ASSOCIEE")
        self.claim("D2", status="ABANDONNEE")
        self.fetch()
        self.assertEqual(self.check("D1", "").outcome, next_actor.ANSWERED_UNSEEN)
        self.assertEqual(self.check("D2", "").outcome, next_actor.WITHDRAWN)
        screen = self.env["l10n_fr_chorus_pro.works.dossiers"]
        (dossier,) = screen.action_read()["dossiers"]
        self.assertEqual(dossier["id"], self.piece("D1").id)

    def test_a_time_stands_still_while_something_is_missing(self):
        self.claim("V1", "A6", status="MISE_A_DISPOSITION")
        self.status("V1", "SUSPENDUE")
        self.status("V1", "COMPLETEE")
        self.fetch()
        piece = self.piece("V1")
        self.check("V1", PAYER, "payment")
        piece.deposited_at -= timedelta(days=20)
        found = self.check("V1", PAYER, "payment", days=15)
        self.assertEqual(found.terms[0].until, self.today + timedelta(days=30))
        piece.event_ids.filtered(lambda event: event.code == "COMPLETEE").unlink()
        found = self.check("V1", PAYER, "payment", days=LONG)
        self.assertEqual(found.terms[0].missing, (deadlines.COMPLETED,))
