"""What a rejection asks of the supplier: it depends on the reason, and on what was done
since."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# By the way out that the dictionary of reasons proposes.
PROPOSED_TEXTS = {
    "reinvoice": _lt(
        "%(customer)s has rejected the invoice%(why)s. Click Correct: an internal"
        " credit note that is not sent, and a new invoice under a new number."
    ),
    "cancel": _lt(
        "%(customer)s has received this expense twice. Find the invoice that is kept,"
        " then click Correct to cancel this one without invoicing it again."
    ),
    "keep_open": _lt(
        "%(customer)s settles this in another way. Issue neither a credit note nor a"
        " new invoice; contact the buyer, then click Correct to note it."
    ),
}
# By the code of the reason, where it says more.
REASON_TEXTS = {
    "TRANSF_PMNT_REGIE": _lt(
        "%(customer)s announces a payment by its imprest fund (régie). Issue neither a"
        " credit note nor a new invoice; wait for the payment."
    ),
}
# By the way out that was taken.
SETTLED_TEXTS = {
    "reinvoice": _lt(
        "Cancelled by an internal credit note and issued anew under another number."
        " Nothing more to do on this one."
    ),
    "compensated": _lt(
        "%(customer)s has set the credit note off against other invoices. Nothing to"
        " do."
    ),
    "cancel": _lt(
        "Cancelled by an internal credit note, without a new invoice. Nothing to do."
    ),
    "keep_open": _lt(
        "Kept open: %(customer)s settles it in another way. When the money arrives,"
        " register the payment in Odoo."
    ),
}


# What was done in Odoo since the status was given.
PAID_SINCE = _lt("%(status)s on %(date)s, paid since. Nothing to do.")
CANCELLED_SINCE = _lt("%(status)s on %(date)s, cancelled in Odoo since. Nothing to do.")


def settled_text(document):
    """The sentence for an invoice that asked for something and is settled since; None
    for others.

    :param document: a ``l10n_fr_chorus_pro.document``
    """
    move = document.move_id
    if not move._chorus_are(move._chorus_wants_domain()):
        return None
    if move._chorus_are(move._chorus_cancelled_domain()):
        return SETTLED_TEXTS.get(document.way_out, CANCELLED_SINCE)
    if move._chorus_are(move._chorus_paid_domain()):
        return PAID_SINCE
    return SETTLED_TEXTS.get(document._chorus_way_out())


def rejection_text(document):
    """What a rejected invoice asks for, or None where nothing more is known.

    :param document: a ``l10n_fr_chorus_pro.document``
    """
    if document.raw_status == "REJETEE":
        reason = document.reason_id
        return REASON_TEXTS.get(reason.code) or PROPOSED_TEXTS.get(reason.way_out)
    return None
