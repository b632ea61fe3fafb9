"""What waits for our agreement: how it comes, and what is answered."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .validation_common import (
    ANSWER,
    BUILDER_SIRET,
    DAY,
    DOWNLOAD,
    HISTORY,
    READ,
    SEARCH,
    SUB_SIRET,
    TO_DO,
    ValidationCase,
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestValidation(ValidationCase):
    def test_it_comes_with_its_documents_and_its_deadline(self):
        received = self.ask_and_fetch()
        self.assertEqual(
            (received.stage, received.framework, received.validator_turn),
            ("to_validate", "A9", 1),
        )
        self.assertEqual(received.content_state, "downloaded")
        self.assertTrue(received.document_ids.attachment_id)
        self.assertEqual(received.contract_number, "2026-T-08")
        self.assertEqual((received.answer_by - received.asked_on).days, 15)
        self.assertIn("R.2193-12", received.silence_means)
        calls = len(self.simulator.calls())
        self.fetch()
        # The list of what waits, and a search for each kind: nothing else is asked for.
        self.assertEqual(len(self.simulator.calls()) - calls, 3)
        self.assertEqual(self.to_validate(), received)
        self.assertFalse(self.messages(received))

    def test_each_company_of_an_account_is_asked_for_its_own(self):
        south = "99992001000025"
        self.simulator.control(
            "POST", "structures", {"identifier": south, "name": "Rance Sud"}
        )
        branch = self.env["res.company"].create(
            {
                "name": "Rance Sud",
                "parent_id": self.company.id,
                "company_registry": south,
                "l10n_fr_chorus_is_validator": True,
            }
        )
        self.ask("N1")
        self.ask("S1", validator=south)
        self.fetch()
        self.assertEqual(self.to_validate().mapped("invoice_number"), ["N1"])
        every = self.to_validate().search([("invoice_number", "=", "S1")])
        self.assertEqual(every.company_id, branch)
        # Whom the portal names is nobody here.
        (self.company | branch).write({"company_registry": "12345678200051"})
        self.ask("N2")
        self.fetch()
        self.assertFalse(every.search([("invoice_number", "=", "N2")]))
        self.company.company_registry = False
        self.fetch()
        self.assertEqual(self.to_validate("N2").company_id, self.company)

    def test_of_a_co_contractor_no_deadline_is_promised(self):
        received = self.ask_and_fetch("CT1", "A12")
        self.assertFalse(received.answer_by)
        self.assertIn("pas publié", received.silence_means)

    def test_accepted_accepted_in_part_refused_and_run_out(self):
        for number in ("ST1", "ST2", "ST3", "ST4"):
            self.ask(number)
        self.fetch()
        whole, part, refused, silent = self.to_validate("ST1", "ST2", "ST3", "ST4")
        self.answer(whole)
        self.answer(
            part, "validate_in_part", amount_admitted=800, words="Deux points manquent"
        )
        self.answer(refused, "refuse", reason_id=self.reason().id, words="Trop cher")
        self.assertEqual(
            self.answers(),
            [("VALIDATION", ""), ("VALIDATION", ""), ("REFUS", "MONTANT_ERR")],
        )
        told = self.simulator.calls(ANSWER)[1]["body"]["complementInfo"]
        self.assertIn("800,00", told)
        self.assertIn("Deux points manquent", told)
        self.assertEqual(refused.stage, "refused")
        self.assertEqual((whole.amount_admitted, part.amount_admitted), (1000, 800))
        self.assertIn(self.validator.name, self.messages(whole)[0])
        self.simulator.advance(16 * DAY)
        self.fetch()
        self.assertEqual({whole.stage, part.stage, silent.stage}, {"with_body"})
        codes = silent.event_ids.mapped("code")
        self.assertIn("ABSENCE_VALIDATION_1_HORS_DELAI", codes)
        self.assertFalse(silent.with_user(self.validator).next_acts)
        self.assertEqual(len(self.simulator.calls(ANSWER)), 3)

    def test_a_wrong_validator_is_told_and_forgotten(self):
        received = self.ask_and_fetch()
        self.answer(received, "wrong_validator")
        self.assertEqual(self.answers(), [("REFUS", "ERR_VALIDEUR")])
        self.assertEqual(received.stage, "wrong_validator")
        self.assertEqual(self.at_portal(received), "ERREUR_FOURNISSEUR_SUR_VALIDEUR")

    def test_several_are_validated_at_once_and_not_refused(self):
        self.ask("ST1")
        self.ask("ST2")
        self.fetch()
        both = self.to_validate()
        with self.assertRaisesRegex(UserError, "pas refusées"):
            self.answer(both, "refuse", reason_id=self.reason().id, words="Non")
        note = self.answer(both)
        self.assertEqual(note["params"]["type"], "success")
        self.assertEqual(self.answers(), [("VALIDATION", "")] * 2)

    def test_what_an_answer_lacks_is_said_before_anything_is_sent(self):
        received = self.ask_and_fetch()
        for act, values, why in (
            ("refuse", {"words": "Non"}, "motif"),
            ("refuse", {"reason_id": self.reason().id}, "pourquoi"),
            ("validate_in_part", {"amount_admitted": 10}, "pourquoi"),
            ("validate_in_part", {"amount_admitted": 1000, "words": "x"}, "admis"),
            ("validate_in_part", {"words": "x"}, "admis"),
            ("validate", {"words": "x" * 256}, "256"),
        ):
            with self.assertRaisesRegex(UserError, why):
                self.answer(received, act, **values)
        with self.assertRaises(AccessError):
            self.answer(received, user=self.accountant)
        self.assertEqual(self.answers(), [])
        self.assertEqual(received.stage, "to_validate")

    def test_an_answer_that_got_lost_is_read_back_and_never_given_twice(self):
        received = self.ask_and_fetch()
        self.simulator.fault(ANSWER, "cut", "after")
        self.simulator.fault(HISTORY, "status", status=400)
        with mute_logger("urllib3.connectionpool"):
            self.answer(received)
        self.simulator.control("DELETE", "faults")
        self.assertEqual(received.act_ids.state, "uncertain")
        self.run_cron("ir_cron_received_acts")
        self.assertEqual(received.act_ids.state, "done")
        with self.assertRaises(UserError):
            self.answer(received, "refuse", reason_id=self.reason().id, words="Non")
        self.assertEqual(len(self.answers()), 1)
        self.assertEqual(len(self.messages(received)), 1)

    def test_what_somebody_answered_on_the_portal_counts(self):
        received = self.ask_and_fetch()
        self.simulator.set_status(received.chorus_identifier, "REFUSEE_1", "Erreur")
        self.fetch()
        self.assertEqual((received.stage, received.reason), ("refused", "Erreur"))
        self.assertIn("Refusée", self.messages(received)[0])

    def test_the_second_validator_is_asked_after_the_first(self):
        self.ask("ST1", validator=SUB_SIRET, second_validator=BUILDER_SIRET)
        self.fetch()
        self.assertFalse(self.to_validate())
        identifier = next(r["id"] for r in self.simulator.invoices())
        self.simulator.set_status(str(identifier), "A_VALIDER_2")
        self.fetch()
        received = self.to_validate("ST1")
        self.assertEqual((received.stage, received.validator_turn), ("to_validate", 2))
        self.answer(received)
        self.assertEqual(received.act_ids.raw_status, "VALIDEE_2")

    def test_somebody_is_told_five_days_before(self):
        early = self.portal_time(days=11)
        received = self.ask_and_fetch(at=early)
        activity = received.activity_ids
        self.assertEqual(activity.user_id, self.validator)
        self.assertEqual(activity.date_deadline, received.answer_by)
        self.fetch()
        self.assertEqual(received.activity_ids, activity)
        self.answer(received)
        self.assertFalse(received.activity_ids)
        late = self.ask_and_fetch("ST9", at=self.portal_time(days=14), automatic=False)
        late.event_ids.happened_at = fields.Datetime.subtract(
            fields.Datetime.now(), days=20
        )
        self.assertTrue(late.is_answer_late)
        found = late.search([("is_answer_late", "=", True)])
        self.assertIn(late, found)
        self.assertNotIn(received, found)

    def test_the_contract_warns_and_keeps_nobody_from_answering(self):
        received = self.ask_and_fetch()
        doubts = received.with_user(self.clerk)
        self.assertIn("2026-T-08", doubts.contract_doubts)
        action = doubts.action_chorus_make_contract()
        made = self.env["l10n_fr_chorus_pro.contract"].browse(action["res_id"])
        self.assertEqual(made.customer_id, self.town)
        self.assertEqual(made.party_ids.partner_id, self.subcontractor)
        party = made.sudo().party_ids
        for values, why in (
            ({}, "L.2193-4"),
            ({"accepted_on": fields.Date.today(), "rank": 2}, "L.2193-11"),
            ({"rank": 1, "ceiling": 400}, "R.2193-10"),
            ({"ceiling": 999}, "999"),
        ):
            party.write(values)
            received.invalidate_recordset()
            self.assertIn(why, received.contract_doubts)
        self.assertIn("999", self.dialog(received).warnings)
        party.ceiling = 1500
        received.invalidate_recordset()
        self.assertFalse(received.contract_doubts)
        self.answer(received)
        second = self.ask_and_fetch("ST2")
        self.assertIn("2", second.contract_doubts)
        self.assertIn("1", second.contract_doubts)
        self.answer(second)

    def test_without_its_documents_it_has_its_day_and_they_are_asked_for_again(self):
        self.ask()
        self.simulator.fault(DOWNLOAD, "status", status=400)
        self.fetch()
        received = self.to_validate("ST1")
        self.assertEqual(received.content_state, "failed")
        self.assertEqual(received.framework, "A9")
        self.assertTrue(received.answer_by)
        self.simulator.control("DELETE", "faults")
        self.fetch()
        self.assertEqual(received.content_state, "failed")
        received.content_check_at = fields.Datetime.now()
        self.fetch()
        self.assertEqual(received.content_state, "downloaded")
        self.assertFalse(received.content_check_at)
        self.assertTrue(received.document_ids.attachment_id)

    def test_the_ceiling_is_of_this_subcontractor_and_this_body(self):
        self.new_contract(ceiling=1500)
        first = self.ask_and_fetch()
        self.answer(first)
        second = self.ask_and_fetch("ST2")
        for values, is_above in (
            ({}, True),
            ({"supplier_identifier": f"{SUB_SIRET[:9]}00099"}, True),
            ({"environment": "sandbox"}, False),
            ({"recipient_siret": BUILDER_SIRET}, False),
            ({"is_credit_note": True}, False),
        ):
            with self.subTest(values):
                before = {name: first[name] for name in values}
                first.write(values)
                second.invalidate_recordset()
                self.assertEqual(bool(second.contract_doubts), is_above)
                first.write(before)
        # An invoice does not say of which lot it is.
        contract = self.new_contract(ceiling=499, lot="2")
        second.invalidate_recordset()
        self.assertIn("1", second.contract_doubts)
        contract.party_ids.ceiling = 500
        second.invalidate_recordset()
        self.assertFalse(second.contract_doubts)

    def test_a_refusal_that_the_law_does_not_allow_is_warned_of(self):
        received = self.ask_and_fetch()
        refusal = {"reason_id": self.reason().id, "words": "Trop cher"}
        dialog = self.dialog(received, "refuse", **refusal)
        self.assertIn("R.2192-34", dialog.warnings)
        dialog.reason_id = self.reason("AUTRE")
        dialog.words = "Travaux non réalisés"
        self.assertFalse(dialog.warnings)
        received.asked_on = fields.Date.subtract(received.asked_on, days=17)
        late = self.dialog(received, "refuse", words="Travaux non réalisés")
        self.assertIn("R.2193-12", late.warnings)

    def test_a_first_fetch_costs_few_calls_a_page(self):
        values = {"supplier": "73282932000074", "recipient": "12345678200051"}
        values |= {"validator": "99992001000017", "framework": "A9", "total": 120}
        values |= {"count": 200, "prefix": "M", "status": "A_VALIDER_1", "days": 3}
        self.simulator.control("POST", "invoices", values)
        self.fetch()
        self.assertEqual(len(self.to_validate()), 200)
        self.assertLessEqual(len(self.simulator.calls(TO_DO)), 3)
        searches = self.simulator.calls(SEARCH)
        self.assertLessEqual(len(searches) - len(self.simulator.calls(TO_DO)), 6)
        self.assertLessEqual(len(self.simulator.calls(HISTORY)), 200)
        self.assertLessEqual(len(self.simulator.calls(READ)), 100)
        self.assertLessEqual(len(self.simulator.calls(DOWNLOAD)), 100)

    def test_a_company_that_validates_nothing_asks_for_nothing(self):
        self.company.sudo().l10n_fr_chorus_is_validator = False
        self.ask()
        self.fetch()
        self.assertFalse(self.to_validate())
        self.assertEqual(self.simulator.calls(), [])
        menus = self.env["ir.ui.menu"].with_user(self.validator).load_menus(False)
        root = self.env.ref("l10n_fr_chorus_pro.validation_root_menu")
        self.assertNotIn(root.id, menus)
        self.company.sudo().l10n_fr_chorus_is_validator = True
        menus = self.env["ir.ui.menu"].with_user(self.validator).load_menus(False)
        self.assertIn(root.id, menus)
