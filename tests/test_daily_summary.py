"""One mail a day at the most, for those who want it."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext, mute_logger

from .common import ChorusCase
from .test_work_list import WorkListMixin

LOGGER = "odoo.addons.l10n_fr_chorus_pro.models.worklist.daily_summary"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDailySummary(WorkListMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant.email = "comptable@atelier-lumiere.example"
        cls.accountant.l10n_fr_chorus_daily_summary = True
        # Documents are written now, between this morning and the next one; what the
        # database dates itself goes by the clock of Odoo, whatever that says.
        cls.startClassPatcher(
            patch.object(type(cls.env.cr), "now", lambda _cursor: fields.Datetime.now())
        )
        cls.start = (fields.Datetime.now() - timedelta(hours=6)).replace(hour=6)

    def mails(self, user=None):
        address = (user or self.accountant).email
        return self.env["mail.mail"].sudo().search([("email_to", "ilike", address)])

    @contextmanager
    def on_day(self, day, hour=6):
        """At an hour (UTC) of a day after the first one."""
        with freeze_time(self.start.replace(hour=hour) + timedelta(days=day)):
            yield

    def run_summary(self, day, hour=6):
        with self.on_day(day, hour):
            self.run_cron("ir_cron_daily_summary")

    def tell(self, document, status, day, hour=3):
        """A status comes in, and is told on the invoice."""
        document.write({"raw_status": status, "reason": False})
        with self.on_day(day, hour):
            document._chorus_post(
                [document._chorus_status_news(status, fields.Datetime.now(), "")]
            )

    def test_news_and_what_needs_action_with_links_in_french(self):
        suspended, moving = self.new_invoice(), self.new_invoice(self.hospital)
        quiet = self.new_invoice()
        self.new_document(quiet, "DEPOSEE")
        document = self.new_document(suspended, "SUSPENDUE")
        document.reason = "Bon <b>manquant</b>"
        self.tell(self.new_document(moving, "DEPOSEE"), "DEPOSEE", 1)
        self.run_summary(1)
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("comptable@atelier-lumiere.example", mail.email_to)
        text = html2plaintext(mail.body_html)
        for part in (suspended.name, moving.name, "attend une pièce", "Déposée"):
            self.assertIn(part, text)
        self.assertNotIn(quiet.name, text)
        self.assertIn("&lt;b&gt;manquant", mail.body_html)
        self.assertIn(f"res_id={suspended.id}", mail.body_html)
        self.assertIn("1", mail.subject)

    def test_never_twice_a_day_and_only_what_is_new(self):
        first, second = self.new_invoice(), self.new_invoice(self.hospital)
        documents = [self.new_document(i, "DEPOSEE") for i in (first, second)]
        self.tell(documents[0], "MISE_A_DISPOSITION", 1)
        self.run_summary(1)
        self.run_summary(1)
        self.tell(documents[1], "MISE_A_DISPOSITION", 1, 8)
        self.run_summary(1, 20)
        self.assertEqual(len(self.mails()), 1)
        self.run_summary(2)
        mails = self.mails().sorted("id")
        self.assertEqual(len(mails), 2)
        self.assertIn(second.name, mails[1].body_html)
        self.assertNotIn(first.name, mails[1].body_html)

    def test_what_is_told_while_it_runs_is_for_the_next_day(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "DEPOSEE")
        with freeze_time(self.start + timedelta(days=1, minutes=-5)):
            document._chorus_post(
                [document._chorus_status_news("DEPOSEE", fields.Datetime.now(), "")]
            )
        self.run_summary(1)
        self.assertFalse(self.mails())
        self.run_summary(2)
        self.assertEqual(len(self.mails()), 1)

    def test_nothing_is_sent_when_there_is_nothing(self):
        self.new_document(self.new_invoice(), "DEPOSEE")
        self.run_summary(1)
        self.assertFalse(self.mails())
        self.accountant.l10n_fr_chorus_daily_summary = False
        self.new_document(self.new_invoice(), "SUSPENDUE")
        self.run_summary(2)
        self.assertFalse(self.mails())

    def test_a_crash_in_the_middle_neither_loses_nor_repeats(self):
        """The second user's mail fails between its creation and its mark."""
        self.new_document(self.new_invoice(), "SUSPENDUE")
        other = new_test_user(
            self.env,
            login="autre",
            email="autre@atelier-lumiere.example",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            lang="en_US",
        )
        other.l10n_fr_chorus_daily_summary = True
        users = self.env.registry["res.users"]
        original = users.write

        def write(records, vals):
            if "l10n_fr_chorus_summary_day" in vals and records == other:
                raise RuntimeError("the power went off")
            return original(records, vals)

        with patch.object(users, "write", write), self.assertLogs(LOGGER, "ERROR"):
            self.run_summary(1)
        self.assertEqual(len(self.mails()), 1)
        self.assertFalse(self.mails(other))
        self.run_summary(1, 7)
        self.assertEqual(len(self.mails()), 1)
        self.assertIn("Action needed", self.mails(other).body_html)

    def test_only_the_companies_they_may_see(self):
        stranger = new_test_user(
            self.env,
            login="etranger",
            email="etranger@example.com",
            groups="account.group_account_invoice",
            company_id=self.env["res.company"].create({"name": "Autre"}).id,
        )
        clerk = new_test_user(
            self.env,
            login="employe",
            email="employe@example.com",
            groups="base.group_user",
        )
        (stranger | clerk).l10n_fr_chorus_daily_summary = True
        document = self.new_document(self.new_invoice(), "SUSPENDUE")
        self.tell(document, "SUSPENDUE", 1)
        self.run_summary(1)
        self.assertTrue(self.mails())
        self.assertFalse(self.mails(stranger) | self.mails(clerk))

    def test_everyone_sets_it_for_herself(self):
        me = self.accountant.with_user(self.accountant)
        view = self.env.ref("base.view_users_form_simple_modif")
        with Form(me, view) as form:
            self.assertTrue(form.l10n_fr_chorus_daily_summary)
            form.l10n_fr_chorus_daily_summary = False
        self.assertFalse(self.accountant.l10n_fr_chorus_daily_summary)
        with self.assertRaises(AccessError):
            me.write({"l10n_fr_chorus_summary_day": False})
        colleague = new_test_user(self.env, login="collegue")
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            colleague.with_user(self.accountant).write(
                {"l10n_fr_chorus_daily_summary": True}
            )
