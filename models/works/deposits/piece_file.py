"""The file of a works piece: its data in the terms of EN 16931, with its PDF.

As an invoice's (``models/einvoice``), from plain values: a works piece is no invoice of
Odoo. What stands where without being attested is data: see ``places.py``.
"""

import logging
from decimal import Decimal

from ....tools.typed_texts import without_blanks
from ...directory.party_identifiers import party_identifier
from ...einvoice.en16931 import INVOICE, NAME_LIMIT, TEXT_LIMIT, TRANSFERS, clean
from ...einvoice.en16931_amounts import rounded, state_price, written
from ...einvoice.facturx_document import (
    CII,
    InvalidDocument,
    render,
    render_facturx,
)
from .places import OWNER, SUPERVISOR, VALIDATOR, is_facturx, service_terms

_logger = logging.getLogger(__name__)

LANGUAGE = "fr-FR"
DOCUMENT_MIME = "application/pdf"
# In French, as what a body reads.
ROLE_NAMES = {
    VALIDATOR: "Valideur",
    SUPERVISOR: "Maître d'œuvre",
    OWNER: "Maître d'ouvrage",
}
PAYMENT_TERMS = "Selon les clauses du marché"


class UnreadablePdf(Exception):
    """A PDF into which no data can be put: damaged, or protected by a password."""


def render_piece(piece):
    """The bytes to be deposited.

    :param PieceIntent piece: nothing of which ``problems_of`` finds wrong
    :return: (name of the file, bytes)
    :raises InvalidDocument: the official schema refuses the data
    :raises UnreadablePdf: the document takes no data
    """
    stem = "".join(c if c.isalnum() and c.isascii() else "_" for c in piece.number)
    stem = f"{piece.framework}_{stem}"
    terms = piece_terms(piece)
    if is_facturx(piece.env):
        return f"{stem}.pdf", _into_pdf(terms, piece.pdf)
    documents = [(f"{stem}.pdf", DOCUMENT_MIME, piece.pdf)]
    return f"{stem}.xml", render(terms, CII, documents)


def _into_pdf(terms, pdf):
    try:
        return render_facturx(terms, pdf, LANGUAGE)
    except InvalidDocument:
        raise
    except Exception as error:
        # Its own text may quote the document.
        _logger.info("A document takes no data: %s", type(error).__name__)
        raise UnreadablePdf from error


def piece_terms(piece):
    """The data of a piece.

    :param PieceIntent piece: what is to be handed in
    :return: terms by their name in EN 16931, as ``factur-x`` takes them
    :rtype: dict
    """
    terms = {
        "BT-1": piece.number,
        "BT-2": piece.day,
        "BT-3": INVOICE,
        "BT-5": piece.contract.currency_id.name,
        "BT-23": piece.framework,
        "BT-10": piece.service,
        "BT-12": piece.contract_number,
        "BT-13": piece.commitment,
        "BT-20": PAYMENT_TERMS,
        "BG-1": [{"BT-22": note[:TEXT_LIMIT]} for note in _notes(piece)],
        "BG-3": [
            {"BT-25": previous.number, "BT-26": previous.piece_date or None}
            for previous in piece.previous
        ],
        **_parties(piece),
        **_payment(piece),
        **_amounts(piece),
    }
    return clean({term: value for term, value in terms.items() if value})


def _notes(piece):
    """What a person reads of it: who has to act, wherever the portal looks for it."""
    contract = piece.contract
    yield " – ".join(filter(None, (piece.label, contract.name, contract.lot)))
    for role in piece.kind.parties:
        if partner := piece.partner_of(role):
            code = piece.supervisor_service if role == SUPERVISOR else ""
            service = f", service {code}" if code else ""
            siret = piece.siret_of(role)
            yield f"{ROLE_NAMES[role]} : {partner.name} (SIRET {siret}{service})"


def _parties(piece):
    terms = piece.env["l10n_fr_chorus_pro.terms"]
    company = piece.company.partner_id
    seller = {**terms._party(company), **terms._address(company)}
    vat = without_blanks(piece.company.vat)
    if len(vat) > 2:
        seller["vat_identifier"] = vat
    else:
        seller["tax_identifier"] = party_identifier(company).value[:9]
    buyer = {**terms._party(piece.customer), **terms._address(piece.customer)}
    parties = {"BG-4": seller, "BG-7": buyer}
    for place, role in piece.placed_parties().items():
        partner = piece.partner_of(role)
        party = {**terms._party(partner), **terms._address(partner)}
        if role == SUPERVISOR:
            extra = service_terms(piece.env, piece.supervisor_service)
            known = party.get("identifiers", {})
            party |= extra
            if "identifiers" in extra:
                party["identifiers"] = {**extra["identifiers"], **known}
        parties[place] = party
    return parties


def _payment(piece):
    account = piece.account
    return {
        "BT-81": TRANSFERS[0],
        "BT-83": piece.number,
        "BT-84": account.sanitized_acc_number,
        "BT-85": account.acc_holder_name or account.partner_id.name,
        "BT-86": account.bank_bic,
    }


def _amounts(piece):
    """One line, one row of VAT, and what is still to be paid of the total."""
    vat, untaxed = piece.vat, rounded(piece.untaxed)
    price = state_price(Decimal(1), untaxed)
    prepaid = piece.total - piece.asked
    line = {
        "BT-126": "1",
        "BT-129": written(price.quantity, 0),
        "BT-130": "C62",
        "BT-131": written(untaxed),
        "BT-146": written(price.net),
        "BT-151": vat.category,
        "BT-152": vat.written_rate,
        "BT-153": f"{piece.label} {piece.number}"[:NAME_LIMIT],
    }
    row = {
        "BT-116": written(untaxed),
        "BT-117": written(piece.tax_amount),
        "BT-118": vat.category,
        "BT-119": vat.written_rate,
        "BT-120": vat.reason,
        "BT-121": vat.reason_code,
    }
    return {
        "BG-23": [{term: value for term, value in row.items() if value}],
        "BG-25": [{term: value for term, value in line.items() if value}],
        "BT-106": written(untaxed),
        "BT-109": written(untaxed),
        "BT-110": written(piece.tax_amount),
        "BT-112": written(piece.total),
        "BT-113": prepaid and written(prepaid),
        "BT-115": written(piece.asked),
    }
