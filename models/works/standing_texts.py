"""Where a dossier stands, in sentences a site manager reads on a telephone."""

from odoo.tools import LazyTranslate, format_date

from ...tools.day_count import days_text
from . import deadlines, next_actor
from .dossier_events import reason_of
from .pieces import PIECES

_lt = LazyTranslate(__name__)

HEADLINES = {
    deadlines.VALIDATOR: _lt("%(amount)s: %(who)s has to agree first."),
    deadlines.SUPERVISOR: _lt("%(amount)s: with the works supervisor, %(who)s."),
    deadlines.OWNER: _lt("%(amount)s: with the works owner, %(who)s."),
    deadlines.PAYER: _lt("%(amount)s: %(who)s has to pay."),
    deadlines.MAIN: _lt("%(amount)s: it is your turn."),
    next_actor.SETTLED: _lt("%(amount)s: paid."),
    next_actor.WITHDRAWN: _lt("%(amount)s: withdrawn."),
    next_actor.ANSWERED_UNSEEN: _lt(
        "%(amount)s: answered in Chorus Pro; the answer was not seen here."
    ),
}
BACK = _lt("%(amount)s: back with %(who)s.")
SINCE = _lt("Since %(since)s.")
UNTIL = _lt("Until %(until)s (%(article)s).")
LATE = _lt("%(days)s late: the time ended on %(until)s (%(article)s).")
OURS_TO_AGREE = _lt("%(amount)s: it waits for your agreement.")
_CLAIM_RECEIVED = _lt(
    "The time to pay begins when the works supervisor has received the claim: enter the"
    " day on the claim where Chorus Pro does not tell it."
)
REASON = _lt("The reason given: « %(reason)s »")
PAY_UNTIL = _lt("To be paid by %(until)s (%(article)s).")
PAY_LATE = _lt("Payment %(days)s late: it was due on %(until)s (%(article)s).")
MISSING = {
    deadlines.CLAIM_AT_SUPERVISOR: _CLAIM_RECEIVED,
    deadlines.CLAIM_AT_PAYER: _CLAIM_RECEIVED,
    deadlines.COMPLETED: _lt(
        "The time stands still until what is missing has been handed in."
    ),
    deadlines.ACCEPTED: _lt(
        "No time runs before the reception of the works is notified: enter its day on"
        " the contract."
    ),
    deadlines.FINAL_AT_SUPERVISOR: _lt(
        "The time of the works owner does not run: the works supervisor has not"
        " received the final claim. Send it to both, and enter both days."
    ),
    deadlines.FINAL_AT_OWNER: _lt(
        "The time of the works owner does not run: he has not received the final claim"
        " himself. Send it to both, and enter both days."
    ),
    deadlines.TACIT_AT_OWNER: _lt(
        "The ten days do not run: enter the day on which the works owner received your"
        " general account."
    ),
    deadlines.TACIT_AT_SUPERVISOR: _lt(
        "The ten days do not run: the works supervisor needs a copy. Send it and enter"
        " the day."
    ),
}
TOO_EARLY = {
    "general_account": _lt(
        "Sent before the reception was notified: it opens no time. Deposit the final"
        " claim again."
    ),
    "tacit": _lt(
        "Sent before the time of the works owner was over: it opens no time. Deposit"
        " it again."
    ),
}
MOVES = {
    next_actor.VALIDATE: _lt("Validate or refuse it"),
    next_actor.ACCEPTANCE: _lt("Enter the reception"),
    next_actor.RECEIPTS: _lt("Enter the receipts"),
    next_actor.SIGN: _lt("Sign the general account and deposit it (A8)"),
    next_actor.REASONS: _lt("Give your reasons against it"),
    next_actor.COMPLETE: _lt("Complete or correct it in Chorus Pro"),
    next_actor.CONTEST: _lt("Contest"),
    next_actor.AGAIN: _lt("Correct it and deposit it again"),
    next_actor.REMIND: _lt("Remind"),
    next_actor.TELL_OWNER: _lt("Tell the works owner"),
}
DEPOSITS = {
    "A22": _lt("Deposit your own general account, signed (A22)"),
    "A23": _lt("Deposit the general account that became final (A23)"),
}


def headline(env, standing, who):
    """The one big sentence.

    :param who: name of the holder
    """
    sentence = HEADLINES.get(standing.outcome or standing.holder, BACK)
    if next_actor.VALIDATE in standing.moves:
        sentence = OURS_TO_AGREE
    text = env._(sentence)
    return text % {"who": who, "amount": _amount(standing.piece)}


def _amount(piece):
    """What is claimed, or what is to be paid of what was admitted."""
    due = piece.amount_due if kind_of(piece) == "admitted" else 0
    return piece.currency_id.format(due or piece.amount_total)


def details(env, standing, today):
    """What follows the headline: since when, until when, what keeps a time from
    running, what follows.

    :rtype: list of str
    """
    told = []
    if standing.since:
        sentence = env._(SINCE)
        told.append(sentence % {"since": format_date(env, standing.since)})
    reason = reason_of(standing.piece) if standing.holder == deadlines.MAIN else ""
    if reason:
        sentence = env._(REASON)
        told.append(sentence % {"reason": reason})
    for index, term in enumerate(standing.terms):
        told += _term(env, term, today, is_holders=not index)
    return list(dict.fromkeys(told))


def _term(env, term, today, is_holders):
    if not term.until:
        return why_no_time(env, term)
    values = {
        "article": term.deadline.article,
        "until": format_date(env, term.until),
        "days": days_text(env, term.days_late(today)),
    }
    if term.days_late(today):
        sentence = LATE if is_holders else PAY_LATE
    else:
        sentence = UNTIL if is_holders else PAY_UNTIL
    text = env._(sentence)
    told = [text % values]
    return [*told, env._(term.deadline.follows)] if is_holders else told


def why_no_time(env, term):
    """What keeps a deadline from running.

    :param Term term: one without a last day
    :rtype: list of str
    """
    if term.too_early:
        sentence = TOO_EARLY.get(term.deadline.code)
        return [env._(sentence)] if sentence else []
    sentences = [MISSING[name] for name in term.missing if name in MISSING]
    return [env._(sentence) for sentence in sentences]


def moves(env, standing):
    """What may be done.

    :return: list of dicts with ``name``, ``label`` and the id ``piece_id`` of the piece
        that it is about
    """
    told = []
    for name in standing.moves:
        label = DEPOSITS.get(standing.opens) if name == next_actor.DEPOSIT else None
        sentence = label or MOVES[name]
        is_receipts = name == next_actor.RECEIPTS
        piece = standing.unreceived if is_receipts else standing.piece
        told.append({"name": name, "label": env._(sentence), "piece_id": piece.id})
    return told


def holder_name(standing):
    """Who has it, by name where the contract or the piece tells it.

    :rtype: str
    """
    piece, contract = standing.piece, standing.piece.contract_id
    names = {
        # What others claim waits for ourselves.
        deadlines.VALIDATOR: contract.main_contractor_id.name
        if piece.is_ours
        else piece.company_id.name,
        deadlines.SUPERVISOR: contract.works_supervisor_id.name
        or piece.works_supervisor_siret,
        deadlines.OWNER: contract.works_owner_id.name
        or piece.works_owner_siret
        or piece.recipient_name,
        deadlines.PAYER: piece.recipient_name or contract.customer_id.name,
    }
    return names.get(standing.holder) or piece.supplier_name or ""


def kind_of(piece):
    """Whether a piece claims, admits or notifies an amount.

    :return: ``claimed`` or ``admitted``
    """
    row = PIECES.get(piece.framework)
    return "claimed" if not row or row.is_suppliers else "admitted"
