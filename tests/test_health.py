"""The health route: who may ask, what it tells, and when there is trouble."""

import json

from odoo import fields
from odoo.tests import tagged

from .common import ChorusHttpCase

TOKEN = "a-token-of-the-test"  # noqa: S105 - of no server
PATH = "/l10n_fr_chorus_pro/health"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestHealth(ChorusHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"].sudo()
        cls.parameters.set_param("l10n_fr_chorus_pro.health_token", TOKEN)
        cls.crons = cls.env["ir.cron"].search(
            [("code", "like", "model.\\_cron\\_%")], order="id"
        )
        cls.crons.nextcall = fields.Datetime.add(fields.Datetime.now(), hours=1)

    def ask(self, status, token=TOKEN):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = self.url_open(PATH, headers=headers)
        self.assertEqual(response.status_code, status, response.text)
        return response

    def state(self, status):
        """What is told of our company, and of the rest."""
        told = self.ask(status).json()
        (row,) = (c for c in told["companies"] if c["id"] == self.company.id)
        return row, told

    def test_who_may_ask(self):
        self.ask(200)
        self.ask(403, "another")
        self.ask(403, "")
        self.assertEqual(self.url_open(f"{PATH}?token={TOKEN}").status_code, 200)
        self.assertEqual(self.url_open(f"{PATH}?token=é").status_code, 403)
        self.parameters.set_param("l10n_fr_chorus_pro.health_token", "")
        for token in (TOKEN, ""):
            self.ask(404, token)

    def test_all_is_well(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        row, told = self.state(200)
        self.assertEqual((told["status"], row["problems"]), ("ok", []))
        self.assertTrue(row["last_success"].endswith("Z"))
        self.assertEqual(row["waiting"]["invoices"], {})
        self.assertIsNone(row["oldest_waiting_minutes"])
        names = {cron["name"] for cron in told["scheduled_actions"]}
        self.assertLessEqual({"ir_cron_deposits", "ir_cron_received"}, names)
        text = json.dumps(told)
        for secret in (invoice.name, self.company.name, self.town.name, "TECH_1"):
            self.assertNotIn(secret, text)

    def test_an_invoice_that_waits_for_too_long(self):
        self.simulator.fault("token", "status", status=503, times=9)
        invoice = self.new_invoice()
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        row, _told = self.state(503)
        self.assertEqual(row["problems"], ["unanswered"])
        self.assertEqual(row["last_failure_kind"], "unavailable")
        self.assertEqual(row["waiting"]["invoices"], {"to_send": 1})
        self.env.cr.execute(
            "UPDATE l10n_fr_chorus_pro_document"
            " SET create_date = create_date - interval '5 hours'"
        )
        row, _told = self.state(503)
        self.assertIn("waiting", row["problems"])
        self.assertGreaterEqual(row["oldest_waiting_minutes"], 300)
        self.parameters.set_param("l10n_fr_chorus_pro.health_waiting_hours", "6")
        row, _told = self.state(503)
        self.assertNotIn("waiting", row["problems"])

    def test_an_account_that_is_refused(self):
        self.company.sudo().l10n_fr_chorus_pause_reason = "PISTE secret"
        row, told = self.state(503)
        self.assertEqual(row["problems"], ["refused"])
        self.assertNotIn("PISTE secret", json.dumps(told))
        self.company.sudo().l10n_fr_chorus_password = False
        row, _told = self.state(503)
        self.assertEqual(row["problems"], ["not_configured"])

    def test_scheduled_actions_that_do_not_run(self):
        now = fields.Datetime.now()
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_deposits")
        cron.nextcall = fields.Datetime.subtract(now, hours=2)
        _row, told = self.state(503)
        self.assertEqual(self.troubled(told), {"ir_cron_deposits": ["late"]})
        cron.active = False
        _row, told = self.state(503)
        self.assertEqual(self.troubled(told), {"ir_cron_deposits": ["off"]})

    def troubled(self, told):
        return {
            cron["name"]: cron["problems"]
            for cron in told["scheduled_actions"]
            if cron["problems"]
        }
