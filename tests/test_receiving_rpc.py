"""Who may what on the side of a public body, over real RPC, as in ``test_rpc.py``.

There nobody has a role in receiving; here are those who have one. A new model or public
method of that side has to be written into the table of ``receiving_rpc_table.py``.
"""

import os
import unittest

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import test_rpc
from .receiving_common import PREFIX as GROUP
from .receiving_rpc_table import METHODS, MODELS, ROLES

PREFIX = test_rpc.PREFIX
# They may do what others may, or less.
in_full = unittest.skipUnless(os.environ.get("CHORUS_TEST_FULL"), "in full tests")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivingRpc(test_rpc.TestRpc):
    # Those of the other roles are not made twice.
    test_everything_is_in_the_tables = None
    test_invoicing = None
    test_manager = None
    test_read_only = None
    test_portal = None
    test_other_company = None
    test_sealed_fields_and_private_methods = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.users["other company"].company_id
        for role in ROLES:
            company = other if role == "stranger" else cls.company
            group = "finance" if role == "stranger" else role
            values = {"company_id": company.id, "company_ids": company.ids}
            values["login"] = f"rpc-receiving-{role}"
            cls.users[role] = new_test_user(cls.env, groups=GROUP + group, **values)

    def received_models(self):
        """Models that a role in receiving gives rights on."""
        groups = self.env["res.groups"]
        for role in ROLES[:-1]:
            groups |= self.env.ref(GROUP + role)
        rights = self.env["ir.model.access"].sudo()
        found = rights.search([("group_id", "in", groups.ids)])
        return {
            name
            for name in found.model_id.mapped("model")
            if not self.env[name]._abstract
        }

    def test_everything_is_in_the_tables_of_receiving(self):
        say = "Write it into tests/receiving_rpc_table.py, with who may do what: "
        # Of both sides, with rows in ``rpc_table.py``.
        shared = {
            PREFIX + name for name in ("interest.rate", "payment.delay", "reason")
        }
        missing = self.received_models() - set(MODELS) - shared
        self.assertEqual(missing, set(), say)
        written = {(model, name) for model, rows in METHODS.items() for name in rows}
        ours = {row for row in self.our_methods() if row[0] in MODELS}
        self.assertEqual(ours - written, set(), say)

    @mute_logger(
        "odoo.http",
        "odoo.sql_db",
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.base.models.ir_model",
        "odoo.models.unlink",
    )
    def check_receiver(self, role):
        self.role, user = role, self.users[role]
        author = self.users["finance"] if role == "stranger" else user
        samples = self.samples(author)
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        column = ROLES.index(role)
        wanted, found = {}, {}
        for name, row in MODELS.items():
            wanted[name], found[name] = row.split()[column], self.may(samples[name])
        for name, rows in METHODS.items():
            for method, row in rows.items():
                key = f"{name}.{method}"
                wanted[key] = row.split()[column]
                found[key] = self.call(samples[name], method, samples[name].ids)
        self.maxDiff = None
        self.assertEqual(found, wanted)

    @in_full
    def test_reader(self):
        self.check_receiver("reader")

    def test_agent(self):
        self.check_receiver("agent")

    def test_orderer(self):
        self.check_receiver("orderer")

    @in_full
    def test_accountant(self):
        self.check_receiver("accountant")

    def test_finance(self):
        self.check_receiver("finance")

    def test_stranger(self):
        self.check_receiver("stranger")
