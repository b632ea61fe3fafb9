"""Until when somebody has to act on a works claim, and what follows when he does not.

A row each, with its article (``doc/portal.md``, L). Days in, days out: which piece of
which dossier is meant is a matter of :mod:`.dossier`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.tools import LazyTranslate

from ...chorus_api.tables import Table
from ..telling.validator_texts import AGREEMENT_TIME
from .working_days import next_working_day

_lt = LazyTranslate(__name__)

# Who acts.
VALIDATOR = "validator"
SUPERVISOR = "supervisor"
OWNER = "owner"
PAYER = "financial_service"
MAIN = "main"

# What may have happened, as of a day.
AT_VALIDATOR = "at_validator"
CLAIM_AT_SUPERVISOR = "claim_at_supervisor"
CLAIM_AT_PAYER = "claim_at_payer"
ACCEPTED = "acceptance_notified"
FINAL_AT_SUPERVISOR = "final_at_supervisor"
FINAL_AT_OWNER = "final_at_owner"
ACCOUNT_NOTIFIED = "account_notified"
REASONS_AT_OWNER = "reasons_at_owner"
REASONS_AT_SUPERVISOR = "reasons_at_supervisor"
OWNER_LATE = "owner_late"
TACIT_AT_OWNER = "tacit_at_owner"
TACIT_AT_SUPERVISOR = "tacit_at_supervisor"
BALANCE_AT_PAYER = "balance_at_payer"
COMPLETED = "completed"
# Not a day: pairs of days, from a suspension until what was missing had come, None
# while it is awaited.
PAUSES = "pauses"
SHORTEST_NEW_DELAY = 30  # CCP R2192-29


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """
    :param begins: what has to have happened for the time to run: from the latest of it
    :param with_proof: what has to have happened as well, on whatever day
    :param after: what nothing of ``begins`` may come before: too early opens nothing
    :param actor: who has to act
    :param days: as the text has it, counted from the day after
    :param field: of the contract, which says otherwise; empty where it cannot
    :param is_contractual: by the CCAG (3.2) the last day is a working day
    :param article: of the CCAG Travaux 2021 or of the code of public procurement
    :param follows: what follows when nobody acts
    :param opens: framework that may be deposited from the day after on
    """

    code: str
    begins: tuple[str, ...]
    with_proof: tuple[str, ...] = ()
    after: str = ""
    actor: str
    days: int
    field: str = ""
    is_contractual: bool = False
    article: str
    follows: object
    opens: str = ""


DEADLINES = Table(
    Deadline(
        code="agreement",
        begins=(AT_VALIDATOR,),
        actor=VALIDATOR,
        days=AGREEMENT_TIME.days,
        article="CCP R.2193-12",
        follows=_lt("Without an answer the main contractor is held to agree."),
    ),
    Deadline(
        code="statement",
        begins=(CLAIM_AT_SUPERVISOR,),
        actor=SUPERVISOR,
        days=7,
        field="days_to_state",
        is_contractual=True,
        article="CCAG Travaux 12.2.2",
        follows=_lt(
            "After it, tell the works owner, who pays what he admits himself. The time"
            " to pay runs on meanwhile."
        ),
    ),
    Deadline(
        code="payment",
        begins=(CLAIM_AT_PAYER,),
        actor=PAYER,
        days=30,
        field="days_to_pay",
        article="CCP R.2192-10",
        follows=_lt("After it interest and 40 € are owed without being asked for."),
    ),
    Deadline(
        code="final_claim",
        begins=(ACCEPTED,),
        actor=MAIN,
        days=30,
        field="days_to_claim_all",
        is_contractual=True,
        article="CCAG Travaux 12.3.2",
        follows=_lt(
            "After it, and a formal notice, the works supervisor makes the final claim"
            " in your place and at your cost."
        ),
    ),
    Deadline(
        code="general_account",
        begins=(FINAL_AT_SUPERVISOR, FINAL_AT_OWNER),
        after=ACCEPTED,
        actor=OWNER,
        days=30,
        field="days_to_account",
        is_contractual=True,
        article="CCAG Travaux 12.4.2",
        follows=_lt("After it you may deposit your own general account, signed (A22)."),
        opens="A22",
    ),
    Deadline(
        code="tacit",
        begins=(TACIT_AT_OWNER,),
        with_proof=(TACIT_AT_SUPERVISOR,),
        after=OWNER_LATE,
        actor=OWNER,
        days=10,
        field="days_to_answer_tacit",
        is_contractual=True,
        article="CCAG Travaux 12.4.4",
        follows=_lt(
            "Without an answer your general account becomes final: deposit it (A23)."
        ),
        opens="A23",
    ),
    Deadline(
        code="answer",
        begins=(ACCOUNT_NOTIFIED,),
        actor=MAIN,
        days=30,
        field="days_to_answer_account",
        is_contractual=True,
        article="CCAG Travaux 12.4.3, 12.4.5",
        follows=_lt(
            "After it you are held to accept the general account as it is, and can"
            " claim nothing more."
        ),
    ),
    Deadline(
        code="decision",
        begins=(REASONS_AT_OWNER,),
        with_proof=(REASONS_AT_SUPERVISOR,),
        actor=OWNER,
        days=30,
        field="days_to_decide",
        is_contractual=True,
        article="CCAG Travaux 55.1.2",
        follows=_lt(
            "His silence rejects your reasons: from then on you have six months to go"
            " to the administrative court (CCAG Travaux 55.3.2)."
        ),
    ),
    Deadline(
        code="admitted",
        begins=(REASONS_AT_OWNER,),
        actor=PAYER,
        days=30,
        field="days_to_pay",
        article="CCAG Travaux 12.4.3",
        follows=_lt("After it interest and 40 € are owed without being asked for."),
    ),
    Deadline(
        code="balance",
        begins=(BALANCE_AT_PAYER,),
        actor=PAYER,
        days=30,
        field="days_to_pay",
        article="CCP R.2192-16",
        follows=_lt("After it interest and 40 € are owed without being asked for."),
    ),
)


@dataclass(frozen=True)
class Term:
    """A deadline on given days.

    :param began: the day it is counted from; None where it does not run
    :param until: the last day to act; None where it does not run
    :param missing: what has to happen first, names of events
    :param too_early: what came before it could count, a name of an event
    """

    deadline: Deadline
    began: date | None = None
    until: date | None = None
    missing: tuple[str, ...] = ()
    too_early: str = ""

    def is_over(self, today):
        """Whether the time has passed: the last day is still in time."""
        return bool(self.until) and today > self.until

    def days_late(self, today):
        return max(0, (today - self.until).days) if self.until else 0


def reckon(code, events, days=0):
    """When a deadline ends.

    :param str code: of ``DEADLINES``
    :param dict events: the day of what happened, by the names above, and ``PAUSES``
    :param int days: what the contract says; 0 where it says nothing
    :rtype: Term
    """
    row = DEADLINES[code]
    wanted = (*row.begins, *row.with_proof, *filter(None, [row.after]))
    if missing := tuple(name for name in wanted if not events.get(name)):
        return Term(row, missing=missing)
    for name in row.begins:
        if row.after and events[name] < events[row.after]:
            return Term(row, too_early=name)
    began = max(events[name] for name in row.begins)
    until = _after_pauses(
        row, began, began + timedelta(days=days or row.days), events.get(PAUSES, ())
    )
    if not until:
        return Term(row, began, missing=(COMPLETED,))
    if row.is_contractual:
        until = next_working_day(until)
    return Term(row, began, until)


def _after_pauses(row, began, until, pauses):
    """The last day once the time has stood still; None while it does.

    A time to pay begins anew, 30 days at least, and once alone (CCP R.2192-27,
    R.2192-29); others go on where they were. What comes after the last day stops
    nothing.
    """
    for start, end in pauses:
        if not began <= start <= until:
            continue
        if not end:
            return None
        left = (until - start).days
        if row.actor == PAYER:
            return end + timedelta(days=max(SHORTEST_NEW_DELAY, left))
        until = end + timedelta(days=left)
    return until
