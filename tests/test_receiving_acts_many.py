"""Many invoices by one click, and what the conversation tells of each."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .acts_common import ActsMixin
from .receiving_common import ReceivingCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestManyActs(ActsMixin, ReceivingCase):
    def report(self, dialog):
        action = dialog.action_confirm()
        self.assertEqual(action["res_id"], dialog.id)
        return {
            line.received_id.invoice_number: (line.result, line.message)
            for line in dialog.line_ids
        }

    @mute_logger("urllib3.connectionpool")
    def test_each_on_its_own(self):
        """One whose answer gets lost, one that a rival rejected, one that is paid."""
        numbers = ("F1", "F2", "F3", "F4")
        lost, gone, over, good = map(self.received, numbers)
        self.simulator.set_status(gone.chorus_identifier, "REJETEE", "Double")
        over._chorus_take_status("MISE_EN_PAIEMENT", fields.Datetime.now(), "")
        self.simulator.fault("traiter/recue", "cut", "after")
        self.simulator.fault("consulter/historique", "status", status=400)
        dialog = self.dialog(self.agent, "certify", lost | gone | over | good)
        told = self.report(dialog)
        results = [result for result, _text in told.values()]
        self.assertEqual(results, ["uncertain", "refused", "not_done", "done"])
        self.assertIn("Mise en paiement", told["F3"][1])
        self.assertEqual(len(self.pushes()), 3)
        self.report(dialog)
        # Of what is done or not known nothing is sent again.
        self.assertEqual(len(self.pushes()), 3)
        self.run_cron("ir_cron_received_acts")
        self.assertEqual(lost.stage, "certified")
        self.assertEqual(self.at_portal(lost), "SERVICE_FAIT")

    @mute_logger("urllib3.connectionpool")
    def test_what_got_lost_is_read_back_at_once(self):
        received = self.received()
        self.simulator.fault("traiter/recue", "cut", "after")
        notice = self.certify(received)
        self.assertEqual(notice["params"]["type"], "success")
        self.assertEqual(received.act_ids.state, "done")

    def test_not_mine_is_said_and_the_others_are_done(self):
        mine, other = self.received("F1"), self.received("F2")
        why_not = type(mine)._chorus_why_not_mine

        def why_not_mine(received, act):
            theirs = received.invoice_number == "F2"
            return "C'est le service des eaux." if theirs else why_not(received, act)

        with patch.object(type(mine), "_chorus_why_not_mine", why_not_mine):
            told = self.report(self.dialog(self.agent, "certify", mine | other))
        self.assertEqual((told["F1"][0], told["F2"][0]), ("done", "not_done"))
        self.assertIn("service des eaux", told["F2"][1])
        self.assertEqual(self.pushes(), ["SERVICE_FAIT"])

    def test_each_has_its_number(self):
        first = self.received("F1", "SERVICE_FAIT")
        second = self.received("F2", "SERVICE_FAIT")
        dialog = self.dialog(
            self.orderer, "order", first | second, mandate_number="2026-1"
        )
        dialog.line_ids[1].mandate_number = "2026-2"
        self.report(dialog)
        found = (first.act_ids.mandate_number, second.act_ids.mandate_number)
        self.assertEqual(found, ("2026-1", "2026-2"))

    def test_a_silent_portal_is_asked_once(self):
        many = self.received("F1") | self.received("F2", "COMPLETEE")
        self.simulator.fault("etats/traitement", "status", status=503, times=9)
        with mute_logger("urllib3.connectionpool"):
            told = self.report(self.dialog(self.agent, "certify", many))
        self.assertEqual({result for result, _text in told.values()}, {"not_done"})
        self.assertIn("503", told["F2"][1])
        self.assertFalse(many.act_ids)

    def test_what_had_no_turn_is_for_the_next_click(self):
        many = self.received("F1") | self.received("F2")
        dialog = self.dialog(self.agent, "certify", many)
        with patch("odoo.addons.l10n_fr_chorus_pro.wizards.process.LAST_START", -1):
            told = self.report(dialog)
        self.assertEqual({result for result, _text in told.values()}, {"not_yet"})
        self.assertTrue(dialog.is_unfinished)
        told = self.report(dialog)
        self.assertEqual({result for result, _text in told.values()}, {"done"})
        self.assertFalse(dialog.is_unfinished)

    # -- A completed invoice ---------------------------------------------------

    def test_who_suspended_it_is_told_that_it_was_completed(self):
        received = self.received()
        self.act(self.agent, "suspend", received, words="RIB")
        self.assertFalse(received.activity_ids)
        self.simulator.set_status(received.chorus_identifier, "COMPLETEE", "Voici")
        received._chorus_take_status("COMPLETEE", fields.Datetime.now(), "<b>Voici")
        (activity,) = received.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        self.assertIn("Complétée", activity.summary)
        self.assertIn("&lt;b&gt;Voici", activity.note)
        received._chorus_take_status("COMPLETEE", fields.Datetime.now(), "Encore")
        self.assertEqual(received.activity_ids, activity)
        self.certify(received)
        self.assertFalse(received.activity_ids)

    def test_one_completed_after_another_s_suspension_is_for_the_finance_officer(self):
        received = self.received(status="SUSPENDUE")
        # Read by somebody who has another company open as well.
        other = self.env["res.company"].sudo().create({"name": "CCAS"})
        both = (self.company | other).ids
        received = received.with_context(allowed_company_ids=both)
        received._chorus_take_status("COMPLETEE", fields.Datetime.now(), "Voici")
        self.assertEqual(received.activity_ids.user_id, self.finance)

    # -- Beside the fetching ---------------------------------------------------

    def test_an_act_is_told_once_though_it_is_fetched(self):
        received = self.received(recipient_ref=self.intakes[0].structure_ref)
        self.run_cron("ir_cron_received")
        self.certify(received)
        told = self.told(received)
        self.simulator.set_status(received.chorus_identifier, "SUSPENDUE", "RIB")
        self.run_cron("ir_cron_received")
        self.assertEqual(received.stage, "suspended")
        news = self.told(received)[len(told) :]
        self.assertEqual(len(news), 1, news)
        self.assertIn("RIB", news[0])
        self.assertEqual(sum("service fait" in text.lower() for text in told), 1)

    def test_a_completion_before_an_act_is_told_and_downloaded(self):
        """Suspended elsewhere and completed, before Odoo has read any of it."""
        for answer in ("read", "lost"):
            with self.subTest(history=answer):
                received = self.received(answer)
                number = received.chorus_identifier
                self.simulator.set_status(number, "SUSPENDUE", "RIB")
                self.simulator.set_status(number, "COMPLETEE", "Voici")
                if answer == "lost":
                    self.simulator.fault("historique", "status", status=400)
                self.certify(received)
                self.run_cron("ir_cron_received")
                told = self.told(received)
                for word in ("Suspendue", "Complétée", self.agent.name):
                    self.assertEqual(sum(word in text for text in told), 1, told)
                self.assertNotIn("Chorus Pro : Service fait", " ".join(told))
                self.assertEqual(received.content_version, 2)

    def test_a_completion_is_fetched_and_asks_who_suspended_it(self):
        received = self.received()
        self.run_cron("ir_cron_received")
        self.act(self.agent, "suspend", received, words="RIB")
        self.simulator.set_status(received.chorus_identifier, "COMPLETEE", "Voici")
        self.run_cron("ir_cron_received")
        self.assertEqual(received.activity_ids.user_id, self.agent)
        self.assertIn("Voici", "".join(self.told(received)))
