"""What waits for our agreement is nobody's received invoice: each list, cron and report
of a public body is about what the body itself received."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..models.receiving.roles import ROLES, VALIDATOR
from ..models.receiving.stages import RECEIVED_STAGES
from ..models.receiving.validator_acts import VALIDATOR_ACTS
from ..models.receiving.validator_stages import (
    VALIDATOR_STAGES,
    WAITING,
    stage_for,
    validator_stage_codes,
)
from .receiving_common import ReceivingCase

RECEIVED = "l10n_fr_chorus_pro.received"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTwoRoles(ReceivingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.validator = cls.new_receiver("valideuse", "validator")
        cls.both = cls.new_receiver("les-deux", "validator", "reader")

    def setUp(self):
        super().setUp()
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        common = {"status_date": long_ago, "deposited_on": long_ago.date()}
        self.own = self.new_received("F1", **common)
        self.theirs = self.new_received("F2", role=VALIDATOR, **common)
        self.theirs._chorus_take_status("A_VALIDER_1", long_ago, "")
        self.theirs.validator_turn = 1

    def test_each_sees_what_is_of_his_role(self):
        every = self.own | self.theirs
        for user, mine in (
            (self.reader, self.own),
            (self.finance, self.own),
            (self.validator, self.theirs),
            (self.both, every),
        ):
            found = self.env[RECEIVED].with_user(user).search([])
            self.assertEqual(found & every, mine, user.login)
            for other in every - mine:
                with self.assertRaises(AccessError):
                    other.with_user(user).read(["invoice_number"])
        for name in ("document", "event", "act"):
            model = self.env[f"{RECEIVED}.{name}"]
            self.assertTrue(model.with_user(self.validator).has_access("read"))

    def test_lists_of_the_body_have_what_it_received(self):
        menus = self.env.ref("l10n_fr_chorus_pro.received_root_menu")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", menus.ids)])
        actions = [
            menu.action
            for menu in menus
            if menu.action and menu.action.res_model == RECEIVED
        ]
        self.assertEqual(len(actions), 5)
        found = self.env[RECEIVED]
        for action in actions:
            domain = safe_eval(action.domain or "[]")
            found |= found.sudo().search(domain)
        self.assertIn(self.own, found)
        self.assertNotIn(self.theirs, found)
        rows = self.env["l10n_fr_chorus_pro.received.report"].sudo().search([])
        self.assertIn(self.own, rows.received_id)
        self.assertNotIn(self.theirs, rows.received_id)

    def test_scheduled_actions_of_the_body_leave_it_alone(self):
        self.theirs.write({"history_due": True, "content_state": "to_download"})
        before = self.theirs.write_date
        for name in (
            "ir_cron_received",
            "ir_cron_received_sweep",
            "ir_cron_received_bills",
            "ir_cron_received_delays",
        ):
            if self.env.ref(f"l10n_fr_chorus_pro.{name}", False):
                self.run_cron(name)
        self.theirs.invalidate_recordset()
        self.assertEqual(self.theirs.write_date, before)
        self.assertFalse(self.theirs.move_id or self.theirs.due_date)
        self.assertFalse(self.theirs.is_late or self.theirs.will_be_late)
        self.assertFalse(self.theirs.activity_ids)
        number = self.theirs.chorus_identifier
        asked = [c for c in self.simulator.calls() if number in str(c["body"])]
        self.assertEqual(asked, [])

    def test_buttons_of_the_body_pass_it_over(self):
        clerk = self.new_receiver("finances-et-visa", "finance", "validator")
        theirs = self.theirs.with_user(clerk)
        theirs.action_chorus_received_refresh()
        theirs.action_chorus_make_bill()
        self.assertEqual(self.theirs.content_state, "to_download")
        self.assertFalse(self.theirs.move_id or self.theirs.bill_failure)
        context = {"active_model": RECEIVED, "active_ids": (self.own + theirs).ids}
        export = self.env["l10n_fr_chorus_pro.export"].with_user(clerk)
        export = export.with_context(**context).create({})
        self.assertEqual(export.received_ids, self.own.with_user(clerk))

    def test_stages_and_acts_of_both_are_apart(self):
        self.assertEqual(set(VALIDATOR_STAGES) & set(RECEIVED_STAGES), set())
        every = dict(self.env[RECEIVED]._fields["stage"].selection)
        self.assertEqual(set(every), {*VALIDATOR_STAGES, *RECEIVED_STAGES})
        self.assertEqual(self.theirs.stage, "to_validate")
        self.assertFalse(self.own.with_user(self.both).next_acts)
        mine = self.theirs.with_user(self.validator)
        self.assertEqual(mine.next_acts, f",{','.join(VALIDATOR_ACTS)},")
        self.theirs.validator_turn = 2
        self.assertEqual(
            (self.theirs.stage, mine.next_acts), ("other_validator", False)
        )

    def test_each_answer_has_its_stage(self):
        for answer in VALIDATOR_ACTS.values():
            for waiting, turn in WAITING.items():
                stage = stage_for(VALIDATOR, waiting, turn)
                self.assertIn(answer.code, stage.acts)
                given = stage_for(VALIDATOR, answer.status_of(turn))
                self.assertNotIn(given.code, ("status_unknown", stage.code))
        self.assertEqual(validator_stage_codes(ours=True), ["to_validate"])
        self.assertEqual(len(ROLES), 2)
