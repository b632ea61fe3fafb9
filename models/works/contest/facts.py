"""What is told of a rejection in the letter against it: of an invoice, or of a works
piece, which have their fields each.
"""

from ....tools.portal_time import portal_date
from ..dossier_events import (
    deposited_on,
    reason_of,
    received_by_owner,
    received_by_supervisor,
)
from .letter import Rejected

# Where each has what the law holds against its rejection, and the day of a letter.
UNLAWFUL_FIELDS = {
    "account.move": "l10n_fr_chorus_unlawful",
    "l10n_fr_chorus_pro.works.piece": "unlawful",
}
CONTESTED_FIELDS = {
    "account.move": "l10n_fr_chorus_contested_on",
    "l10n_fr_chorus_pro.works.piece": "contested_on",
}
INVOICE = "account.move"


def unlawful_codes(record):
    """Codes of what the law holds against a rejection, the strongest first.

    :param record: an invoice or a works piece
    :rtype: list of str
    """
    codes = record[UNLAWFUL_FIELDS[record._name]]
    return codes.split(",") if codes else []


def note_contested(record, day):
    """Write down when the letter was made."""
    record.sudo()[CONTESTED_FIELDS[record._name]] = day


def who_pays(record):
    """The body that the letter goes to.

    :rtype: res.partner, empty where a piece without a contract names an unknown body
    """
    if record._name == INVOICE:
        return record.commercial_partner_id
    body = record.contract_id.customer_id
    return body or record.company_id._chorus_body_of(record.recipient_siret)


def rejected_of(record):
    """What the letter says of what was rejected.

    :rtype: Rejected
    """
    return (_invoice if record._name == INVOICE else _piece)(record)


def _invoice(move):
    document = move._chorus_current_document()
    told = document.status_date or None
    return Rejected(
        number=move.name,
        dated=move.invoice_date,
        amount=move.amount_total,
        currency=move.currency_id.name,
        identifier=document.chorus_identifier or "",
        contract=move._chorus_contract_number() or "",
        deposited=document.row_deposited_on or None,
        available=move.l10n_fr_chorus_available_date or None,
        rejected=told and portal_date(move.env, told),
        reason=move._chorus_reason_words(),
    )


def _piece(piece):
    reasons = piece.env["l10n_fr_chorus_pro.reason"]
    reason = reason_of(piece)
    told = piece.status_date or None
    return Rejected(
        number=piece.number,
        dated=piece.piece_date or None,
        amount=piece.amount_total,
        currency=piece.currency_id.name,
        identifier=piece.chorus_identifier or "",
        contract=piece.contract_id.number or piece.contract_number or "",
        lot=piece.contract_id.lot or "",
        deposited=deposited_on(piece),
        available=received_by_supervisor(piece) or received_by_owner(piece),
        rejected=told and portal_date(piece.env, told),
        reason=reason and reasons._chorus_words(reason),
    )
