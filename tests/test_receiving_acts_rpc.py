"""Acts on received invoices over RPC: the same rights as in the forms."""

import json

from odoo.tests import tagged
from odoo.tools import mute_logger

from .acts_common import ActsMixin
from .receiving_common import ReceivingHttpCase

PREFIX = "l10n_fr_chorus_pro."
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

    @mute_logger("odoo.http")
    def test_who_may_do_what(self):
        fresh, certified = self.received("F1"), self.received("F2", "SERVICE_FAIT")
        number = {"mandate_number": "1"}
        for user, act, received, values in (
            (self.reader, "certify", fresh, {}),
            (self.finance, "certify", fresh, {}),
            (self.accountant, "certify", fresh, {}),
            (self.orderer, "certify", fresh, {}),
            (self.public_accountant, "order", certified, number),
            (self.agent, "order", certified, number),
            (self.agent, "release", certified, {}),
        ):
            with self.subTest(user=user.login, act=act):
                self.assertIn(self.push(user, act, received, **values), REFUSED)
        self.assertEqual(self.pushes(), [])
        self.assertIsInstance(self.push(self.agent, "certify", fresh), dict)
        ordered = self.push(self.orderer, "order", certified, **number)
        self.assertIsInstance(ordered, dict)
        self.assertEqual(self.pushes(), ["SERVICE_FAIT", "MANDATEE"])

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
