"""What a public body does with an invoice: told to the portal once."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.receiving.acts import ACTS
from .acts_common import ActsMixin
from .payee_common import content
from .receiving_common import ReceivingCase


class ActsCase(ActsMixin, ReceivingCase):
    def acts_of(self, user, received):
        received.invalidate_recordset(["next_acts"])
        found = received.with_user(user).next_acts or ""
        return [code for code in found.split(",") if code]


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivingActs(ActsCase):
    # -- Each of them ----------------------------------------------------------

    def test_certified_by_a_named_agent(self):
        received = self.received()
        day = fields.Date.today() - timedelta(days=3)
        notice = self.act(self.agent, "certify", received, service_done_on=day)
        self.assertEqual(notice["params"]["type"], "success")
        self.assertEqual(self.pushes(), ["SERVICE_FAIT"])
        self.assertEqual(received.stage, "certified")
        act = received.act_ids
        self.assertEqual((act.user_id, act.state), (self.agent, "done"))
        self.assertEqual(act.service_done_on, day)
        (told,) = self.told(received)
        self.assertIn(self.agent.name, told)

    def test_a_service_is_not_certified_in_advance(self):
        received = self.received()
        for day in (fields.Date.today() + timedelta(days=2), False):
            with self.assertRaises(UserError):
                self.act(self.agent, "certify", received, service_done_on=day)
        self.assertEqual(self.pushes(), [])

    def test_the_day_of_the_service_is_what_is_known_of_it(self):
        days = [fields.Date.today() - timedelta(days=days) for days in (5, 9)]
        told = self.received("F1", served_on=days[0])
        untold = self.received("F2")
        for received, day in ((told, days[0]), (untold, False)):
            context = {"active_model": received._name, "active_ids": received.ids}
            context["default_act"] = "certify"
            process = self.env["l10n_fr_chorus_pro.process"].with_user(self.agent)
            form = Form(process.with_context(**context))
            self.assertEqual(form.service_done_on or False, day)
        # Of many each keeps its own.
        with self.assertRaises(UserError):
            self.act(self.agent, "certify", told | untold, service_done_on=False)
        self.act(self.agent, "certify", told | untold, service_done_on=days[1])
        self.assertEqual(told.act_ids.service_done_on, days[0])
        self.assertEqual(untold.act_ids.service_done_on, days[1])

    def test_suspended_with_what_is_missing(self):
        received = self.received()
        dialog = self.dialog(self.agent, "suspend", received)
        with self.assertRaises(UserError):
            dialog.action_confirm()
        form = Form(dialog)
        form.missing_item_ids.add(self.missing("bon_livraison"))
        form.missing_item_ids.add(self.missing("releve"))
        form.words = "Merci d'envoyer aussi\nle bon signé."
        text = "Il manque : bon de livraison, RIB. Merci d'envoyer aussi le bon signé."
        self.assertEqual(form.supplier_reads.replace("\u202f", " "), text)
        self.assertEqual(form.reason_length, len(text))
        form.save().action_confirm()
        (call,) = self.simulator.calls("traiter/recue")
        self.assertEqual(call["body"]["motif"].replace("\u202f", " "), text)
        act = received.act_ids
        self.assertEqual(act.missing_item_ids, self.missing("bon_livraison", "releve"))
        self.assertIn("RIB", received.reason)
        self.assertIn("RIB", self.told(received)[-1])

    def test_a_reason_has_its_limit(self):
        received = self.received()
        words = "x" * 256
        with self.assertRaises(UserError) as caught:
            self.act(self.agent, "suspend", received, words=words)
        self.assertIn("256", str(caught.exception))
        self.act(self.agent, "suspend", received, words=words[:255])
        self.assertEqual(received.stage, "suspended")

    def test_rejected_with_a_reason_that_the_supplier_knows(self):
        received = self.received()
        with self.assertRaises(UserError):
            self.act(self.orderer, "reject", received)
        motive = self.motive("DOUBLE_FACT")
        self.act(
            self.orderer, "reject", received, motive_id=motive.id, words="Voir F0."
        )
        self.assertEqual(received.stage, "rejected")
        self.assertIn("Double facturation. Voir F0.", received.reason)
        found = self.env["l10n_fr_chorus_pro.reason"].sudo()
        self.assertEqual(received.act_ids.motive_id, motive)
        self.assertEqual(found._chorus_find(received.reason), motive)

    def test_ordered_with_its_number(self):
        received = self.received(status="SERVICE_FAIT")
        with self.assertRaises(UserError):
            self.act(self.orderer, "order", received, mandate_number="  ")
        self.act(self.orderer, "order", received, mandate_number=" 2026-118 ")
        (call,) = self.simulator.calls("traiter/recue")
        self.assertEqual(call["body"]["numeroDPMandat"], "2026-118")
        self.assertEqual(received.act_ids.mandate_number, "2026-118")
        self.assertEqual(received.stage, "ordered")

    def test_not_ordered_before_somebody_certified(self):
        received, order = self.received(), {"mandate_number": "1"}
        self.assertNotIn("order", self.acts_of(self.orderer, received))
        with self.assertRaisesRegex(UserError, "service fait"):
            self.act(self.orderer, "order", received, **order)
        self.company.sudo().l10n_fr_chorus_one_person = True
        self.assertIn("order", self.acts_of(self.orderer, received))
        self.company.sudo().l10n_fr_chorus_one_person = False
        # Elsewhere counts as well, and what came after it too.
        now = fields.Datetime.now()
        lived = ("SERVICE_FAIT", now), ("SUSPENDUE", now), ("COMPLETEE", now)
        self.give_history(received, *lived)
        self.assertIn("order", self.acts_of(self.orderer, received))

    def test_what_may_be_missing(self):
        names = self.env["l10n_fr_chorus_pro.missing.item"].sudo().search([])
        names = names.mapped("name")
        self.assertIn("exemplaire unique ou certificat de cessibilité", names)
        self.assertNotIn("attestation fiscale et sociale", names)

    def test_recycled_until_the_portal_withdraws_it(self):
        received, other = self.received(), self.received("F2")
        self.assertIn("recycle", self.acts_of(self.agent, received))
        self.act(self.agent, "recycle", received, words="Pas notre service")
        self.assertEqual(received.stage, "to_recycle")
        self.assertIn("recycle", self.acts_of(self.agent, other))
        remembered = {"statuses": ["SERVICE_FAIT"], "at": "2020-01-01 00:00:00"}
        self.company.sudo().l10n_fr_chorus_next_statuses = {
            "MISE_A_DISPOSITION": remembered
        }
        self.assertNotIn("recycle", self.acts_of(self.agent, other))
        self.assertIn("suspend", self.acts_of(self.agent, other))
        # Asked for anything else, the portal offers it again.
        self.act(self.agent, "certify", other)
        self.assertIn("recycle", self.acts_of(self.agent, self.received("F3")))

    # -- Who, and when ---------------------------------------------------------

    def test_acts_by_profile(self):
        received = self.received(status="MANDATEE")
        accountant = self.public_accountant
        self.assertEqual(self.acts_of(accountant, received), [])
        self.assertEqual(self.acts_of(self.agent, received), [])
        self.assertEqual(self.acts_of(self.orderer, received), ["suspend", "reject"])
        self.company.sudo().l10n_fr_chorus_recipient_profile = "accountant"
        self.simulator.control("POST", "settings", {"recipient_profile": "accountant"})
        offered = ["suspend", "reject", "hand_over", "book", "release"]
        self.assertEqual(self.acts_of(accountant, received), offered)
        for act in offered[2:]:
            self.act(accountant, act, received)
        self.assertEqual(received.stage, "released")
        self.assertEqual(self.acts_of(accountant, received), [])
        statuses = [ACTS[act].status for act in offered[2:]]
        self.assertEqual(self.pushes(), statuses)

    def test_nothing_is_done_by_others(self):
        received = self.received(status="SERVICE_FAIT")
        fresh = self.received("F2")
        for user, act, invoice, values in (
            (self.agent, "order", received, {"mandate_number": "1"}),
            (self.public_accountant, "order", received, {"mandate_number": "1"}),
            (self.orderer, "certify", fresh, {}),
        ):
            with self.subTest(act=act), self.assertRaises(UserError):
                self.act(user, act, invoice, **values)
        for user in (self.reader, self.finance, self.accountant):
            with self.assertRaises(AccessError):
                self.dialog(user, "certify", fresh)
        self.assertEqual(self.pushes(), [])
        self.assertFalse((received | fresh).act_ids)

    def test_a_step_of_hélios_is_not_ours(self):
        received = self.received(status="MANDATEE")
        with self.assertRaises(UserError) as caught:
            self.act(self.public_accountant, "book", received)
        self.assertIn("Hélios", str(caught.exception))
        self.assertEqual(self.pushes(), [])

    def test_nothing_is_pushed_by_posting(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.hospital.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    (0, 0, {"name": "Éclairage", "price_unit": 100, "tax_ids": []})
                ],
            }
        )
        received = self.received(move_id=bill.id)
        self.assertTrue(received.bill_gap)
        bill.action_post()
        self.assertEqual(self.pushes(), [])
        self.assertEqual(self.at_portal(received), "MISE_A_DISPOSITION")
        # The same acts, from the bill; what happens is told there.
        self.act(self.agent, "certify", bill)
        self.assertEqual(received.stage, "certified")
        self.assertIn(self.agent.name, self.messages(bill)[-1])
        warnings = self.dialog(self.orderer, "order", bill).warnings
        self.assertIn("120", warnings)

    def test_the_payee_blocks_ordering_alone(self):
        received = self.received(content=content())
        self.certify(received)
        self.assertIn("fournisseur", received.payee_block)
        dialog = self.dialog(self.orderer, "order", received, mandate_number="1")
        self.assertIn(received.payee_block, dialog.warnings)
        with self.assertRaises(UserError) as caught:
            dialog.action_confirm()
        self.assertIn(received.payee_block, str(caught.exception))
        self.assertEqual(self.pushes(), ["SERVICE_FAIT"])

    def test_what_the_law_does_not_like_is_warned_of(self):
        received = self.received(kind="FACTURE_TRAVAUX")
        amount = self.motive("MONTANT_ERR")
        dialog = self.dialog(self.orderer, "reject", received, motive_id=amount.id)
        self.assertIn("R.2192-34", dialog.warnings)
        dialog.motive_id = self.motive("JUSTIF_ABS")
        self.assertIn("R.2192-27", dialog.warnings)
        dialog.motive_id = self.motive("DOUBLE_FACT")
        self.assertFalse(dialog.warnings)
        ordered = self.received("F2", "MANDATEE")
        dialog = self.dialog(self.orderer, "reject", ordered, motive_id=amount.id)
        self.assertTrue(dialog.warnings)
        dialog.action_confirm()
        self.assertEqual(ordered.stage, "rejected")

    def test_what_came_from_another_environment_is_not_processed(self):
        received = self.received()
        received.environment = "sandbox"
        self.assertEqual(self.acts_of(self.agent, received), [])
        with self.assertRaises(UserError):
            self.certify(received)
        self.assertEqual(self.pushes(), [])
        company = self.company.sudo()
        company.l10n_fr_chorus_next_statuses = {"COMPLETEE": {}}
        company.l10n_fr_chorus_environment = "sandbox"
        self.assertFalse(company.l10n_fr_chorus_next_statuses)

    # -- What the portal says --------------------------------------------------

    def test_a_refusal_is_told_in_its_words(self):
        received = self.received()
        self.simulator.fault(
            "traiter/recue",
            "wrong_json",
            body='{"codeRetour": 20002, "libelle": "Statut non compatible"}',
        )
        notice = self.certify(received)
        self.assertEqual(notice["params"]["type"], "warning")
        self.assertIn("Statut non compatible", notice["params"]["message"])
        self.assertEqual(received.act_ids.state, "refused")
        self.assertIn("Statut non compatible", self.told(received)[-1])
        self.certify(received)
        self.assertEqual(received.stage, "certified")

    def test_another_application_was_quicker(self):
        received = self.received()
        self.simulator.set_status(received.chorus_identifier, "REJETEE", "Double")
        notice = self.certify(received)
        self.assertIn("Rejetée", received.status_label)
        self.assertEqual(received.act_ids.state, "refused")
        self.assertEqual(notice["params"]["type"], "warning")
        self.assertIn("Double", self.told(received)[-1])

    def test_what_the_portal_does_not_allow_is_not_sent(self):
        received = self.received(status="MANDATEE")
        self.simulator.set_status(received.chorus_identifier, "COMPTABILISEE")
        received._chorus_take_status("COMPTABILISEE", fields.Datetime.now(), "")
        try:  # without a savepoint: what the portal said is kept
            self.act(self.orderer, "suspend", received, words="RIB")
        except UserError as error:
            self.assertIn("Comptabilisée", str(error))
        self.assertEqual(self.pushes(), [])
        self.assertEqual(self.acts_of(self.orderer, received), [])

    def test_two_clicks_are_one(self):
        received = self.received()
        for _click in range(2):
            notice = self.certify(received)
            self.assertEqual(notice["params"]["type"], "success")
        self.assertEqual(self.pushes(), ["SERVICE_FAIT"])
        self.assertEqual(len(self.told(received)), 1)
        with self.assertRaises(UserError):
            self.certify(received, self.new_receiver("agent-2", "agent"))
        self.assertEqual(len(received.act_ids), 1)

    @mute_logger("urllib3.connectionpool")
    def test_a_silent_portal_changes_nothing(self):
        received = self.received()
        self.simulator.fault("etats/traitement", "status", status=503, times=5)
        with self.assertRaises(UserError):
            self.certify(received)
        self.assertFalse(received.act_ids)
        self.simulator.control("DELETE", "faults")
        self.simulator.fault("traiter/recue", "quota")
        notice = self.certify(received)
        self.assertEqual(notice["params"]["type"], "warning")
        self.assertEqual(received.act_ids.state, "not_done")
        self.certify(received)
        self.assertEqual(received.stage, "certified")
        self.assertEqual(self.at_portal(received), "SERVICE_FAIT")
