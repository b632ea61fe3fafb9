from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from ..tools.portal_time import portal_date
from .common import ChorusCase


class MoneyCase(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"  # nothing to print
        cls.auditor = cls.new_user("auditeur", "account.group_account_readonly")

    def set_history(self, invoice, *statuses):
        """Give the invoice these statuses, as (moment, code), and nothing else.

        They are what the portal would tell months later, so that dates are known.
        """
        document = invoice.l10n_fr_chorus_document_ids.sudo()
        document.event_ids.unlink()
        self.env["l10n_fr_chorus_pro.event"].sudo().create(
            [
                {
                    "document_id": document.id,
                    "kind": "status",
                    "remote_id": str(number),
                    "code": code,
                    "happened_at": moment,
                }
                for number, (moment, code) in enumerate(statuses)
            ]
        )
        moment, code = statuses[-1]
        document.write({"raw_status": code, "status_date": moment})

    def new_available(self, partner=None, moment="2026-03-02 09:00:00", **values):
        """An invoice in Chorus Pro that its customer has had since a moment."""
        invoice = self.new_invoice(partner, **values)
        self.integrate(invoice)
        self.set_history(invoice, (moment, "MISE_A_DISPOSITION"))
        return invoice

    def pay(self, invoice, amount):
        self.env["account.payment.register"].with_user(self.accountant).with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": amount})._create_payments()

    def compose(self, invoice):
        """Click Remind: the action, then the composer it opens."""
        action = invoice.with_user(self.accountant).action_chorus_remind()
        composer = action
        if action["type"] == "ir.actions.client":
            composer = action["params"]["next"]
        return action, (
            self.env["mail.compose.message"]
            .with_user(self.accountant)
            .with_context(**composer["context"])
            .create({})
        )


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestMoney(MoneyCase):
    # -- Dates -----------------------------------------------------------------

    def test_the_portal_s_own_statuses_give_the_dates(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        by_row_alone = invoice.l10n_fr_chorus_available_date
        invoice.action_chorus_read_history()
        event = invoice.l10n_fr_chorus_event_ids.sorted("happened_at")[-1]
        available = portal_date(self.env, event.happened_at)
        dates = [by_row_alone, invoice.l10n_fr_chorus_available_date]
        self.assertEqual(dates, [available] * 2)
        self.assertEqual(
            invoice.l10n_fr_chorus_due_date, fields.Date.add(available, days=30)
        )
        self.assertFalse(invoice.l10n_fr_chorus_release_date)
        for status in ("SUSPENDUE", "COMPLETEE", "MANDATEE", "MISE_EN_PAIEMENT"):
            self.simulator.advance(3 * 86400)
            self.simulator.set_status(invoice.l10n_fr_chorus_identifier, status)
            self.run_refresh()
            if status == "SUSPENDUE":
                self.assertFalse(invoice.l10n_fr_chorus_due_date)
            if status == "COMPLETEE":
                self.assertEqual(
                    (invoice.l10n_fr_chorus_due_date - available).days, 6 + 30
                )
        self.assertEqual((invoice.l10n_fr_chorus_release_date - available).days, 12)

    def test_days_are_those_of_paris(self):
        invoice = self.new_available(moment="2026-03-01 23:30:00")
        self.assertEqual(invoice.l10n_fr_chorus_available_date, date(2026, 3, 2))

    def test_the_status_counts_where_the_history_is_missing(self):
        invoice = self.new_available()
        invoice.l10n_fr_chorus_document_ids.sudo().event_ids.unlink()
        self.assertEqual(invoice.l10n_fr_chorus_due_date, date(2026, 4, 1))

    def test_the_kind_of_body_gives_the_delay(self):
        town = self.new_available()
        hospital = self.new_available(self.hospital, purchase_order_reference="1")
        self.assertEqual(hospital.l10n_fr_chorus_due_date, date(2026, 4, 1))
        self.hospital.l10n_fr_chorus_payment_delay_id = self.env.ref(
            "l10n_fr_chorus_pro.payment_delay_hospital"
        )
        self.assertEqual(hospital.l10n_fr_chorus_due_date, date(2026, 4, 21))
        self.env.ref("l10n_fr_chorus_pro.payment_delay_general").days = 20
        self.assertEqual(town.l10n_fr_chorus_due_date, date(2026, 3, 22))
        self.assertEqual(hospital.l10n_fr_chorus_due_date, date(2026, 4, 21))
        town.delivery_date = date(2026, 3, 5)
        self.assertEqual(town.l10n_fr_chorus_due_date, date(2026, 3, 25))

    def test_nothing_is_due_for_what_is_paid_or_goes_another_way(self):
        invoice = self.new_available()
        for values in (
            {"l10n_fr_chorus_framework": "A2"},
            {"l10n_fr_chorus_is_works": True},
        ):
            invoice.sudo().write({**values})
            self.assertFalse(invoice.l10n_fr_chorus_due_date)
            invoice.sudo().write(
                {"l10n_fr_chorus_framework": "A1", "l10n_fr_chorus_is_works": False}
            )
        self.assertTrue(invoice.l10n_fr_chorus_due_date)
        refund = self.new_available(move_type="out_refund")
        self.assertTrue(refund.l10n_fr_chorus_available_date)
        self.assertFalse(refund.l10n_fr_chorus_due_date)

    def test_the_form_says_where_the_money_is(self):
        invoice = self.new_available()
        step = invoice.l10n_fr_chorus_next_step
        self.assertRegex(step, r"le 01/04/2026\. Échéance dépassée .*Relancer")
        document = invoice.l10n_fr_chorus_document_ids.sudo()
        document.mandate_number = "2026-77"
        for status, words in (
            ("COMPLETEE", "Un nouveau délai court"),
            ("MANDATEE", "mandat n° 2026-77"),
            ("MISE_EN_PAIEMENT", "enregistrez le règlement"),
            ("COMPTABILISEE", "comptable public"),
        ):
            document.raw_status = status
            self.assertIn(words, invoice.l10n_fr_chorus_next_step, status)
        self.town.sudo().l10n_fr_chorus_payment_not_reported = True
        invoice.invalidate_recordset()
        self.assertIn("ne communique pas", invoice.l10n_fr_chorus_next_step)

    def test_a_suspension_says_whether_it_interrupts(self):
        available = ("2026-03-02 09:00:00", "MISE_A_DISPOSITION")
        first = ("2026-03-05 09:00:00", "SUSPENDUE")
        completed = ("2026-03-09 09:00:00", "COMPLETEE")
        again = ("2026-03-12 09:00:00", "SUSPENDUE")
        ordered = ("2026-03-04 09:00:00", "MANDATEE")
        invoice, paid = self.new_available(), self.new_available()
        paid.l10n_fr_chorus_framework = "A2"  # paid before: no time runs
        for move, history, interrupts in (
            (invoice, (available, first), True),
            (invoice, (available, first, completed, again), False),
            (invoice, (available, ordered, first), False),
            (paid, (available, first), False),
        ):
            self.set_history(move, *history)
            with self.subTest(history=history):
                step = move.l10n_fr_chorus_next_step
                self.assertIn("Compléter", step)
                self.assertEqual("interrompu" in step, interrupts)

    # -- Late ------------------------------------------------------------------

    def rates_until_june_2026(self):
        """The rates of the Central Bank, as if no later one had been entered yet."""
        rates = self.env["l10n_fr_chorus_pro.interest.rate"]
        rates.search([("date_from", ">=", "2026-07-01")]).unlink()
        return rates

    def test_interest_of_a_late_invoice(self):
        invoice = self.new_available()
        residual = invoice.amount_residual
        for today, late in (("2026-04-01", 0), ("2026-04-02", 1), ("2026-04-21", 20)):
            with self.subTest(today), freeze_time(today):
                invoice.invalidate_recordset()
                self.assertEqual(invoice.l10n_fr_chorus_days_late, late)
                self.assertAlmostEqual(
                    invoice.l10n_fr_chorus_interest,
                    residual * 0.1015 * late / 365,
                    places=2,
                )
        with freeze_time("2026-04-21"):
            banner = invoice._get_alerts()["l10n_fr_chorus_pro_late"]["message"]
        self.assertIn("20 jours", banner)
        self.assertIn("Relancer", banner)
        self.assertIn("40,00", banner)

    def test_a_day_of_lateness_begins_at_midnight_in_paris(self):
        invoice = self.new_available().with_user(self.accountant)
        for minute, late in (("01 21:59", 0), ("01 22:01", 1), ("02 21:59", 1)):
            for zone in (False, "America/Martinique", "Pacific/Noumea"):
                with freeze_time(f"2026-04-{minute}:00"):
                    self.env.invalidate_all()
                    seen = invoice.with_context(tz=zone)
                    self.assertEqual(seen.l10n_fr_chorus_days_late, late, zone)
                    listed = seen.search(seen._chorus_late_domain())
                    self.assertEqual(seen in listed, bool(late), zone)

    def test_no_rate_no_interest(self):
        """Late from 1 October 2026 on, a half-year whose rate nobody has entered."""
        rates = self.rates_until_june_2026()
        invoice = self.new_available(moment="2026-08-31 09:00:00")
        with freeze_time("2026-10-11"):
            self.assertEqual(invoice.l10n_fr_chorus_days_late, 11)
            self.assertEqual(invoice.l10n_fr_chorus_interest, 0)
            banner = invoice._get_alerts()["l10n_fr_chorus_pro_late"]["message"]
            self.assertIn("n'est pas estimé", banner)
            rates.create({"date_from": "2026-07-01", "rate": 0})
            invoice.invalidate_recordset()
            self.assertAlmostEqual(
                invoice.l10n_fr_chorus_interest,
                invoice.amount_residual * 0.08 * 11 / 365,
                places=2,
            )

    def test_the_half_year_in_which_lateness_began_counts(self):
        self.rates_until_june_2026().create({"date_from": "2026-07-01", "rate": 4})
        # Due on 30 June: late from 1 July on, at the rate of the second half-year.
        invoice = self.new_available(moment="2026-05-31 09:00:00")
        self.assertEqual(invoice.l10n_fr_chorus_due_date, date(2026, 6, 30))
        with freeze_time("2026-07-10"):
            self.assertAlmostEqual(
                invoice.l10n_fr_chorus_interest,
                invoice.amount_total * 0.12 * 10 / 365,
                places=2,
            )

    def test_a_release_ends_the_lateness(self):
        invoice = self.new_available()
        self.set_history(
            invoice,
            ("2026-03-02 09:00:00", "MISE_A_DISPOSITION"),
            ("2026-04-11 09:00:00", "MISE_EN_PAIEMENT"),
            ("2026-04-12 09:00:00", "MANDATEE"),
        )
        with freeze_time("2026-06-01"):
            self.assertEqual(invoice.l10n_fr_chorus_days_late, 10)
            self.assertTrue(invoice.l10n_fr_chorus_interest)
            self.assertEqual(invoice.l10n_fr_chorus_work_list, "released")
            self.assertNotIn("l10n_fr_chorus_pro_late", invoice._get_alerts())

    def test_what_is_paid_in_odoo_is_not_late(self):
        invoice = self.new_available()
        self.pay(invoice, invoice.amount_residual)
        with freeze_time("2026-06-01"):
            self.assertEqual(invoice.l10n_fr_chorus_days_late, 0)
            self.assertFalse(invoice.l10n_fr_chorus_work_list)

    def test_half_years_begin_in_january_and_july(self):
        rates = self.env["l10n_fr_chorus_pro.interest.rate"]
        with self.assertRaises(ValidationError):
            rates.create({"date_from": "2027-02-01", "rate": 2})

    # -- Released, not reconciled ----------------------------------------------

    def test_gap_of_a_partly_paid_invoice(self):
        invoice = self.new_available()
        self.set_history(
            invoice,
            ("2026-03-02 09:00:00", "MISE_A_DISPOSITION"),
            ("2026-03-20 09:00:00", "MISE_EN_PAIEMENT"),
        )
        self.assertEqual(invoice.l10n_fr_chorus_work_list, "released")
        banner = invoice._get_alerts()["l10n_fr_chorus_pro_released"]["message"]
        self.assertIn("20/03/2026", banner)
        self.pay(invoice, invoice.amount_total - 60)
        self.assertEqual(invoice.payment_state, "partial")
        self.assertEqual(invoice.l10n_fr_chorus_work_list, "released")
        banner = invoice._get_alerts()["l10n_fr_chorus_pro_released"]["message"]
        self.assertIn("60,00", banner)
        invoice.with_user(self.accountant).l10n_fr_chorus_gap_reason = "retention"
        with self.assertRaises(AccessError):
            invoice.with_user(self.auditor).l10n_fr_chorus_gap_reason = "penalties"
        self.pay(invoice, 60)
        self.assertFalse(invoice.l10n_fr_chorus_work_list)
        self.assertFalse(invoice._get_alerts().get("l10n_fr_chorus_pro_released"))

    def test_a_release_registers_no_payment(self):
        payments = self.env["account.payment"].search_count([])
        invoice = self.new_available()
        self.set_history(invoice, ("2026-03-20 09:00:00", "MISE_EN_PAIEMENT"))
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertEqual(self.env["account.payment"].search_count([]), payments)

    # -- Mandate numbers -------------------------------------------------------

    def test_the_mandate_number_is_read_once(self):
        invoices = self.new_invoice() | self.new_invoice()
        for invoice in invoices:
            self.integrate(invoice)
        first, second = invoices
        self.simulator.set_status(
            first.l10n_fr_chorus_identifier, "MANDATEE", mandate="2026-1234"
        )
        self.simulator.set_status(second.l10n_fr_chorus_identifier, "COMPTABILISEE")
        self.run_refresh()
        self.simulator.control("DELETE", "calls")
        for _night in range(2):
            self.run_cron("ir_cron_mandates")
        self.assertEqual(len(self.simulator.calls("consulter/fournisseur")), 2)
        self.assertEqual(first.l10n_fr_chorus_mandate_number, "2026-1234")
        self.assertFalse(second.l10n_fr_chorus_mandate_number)
        found = self.env["account.move"].search(
            [("l10n_fr_chorus_mandate_number", "=", "2026-1234")]
        )
        self.assertEqual(found, first)

    def test_a_night_that_fails_asks_again(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "MANDATEE", mandate="77"
        )
        self.run_refresh()
        self.simulator.fault("consulter/fournisseur", "status", status=503)
        self.run_cron("ir_cron_mandates")
        self.assertFalse(invoice.l10n_fr_chorus_mandate_number)
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.run_cron("ir_cron_mandates")
        self.assertEqual(invoice.l10n_fr_chorus_mandate_number, "77")

    # -- Remind ----------------------------------------------------------------

    def test_reminder_carries_the_report_fetched_once(self):
        invoice = self.new_available()
        self.town.email = "compta@saint-aubin.example"
        with freeze_time("2026-04-21"):
            for _click in range(2):
                _action, composer = self.compose(invoice)
            composer.action_send_mail()
        reports = self.simulator.calls("consulterCR")
        reports = [call for call in reports if call["path"].endswith("consulterCR")]
        self.assertEqual(len(reports), 1)
        message = invoice.message_ids[0]
        self.assertEqual(message.partner_ids.mapped("name"), [self.town.name])
        self.assertEqual(
            message.attachment_ids.mapped("name"),
            [f"{invoice.l10n_fr_chorus_document_ids.deposit_id.flow_number}.pdf"],
        )
        self.assertTrue(message.attachment_ids.raw.startswith(b"%PDF"))
        for words in (
            invoice.name,
            invoice.l10n_fr_chorus_identifier,
            "02/03/2026",
            "01/04/2026",
            invoice.currency_id.format(invoice.l10n_fr_chorus_interest),
            "Madame, Monsieur",
        ):
            self.assertIn(words, html2plaintext(message.body))

    def test_reminder_without_the_report_says_so(self):
        invoice = self.new_available()
        self.simulator.fault("consulterCR", "status", status=503, times=5)
        with freeze_time("2026-04-21"):
            action, composer = self.compose(invoice)
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("n'est pas joint", action["params"]["message"])
        self.assertFalse(composer.attachment_ids)

    def test_only_who_may_act_reminds_of_what_is_late(self):
        invoice = self.new_available()
        with freeze_time("2026-04-01"), self.assertRaises(UserError):
            invoice.with_user(self.accountant).action_chorus_remind()
        with freeze_time("2026-04-21"), self.assertRaises(AccessError):
            invoice.with_user(self.auditor).action_chorus_remind()

    def test_who_may_change_the_tables(self):
        manager = new_test_user(
            self.env,
            login="chef",
            groups="account.group_account_manager",
            company_id=self.company.id,
        )
        for model, values in (
            ("payment.delay", {"name": "Autre", "days": 45}),
            ("interest.rate", {"date_from": "2027-01-01", "rate": 2.5}),
        ):
            table = self.env[f"l10n_fr_chorus_pro.{model}"]
            for user in (self.accountant, self.auditor):
                self.assertTrue(table.with_user(user).search([]).read())
                with self.assertRaises(AccessError):
                    table.with_user(user).create(values)
            self.assertTrue(table.with_user(manager).create(values))
