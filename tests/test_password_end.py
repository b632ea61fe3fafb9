"""When the technical password ends: read or entered once, and reminded once."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.connection.res_company import CREDENTIALS
from ..models.connection.res_company_roles import ENVIRONMENT
from .test_setup import SetupCase

REMINDER = "odoo.addons.l10n_fr_chorus_pro.models.settings.password_reminder"
TYPE = "l10n_fr_chorus_pro.mail_activity_type_password"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestPasswordEnd(SetupCase):
    @property
    def end(self):
        return self.company.sudo().l10n_fr_chorus_password_end

    def reminders(self):
        return self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.env.ref(TYPE).id),
                ("res_id", "=", self.company.partner_id.id),
            ]
        )

    def run_at(self, day):
        with freeze_time(fields.Datetime.to_datetime(day) + timedelta(hours=12)):
            self.run_cron("ir_cron_password")

    def settings(self, **values):
        settings = self.env["res.config.settings"].with_user(self.administrator)
        return settings.create(values)

    def test_a_new_password_lasts_424_days(self):
        today = fields.Date.today()
        with freeze_time(fields.Datetime.to_datetime(today) + timedelta(hours=12)):
            self.settings(l10n_fr_chorus_password="nouveau")
            self.assertEqual(self.end, today + timedelta(days=424))
            parameters = self.env["ir.config_parameter"].sudo()
            parameters.set_param("l10n_fr_chorus_pro.password_days", "100")
            self.settings(l10n_fr_chorus_password="encore")
            self.assertEqual(self.end, today + timedelta(days=100))

    def test_its_end_may_be_entered(self):
        """With it, or alone, where the password is kept on the server."""
        day = fields.Date.today() + timedelta(days=200)
        settings = self.settings(
            l10n_fr_chorus_password="nouveau", l10n_fr_chorus_password_end=day
        )
        self.assertEqual(self.end, day)
        day += timedelta(days=1)
        settings.write(
            {"l10n_fr_chorus_password": "encore", "l10n_fr_chorus_password_end": day}
        )
        self.assertEqual(self.end, day)
        day += timedelta(days=1)
        self.settings(l10n_fr_chorus_password_end=day).execute()
        self.assertEqual(self.end, day)

    def test_a_test_of_the_connection_reads_it(self):
        self.company.sudo().l10n_fr_chorus_password_end = fields.Date.today()
        self.assertEqual(self.state("technical"), "missing")
        for button in ("test", "read"):
            self.company.sudo().l10n_fr_chorus_password_end = fields.Date.today()
            self.press(button)
            self.assertGreater(self.end, fields.Date.today() + timedelta(days=400))
            line = self.lines()["technical"]
            self.assertEqual(line["state"], "done")
            self.assertIn(str(self.end.year), line["sentence"])

    def test_it_is_reminded_once_from_30_days_before(self):
        self.company.l10n_fr_chorus_responsible_id = self.accountant
        self.press("test")
        end = self.end
        self.run_at(end - timedelta(days=31))
        self.assertFalse(self.reminders())
        self.run_at(end - timedelta(days=30))
        (reminder,) = self.reminders()
        self.assertEqual(reminder.user_id, self.accountant)
        self.assertEqual(reminder.date_deadline, end)
        self.assertIn("expire", reminder.summary)
        with freeze_time(end - timedelta(days=30)):
            line = self.lines()["technical"]
            self.assertEqual(line["state"], "missing")
            self.assertIn("renouvelez", line["sentence"])
        self.run_at(end - timedelta(days=29))
        self.assertEqual(self.reminders(), reminder)
        reminder.action_done()
        self.run_at(end - timedelta(days=1))
        self.assertFalse(self.reminders(), "once")

    def test_a_renewal_takes_the_reminder_away(self):
        self.press("test")
        end = self.end
        self.run_at(end - timedelta(days=10))
        self.assertEqual(
            self.reminders().user_id & self.administrator, self.administrator
        )
        with freeze_time(end - timedelta(days=5)):
            self.company.sudo().l10n_fr_chorus_password = "renouvelé"
        self.assertFalse(self.reminders())
        self.assertGreater(self.end, end)

    def test_one_that_was_renewed_elsewhere_is_not_reminded(self):
        """The portal is asked before: the password may be kept on the server."""
        self.company.sudo().l10n_fr_chorus_password_end = fields.Date.today()
        self.run_cron("ir_cron_password")
        self.assertFalse(self.reminders())
        self.assertGreater(self.end, fields.Date.today() + timedelta(days=400))

    def test_one_whose_end_nobody_entered_is_read(self):
        self.company.sudo().l10n_fr_chorus_password_end = False
        self.run_cron("ir_cron_password")
        self.assertTrue(self.end)

    @mute_logger("urllib3.connectionpool")
    def test_a_portal_that_does_not_say_does_not_stop_the_reminder(self):
        end = fields.Date.today() + timedelta(days=20)
        self.company.sudo().l10n_fr_chorus_password_end = end
        self.simulator.control("POST", "settings", {"maintenance": True})
        self.run_cron("ir_cron_password")
        self.assertEqual(self.end, end)
        self.assertTrue(self.reminders())

    def test_an_account_in_trouble_stops_no_other(self):
        mine = self.company.sudo()
        values = {name: mine[name] for name in (*CREDENTIALS, ENVIRONMENT)}
        other = mine.create({"name": "Autre", **values})
        soon = fields.Date.today() + timedelta(days=3)
        (mine | other).l10n_fr_chorus_password_end = soon
        first, last = mine._chorus_accounts()
        # Nobody answers: what was entered counts.
        address = "l10n_fr_chorus_pro.simulator_oauth_url"
        self.env["ir.config_parameter"].set_param(address, "http://127.0.0.1:9")
        remind = type(first)._chorus_remind_of_password

        def fail_once(company):
            if company == first:
                raise ValueError("broken")
            remind(company)

        self.patch(type(first), "_chorus_remind_of_password", fail_once)
        with mute_logger(REMINDER, "urllib3.connectionpool"):
            self.run_cron("ir_cron_password")
        self.assertTrue(last.l10n_fr_chorus_password_told)
        self.assertFalse(first.l10n_fr_chorus_password_told)
