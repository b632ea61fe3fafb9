"""Who is told of late invoices, and what being late costs the body."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext

from ..bench.plans import Recorder
from ..models.receiving.delays.late_activities import INTEREST, LATE
from ..tools.portal_time import portal_today
from .receiving_common import ReceivingCase
from .test_received_delays import DelayCaseMixin

MADE = (0, "MISE_A_DISPOSITION")
ORDERED = (20, "MANDATEE")


class LateCase(DelayCaseMixin, ReceivingCase):
    def told(self, received, activity_type):
        received.env.flush_all()
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", received._name),
                    ("res_id", "in", received.ids),
                    ("activity_type_id", "=", self.env.ref(activity_type).id),
                ]
            )
        )

    def watch(self):
        self.run_cron("ir_cron_received_delays")

    def age(self, number, days, *more, **values):
        """An invoice that has been there for some days.

        :param more: (days ago, code) of later statuses
        """
        statuses = [("MISE_A_DISPOSITION", self.days_ago(days))]
        statuses += [(code, self.days_ago(ago)) for ago, code in more]
        return self.give_history(self.new_received(number, **values), *statuses)

    def paid_late(self, number="F1", days=20, *, ago=0, **values):
        """An invoice whose payment was released so many days after its time."""
        return self.age(
            number,
            30 + days + ago,
            (10 + days + ago, "MANDATEE"),
            (ago, "MISE_EN_PAIEMENT"),
            **values,
        )

    def know_rates(self):
        """One rate for each half-year that these tests may fall into."""
        rates = self.env["l10n_fr_chorus_pro.interest.rate"].sudo()
        rates.search([]).unlink()
        year = portal_today(self.env).year
        days = [date(y, m, 1) for y in (year - 1, year, year + 1) for m in (1, 7)]
        rates.create([{"date_from": day, "rate": 2.15} for day in days])


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestLateActivities(LateCase):
    @classmethod
    def setUpChorus(cls):
        super().setUpChorus()
        cls.company.sudo().partner_id.lang = "fr_FR"

    def test_somebody_is_told_once_until_it_is_ordered(self):
        young = self.age("young", 3)
        old = self.age("old", 25)
        self.watch()
        (activity,) = self.told(old, LATE)
        self.assertFalse(self.told(young, LATE))
        self.assertEqual(activity.user_id, self.finance)
        self.assertEqual(activity.date_deadline, old.order_by)
        self.assertIn("L2192-13", activity.note)
        self.assertIn("40,00", html2plaintext(activity.note))
        self.watch()
        self.assertEqual(self.told(old, LATE), activity)
        activity.action_done()
        self.watch()
        self.assertFalse(self.told(old, LATE))

    def test_it_is_closed_by_the_order_or_an_interruption(self):
        for number, status in (("F1", "MANDATEE"), ("F2", "SUSPENDUE")):
            received = self.age(number, 25)
            self.watch()
            self.assertTrue(self.told(received, LATE))
            received._chorus_take_status(status, self.days_ago(0), "Une pièce manque")
            self.assertFalse(self.told(received, LATE))

    def test_it_is_closed_when_a_setting_changes(self):
        received = self.age("F1", 25)
        self.watch()
        self.company.sudo().l10n_fr_chorus_order_days = 29
        self.watch()
        self.assertFalse(self.told(received, LATE))
        self.company.sudo().l10n_fr_chorus_order_days = 20
        self.watch()
        self.assertTrue(self.told(received, LATE))

    def test_it_is_in_the_language_of_the_company(self):
        received = self.age("F1", 25)
        self.watch()
        summary = self.told(received, LATE).summary
        self.assertIn("payer", summary)
        self.assertRegex(summary, r"\d\d/\d\d/\d{4}")

    def test_the_responsible_person_is_told_before_an_officer(self):
        person = new_test_user(
            self.env,
            login="daf",
            groups="l10n_fr_chorus_pro.group_received_reader",
            company_id=self.company.id,
        )
        self.company.sudo().l10n_fr_chorus_responsible_id = person
        received = self.age("F1", 25)
        self.watch()
        self.assertEqual(self.told(received, LATE).user_id, person)

    def test_nobody_is_told_where_nobody_may_look(self):
        officers = self.env.ref("l10n_fr_chorus_pro.group_received_finance")
        officers.sudo().user_ids = False
        received = self.age("F1", 25)
        self.watch()
        self.assertFalse(self.told(received, LATE))
        self.assertFalse(received.late_told)

    def test_another_company_is_told_of_its_own(self):
        other = self.setup_other_company(name="Autre commune")["company"]
        self.age("F1", 25, company_id=other.id)
        self.watch()
        self.assertFalse(self.told(self.env["l10n_fr_chorus_pro.received"], LATE))
        self.assertFalse(
            self.env["mail.activity"].sudo().search([("user_id", "=", self.finance.id)])
        )

    def test_interest_is_told_of_once_with_its_last_day(self):
        self.know_rates()
        received = self.paid_late(days=20)
        self.watch()
        (activity,) = self.told(received, INTEREST)
        last = received.released_on + timedelta(days=45)
        self.assertEqual(activity.date_deadline, last)
        self.assertIn("jours de retard\u202f: 20", html2plaintext(activity.note))
        self.watch()
        self.assertEqual(self.told(received, INTEREST), activity)
        received._chorus_take_status("REJETEE", self.days_ago(0), "Erreur")
        self.assertFalse(self.told(received, INTEREST))

    def test_what_was_paid_in_time_is_not_told_of(self):
        received = self.paid_late(days=0)
        self.watch()
        self.assertFalse(self.told(received, INTEREST))


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestInterest(LateCase):
    def cost(self, zero, late, **values):
        statuses = [MADE, ORDERED, (30 + late, "MISE_EN_PAIEMENT")]
        return self.lived(f"{zero}{late}{values}", *statuses, zero=zero, **values)

    def test_known_sums(self):
        """R2192-31 to 33, by hand. The bank's rate was 4.50 % on 1 January 2024 and
        4.25 % on 1 July 2024."""
        for zero, late, values, expected in (
            # 1 200 x 12.50 % x 20 / 365
            (date(2024, 3, 1), 20, {"amount_due": 1200}, 8.22),
            # Late from 20 June on: the rate of 1 January counts to the end.
            (date(2024, 5, 20), 40, {"amount_due": 1200}, 16.44),
            # Due on 30 June, late from 1 July on: 1 200 x 12.25 % x 20 / 365.
            (date(2024, 5, 31), 20, {"amount_due": 1200}, 8.05),
            # The retention money is not paid late.
            (date(2024, 3, 1), 20, {"amount_total": 1200, "amount_due": 1140}, 7.81),
            (date(2024, 3, 1), 20, {"amount_total": 1200, "amount_due": 0}, 8.22),
            (date(2024, 3, 1), 0, {"amount_due": 1200}, 0),
            (date(2024, 3, 1), -3, {"amount_due": 1200}, 0),
        ):
            with self.subTest(zero=zero, late=late, values=values):
                received = self.cost(zero, late, **values)
                self.assertEqual(received.days_late, max(late, 0))
                self.assertAlmostEqual(received.late_interest, expected, places=2)

    def test_a_rate_that_nobody_entered(self):
        received = self.cost(date(2019, 3, 1), 20)
        self.assertTrue(received.is_rate_missing)
        self.assertFalse(received.late_interest)
        self.assertIn("n'est pas dans la table", received.interest_reckoning)
        with self.assertRaises(RedirectWarning):
            received.with_user(self.finance).action_chorus_draft_interest_bill()

    def test_how_it_is_reckoned(self):
        received = self.cost(date(2024, 3, 1), 20, amount_due=1200)
        for part in ("200,00", "4,50", "8", "20", "31/03/2024", "365", "8,22"):
            self.assertIn(part, received.interest_reckoning)
        self.assertIn("40", received.recovery_fee)

    def test_sentences_are_in_the_language_of_their_reader(self):
        received = self.cost(date(2024, 3, 1), 20, amount_due=1200)
        received.move_id = self.env["account.move"].create({"move_type": "in_invoice"})
        self.env["res.lang"]._activate_lang("en_US")
        names = ("interest_reckoning", "recovery_fee", "next_step", "bill_gap")
        for name in names:
            french = received.with_context(lang="fr_FR")[name]
            self.assertTrue(french)
            self.assertNotEqual(received.with_context(lang="en_US")[name], french)

    def test_what_is_not_paid_yet_costs_more_each_day(self):
        self.know_rates()
        received = self.age("F1", 33, amount_due=36500)
        self.assertEqual(received.days_late, 3)
        # 36 500 x 10.15 % x 3 / 365
        self.assertAlmostEqual(received.late_interest, 30.45)
        self.assertFalse(received.interest_deadline)

    # -- Its bill --------------------------------------------------------------

    def draft(self, received, user=None):
        mine = received.with_user(user or self.finance)
        action = mine.action_chorus_draft_interest_bill()
        return self.env["account.move"].sudo().browse(action["res_id"])

    def new_supplier(self):
        return self.env["res.partner"].create({"name": "Atelier Lumière SARL"})

    def test_the_bill_is_drafted_once_and_never_posted(self):
        self.know_rates()
        supplier = self.new_supplier()
        received = self.paid_late(days=20, amount_due=1200, partner_id=supplier.id)
        self.watch()
        bill = self.draft(received)
        self.assertEqual((bill.move_type, bill.state), ("in_invoice", "draft"))
        self.assertEqual(bill.partner_id, supplier)
        self.assertEqual(bill.amount_tax, 0)
        self.assertEqual(bill.invoice_line_ids.mapped("price_total"), [6.67, 40])
        self.assertEqual(bill.invoice_origin, "F1")
        self.assertIn("F1", bill.ref)
        self.assertEqual(bill.invoice_date_due, received.interest_deadline)
        self.assertFalse(bill.l10n_fr_chorus_received_ids)
        self.assertFalse(self.told(received, INTEREST))
        self.assertEqual(self.draft(received), bill)
        bill.action_post()
        self.assertEqual(self.draft(received), bill)

    def test_it_is_drafted_again_when_it_was_deleted_or_cancelled(self):
        self.know_rates()
        received = self.paid_late(partner_id=self.new_supplier().id)
        first = self.draft(received)
        first.button_cancel()
        second = self.draft(received)
        self.assertNotEqual(second, first)
        second.unlink()
        self.assertFalse(received.interest_move_id)
        self.assertTrue(self.draft(received).exists())

    def test_interest_is_owed_again_once_its_bill_is_cancelled(self):
        self.know_rates()
        received = self.paid_late(partner_id=self.new_supplier().id)
        self.watch()
        owed = [("is_interest_owed", "=", True), ("id", "=", received.id)]
        mine = received.with_user(self.reader)
        bill = self.draft(received)
        self.assertFalse(mine.is_interest_owed or mine.search(owed))
        self.assertFalse(self.told(received, INTEREST))
        bill.button_cancel()
        self.assertTrue(mine.is_interest_owed)
        self.assertEqual(mine.search(owed), mine)
        self.watch()
        self.assertTrue(self.told(received, INTEREST))
        self.draft(received)
        self.assertFalse(mine.search(owed))
        self.assertFalse(self.told(received, INTEREST))

    def test_the_account_is_the_accountant_s_last_one(self):
        self.know_rates()
        supplier = self.new_supplier().id
        first = self.draft(self.paid_late("F1", partner_id=supplier))
        account = self.env["account.account"].create(
            {"code": "671100", "name": "Intérêts moratoires", "account_type": "expense"}
        )
        first.invoice_line_ids.account_id = account
        first.action_post()
        second = self.draft(self.paid_late("F2", partner_id=supplier))
        self.assertEqual(second.invoice_line_ids.account_id, account)

    def test_everybody_of_the_body_opens_it(self):
        """Whoever may look at what was received, accountant of Odoo or not."""
        self.know_rates()
        late = self.paid_late(partner_id=self.new_supplier().id)
        self.draft(late)
        others = self.age("F2", 33), self.age("F3", 25, (2, "SUSPENDUE"))
        for user in (self.reader, self.agent, self.orderer, self.finance):
            for received in (late, *others):
                form = Form(received.with_user(user))
                self.assertEqual(form.days_late, received.days_late)
                self.assertEqual(form.is_interrupted, received.is_interrupted)

    def test_who_may_and_what_is_missing(self):
        self.know_rates()
        in_time = self.paid_late("F1", 0, partner_id=self.new_supplier().id)
        late = self.paid_late("F2")
        for user in (self.reader, self.agent, self.orderer, self.public_accountant):
            with self.assertRaises(AccessError):
                self.draft(late, user)
        with self.assertRaisesRegex(UserError, "pas été payée en retard"):
            self.draft(in_time)
        with self.assertRaisesRegex(UserError, "pas encore connu"):
            self.draft(late)

    def test_a_bill_in_another_currency_is_owed_in_that_of_the_body(self):
        self.know_rates()
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 2, "currency_id": dollar.id}
        )
        received = self.paid_late(
            amount_due=2400, currency_id=dollar.id, partner_id=self.new_supplier().id
        )
        bill = self.draft(received)
        self.assertEqual(bill.currency_id, self.company.currency_id)
        self.assertEqual(bill.invoice_line_ids.mapped("price_total"), [6.68, 40])


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDelayCosts(LateCase):
    """As many queries for many invoices as for few."""

    def count(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        recorder = Recorder(self.env.cr)
        with recorder.recording():
            action()
            self.env.flush_all()
        return recorder.count

    def made(self, start, count):
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        for number in range(start, start + count):
            received |= self.age(f"F{number}", 25, (24, "SERVICE_FAIT"))
        return received

    def reckon(self, received):
        self.env.add_to_compute(received._fields["due_date"], received)

    def test_reckoning(self):
        few, many = self.made(0, 5), self.made(10, 50)
        self.count(lambda: self.reckon(few))  # what is looked up once for all
        counted = self.count(lambda: self.reckon(few))
        self.assertLessEqual(self.count(lambda: self.reckon(many)), counted + 1)

    def test_reading_a_list(self):
        names = ["due_date", "days_left", "will_be_late", "late_interest", "order_by"]
        few, many = self.made(0, 5), self.made(10, 50)
        few.with_user(self.reader).read(names)
        counted = self.count(lambda: few.with_user(self.reader).read(names))
        self.assertEqual(
            self.count(lambda: many.with_user(self.reader).read(names)), counted
        )

    def test_the_daily_run(self):
        received = self.env["l10n_fr_chorus_pro.received"].sudo()

        def watch():
            received._chorus_tell_delays(self.company)

        watch()
        nothing = self.count(watch)
        self.made(0, 5)
        few = self.count(watch)
        many = self.made(10, 50)
        # A follower and an activity are rows of their own, written in one go.
        self.assertLessEqual(self.count(watch), few + 3)
        self.assertEqual(len(self.told(many, LATE)), 50)
        self.assertLessEqual(self.count(watch), nothing + 2)
