"""Manners towards a portal that refuses, asks for patience or is silent."""

import time
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus_api import Unavailable
from .common import ChorusCase

HEALTH = "odoo.addons.l10n_fr_chorus_pro.models.connection.res_company_health"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCircuit(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"

    def told(self):
        partner = self.company.partner_id
        return partner.message_ids.filtered(lambda m: "Chorus Pro" in (m.body or ""))

    def resume(self):
        """Let the pause pass."""
        self.company.sudo().l10n_fr_chorus_paused_until = fields.Datetime.subtract(
            fields.Datetime.now(), minutes=1
        )

    @mute_logger(HEALTH)
    def test_repeated_refusals_open_the_circuit_and_are_told_once(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["factures"]}
        )
        self.simulator.control("DELETE", "calls")
        for _run in range(3):
            self.run_refresh()
        self.assertTrue(self.company._chorus_is_paused())
        self.assertEqual(len(self.told()), 1)
        self.assertIn("Factures", self.told().body)
        count = len(self.simulator.calls())
        for _run in range(3):
            self.run_refresh()
            self.run_deposits()
        self.assertEqual(len(self.simulator.calls()), count)

        self.resume()
        self.run_refresh()
        self.assertTrue(self.company._chorus_is_paused())
        self.assertEqual(len(self.told()), 1)

        self.simulator.control("POST", "settings", {"unsubscribed_families": []})
        self.resume()
        self.simulator.set_status(invoice.l10n_fr_chorus_identifier, "MANDATEE")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "payment_ordered")
        self.assertFalse(self.company.sudo().l10n_fr_chorus_pause_reason)

    def refuse_reports(self):
        """The application has lost the API of the reports, and that API alone."""
        settings = {"unsubscribed_families": ["transverses"]}
        self.simulator.control("POST", "settings", settings)

    def allow_all(self):
        self.simulator.control("POST", "settings", {"unsubscribed_families": []})

    @mute_logger(HEALTH)
    def test_one_api_that_is_refused_is_told_once_while_another_works(self):
        """The searches are answered all the while: they say nothing of the reports."""
        invoice, followed = self.new_invoice(), self.new_invoice()
        self.integrate(followed)
        self.send(invoice)
        self.simulator.advance(300)
        self.refuse_reports()
        for _round in range(3):
            for _run in range(3):
                self.run_deposits()
            self.assertEqual(len(self.told()), 1)
            self.assertIn("Transverses", self.told().body)
            self.resume()
            self.run_refresh()
            self.assertTrue(self.company.sudo().l10n_fr_chorus_pause_reason)
        until = self.company.sudo().l10n_fr_chorus_paused_until
        self.assertLessEqual(until, fields.Datetime.now() + timedelta(hours=1))

        self.allow_all()
        self.resume()
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertFalse(self.company.sudo().l10n_fr_chorus_pause_reason)
        self.send(self.new_invoice())
        self.simulator.advance(300)
        self.refuse_reports()
        for _run in range(3):
            self.run_deposits()
        self.assertEqual(len(self.told()), 2)

    @mute_logger(HEALTH)
    def test_new_credentials_or_a_test_close_the_circuit(self):
        for mend in (self.type_password, self.try_connection):
            self.integrate(self.new_invoice())
            settings = {"unsubscribed_families": ["factures"]}
            self.simulator.control("POST", "settings", settings)
            for _run in range(3):
                self.run_refresh()
            self.assertTrue(self.company._chorus_is_paused())
            self.allow_all()
            mend()
            self.assertFalse(self.company._chorus_is_paused())
            self.assertFalse(self.company.sudo().l10n_fr_chorus_pause_reason)

    def type_password(self):
        self.company.sudo().l10n_fr_chorus_password = "simulator"

    def try_connection(self):
        self.env["res.config.settings"].sudo().create(
            {"company_id": self.company.id}
        ).action_chorus_test_connection()

    def test_a_clock_that_was_ahead_leaves_no_pause_of_years(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        now = fields.Datetime.now()
        for ahead, is_paused in (({"hours": 23}, True), ({"years": 3}, False)):
            self.company.sudo().l10n_fr_chorus_paused_until = fields.Datetime.add(
                now, **ahead
            )
            self.assertEqual(self.company._chorus_is_paused(), is_paused)
        self.simulator.set_status(invoice.l10n_fr_chorus_identifier, "MANDATEE")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "payment_ordered")

    def test_a_pause_is_not_shortened_by_another_call(self):
        self.integrate(self.new_invoice())
        self.company.sudo()._chorus_note_failure(
            Unavailable("HTTP 429", retry_after=1800)
        )
        self.company.sudo()._chorus_note_failure(Unavailable("no answer"))
        until = self.company.sudo().l10n_fr_chorus_paused_until
        wait = until - fields.Datetime.now()
        self.assertGreater(wait, timedelta(minutes=25))

    def queue(self, count):
        """Invoices that wait, each for a deposit of its own."""
        self.company.l10n_fr_chorus_lot_size = 1
        invoices = self.env["account.move"].union(
            *(self.new_invoice() for _number in range(count))
        )
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        return invoices

    def test_what_waits_for_the_connection_says_so(self):
        invoice = self.queue(2)[0]
        company = self.company.sudo()
        usual = invoice.l10n_fr_chorus_next_step
        company.l10n_fr_chorus_password = False
        self.assertWaitsForConnection(invoice, usual)
        company.l10n_fr_chorus_password = "simulator"
        self.assertEqual(self.next_step(invoice), usual)
        company.l10n_fr_chorus_pause_reason = "Refused"
        self.assertWaitsForConnection(invoice, usual)

    def next_step(self, invoice):
        self.env.invalidate_all()
        return invoice.with_user(self.accountant).l10n_fr_chorus_next_step

    def assertWaitsForConnection(self, invoice, usual):
        self.assertNotEqual(self.next_step(invoice), usual)
        step = invoice.with_context(lang="en_US").l10n_fr_chorus_next_step
        self.assertIn("an administrator", step)

    def test_a_run_ends_at_the_first_refusal_or_silence(self):
        """Whoever is refused, or asked to wait, does not ask on in the same run."""
        invoices = self.queue(3)
        self.send(self.new_invoice())
        for status in (403, 429):
            self.resume()
            self.simulator.control("DELETE", "calls")
            self.simulator.fault("deposer/flux", "status", status=status)
            self.run_deposits()
            self.assertEqual(len(self.simulator.calls("deposer/flux")), 1, status)
            self.assertFalse(self.simulator.calls("consulterCRDetaille"), status)
        self.resume()
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_a_run_ends_at_the_first_report_that_is_refused_or_put_off(self):
        for _number in range(2):
            self.send(self.new_invoice())
        self.simulator.advance(300)
        for kind, details in (
            ("status", {"status": 403}),
            ("quota", {"retry_after": 9}),
        ):
            self.resume()
            self.simulator.control("DELETE", "calls")
            self.simulator.fault("consulterCRDetaille", kind, **details)
            self.run_deposits()
            self.assertEqual(len(self.simulator.calls("consulterCRDetaille")), 1, kind)

    def test_the_portal_says_how_long_to_wait(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.fault("rechercher/fournisseur", "quota", retry_after=1800)
        self.run_refresh()
        until = self.company.sudo().l10n_fr_chorus_paused_until
        wait = until - fields.Datetime.now()
        self.assertGreater(wait, timedelta(minutes=25))
        self.assertLess(wait, timedelta(minutes=31))
        self.simulator.control("DELETE", "calls")
        self.run_refresh()
        self.assertFalse(self.simulator.calls())

    @mute_logger("urllib3.connectionpool")
    def test_a_portal_that_stays_down_is_told_once(self):
        """Every attempt is a step of the same story: one message until it succeeds."""
        parameters = self.env["ir.config_parameter"].sudo()
        self.send(self.new_invoice())  # has a token, so that the deposit itself fails
        parameters.set_param(
            "l10n_fr_chorus_pro.simulator_api_url", "http://127.0.0.1:9"
        )
        invoice = self.new_invoice()
        self.send(invoice)
        told = self.messages(invoice)
        self.assertEqual(len(told), 1)
        for _run in range(2):
            self.resume()
            self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        self.assertEqual(self.messages(invoice), told)
        parameters.set_param("l10n_fr_chorus_pro.simulator_api_url", self.simulator.url)
        self.resume()
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertEqual(len(self.messages(invoice)), 2)

    def test_one_bad_deposit_does_not_starve_the_rest(self):
        first, second = self.new_invoice(), self.new_invoice()
        self.send(first)
        self.send(second)
        self.simulator.advance(300)
        self.simulator.fault("consulterCRDetaille", "html", status=200)
        self.run_deposits()
        self.assertEqual(first.l10n_fr_chorus_state, "deposited")
        self.assertEqual(second.l10n_fr_chorus_state, "made_available")
        self.run_deposits()
        self.assertEqual(first.l10n_fr_chorus_state, "made_available")

    def test_a_run_ends_when_its_time_is_up(self):
        """What was begun is finished, the rest is for the next run."""
        self.company.l10n_fr_chorus_lot_size = 1
        invoices = self.new_invoice() | self.new_invoice() | self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_deposits")
        progress = self.env["ir.cron.progress"].create({"cron_id": cron.id})
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cursor:
            deposits = self.env["l10n_fr_chorus_pro.deposit"].with_env(
                self.env(cr=cursor)
            )
            deposits.sudo().with_context(
                cron_id=cron.id,
                ir_cron_progress_id=progress.id,
                cron_end_time=time.monotonic() - 1,
            )._cron_deposits()
        self.env.invalidate_all()
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)
        self.assertEqual((progress.done, progress.remaining), (1, 2))
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_a_token_that_expires_in_the_middle_is_renewed(self):
        first, second = self.new_invoice(), self.new_invoice()
        self.send(first)
        self.send(second)
        self.simulator.advance(300)
        self.simulator.fault("consulterCRDetaille", "expired_token")
        self.run_deposits()
        self.assertEqual(first.l10n_fr_chorus_state, "made_available")
        self.assertEqual(second.l10n_fr_chorus_state, "made_available")
        self.assertEqual(len(self.simulator.calls("oauth/token")), 2)
