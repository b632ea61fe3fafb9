"""What some statuses say of the money, where more is known than the status alone."""

from odoo.tools import LazyTranslate, format_date

from ..payment.rules import RELEASED

_lt = LazyTranslate(__name__)

NOTHING_TO_DO = _lt("Nothing to do.")

# By status code, while a legal time to pay runs.
DUE_TEXTS = {
    "MISE_A_DISPOSITION": _lt(
        "Received by %(customer)s on %(date)s. Time to pay: %(days)s days, due on"
        " %(due)s. Nothing to do."
    ),
    "COMPLETEE": _lt(
        "Completed on %(date)s. A new time to pay runs, due on %(due)s. Nothing to do."
    ),
}
# Behind what was sent to complete it.
COMPLETED_DUE = _lt("A new time to pay runs, due on %s. Nothing to do.")
# A suspension that stops a time to pay: not the second one, nor one that came after
# payment was ordered.
INTERRUPTED = _lt(
    "%(customer)s waits for a document or an explanation%(why)s. Click Complete; the"
    " time to pay is interrupted."
)
# By status code, once the payment order's number was read.
MANDATE_TEXTS = {
    "MANDATEE": _lt(
        "Payment is being prepared (%(step)s on %(date)s, mandate no. %(mandate)s)."
        " Nothing to do."
    ),
    "MISE_EN_PAIEMENT": _lt(
        "Payment released by the public accountant on %(date)s, mandate no."
        " %(mandate)s. When the transfer arrives, register the payment in Odoo."
    ),
}
# A payment that was released, by what became of the invoice in Odoo.
RECEIVED = _lt(
    "Payment released by the public accountant on %(date)s, registered in Odoo."
    " Nothing to do."
)
RECEIVED_LATE = _lt(
    "Payment released by the public accountant on %(date)s, registered in Odoo."
)
FACTORED = _lt(
    "Payment released on %(date)s. The transfer goes to %(factor)s; nothing to register"
    " until it has paid you."
)

# The last statuses of a body that keeps its payments to itself.
NOT_REPORTED = _lt(
    "%(customer)s does not tell Chorus Pro when it pays. The follow-up ends with the"
    " payment that you register in Odoo."
)
LAST_TOLD = ("MANDATEE", "MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE")


def money_text(document):
    """The sentence for a document whose money is known of, else None.

    :param document: a ``l10n_fr_chorus_pro.document``
    """
    if document.raw_status == RELEASED:
        return _released_text(document)
    body = document.move_id.commercial_partner_id
    if body.l10n_fr_chorus_payment_not_reported and document.raw_status in LAST_TOLD:
        return NOT_REPORTED
    if document.mandate_number and document.raw_status in MANDATE_TEXTS:
        return MANDATE_TEXTS[document.raw_status]
    move = document.move_id
    if move.l10n_fr_chorus_due_date:
        return DUE_TEXTS.get(document.raw_status)
    if document.raw_status == "SUSPENDUE" and move.l10n_fr_chorus_available_date:
        return INTERRUPTED if move._chorus_is_owed() else None
    return None


def _released_text(document):
    """The sentence of a released payment, else None."""
    move = document.move_id
    if move._chorus_are(move._chorus_paid_domain()):
        return RECEIVED_LATE if move._chorus_was_paid_late() else RECEIVED
    if move.l10n_fr_chorus_factor_id:
        return FACTORED
    return document.mandate_number and MANDATE_TEXTS[RELEASED] or None


def completed_text(env, document):
    """What follows a completion: a new time to pay, where one runs.

    :rtype: str
    """
    due = document.move_id.l10n_fr_chorus_due_date
    if not due or document.raw_status != "COMPLETEE":
        return env._(NOTHING_TO_DO)
    text = env._(COMPLETED_DUE)
    return text % format_date(env, due)


def money_values(env, document):
    """What the sentences of this file name, in the reader's format.

    :rtype: dict
    """
    move = document.move_id
    return {
        "days": move._chorus_payment_days(),
        "due": format_date(env, move.l10n_fr_chorus_due_date),
        "mandate": document.mandate_number or "",
        "factor": move.l10n_fr_chorus_factor_id.name or "",
    }
