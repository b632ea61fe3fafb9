"""What people see of works dossiers: sentences, duties, the telephone."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.works import dossiers, next_actor
from ..models.works.duties import DUTY
from ..models.works.standing_texts import details
from .common import ChorusHttpCase
from .dossier_common import LONG, MOE, DossierCase
from .works_common import WorksMixin


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDossierScreen(DossierCase):
    def test_the_screen_tells_it_in_sentences(self):
        self.claim()
        self.fetch()
        self.play("D1", "take")
        self.play("D1", "answer", framework="A15", number="E1", untaxed=900, total=1080)
        self.claim("D2", untaxed=500, total=600)
        self.fetch()
        screen = self.env["l10n_fr_chorus_pro.works.dossiers"]
        screen = screen.with_user(self.accountant)
        found = screen.action_read(self.contract.id)["dossiers"]
        self.assertEqual(len(found), 2)
        (first,) = (one for one in found if len(one["pieces"]) == 2)
        self.assertIn("maître d'ouvrage", first["headline"])
        self.assertIn("Ville de Saint-Aubin", first["headline"])
        kinds = [(p["number"], p["kind"]) for p in first["pieces"]]
        self.assertEqual(kinds, [("D1", "claimed"), ("E1", "admitted")])
        self.assertTrue(first["pieces"][0]["events"])
        (second,) = (one for one in found if len(one["pieces"]) == 1)
        self.assertIn("Agence Bastide", second["headline"])
        self.assertTrue(any("12.2.2" in line for line in second["details"]))
        self.assertEqual(screen.action_read()["dossiers"], found)
        self.assertEqual(screen.action_read()["left"], 0)
        with patch.object(dossiers, "MOST", 1):
            self.assertEqual(screen.action_read(), {"dossiers": found[:1], "left": 1})
        self.agency.lang = "en_US"
        action = screen.action_move(self.piece("D2").id, next_actor.REMIND)
        self.assertEqual(action["context"]["default_partner_ids"], self.agency.ids)
        self.assertIn("D2", action["context"]["default_body"])
        self.assertNotIn("Dear", action["context"]["default_body"])

    def test_deposited_outside_until_the_portal_shows_it(self):
        dialog = self.env["l10n_fr_chorus_pro.works.outside"].with_user(self.accountant)
        paper = self.env["ir.attachment"].with_user(self.accountant)
        paper = paper.create({"name": "D1.pdf", "raw": b"%PDF"})
        values = {
            "contract_id": self.contract.id,
            "number": "D1",
            "amount_untaxed": 1000,
            "amount_total": 1200,
            "document_ids": [Command.set(paper.ids)],
        }
        dialog.create(values).action_confirm()
        declared = self.piece("D1")
        self.assertTrue(declared.is_outside)
        self.check("D1", MOE, "statement", "payment")
        with self.assertRaises(UserError):
            dialog.create(values).action_confirm()
        # Of another year it is another piece.
        dialog.create(
            values | {"piece_date": self.ago(366), "document_ids": []}
        ).action_confirm()
        other = self.piece("D1") - declared
        self.claim()
        self.fetch()
        piece = self.piece("D1") - other
        self.assertTrue(other.exists())
        self.assertEqual(len(piece), 1)
        self.assertTrue(piece.chorus_identifier)
        self.assertFalse(piece.is_outside)
        self.assertEqual((paper.res_model, paper.res_id), (piece._name, piece.id))

    def test_what_is_late_and_why_it_came_back(self):
        self.claim()
        self.claim("D2")
        self.fetch()
        self.play("D2", "refuse", comment="Métré à revoir")
        self.fetch()
        told = {}
        for number, days in (("D1", LONG), ("D2", 0)):
            found = self.standing(number, days)
            lines = details(
                self.env(context={"lang": "fr_FR"}),
                found,
                self.today + timedelta(days=days),
            )
            told[number] = " ".join(lines).replace("\u202f", " ")
        self.assertIn("Paiement en retard de", told["D1"])
        self.assertEqual(told["D1"].count("jours de retard : le délai"), 1)
        self.assertIn("Motif donné : « Métré à revoir »", told["D2"])

    def duties(self):
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", self.env.ref(DUTY).id)]
        )

    def test_duties_are_told_once_and_closed(self):
        self.contract.acceptance_notified_on = self.ago(3)
        self.run_cron("ir_cron_works_duties")
        duty = self.duties()
        self.assertEqual(duty.res_model, self.contract._name)
        self.assertEqual(duty.user_id, self.accountant)
        self.assertGreaterEqual(duty.date_deadline, self.ago(3 - 30))
        self.run_cron("ir_cron_works_duties")
        self.assertEqual(self.duties(), duty)
        self.claim("F1", "A7")
        self.fetch()
        self.run_cron("ir_cron_works_duties")
        duty = self.duties()  # the owner has not received it yet
        self.assertEqual(
            (duty.res_model, duty.res_id),
            ("l10n_fr_chorus_pro.works.piece", self.piece("F1").id),
        )
        self.receipts("F1", self.today, self.today)
        self.run_cron("ir_cron_works_duties")
        self.assertFalse(self.duties())


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDossierTour(WorksMixin, ChorusHttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_site_manager_on_a_telephone(self):
        self.claim()
        self.fetch()
        self.play("D1", "take")
        self.play("D1", "answer", framework="A15", number="E1", untaxed=900, total=1080)
        self.fetch()
        self.start_tour(
            "/odoo/works-dossiers",
            "l10n_fr_chorus_pro_dossiers",
            login=self.accountant.login,
        )
