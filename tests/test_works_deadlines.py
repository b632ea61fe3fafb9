"""Until when somebody has to act, by the texts: pure functions of days."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..models.works import deadlines
from ..models.works.deadlines import DEADLINES, reckon
from ..models.works.working_days import holidays, next_working_day

# A Monday: so are the days on which 7 and 14 days later end, and no holiday is near.
MONDAY = date(2026, 3, 2)

# By code: the article, the days, the day number of the last day from MONDAY on.
TEXTS = {
    "agreement": ("CCP R.2193-12", 15, 15),
    "statement": ("CCAG Travaux 12.2.2", 7, 7),
    "payment": ("CCP R.2192-10", 30, 30),
    "final_claim": ("CCAG Travaux 12.3.2", 30, 30),
    "general_account": ("CCAG Travaux 12.4.2", 30, 30),
    "tacit": ("CCAG Travaux 12.4.4", 10, 10),
    "answer": ("CCAG Travaux 12.4.3, 12.4.5", 30, 30),
    "decision": ("CCAG Travaux 55.1.2", 30, 30),
    "admitted": ("CCAG Travaux 12.4.3", 30, 30),
    "balance": ("CCP R.2192-16", 30, 30),
}


def day(number):
    return MONDAY + timedelta(days=number)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksDeadlines(BaseCase):
    def test_each_row_with_its_article_and_its_last_day(self):
        self.assertEqual(set(TEXTS), set(DEADLINES))
        for code, (article, days, last) in TEXTS.items():
            row = DEADLINES[code]
            events = dict.fromkeys((*row.begins, *row.with_proof, row.after), MONDAY)
            with self.subTest(code=code):
                self.assertEqual((row.article, row.days), (article, days))
                term = reckon(code, events)
                self.assertEqual((term.began, term.until), (MONDAY, day(last)))
                for today, late in ((0, 0), (last, 0), (last + 1, 1), (last + 9, 9)):
                    self.assertEqual(term.days_late(day(today)), late)
                    self.assertEqual(term.is_over(day(today)), bool(late))

    def test_each_row_needs_all_that_it_is_counted_from(self):
        for code, row in DEADLINES.items():
            wanted = [*row.begins, *row.with_proof, *filter(None, [row.after])]
            for left_out in wanted:
                with self.subTest(code=code, left_out=left_out):
                    events = {name: MONDAY for name in wanted if name != left_out}
                    term = reckon(code, events)
                    self.assertIsNone(term.until)
                    self.assertEqual(term.missing, (left_out,))
                    self.assertFalse(term.is_over(day(999)))

    def test_the_contract_says_otherwise_where_it_may(self):
        for code, row in DEADLINES.items():
            events = dict.fromkeys((*row.begins, *row.with_proof, row.after), MONDAY)
            self.assertEqual(reckon(code, events, 14).until, day(14))
            # The agreement of a main contractor is a matter of law.
            self.assertEqual(bool(row.field), code != "agreement")

    def test_the_later_of_both_receipts_counts(self):
        events = {
            deadlines.ACCEPTED: MONDAY,
            deadlines.FINAL_AT_SUPERVISOR: day(2),
            deadlines.FINAL_AT_OWNER: day(7),
        }
        term = reckon("general_account", events)
        self.assertEqual((term.began, term.until), (day(7), next_working_day(day(37))))
        events[deadlines.FINAL_AT_SUPERVISOR] = day(9)
        self.assertEqual(reckon("general_account", events).began, day(9))

    def test_what_comes_too_early_opens_nothing(self):
        events = {
            deadlines.ACCEPTED: day(1),
            deadlines.FINAL_AT_SUPERVISOR: MONDAY,
            deadlines.FINAL_AT_OWNER: day(5),
        }
        term = reckon("general_account", events)
        self.assertIsNone(term.until)
        self.assertEqual(term.too_early, deadlines.FINAL_AT_SUPERVISOR)
        # On the same day it is in time.
        events[deadlines.FINAL_AT_SUPERVISOR] = day(1)
        self.assertTrue(reckon("general_account", events).until)
        tacit = {
            deadlines.TACIT_AT_OWNER: MONDAY,
            deadlines.TACIT_AT_SUPERVISOR: day(3),
            deadlines.OWNER_LATE: day(1),
        }
        self.assertEqual(reckon("tacit", tacit).too_early, deadlines.TACIT_AT_OWNER)
        # The owner's receipt counts, the copy has to be there.
        tacit[deadlines.OWNER_LATE] = MONDAY
        self.assertEqual(reckon("tacit", tacit).began, MONDAY)

    def test_a_delay_of_the_contract_ends_on_a_working_day(self):
        friday = date(2026, 4, 24)  # 7 days later: the first of May
        events = {deadlines.CLAIM_AT_SUPERVISOR: friday}
        self.assertEqual(reckon("statement", events).until, date(2026, 5, 4))
        saturday = date(2026, 2, 28)
        events = {deadlines.CLAIM_AT_SUPERVISOR: saturday}
        self.assertEqual(reckon("statement", events).until, date(2026, 3, 9))
        # Those of the law count every day.
        events = {deadlines.CLAIM_AT_PAYER: date(2026, 2, 26)}
        self.assertEqual(reckon("payment", events).until, date(2026, 3, 28))

    def test_a_suspension_moves_the_end(self):
        paid = {deadlines.CLAIM_AT_PAYER: MONDAY}

        def until(code, events, *pauses):
            return reckon(code, {**events, deadlines.PAUSES: pauses}).until

        # Anew, 30 days at least; once; none after the end, none before the begin.
        pause = (day(10), day(14))
        self.assertEqual(until("payment", paid, pause), day(44))
        self.assertEqual(until("payment", paid, pause, (day(20), day(25))), day(44))
        self.assertEqual(until("payment", paid, (day(31), day(40))), day(30))
        self.assertEqual(until("payment", paid, (day(-3), day(-1))), day(30))
        self.assertIsNone(until("payment", paid, (day(10), None)))
        stated = {deadlines.CLAIM_AT_SUPERVISOR: MONDAY}
        self.assertEqual(until("statement", stated, (day(1), day(8))), day(14))

    def test_holidays(self):
        self.assertEqual(
            sorted(holidays(2026)),
            [
                date(2026, 1, 1),
                date(2026, 4, 6),
                date(2026, 5, 1),
                date(2026, 5, 8),
                date(2026, 5, 14),
                date(2026, 5, 25),
                date(2026, 7, 14),
                date(2026, 8, 15),
                date(2026, 11, 1),
                date(2026, 11, 11),
                date(2026, 12, 25),
            ],
        )
        self.assertEqual(next_working_day(date(2026, 12, 25)), date(2026, 12, 28))
