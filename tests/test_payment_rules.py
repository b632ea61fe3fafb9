from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..models.payment.rules import follow_payment, half_year, interest

DAY_ZERO = date(2026, 3, 2)


def days(*statuses):
    """Statuses given as (day number, code), with their dates."""
    return [(DAY_ZERO + timedelta(days=number), code) for number, code in statuses]


AVAILABLE = (0, "MISE_A_DISPOSITION")
# What happened, what else is known, and the day number it is due on (None: none runs).
DUE = {
    "from availability": ([(-2, "DEPOSEE"), AVAILABLE], {}, 30),
    "hospital": ([AVAILABLE], {"delay": 50}, 50),
    "public company": ([AVAILABLE], {"delay": 60}, 60),
    "no delay known": ([AVAILABLE], {"delay": 0}, None),
    "not available yet": ([(0, "DEPOSEE"), (0, "EN_COURS_ACHEMINEMENT")], {}, None),
    "served later": ([AVAILABLE], {"served": 5}, 35),
    "served before": ([AVAILABLE], {"served": -20}, 30),
    "the first availability counts": ([AVAILABLE, (9, "MISE_A_DISPOSITION")], {}, 30),
    "suspended": ([AVAILABLE, (10, "SUSPENDUE")], {}, None),
    "completed, 20 days left": (
        [AVAILABLE, (10, "SUSPENDUE"), (15, "COMPLETEE")],
        {},
        45,
    ),
    "completed, 40 days left": (
        [AVAILABLE, (10, "SUSPENDUE"), (15, "COMPLETEE")],
        {"delay": 50},
        55,
    ),
    "completed, 30 days left": (
        [AVAILABLE, (20, "SUSPENDUE"), (25, "COMPLETEE")],
        {"delay": 50},
        55,
    ),
    "told twice that it is suspended": (
        [AVAILABLE, (10, "SUSPENDUE"), (11, "SUSPENDUE"), (15, "COMPLETEE")],
        {},
        45,
    ),
    "accepted without completion": (
        [AVAILABLE, (10, "SUSPENDUE"), (15, "SERVICE_FAIT")],
        {},
        45,
    ),
    "a second suspension changes nothing": (
        [
            AVAILABLE,
            (10, "SUSPENDUE"),
            (15, "COMPLETEE"),
            (20, "SUSPENDUE"),
        ],
        {},
        45,
    ),
    "suspended after the payment order": (
        [AVAILABLE, (10, "MANDATEE"), (12, "SUSPENDUE")],
        {},
        30,
    ),
    "suspended after the accountant had it": (
        [AVAILABLE, (10, "MISE_A_DISPOSITION_COMPTABLE"), (12, "SUSPENDUE")],
        {},
        30,
    ),
    "suspended when it was over": (
        [AVAILABLE, (38, "SUSPENDUE"), (43, "COMPLETEE")],
        {},
        30,
    ),
    "rejected": ([AVAILABLE, (10, "REJETEE")], {}, None),
    "deleted": ([AVAILABLE, (10, "SUPPRIMEE")], {}, None),
    "released": ([AVAILABLE, (10, "MISE_EN_PAIEMENT")], {}, 30),
    "gone astray": ([AVAILABLE, (3, "A_RECYCLER")], {}, None),
    "recycled": (
        [AVAILABLE, (3, "A_RECYCLER"), (7, "MISE_A_DISPOSITION")],
        {},
        37,
    ),
    "A9: agreed": (
        [(-9, "A_VALIDER_1"), (-4, "VALIDEE_1"), AVAILABLE],
        {"framework": "A9"},
        26,
    ),
    "A9: agreed before the work was done": (
        [(-4, "VALIDEE_1"), AVAILABLE],
        {"framework": "A9", "served": 5},
        35,
    ),
    "A9: no answer in time": (
        [(-16, "A_VALIDER_1"), (-1, "ABSENCE_VALIDATION_1_HORS_DELAI"), AVAILABLE],
        {"framework": "A9"},
        29,
    ),
    "A9: waiting for the main contractor": (
        [(0, "A_VALIDER_1")],
        {"framework": "A9"},
        None,
    ),
    "A9: refused": ([(0, "REFUSEE_1")], {"framework": "A9"}, None),
    "A12: the agreement does not open the time": (
        [(-4, "VALIDEE_1"), AVAILABLE],
        {"framework": "A12"},
        30,
    ),
}
RELEASED = {
    "never": ([AVAILABLE], None),
    "once": ([AVAILABLE, (8, "MISE_EN_PAIEMENT")], 8),
    "the first one counts": (
        [(8, "MISE_EN_PAIEMENT"), (9, "MANDATEE"), (10, "MISE_EN_PAIEMENT")],
        8,
    ),
    "taken back": ([(8, "MISE_EN_PAIEMENT"), (9, "REJETEE")], None),
    "released again": (
        [(8, "MISE_EN_PAIEMENT"), (9, "SUSPENDUE"), (12, "MISE_EN_PAIEMENT")],
        12,
    ),
}


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestPaymentRules(BaseCase):
    def test_due_date(self):
        for name, (statuses, known, expected) in DUE.items():
            with self.subTest(name):
                served = known.get("served")
                payment = follow_payment(
                    days(*statuses),
                    known.get("delay", 30),
                    current=statuses[-1][1],
                    served_on=served and DAY_ZERO + timedelta(days=served),
                    framework=known.get("framework", "A1"),
                )
                due = payment.due and (payment.due - DAY_ZERO).days
                self.assertEqual(due, expected)

    def test_the_current_status_decides_whether_it_is_over(self):
        statuses = days(AVAILABLE, (5, "REJETEE"), (6, "SERVICE_FAIT"))
        self.assertIsNone(follow_payment(statuses, 30, current="REJETEE").due)
        self.assertTrue(follow_payment(statuses, 30, current="SERVICE_FAIT").due)

    def test_release(self):
        for name, (statuses, expected) in RELEASED.items():
            with self.subTest(name):
                payment = follow_payment(days(*statuses), 30, current=statuses[-1][1])
                released = payment.released and (payment.released - DAY_ZERO).days
                self.assertEqual(released, expected)

    def test_interest_of_a_known_case(self):
        """1 200 € paid 20 days late at 2.15 + 8 %: 1200 x 10.15 % x 20 / 365."""
        self.assertAlmostEqual(interest(1200, 2.15, 20), 6.6740, places=4)
        self.assertAlmostEqual(interest(1000, 0, 365), 80)

    def test_half_year(self):
        self.assertEqual(half_year(date(2026, 6, 30)), date(2026, 1, 1))
        self.assertEqual(half_year(date(2026, 7, 1)), date(2026, 7, 1))
        self.assertEqual(half_year(date(2026, 12, 31)), date(2026, 7, 1))
