"""Who has the money of a dossier, since when and until when, and what we may do.

It follows from the last piece, the order of the circuits (``PIECES``) and the deadlines
(``DEADLINES``); nothing of it is stored.
"""

from dataclasses import dataclass
from datetime import date

from odoo import models

from ...chorus_api.statuses import ACTION, ENDED, PAID, REFUSED, invoice_status
from ...tools.portal_time import portal_date
from . import deadlines
from .deadlines import MAIN, OWNER, PAYER, SUPERVISOR, VALIDATOR, Term
from .dossier_events import (
    AGREED,
    AT_OWNER,
    AT_SUPERVISOR,
    AT_VALIDATOR,
    FINAL_CLAIMS,
    MONTHLY_CLAIMS,
    NOTIFIED_ACCOUNTS,
    SILENT,
    TACIT_ACCOUNT,
    TACITLY_AGREED,
    are_reasons_in_time,
    deposited_on,
    events_of,
    term_of,
)
from .pieces import ANSWERED, CO_CONTRACTOR, PIECES, SUBCONTRACTOR

# Which deadlines run while a piece is the last one, that of its holder first.
RUNNING = {
    **dict.fromkeys(("A4", "A13"), ("statement", "payment")),
    "A10": ("statement", "payment"),
    **dict.fromkeys(("A5", "A6", "A15", "A16", "A19"), ("payment",)),
    **dict.fromkeys(("A7", "A14", "A17"), ("general_account",)),
    **dict.fromkeys(("A18", "A20"), ("answer",)),
    "A22": ("tacit",),
    **dict.fromkeys(("A8", "A23", "A24", "A25"), ("balance",)),
}
# Who holds a piece of these statuses, whatever it is.
HOLDER_OF_STATUS = {
    **dict.fromkeys(AT_VALIDATOR, VALIDATOR),
    **dict.fromkeys((*AT_SUPERVISOR, *AGREED, *SILENT, "A_VALIDER_MOE"), SUPERVISOR),
    **dict.fromkeys(AT_OWNER, OWNER),
    "A_ASSOCIER_FOURNISSEUR": MAIN,
}
# What we may do, in the order in which it is offered.
VALIDATE = "validate"
ACCEPTANCE = "acceptance"
RECEIPTS = "receipts"
SIGN = "sign"
REASONS = "reasons"
COMPLETE = "complete"
CONTEST = "contest"
AGAIN = "again"
DEPOSIT = "deposit"
REMIND = "remind"
TELL_OWNER = "tell_owner"
# Frameworks of the piece on which a receipt is entered, by the name of the event.
RECEIPTS_OF = {
    **dict.fromkeys(
        (deadlines.FINAL_AT_SUPERVISOR, deadlines.FINAL_AT_OWNER), FINAL_CLAIMS
    ),
    **dict.fromkeys(
        (deadlines.TACIT_AT_SUPERVISOR, deadlines.TACIT_AT_OWNER), (TACIT_ACCOUNT,)
    ),
    deadlines.CLAIM_AT_PAYER: MONTHLY_CLAIMS,
}
# The deadlines that run once the owner has our reasons against his account.
RUNNING_ON_REASONS = ("decision", "admitted")
# How a dossier ended where nobody holds it.
SETTLED = "paid"
WITHDRAWN = "withdrawn"
ANSWERED_UNSEEN = "answered"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a dossier stands on a day.

    :param piece: its last one
    :param holder: who has to act, a name of :mod:`.deadlines`; empty for nobody known
    :param outcome: SETTLED, WITHDRAWN or ANSWERED_UNSEEN where there is no holder
    :param since: the day from which they have it
    :param terms: the deadlines that run, that of the holder first
    :param moves: what we may do, names of this file
    :param opens: framework that we may deposit now, empty for none
    :param unreceived: the piece whose receipts are to be entered, maybe none
    """

    piece: models.Model
    holder: str
    since: date | None = None
    terms: tuple[Term, ...] = ()
    moves: tuple[str, ...] = ()
    opens: str = ""
    outcome: str = ""
    unreceived: models.Model | None = None

    @property
    def is_ours(self):
        return self.holder == MAIN or VALIDATE in self.moves

    def days_late(self, today):
        """How late whoever has it is, in days."""
        return self.terms[0].days_late(today) if self.terms else 0


def standing_of(pieces, today):
    """Where a dossier stands.

    :param pieces: all of one dossier, oldest first
    :param date today: in Paris
    :rtype: Standing
    """
    piece, contract = pieces[-1:], pieces.contract_id[:1]
    status = invoice_status(piece.raw_status) if piece.raw_status else None
    if outcome := _outcome(piece, status):
        return Standing(piece=piece, holder="", since=_since(piece), outcome=outcome)
    events = events_of(pieces, contract)
    if moves := _moves_of_ours(piece, status):
        return _back_with_us(piece, moves, events, today)
    holder = _holder(piece, status)
    codes = _running(piece, holder)
    if holder == MAIN and are_reasons_in_time(events, contract):
        holder, codes = OWNER, RUNNING_ON_REASONS
    terms = tuple(term_of(code, events, contract) for code in codes)
    unreceived = _unreceived(pieces, terms)
    return Standing(
        piece=piece,
        holder=holder,
        since=_since(piece),
        terms=terms,
        moves=_moves(piece, holder, terms, unreceived, today),
        opens=_opens(terms, today),
        unreceived=unreceived,
    )


def _outcome(piece, status):
    """How it ended, by the status of the last piece; empty while somebody has it."""
    if not status or status.kind not in (PAID, ENDED):
        return ""
    if status.kind == PAID:
        return SETTLED
    return ANSWERED_UNSEEN if piece.raw_status in ANSWERED else WITHDRAWN


def _unreceived(pieces, terms):
    """The first piece that lacks a receipt; empty for none."""
    last = pieces[-1:]
    if last.reasons_given_on and not (
        last.supervisor_received_on and last.owner_received_on
    ):
        return last
    missing = {name for term in terms for name in term.missing}
    for name in RECEIPTS_OF:
        if name not in missing:
            continue
        found = pieces.filtered(lambda p, name=name: p.framework in RECEIPTS_OF[name])
        # A month's claim that nobody has answered may be still on its way.
        if name != deadlines.CLAIM_AT_PAYER or found[-1:] != last:
            return found[-1:]
    return pieces.browse()


def _moves_of_ours(piece, status):
    """What we may do with a piece that is back with us, refused or incomplete; empty
    where it is with somebody else."""
    kind = status.kind if status else ""
    if kind == REFUSED and _is_ours(piece):
        is_open = piece.unlawful and not piece.contested_on
        return (CONTEST, AGAIN) if is_open else (AGAIN,)
    is_incomplete = kind == ACTION and _holder(piece, status) == MAIN
    return (COMPLETE,) if is_incomplete and not _is_notified(piece) else ()


def _back_with_us(piece, moves, events, today):
    """No time runs but that of our own general account: a refusal is no answer to it
    (CCAG Travaux 12.4.4)."""
    terms = ()
    if piece.framework == TACIT_ACCOUNT and piece.unlawful:
        terms = (term_of("tacit", events, piece.contract_id),)
    opens = _opens(terms, today)
    return Standing(
        piece=piece,
        holder=MAIN,
        since=_since(piece),
        terms=terms,
        moves=(*moves[:-1], DEPOSIT, *moves[-1:]) if opens else moves,
        opens=opens,
    )


def _holder(piece, status):
    """Who has a piece; what was refused is back with whoever deposited it, and the
    times that run from before it go on."""
    if known := HOLDER_OF_STATUS.get(piece.raw_status):
        return known
    row = PIECES.get(piece.framework)
    kind = status.kind if status else ""
    if kind == REFUSED and _is_notified(piece):
        return MAIN
    if kind in (ACTION, REFUSED):
        return MAIN if _is_ours(piece) else row.depositor
    return row.addressee if row else PAYER


def _is_ours(piece):
    """Whether a piece is one that we deposited, or nobody knows whose."""
    return piece.is_ours or piece.framework not in PIECES


def _is_notified(piece):
    """Whether a piece is a general account, for us to sign or to give reasons against:
    a refusal in the portal alone gives none."""
    return piece.framework in NOTIFIED_ACCOUNTS


def _running(piece, holder):
    if holder in (SUBCONTRACTOR, CO_CONTRACTOR):
        return ()  # refused
    if holder == VALIDATOR:
        return ("agreement",) if piece.framework == TACITLY_AGREED else ()
    codes = RUNNING.get(piece.framework, ())
    # A statement is for the supervisor to make: once the owner has it, payment runs.
    return codes[1:] if holder == OWNER and codes[:1] == ("statement",) else codes


def _opens(terms, today):
    return next((t.deadline.opens for t in terms if t.is_over(today)), "")


def _moves(piece, holder, terms, unreceived, today):
    # What others claim waits for ourselves.
    if holder == VALIDATOR and not piece.is_ours:
        return (VALIDATE,)
    missing = {name for term in terms for name in term.missing}
    moves = []
    if deadlines.ACCEPTED in missing:
        moves.append(ACCEPTANCE)
    if unreceived:
        moves.append(RECEIPTS)
    if any(term.too_early for term in terms):
        moves.append(AGAIN)
    if holder == MAIN and _is_notified(piece):
        return (*moves, SIGN) if piece.reasons_given_on else (*moves, SIGN, REASONS)
    if _opens(terms, today):
        moves.append(DEPOSIT)
    if terms and terms[0].is_over(today):
        moves.append(REMIND)
        if terms[0].deadline.code == "statement":
            moves.append(TELL_OWNER)
    return tuple(moves)


def _since(piece):
    moment = piece.status_date
    return portal_date(piece.env, moment) if moment else deposited_on(piece)
