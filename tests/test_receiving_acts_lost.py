"""An answer of the portal that got lost: read back before anything is done again."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.receiving.received_act import OPEN_ACTS
from .acts_common import ActsMixin
from .receiving_common import ReceivingCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLostActs(ActsMixin, ReceivingCase):
    def lose(self, received, when="after", **fault):
        """Certify, and the answer gets lost; also the history, which would tell."""
        self.simulator.fault("traiter/recue", fault.pop("kind", "cut"), when, **fault)
        self.simulator.fault("consulter/historique", "status", status=400)
        with mute_logger("urllib3.connectionpool"):
            notice = self.certify(received)
        self.simulator.control("DELETE", "faults")
        self.assertEqual(notice["params"]["type"], "warning")
        self.assertEqual(received.act_ids.state, "uncertain")
        self.assertIn("réponse de Chorus Pro", received.next_step)
        return received.act_ids

    def read_back(self):
        self.run_cron("ir_cron_received_acts")

    def test_taken_and_told_by_the_scheduled_action(self):
        received = self.received()
        act = self.lose(received)
        self.assertEqual(received.raw_status, "MISE_A_DISPOSITION")
        self.assertFalse(received.with_user(self.agent).next_acts)
        self.assertEqual(self.told(received), [])
        self.read_back()
        self.assertEqual((act.state, received.raw_status), ("done", "SERVICE_FAIT"))
        self.read_back()
        (told,) = self.told(received)
        self.assertIn(self.agent.name, told)
        self.assertEqual(self.pushes(), ["SERVICE_FAIT"])

    def test_taken_and_told_by_the_next_click(self):
        received = self.received()
        act = self.lose(received, kind="html", status=502)
        notice = self.certify(received)
        self.assertEqual(notice["params"]["type"], "success")
        self.assertEqual(act.state, "done")
        self.assertEqual(self.pushes(), ["SERVICE_FAIT"])

    def test_not_taken_and_done_again(self):
        received = self.received()
        act = self.lose(received, "before", kind="status", status=500)
        self.read_back()
        self.assertEqual(act.state, "uncertain")
        with self.assertRaises(UserError):
            self.certify(received)
        self.assertEqual(len(self.pushes()), 1)
        self.grow_old(act, minutes=11)
        self.read_back()
        self.assertEqual(act.state, "not_done")
        self.assertIn("ne l'a pas pris", self.told(received)[-1])
        self.certify(received)
        self.assertEqual(received.stage, "certified")
        self.assertEqual(self.at_portal(received), "SERVICE_FAIT")

    def test_a_rival_counts(self):
        received = self.received()
        act = self.lose(received, "before", kind="status", status=500)
        self.simulator.set_status(received.chorus_identifier, "SUSPENDUE", "RIB")
        self.read_back()
        self.assertEqual((act.state, received.stage), ("not_done", "suspended"))
        self.assertEqual(received.reason, "RIB")
        self.assertIn("autre application", " ".join(self.told(received)))
        told = [text for text in self.told(received) if "Suspendue" in text]
        self.assertEqual(len(told), 1)

    def test_given_and_overtaken(self):
        """Hélios went on before anybody read it back: the history tells."""
        received = self.received()
        act = self.lose(received)
        self.simulator.set_status(received.chorus_identifier, "MANDATEE")
        self.read_back()
        self.assertEqual((act.state, received.stage), ("done", "ordered"))
        told = self.told(received)
        self.assertIn(self.agent.name, told[0])
        self.assertIn("Mandatée", told[1])
        self.assertEqual(len(told), 2)

    def test_told_once_though_it_is_fetched_before(self):
        received = self.received(recipient_ref=self.intakes[0].structure_ref)
        act = self.lose(received)
        self.run_cron("ir_cron_received")
        self.assertEqual(received.stage, "certified")
        self.assertEqual(self.told(received), [])
        self.read_back()
        self.assertEqual(act.state, "done")
        (told,) = self.told(received)
        self.assertIn(self.agent.name, told)

    def test_one_that_is_not_shown_stops_no_other(self):
        hidden, seen, other = map(self.received, ("F1", "F2", "F3"))
        acts = self.lose(hidden) | self.lose(seen) | self.lose(other)
        for received in (hidden, seen):
            number = received.chorus_identifier
            self.simulator.fault(
                "historique", "status", status=400, times=9, holds=number
            )
        self.read_back()
        self.assertEqual(acts.mapped("state"), ["uncertain", "uncertain", "done"])
        # A search has shown it.
        seen._chorus_take_status("SERVICE_FAIT", fields.Datetime.now(), "")
        for act in acts:
            self.grow_old(act, hours=25)
        self.read_back()
        self.assertEqual(acts.mapped("state"), ["not_done", "done", "done"])
        self.assertIn("ne montre pas", self.told(hidden)[-1])
        self.assertIn(self.agent.name, self.told(seen)[-1])

    def test_that_of_another_environment_is_left(self):
        received = self.received()
        act = self.lose(received)
        received.environment = "sandbox"
        self.simulator.control("DELETE", "calls")
        self.read_back()
        self.assertEqual(act.state, "uncertain")
        with self.assertRaises(UserError):
            self.certify(received)
        self.assertFalse(self.simulator.calls())

    def test_given_before_is_not_given_now(self):
        """The same status of an earlier life of the invoice is none of this act."""
        received = self.received()
        for status in ("SERVICE_FAIT", "SUSPENDUE", "COMPLETEE"):
            self.simulator.set_status(received.chorus_identifier, status, "RIB")
        with self.company._chorus_client() as client:
            history = client.read_history(received.chorus_identifier)
        self.env["l10n_fr_chorus_pro.received.event"].sudo().create(
            [
                {
                    "received_id": received.id,
                    "kind": event.kind,
                    "remote_id": event.remote_id,
                    "code": event.code,
                    "happened_at": event.at,
                }
                for event in history.events
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE l10n_fr_chorus_pro_received_event"
            " SET create_date = create_date - interval '1 minute'"
        )
        self.env.invalidate_all()
        received._chorus_take_status("COMPLETEE", fields.Datetime.now(), "RIB")
        act = self.lose(received, "before", kind="status", status=500)
        self.grow_old(act, minutes=11)
        self.env.cr.execute(
            "UPDATE l10n_fr_chorus_pro_received_event"
            " SET create_date = create_date - interval '20 minutes'"
        )
        self.env.invalidate_all()
        self.read_back()
        self.assertEqual(act.state, "not_done")

    def test_cut_off_before_the_answer(self):
        """The process died: what was committed is all that is left."""
        received = self.received()
        self.certify(received)
        act = received.act_ids
        received.sudo().raw_status = "MISE_A_DISPOSITION"
        act.sudo().write({"state": "sending", "news_due": True})
        with self.assertRaises(UserError):
            self.certify(received)
        self.grow_old(act, minutes=4)
        told = self.told(received)
        self.read_back()
        self.assertEqual((act.state, received.stage), ("done", "certified"))
        self.assertEqual(len(self.told(received)), len(told) + 1)
        self.assertEqual(self.pushes(), ["SERVICE_FAIT"])

    def test_cut_off_before_the_call(self):
        received = self.received()
        act = received.act_ids.create(
            {
                "received_id": received.id,
                "act": "certify",
                "raw_status": "SERVICE_FAIT",
                "status_before": "MISE_A_DISPOSITION",
                "user_id": self.agent.id,
                "asked_at": fields.Datetime.now(),
            }
        )
        self.grow_old(act, minutes=4)
        self.simulator.fault("historique", "status", status=503, times=9)
        with mute_logger("urllib3.connectionpool"):
            self.read_back()
        self.assertIn(act.state, OPEN_ACTS)
        self.simulator.control("DELETE", "faults")
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.read_back()
        self.assertEqual(act.state, "uncertain")
        self.grow_old(act, minutes=11)
        self.read_back()
        self.assertEqual(act.state, "not_done")
        self.assertEqual(self.pushes(), [])
