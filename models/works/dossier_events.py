"""What has happened in a dossier, by days: what deadlines are counted from.

A day that a person has entered, with its proof, counts before what the portal tells:
law knows the receipt, the portal knows its own availability.
"""

from dataclasses import replace
from datetime import timedelta

from ...tools.portal_time import portal_date
from ..receiving.delays.works import AT_THE_MANAGER, AT_THE_OWNER
from . import deadlines
from .pieces import FINAL, MONTHLY, PIECES

AT_SUPERVISOR = (*AT_THE_MANAGER, "A_ASSOCIER_MOE")
AT_OWNER = (*AT_THE_OWNER, "A_ASSOCIER_MOA", "TRANSMISE_MOA")
AT_VALIDATOR = ("A_VALIDER_1", "A_VALIDER_2")
AGREED = ("VALIDEE_1", "VALIDEE_2")
SILENT = ("ABSENCE_VALIDATION_1_HORS_DELAI", "ABSENCE_VALIDATION_2_HORS_DELAI")
# Deemed agreed by silence: a subcontractor's claim alone (CCP R.2193-12).
TACITLY_AGREED = "A10"
# What is missing has to come first; of a piece of the body's the supplier knows it by
# a suspension alone.
SUSPENDED = "SUSPENDUE"
INCOMPLETE = "A_COMPLETER"
# Of a supplier, each month and at the end.
MONTHLY_CLAIMS = [
    row.code for row in PIECES.values() if row.is_suppliers and MONTHLY in row.circuits
]
FINAL_CLAIMS = [
    row.code
    for row in PIECES.values()
    if row.is_suppliers
    and FINAL in row.circuits
    and row.addressee in (deadlines.SUPERVISOR, deadlines.VALIDATOR)
]
NOTIFIED_ACCOUNTS = [
    row.code for row in PIECES.values() if row.addressee == deadlines.MAIN
]
TACIT_ACCOUNT = "A22"
SIGNED_ACCOUNT = "A8"
TACIT_BALANCES = ("A23", "A24", "A25")


def events_of(pieces, contract):
    """The days of a dossier.

    :param pieces: all of one dossier, oldest first
    :param contract: it may be none
    :rtype: dict, by the names of :mod:`.deadlines`
    """
    events = {
        deadlines.ACCEPTED: contract.acceptance_notified_on or None,
        deadlines.PAUSES: sorted(
            (pause for piece in pieces for pause in _pauses(piece)),
            key=lambda pause: pause[0],
        ),
    }
    for piece in pieces:
        if piece.framework in MONTHLY_CLAIMS:
            events |= _monthly(piece)
        elif piece.framework in FINAL_CLAIMS:
            events[deadlines.FINAL_AT_SUPERVISOR] = received_by_supervisor(piece)
            events[deadlines.FINAL_AT_OWNER] = received_by_owner(piece)
        elif piece.framework in NOTIFIED_ACCOUNTS:
            events |= _notified(piece)
        elif piece.framework == TACIT_ACCOUNT:
            events[deadlines.TACIT_AT_SUPERVISOR] = received_by_supervisor(piece)
            events[deadlines.TACIT_AT_OWNER] = received_by_owner(piece)
        elif piece.framework == SIGNED_ACCOUNT:
            events[deadlines.BALANCE_AT_PAYER] = deposited_on(piece)
    events[deadlines.OWNER_LATE] = _day_after("general_account", events, contract)
    if any(piece.framework in TACIT_BALANCES for piece in pieces):
        balance = _day_after("tacit", events, contract)
        last = pieces[-1:]
        events[deadlines.BALANCE_AT_PAYER] = balance or deposited_on(last)
    return events


def term_of(code, events, contract):
    """A deadline in a dossier.

    :param str code: of ``DEADLINES``
    :rtype: deadlines.Term
    """
    field = deadlines.DEADLINES[code].field
    term = deadlines.reckon(code, events, contract[field] if field else 0)
    if deadlines.OWNER_LATE not in term.missing:
        return term
    # He is late with the final claim: what that lacks is lacking here.
    before = term_of("general_account", events, contract)
    if before.too_early:
        return before
    others = (name for name in term.missing if name != deadlines.OWNER_LATE)
    return replace(term, missing=(*before.missing, *others))


def _day_after(code, events, contract):
    until = term_of(code, events, contract).until
    return until and until + timedelta(days=1)


def _monthly(piece):
    """The days of a month's claim: from the receipt by whoever has it first, or from
    the agreement where another company agrees first (CCP R.2192-22, R.2192-23)."""
    addressee = PIECES[piece.framework].addressee
    received = received_by_supervisor(piece)
    if addressee == deadlines.VALIDATOR:
        is_tacit = piece.framework == TACITLY_AGREED
        agreements = (*AGREED, *SILENT) if is_tacit else AGREED
        is_waiting = piece.raw_status in AT_VALIDATOR
        begin = None if is_waiting else _day_of(piece, agreements, max)
        return {
            deadlines.AT_VALIDATOR: _first_day(piece, AT_VALIDATOR)
            or deposited_on(piece),
            deadlines.CLAIM_AT_SUPERVISOR: received,
            deadlines.CLAIM_AT_PAYER: begin or received,
        }
    if addressee == deadlines.SUPERVISOR:
        return {
            deadlines.CLAIM_AT_SUPERVISOR: received,
            deadlines.CLAIM_AT_PAYER: received,
        }
    return {deadlines.CLAIM_AT_PAYER: deposited_on(piece)}


def _notified(piece):
    """The days of a general account, and of the reasons that we gave against it."""
    days = {deadlines.ACCOUNT_NOTIFIED: deposited_on(piece)}
    if piece.reasons_given_on:
        days[deadlines.REASONS_AT_OWNER] = piece.owner_received_on or None
        days[deadlines.REASONS_AT_SUPERVISOR] = piece.supervisor_received_on or None
    return days


def are_reasons_in_time(events, contract):
    """Whether both had our reasons by the last day: what counts is the receipt by each
    (``doc/portal.md``, L).

    :param dict events: of a dossier
    """
    days = [
        events.get(name)
        for name in (deadlines.REASONS_AT_OWNER, deadlines.REASONS_AT_SUPERVISOR)
    ]
    return all(days) and not term_of("answer", events, contract).is_over(max(days))


def received_by_supervisor(piece):
    return piece.supervisor_received_on or _first_day(piece, AT_SUPERVISOR)


def received_by_owner(piece):
    return piece.owner_received_on or _first_day(piece, AT_OWNER)


def deposited_on(piece):
    """The day of its deposit, in Paris.

    :return: None where nobody knows
    """
    if not piece.deposited_at:
        return piece.piece_date or None
    return portal_date(piece.env, piece.deposited_at)


def reason_of(piece):
    """Why a piece has its status: a search does not tell it everywhere, its history
    may.

    :rtype: str
    """
    told = (
        event.comment
        for event in piece.event_ids
        if event.code == piece.raw_status and event.comment
    )
    return piece.reason or next(told, "")


def _pauses(piece):
    """When a piece waited for what was missing.

    :return: list of pairs of days, the second None while it waits
    """
    codes = (SUSPENDED, INCOMPLETE)
    if not PIECES.get(piece.framework) or not PIECES[piece.framework].is_suppliers:
        codes = (SUSPENDED,)
    found, start = [], None
    for event in piece.event_ids.filtered("happened_at").sorted(
        lambda event: (event.happened_at, event.id)
    ):
        day = portal_date(piece.env, event.happened_at)
        if event.code in codes:
            start = start or day
        elif start:
            found.append((start, day))
            start = None
    return [*found, (start, None)] if start else found


def _first_day(piece, codes):
    return _day_of(piece, codes, min)


def _day_of(piece, codes, choose):
    """:param choose: which of several moments, ``min`` or ``max``"""
    moments = [
        event.happened_at
        for event in piece.event_ids
        if event.code in codes and event.happened_at
    ]
    return portal_date(piece.env, choose(moments)) if moments else None
