"""What is said of a credit note: in French it has neither the noun nor the gender of an
invoice."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# By status code of the portal, else by own state.
CREDIT_NOTE_TEXTS = {
    "BROUILLON": _lt(
        "Credit note saved in Chorus Pro but not sent: your customer does not see it."
        " Click « Valider et envoyer » there."
    ),
    "DEPOSEE": _lt("Chorus Pro has accepted the credit note. Nothing to do."),
    "EN_COURS_ACHEMINEMENT": _lt(
        "The credit note is on its way to your customer. Nothing to do."
    ),
    "MISE_A_DISPOSITION": _lt(
        "Credit note received by %(customer)s on %(date)s. Nothing to do."
    ),
    "PRISE_EN_COMPTE_DESTINATAIRE": _lt(
        "Credit note taken over by %(customer)s on %(date)s. Nothing to do."
    ),
    "REJETEE": _lt(
        "%(customer)s has rejected the credit note%(why)s. It cannot be sent again"
        " under this number. Ask the customer where the reason is not plain, then click"
        " Correct."
    ),
    "COMPLETEE": _lt("Credit note completed on %(date)s. Nothing to do."),
    "SERVICE_FAIT": _lt(
        "The credit note is being set off (« %(status)s » on %(date)s). Nothing to do."
    ),
    "MANDATEE": _lt(
        "The credit note is being set off (« %(status)s » on %(date)s). Nothing to do."
    ),
    "MISE_EN_PAIEMENT": _lt(
        "Credit note settled by the public accountant on %(date)s. Nothing to do."
    ),
    "ABANDONNEE": _lt(
        "The credit note was given up in Chorus Pro: %(customer)s will not take it into"
        " account. Click Correct to issue it anew, or to cancel it."
    ),
    "SUPPRIMEE": _lt(
        "The credit note was deleted in Chorus Pro: %(customer)s will not take it into"
        " account. Click Correct to issue it anew, or to cancel it."
    ),
    "NON_CONFORME": _lt(
        "Chorus Pro did not take the credit note in. Click Correct to issue it anew"
        " under a new number."
    ),
    "sending": _lt("The credit note is being sent right now. Nothing to do."),
    "to_send": _lt(
        "Credit note queued: Odoo sends it within a few minutes. Nothing to do."
    ),
    "uncertain": _lt(
        "The answer of Chorus Pro did not reach us. Do not send the credit note again:"
        " Odoo is checking whether it was received."
    ),
    "not_received": _lt(
        "There is no trace of this credit note in Chorus Pro (checked on %(date)s). You"
        " can send it again under the same number."
    ),
    "not_sent": _lt(
        "Nothing has left. Do what is named, then send the credit note under the same"
        " number."
    ),
    "refused": _lt(
        "Chorus Pro has refused the deposit%(why)s. The credit note does not exist"
        " there. Correct %(field)s, then send it again under the same number."
    ),
    "deposited": _lt("Chorus Pro has not accepted the credit note yet. Nothing to do."),
}
# By the way out that the dictionary of reasons proposes.
REJECTED_TEXTS = {
    "reinvoice": _lt(
        "%(customer)s has rejected the credit note%(why)s. Click Correct to issue it"
        " anew under a new number."
    ),
    "cancel": _lt(
        "%(customer)s has received this credit note twice. Find the one that is kept,"
        " then click Correct to cancel this one."
    ),
    "keep_open": _lt(
        "%(customer)s settles this credit note in another way. Contact the buyer, then"
        " click Correct to note it."
    ),
}


def is_credit_note(document):
    return document.move_id.move_type == "out_refund"


def credit_note_text(document):
    """The sentence for a credit note by its status or state; None for an invoice, and
    where that of an invoice fits.

    :param document: a ``l10n_fr_chorus_pro.document``
    """
    if not is_credit_note(document):
        return None
    status = document.raw_status
    proposed = status == "REJETEE" and REJECTED_TEXTS.get(document.reason_id.way_out)
    return proposed or CREDIT_NOTE_TEXTS.get(status or document.state)
