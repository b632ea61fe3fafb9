"""When a public body owes, by the code of public procurement (code de la commande
publique). Days in, days out: nothing of Odoo here.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ...chorus_api.statuses import (
    ENDED,
    INVOICE_STATUSES,
    PAID,
    REFUSED,
    WAITING,
    invoice_status,
)

AVAILABLE = "MISE_A_DISPOSITION"
RELEASED = "MISE_EN_PAIEMENT"
SUSPENDED = "SUSPENDUE"
# After one of these the release of the payment counts no more.
TAKEN_BACK = ("REJETEE", "SUSPENDUE", "A_RECYCLER")
# R2192-23: the time to pay a subcontractor directly begins with the agreement of the
# main contractor, or with the end of the 15 days he has to give it (R2193-12).
AGREEMENTS = ("VALIDEE_1", "ABSENCE_VALIDATION_1_HORS_DELAI")
DIRECTLY_PAID = ("A9", "A10")
# R2192-27: the time to pay is interrupted once, and only before payment is ordered. A
# body may leave MANDATEE out: what follows it tells the same.
ORDERED = (
    "MANDATEE",
    "MISE_A_DISPOSITION_COMPTABLE",
    "COMPTABILISEE",
    "MISE_EN_PAIEMENT",
)
SHORTEST_NEW_DELAY = 30  # R2192-29
INTEREST_POINTS = 8  # R2192-31, over the rate of the European Central Bank
RECOVERY_FEE = 40  # D2192-35, euros an invoice
DAYS_TO_PAY_INTEREST = 45  # R2192-36, from the payment of the principal
DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Payment:
    """What the statuses of an invoice tell about its payment.

    :param available: when the body received it
    :param due: last day to pay it; None while no time runs
    :param released: when its payment was released, unless it was taken back since
    :param began: the day from which the time to pay is counted; None where none runs
    :param interrupted: when the one suspension came that interrupts it
    :param resumed: when the last document came after that; None while it is awaited
    """

    available: date | None = None
    due: date | None = None
    released: date | None = None
    began: date | None = None
    interrupted: date | None = None
    resumed: date | None = None


def follow_payment(
    statuses, delay, *, current, served_on=None, framework="A1", received_on=None
):
    """Read the payment of an invoice from its statuses.

    :param statuses: list of (day, code), oldest first
    :param int delay: days that the body has to pay; 0 where nobody knows
    :param str current: code of the current status, not always the last by time
    :param date served_on: when the service was done or the goods delivered
    :param str framework: invoicing framework, such as ``A9``
    :param date received_on: when somebody had it whose receipt counts in place of the
        body's, as a works manager's may (R2192-12)
    :rtype: Payment
    """
    statuses = at_the_right_body(statuses)
    available = _since(statuses, (AVAILABLE,))
    begin = framework in DIRECTLY_PAID and _since(statuses, AGREEMENTS)
    begin = begin or available
    payment = Payment(
        available=available[0][0] if available else None,
        released=(releases(statuses) or [None])[-1],
    )
    if not begin or not delay or invoice_status(current).kind in (REFUSED, ENDED):
        return payment
    # R2192-13: from the later of receipt and execution.
    receipt = received_on or begin[0][0]
    began = max(receipt, served_on or receipt)
    due = began + timedelta(days=delay)
    interrupted, resumed = _interruption(begin, due)
    return replace(
        payment,
        began=began,
        interrupted=interrupted,
        resumed=resumed,
        due=_due(due, interrupted, resumed),
    )


def at_the_right_body(statuses):
    """The statuses since an invoice that had gone astray was sent on: what counts is
    when the right body received it."""
    codes = [code for _day, code in statuses]
    if "A_RECYCLER" not in codes:
        return statuses
    return statuses[len(codes) - codes[::-1].index("A_RECYCLER") :]


def _since(statuses, codes):
    """The statuses from the first one of some codes on; empty without it."""
    places = (i for i, (_day, code) in enumerate(statuses) if code in codes)
    return statuses[next(places, len(statuses)) :]


def _due(due, interrupted, resumed):
    """The last day to pay, after the one interruption that may be (R2192-29); None
    during it.

    :param date due: without an interruption
    """
    if interrupted is None:
        return due
    if resumed is None:
        return None
    left = (due - interrupted).days
    return resumed + timedelta(days=max(SHORTEST_NEW_DELAY, left))


def _interruption(statuses, due):
    """When the time to pay was interrupted, and when it began anew; None for what has
    not come about. A time that is over cannot be interrupted: interest runs since
    (L2192-13; ``doc/portal.md``, L).

    :param statuses: from the one that opens the time to pay on
    :param date due: the last day to pay, without an interruption
    """
    for index, (day, code) in enumerate(statuses):
        if code in ORDERED:
            break
        if code == SUSPENDED and day <= due:
            # Completed; or accepted as it is by a body that goes on without that.
            later = statuses[index + 1 :]
            return day, next((d for d, c in later if c != SUSPENDED), None)
    return None, None


def releases(statuses):
    """For each status, when the release that held then was given; None without one.

    The first release counts, for bodies may report earlier steps after it; a rejection
    or a suspension takes it back.

    :param statuses: list of (day or moment, code), oldest first
    :return: list of days or moments
    """
    released, result = None, []
    for moment, code in statuses:
        if code in TAKEN_BACK:
            released = None
        elif code == RELEASED:
            released = released or moment
        result.append(released)
    return result


def is_step(code):
    """Whether a code is a known step towards the payment, its release included: after
    a release it tells nothing new."""
    row = INVOICE_STATUSES.get(code)
    return row is not None and row.kind in (WAITING, PAID)


def half_year(day):
    """The first day of the half-year of a day: the one whose rate counts."""
    return date(day.year, 1 if day.month < 7 else 7, 1)


def rate_of_lateness(rates, due):
    """The bank's rate that counts for what is paid after a day (R2192-31): that of the
    half-year in which the lateness begins.

    :param rates: dict of percents by first day of a half-year
    :param date due: the last day to pay
    :return: percent; None where it is not known
    """
    return rates.get(half_year(due + timedelta(days=1)))


def interest(principal, rate, days):
    """Interest for late payment (R2192-31 and 32): simple, by the day.

    :param float principal: what is paid late, taxes included
    :param float rate: of the European Central Bank on the first day of the half-year
        in which the lateness began, in percent
    :param int days: days after the due date, the day of payment included
    :rtype: float
    """
    return principal * (rate + INTEREST_POINTS) / 100 * days / DAYS_A_YEAR
