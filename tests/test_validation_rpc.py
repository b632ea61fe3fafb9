"""Answers over RPC: the same rights as in the forms."""

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.receiving.validator_acts import VALIDATOR_ACTS
from .rpc_calls import RpcCalls
from .validation_common import VALIDATOR_GROUP, ValidationHttpCase

PREFIX = "l10n_fr_chorus_pro."
# Who may answer: a validator, who invoices, who reads for a body, a stranger who is a
# validator of his own company.
WHO = "+ - - -"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestValidationRpc(RpcCalls, ValidationHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.setup_other_company(name="Autre chantier")["company"]
        stranger = new_test_user(
            cls.env,
            login="valideur-ailleurs",
            groups=VALIDATOR_GROUP,
            company_id=other.id,
            company_ids=other.ids,
        )
        reader = cls.new_user("lectrice", f"{PREFIX}group_received_reader")
        cls.users = (cls.validator, cls.accountant, reader, stranger)

    def push(self, user, act, received):
        """Answer as a client without a form would."""
        self.authenticate(user.login, user.login)
        values = {
            "act": act,
            "received_ids": [(6, 0, received.ids)],
            "words": "Non",
            "amount_admitted": 10,
            "reason_id": self.reason().id if act == "refuse" else False,
        }
        self.env.flush_all()
        dialogs = self.env[f"{PREFIX}validate"]
        made = self.post(dialogs, "create", [[values]]).json()
        if "error" in made:
            return "-"
        dialog = dialogs.browse(made["result"])
        answer = self.post(dialog, "action_confirm", [dialog.ids]).json()
        self.env.invalidate_all()
        return "-" if "error" in answer else "+"

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_each_role_and_answer(self):
        numbers = {
            (act, index): f"{act[:3]}-{len(act)}-{index}"
            for act in VALIDATOR_ACTS
            for index in range(len(self.users))
        }
        for number in numbers.values():
            self.ask(number)
        self.fetch()
        played = {
            act: " ".join(
                self.push(user, act, self.to_validate(numbers[act, index]))
                for index, user in enumerate(self.users)
            )
            for act in VALIDATOR_ACTS
        }
        self.assertEqual(played, dict.fromkeys(VALIDATOR_ACTS, WHO))
        self.assertEqual(len(self.answers()), len(VALIDATOR_ACTS))

    @mute_logger(
        "odoo.http",
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.base.models.ir_model",
        "odoo.models.unlink",
    )
    def test_what_is_kept_is_written_by_nobody(self):
        received = self.ask_and_fetch()
        self.answer(received)
        searches = self.env[f"{PREFIX}validation.search"].sudo().search([], limit=1)
        self.authenticate(self.validator.login, self.validator.login)
        for record in (
            received,
            received.document_ids[:1],
            received.event_ids[:1],
            received.act_ids,
            searches,
        ):
            self.assertEqual(self.may(record), "r", record._name)
        theirs = self.dialog(received, user=self.clerk)
        self.assertEqual(self.call(theirs, "read", theirs.ids), "-")
        self.assertEqual(
            self.call(received, "action_chorus_make_validated_bill", received.ids), "-"
        )
