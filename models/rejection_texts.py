"""What a rejection asks of the supplier: it depends on the reason, and on what was done
since."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# By the way out that the dictionary of reasons proposes.
PROPOSED_TEXTS = {
    "reinvoice": _lt(
        "%(customer)s has rejected the invoice. Click Correct: an internal credit note"
        " that is not sent, and a new invoice under a new number."
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
# By the way out that was taken.
SETTLED_TEXTS = {
    "reinvoice": _lt(
        "Cancelled by an internal credit note and issued anew under another number."
        " Nothing more to do on this one."
    ),
    "cancel": _lt(
        "Cancelled by an internal credit note, without a new invoice. Nothing to do."
    ),
    "keep_open": _lt(
        "Kept open: %(customer)s settles it in another way. When the money arrives,"
        " register the payment in Odoo."
    ),
}


def rejection_text(document):
    """The sentence for a rejected invoice, or None where nothing more is known.

    :param document: a ``l10n_fr_chorus_pro.document``
    """
    if document.way_out:
        return SETTLED_TEXTS[document.way_out]
    if document.raw_status == "REJETEE":
        return PROPOSED_TEXTS.get(document.reason_id.way_out)
    return None
