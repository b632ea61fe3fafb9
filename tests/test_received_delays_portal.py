"""The table of delays once more, as the portal tells it: searches, histories, files."""

from datetime import timedelta

from odoo.tests import tagged

from ..tools.portal_time import portal_today
from .fetch_common import FetchCase
from .received_delay_cases import DELAY_CASES, GENERAL

REASON = "Il manque le bon de livraison"
# Enough for all that happens in the table to be over.
ZERO_DAYS_AGO = 70
# By the portal, a works piece is known by its framework, and a date by nothing.
FRAMEWORKS = {
    "ETAT_ACOMPTE_VALIDE": "A19",
    "ETAT_ACOMPTE": "A15",
    "DECOMPTE_GENERAL_SIGNE": "A8",
    "PROJET_DECOMPTE_FINAL": "A7",
    "DP_DE_SOUSTRAITANT_TRAVAUX": "A10",
}


def is_playable(case):
    """Whether the portal can tell it of a body of the general kind: it knows nothing of
    the day that is certified in Odoo."""
    # What is played has the portal's own dates and one amount.
    others = {"served_on", "deposited_on", "works_manager_on"}
    others |= {"amount_due", "amount_total"}
    is_of_odoo = case.contract or case.done_on is not None
    return case.body == GENERAL and not is_of_odoo and not others & set(case.values)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivedDelaysOfThePortal(FetchCase):
    def play(self, case):
        """An invoice that lived so, day zero being some weeks ago."""
        statuses = [
            (f"{self.zero + timedelta(days=day)}T12:00:00+00:00", code, *reason)
            for day, code, *reason in case.statuses
        ]
        works_type = case.values.get("works_type")
        first = statuses[0]
        identifier = self.put(
            case.name,
            status=first[1],
            at=first[0],
            # Delivered with its date, before anybody received it.
            date=str(self.zero - timedelta(days=25)),
            framework=case.values.get("framework") or FRAMEWORKS.get(works_type, "A1"),
            type="AVOIR" if case.values.get("is_credit_note") else "FACTURE",
        )
        for at, code, *reason in statuses[1:]:
            (comment,) = reason or (
                [REASON] if code in ("SUSPENDUE", "REJETEE") else [""]
            )
            self.simulator.set_status(identifier, code, comment, at=at)

    def test_due_dates(self):
        self.zero = portal_today(self.env) - timedelta(days=ZERO_DAYS_AGO)
        start = self.zero - timedelta(days=30)
        self.company.sudo().l10n_fr_chorus_receive_from = start
        cases = [case for case in DELAY_CASES if is_playable(case)]
        self.assertGreater(len(cases), 25)
        for case in cases:
            self.play(case)
        self.fetch()
        self.sweep()
        found = self.received().grouped("invoice_number")
        hidden = [case.name for case in cases if case.name not in found]
        # Its supplier withdrew it: the body does not see it any more.
        self.assertLessEqual(
            set(hidden),
            {"withdrawn by its supplier", "a piece that another one replaced"},
        )
        for case in cases:
            received = found.get(case.name)
            if not received:
                continue
            with self.subTest(case.name, article=case.article):
                due = received.due_date
                self.assertEqual(due and (due - self.zero).days or None, case.due)
                self.assertEqual(received.is_interrupted, case.interrupted)
                self.assertEqual(received.days_paid_late, case.late)
