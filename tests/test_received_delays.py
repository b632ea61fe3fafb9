"""Until when a public body has to pay, on the received invoice."""

from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools.portal_time import portal_today
from .received_delay_cases import DELAY_CASES
from .receiving_common import ReceivingCase

DAY_ZERO = date(2025, 3, 3)
KINDS = {
    kind: f"l10n_fr_chorus_pro.payment_delay_{kind}"
    for kind in ("general", "hospital", "company")
}


class DelayCaseMixin:
    """Received invoices whose lives are told in days."""

    def days_ago(self, days):
        """A moment on the day in Paris so many days before today."""
        if not days:
            return fields.Datetime.now()
        day = portal_today(self.env) - timedelta(days=days)
        return datetime.combine(day, time(10))

    def lived(self, number="F1", *statuses, zero=DAY_ZERO, **values):
        """A received invoice with its history.

        :param statuses: (day, code), perhaps with a reason
        :param date zero: day 0
        :param values: of the invoice; days in place of dates
        """
        for name in ("served_on", "works_manager_on", "deposited_on"):
            if name in values:
                values[name] = zero + timedelta(days=values[name])
        received = self.new_received(number, **values)
        noon = datetime.combine(zero, time(10))
        return self.give_history(
            received,
            *(
                (code, noon + timedelta(days=day), *reason)
                for day, code, *reason in statuses
            ),
        )

    def due_in(self, received):
        return (received.due_date - portal_today(self.env)).days


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivedDelayTable(DelayCaseMixin, ReceivingCase):
    def play(self, case):
        kind = self.env.ref(KINDS[case.body])
        self.company.sudo().l10n_fr_chorus_own_delay_id = kind
        contracts = self.env["l10n_fr_chorus_pro.received.contract"].sudo()
        contracts.search([]).unlink()
        if case.contract:
            contracts.create(
                {"company_id": self.company.id, "number": "M1", **case.contract}
            )
        received = self.lived(
            case.name, *case.statuses, contract_number="M1", **case.values
        )
        if case.done_on is not None:
            day = DAY_ZERO + timedelta(days=case.done_on)
            self.did(received, self.agent, "certify", service_done_on=day)
        return received

    def test_table(self):
        self.assertGreaterEqual(len(DELAY_CASES), 30)
        for case in DELAY_CASES:
            with self.subTest(case.name, article=case.article):
                received = self.play(case)
                due = received.due_date
                self.assertEqual(due and (due - DAY_ZERO).days or None, case.due)
                self.assertEqual(received.is_interrupted, case.interrupted)
                self.assertEqual(received.days_paid_late, case.late)
                last = DAY_ZERO + timedelta(days=case.statuses[-1][0])
                with freeze_time(f"{last} 12:00:00"):
                    why = received._chorus_why_not_interrupting()
                self.assertIn(case.refuses, why)
                self.assertEqual(bool(why), bool(case.refuses))

    def test_each_has_an_article_and_a_name_of_its_own(self):
        names = [case.name for case in DELAY_CASES]
        self.assertEqual(len(set(names)), len(names))
        for case in DELAY_CASES:
            self.assertRegex(case.article, r"^[LRD]219[23]-\d+")

    def test_days_of_the_calendar(self):
        """R2192-10 counts days: Sundays, holidays and leap days are days."""
        for zero, due in (
            (date(2025, 3, 7), date(2025, 4, 6)),  # a Sunday
            (date(2025, 4, 1), date(2025, 5, 1)),  # Labour Day
            (date(2024, 2, 10), date(2024, 3, 11)),  # over the leap day
            (date(2024, 1, 30), date(2024, 2, 29)),  # on it
            (date(2025, 12, 15), date(2026, 1, 14)),  # over the year
            (date(2025, 10, 20), date(2025, 11, 19)),  # over the end of summer time
        ):
            received = self.lived(f"{zero}", (0, "MISE_A_DISPOSITION"), zero=zero)
            self.assertEqual(received.due_date, due)

    def test_a_day_ends_in_paris(self):
        late = datetime(2025, 7, 1, 22, 30)  # half past midnight in Paris
        received = self.give_history(self.new_received(), ("MISE_A_DISPOSITION", late))
        self.assertEqual(received.available_on, date(2025, 7, 2))
        self.assertEqual(received.due_date, date(2025, 8, 1))


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivedDelays(DelayCaseMixin, ReceivingCase):
    def test_the_plain_case(self):
        received = self.new_received()
        self.assertEqual(received.available_on, portal_today(self.env))
        self.assertEqual(self.due_in(received), 30)
        self.assertEqual(received.days_left, 30)
        self.assertFalse(received.is_interrupted)
        self.assertFalse(received._chorus_why_not_interrupting())

    def test_what_has_no_history_yet_goes_by_its_status(self):
        received = self.new_received(raw_status="SERVICE_FAIT", deposited_on=False)
        self.assertFalse(received.due_date)
        received.deposited_on = portal_today(self.env) - timedelta(days=3)
        self.assertEqual(self.due_in(received), 27)

    def test_a_reason_told_by_the_search_alone_is_one(self):
        received = self.lived("F1", (0, "MISE_A_DISPOSITION"), (3, "SUSPENDUE", ""))
        self.assertTrue(received.due_date)
        received.reason = "Il manque le bon de commande"
        self.assertTrue(received.is_interrupted)

    # -- A delay is changed ----------------------------------------------------

    def test_the_kind_of_body_counts_for_what_is_not_paid(self):
        paid = self.lived("F0", (0, "MISE_A_DISPOSITION"), (40, "MISE_EN_PAIEMENT"))
        self.env.flush_all()
        received = self.new_received()
        hospital = self.env.ref(KINDS["hospital"])
        self.company.sudo().l10n_fr_chorus_own_delay_id = hospital
        self.assertEqual(self.due_in(received), 50)
        self.assertEqual(self.due_in(self.new_received("F2")), 50)
        self.assertEqual(paid.days_paid_late, 10)
        hospital.sudo().days = 45
        self.assertEqual(self.due_in(received), 45)

    def test_the_general_delay_counts_where_nothing_is_said(self):
        received = self.new_received()
        self.env.ref(KINDS["general"]).sudo().days = 25
        self.assertEqual(self.due_in(received), 25)

    def test_a_contract_counts_from_the_day_it_is_entered(self):
        received = self.new_received(contract_number="2026-07 ")
        contract = (
            self.env["l10n_fr_chorus_pro.received.contract"]
            .with_user(self.finance)
            .create({"number": " 2026-07", "days": 10})
        )
        self.assertEqual(self.due_in(received), 10)
        contract.days = 12
        self.assertEqual(self.due_in(received), 12)
        contract.active = False
        self.assertEqual(self.due_in(received), 30)
        contract.active = True
        self.assertEqual(self.due_in(received), 12)
        contract.number = "2026-08"
        self.assertEqual(self.due_in(received), 30)
        contract.number = "2026-07"
        contract.unlink()
        self.assertEqual(self.due_in(received), 30)

    def test_a_contract_may_not_lengthen_the_delay(self):
        contracts = self.env["l10n_fr_chorus_pro.received.contract"]
        with self.assertRaisesRegex(ValidationError, "L2192-10"):
            contracts.with_user(self.finance).create({"number": "M1", "days": 45})

    # -- What will be late -----------------------------------------------------

    def found(self, **fields_and_values):
        received = self.env["l10n_fr_chorus_pro.received"].with_user(self.reader)
        domain = [(name, "=", value) for name, value in fields_and_values.items()]
        return received.search(domain).mapped("invoice_number")

    def age(self, number, days, *more):
        """An invoice that has been there for some days.

        :param more: (days ago, code) of later statuses
        """
        received = self.new_received(number)
        statuses = [("MISE_A_DISPOSITION", self.days_ago(days))]
        statuses += [(code, self.days_ago(ago)) for ago, code in more]
        return self.give_history(received, *statuses)

    def test_what_is_not_ordered_by_day_20_will_be_late(self):
        self.age("young", 19)
        old = self.age("old", 20, (12, "SERVICE_FAIT"))
        self.age("ordered", 25, (1, "MANDATEE"))
        self.age("late", 33)
        self.age("late at the accountant's", 33, (10, "MANDATEE"))
        self.age("interrupted", 25, (1, "SUSPENDUE"))
        self.age("not interrupted", 25, (20, "SUSPENDUE"), (19, "COMPLETEE"))
        self.age("rejected", 40, (30, "REJETEE"))
        self.age("paid", 40, (38, "MISE_EN_PAIEMENT"))
        twice = [(24, "SUSPENDUE"), (23, "COMPLETEE"), (1, "SUSPENDUE")]
        self.age("suspended twice", 25, *twice)
        late = {"old", "late", "suspended twice"}
        self.assertEqual(set(self.found(will_be_late=True)), late)
        everything = set(self.found())
        self.assertEqual(set(self.found(will_be_late=False)), everything - late)
        over = {"late", "late at the accountant's"}
        self.assertEqual(set(self.found(is_late=True)), over)
        self.assertEqual(set(self.found(is_late=False)), everything - over)
        self.assertEqual((old.days_left, old.days_late), (10, 0))
        self.company.sudo().l10n_fr_chorus_order_days = 21
        self.assertNotIn("old", self.found(will_be_late=True))
        for flag in ("will_be_late", "is_late"):
            found = self.found(**{flag: True})
            for received in self.env[old._name].sudo().search([]):
                self.assertEqual(received[flag], received.invoice_number in found)

    def test_the_accountant_keeps_his_days_in_any_delay(self):
        self.company.sudo().write(
            {
                "l10n_fr_chorus_own_delay_id": self.env.ref(KINDS["hospital"]).id,
                "l10n_fr_chorus_order_days": 35,
            }
        )
        received = self.new_received()
        self.assertEqual((received.due_date - received.order_by).days, 15)
