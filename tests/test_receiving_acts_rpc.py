"""Acts on received invoices over RPC: the same rights as in the forms."""

import json

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.receiving.acts import ACTS
from ..tools.portal_time import portal_today
from .acts_common import ActsMixin
from .receiving_common import ReceivingHttpCase

PREFIX = "l10n_fr_chorus_pro."
# By act the status before it, and who may: reader, agent, orderer, public accountant,
# finance officer, somebody who invoices.
WHO = {
    "suspend": ("MISE_A_DISPOSITION", "- + + + - -"),
    "reject": ("MISE_A_DISPOSITION", "- + + + - -"),
    "recycle": ("MISE_A_DISPOSITION", "- + + - - -"),
    "certify": ("MISE_A_DISPOSITION", "- + - - - -"),
    "order": ("SERVICE_FAIT", "- - + - - -"),
    "hand_over": ("MANDATEE", "- - - + - -"),
    "book": ("MISE_A_DISPOSITION_COMPTABLE", "- - - + - -"),
    "release": ("COMPTABILISEE", "- - - + - -"),
}
REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.UserError")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestActsRpc(ActsMixin, ReceivingHttpCase):
    def call(self, model, method, *args, **kwargs):
        """The answer, or the name of the error."""
        self.env.flush_all()
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(body),
            headers={"Content-Type": "application/json"},
            timeout=60,
        ).json()
        self.env.invalidate_all()
        error = answer.get("error")
        return error["data"]["name"] if error else answer["result"]

    def push(self, user, act, received, **values):
        """Do it as a client without a form would; what comes of it."""
        self.authenticate(user.login, user.login)
        process, lines = f"{PREFIX}process", [(0, 0, {"received_id": received.id})]
        values = {"act": act, "line_ids": lines, **values}
        made = self.call(process, "create", [values])
        if isinstance(made, str):
            return made
        return self.call(process, "action_confirm", made)

    def users(self):
        """In the order of the columns of ``WHO``."""
        return (
            self.reader,
            self.agent,
            self.orderer,
            self.public_accountant,
            self.finance,
            self.accountant,
        )

    def play(self, profile):
        """Each act by each role, each on an invoice of its own.

        :return: {act: a sign for each role}
        """
        self.company.sudo().l10n_fr_chorus_recipient_profile = profile
        self.simulator.control("POST", "settings", {"recipient_profile": profile})
        played, pushed = {}, []
        for act, (before, _signs) in WHO.items():
            signs = []
            for user in self.users():
                number = f"{profile[0]}-{act}-{len(signs)}"
                received = self.received(number, before)
                values = {"words": "Le bon de livraison manque."}
                if act == "order":
                    values = {"mandate_number": number}
                elif act == "certify":
                    values = {"service_done_on": str(portal_today(self.env))}
                elif act not in ("suspend", "reject", "recycle"):
                    values = {}
                answer = self.push(user, act, received, **values)
                signs.append("-" if answer in REFUSED else "+")
                pushed += [ACTS[act].status] * (signs[-1] == "+")
            played[act] = " ".join(signs)
        self.assertEqual(self.pushes(), pushed)
        return played

    @mute_logger("odoo.http")
    def test_each_role_and_act_of_a_body_with_its_own_accountant(self):
        table = {act: signs for act, (_before, signs) in WHO.items()}
        self.assertEqual(self.play("accountant"), table)

    @mute_logger("odoo.http")
    def test_each_role_and_act_of_a_body_of_helios(self):
        table = {
            act: "- - - - - -" if ACTS[act].is_accountant_s else signs
            for act, (_before, signs) in WHO.items()
        }
        self.assertEqual(self.play("helios"), table)

    @mute_logger("odoo.http")
    def test_nobody_writes_an_act_or_its_result(self):
        received = self.received()
        self.certify(received)
        act = received.act_ids
        for user in (self.agent, self.orderer, self.finance):
            self.authenticate(user.login, user.login)
            for method, args in (
                ("write", ([act.id], {"state": "refused"})),
                ("unlink", ([act.id],)),
                ("create", ([{"received_id": received.id, "act": "order"}],)),
            ):
                answer = self.call(act._name, method, *args)
                self.assertEqual(answer, "odoo.exceptions.AccessError", method)
        self.authenticate(self.agent.login, self.agent.login)
        dialog = self.dialog(self.agent, "suspend", self.received("F2"))
        line = dialog.line_ids
        forged = self.call(line._name, "write", [line.id], {"result": "done"})
        self.assertEqual(forged, "odoo.exceptions.AccessError")
        theirs = self.dialog(self.orderer, "suspend", self.received("F3"))
        read = self.call(theirs._name, "read", [theirs.id], ["words"])
        self.assertEqual(read, "odoo.exceptions.AccessError")
        private = self.call(received._name, "_chorus_take_status", [received.id])
        self.assertIn("AccessError", private)
