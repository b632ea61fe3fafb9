"""What is looked at before a works piece is handed in: all of it at once.

Each function takes a ``PieceIntent`` and returns a plain sentence, or None where all is
well. Rules: R 4.2 and R 1.7 of ``doc/portal.md``, the dates CCAG travaux 2021.
"""

from odoo.tools import format_date

from ....chorus_api.files import FILE_LIMIT, MEGABYTE
from ....chorus_api.parties import BOTH, COMMITMENT, EITHER, SERVICE
from ....tools.portal_time import portal_today
from ...directory.identifier_texts import wrong_identifier
from ...directory.party_identifiers import is_right, party_identifier
from ...einvoice.numbers import CHARACTERS, DATE, SPACES, number_fault
from ...receiving.delays.works import SUBCONTRACTOR
from ..deadlines import ACCEPTED, DEADLINES, FINAL_AT_OWNER, FINAL_AT_SUPERVISOR
from ..dossier_events import events_of, term_of
from ..standing_texts import why_no_time
from .places import SUPERVISOR, VALIDATOR, allowed_frameworks

# What the data and the fonts of a Factur-X add to its PDF, with room to spare.
DATA_MARGIN = MEGABYTE // 2
REFERENCE_LIMIT = 50
PDF_BEGINNING = b"%PDF-"


def problems_of(piece):
    """Why a piece may not leave: a sentence for each reason, none where it may.

    :param PieceIntent piece: what somebody wants to hand in
    :rtype: list of str
    """
    return list(filter(None, (check(piece) for check in CHECKS)))


def find_framework(piece):
    if piece.framework not in allowed_frameworks(piece.env):
        return piece.env._(
            "« %s » is not handed in from here: deposit it in the portal, then say that"
            " it was deposited outside Odoo.",
            piece.label,
        )


def find_number(piece):
    env, number = piece.env, piece.number
    if not number:
        return env._("Enter the number of the piece.")
    fault = number_fault(number)
    if fault == CHARACTERS:
        return env._(
            "The number %s does not suit Chorus Pro: at most 20 characters, letters,"
            " digits, space and - + _ / only.",
            number,
        )
    if fault == SPACES:
        return env._(
            "The number %s has spaces at its ends, or several in a row.", number
        )
    if fault == DATE:
        return env._(
            "The number %s looks like a date, which Chorus Pro refuses.", number
        )


def find_same_number(piece):
    """Chorus Pro knows a piece by the year, our SIREN and the number."""
    if not piece.day:
        return None
    attempts = piece.env["l10n_fr_chorus_pro.works.attempt"]
    known = piece.company, piece.number, piece.day
    if attempts._chorus_living_namesake(*known) or attempts._chorus_namesake_piece(
        *known
    ):
        return piece.env._(
            "A piece with the number %(number)s of %(year)s was handed in already, or"
            " is on its way. Give this one another number.",
            number=piece.number,
            year=piece.day.year,
        )
    if attempts._chorus_namesake_invoice(*known):
        return piece.env._(
            "An invoice with the number %(number)s of %(year)s is in Chorus Pro, which"
            " would take this piece for the same one. Give it another number.",
            number=piece.number,
            year=piece.day.year,
        )


def find_day(piece):
    if not piece.day:
        return piece.env._("Enter the date of the piece.")
    if piece.day > portal_today(piece.env):
        return piece.env._(
            "The piece is dated %s, which is still to come: Chorus Pro may refuse it.",
            format_date(piece.env, piece.day),
        )


def find_amounts(piece):
    if piece.untaxed < 0 and not piece.kind.is_balance:
        return piece.env._("The amount claimed is negative: a claim has none below 0.")
    if piece.asked > piece.total:
        return piece.env._(
            "More is to be paid than the total with taxes. Correct the amount to be"
            " paid."
        )


def find_tax(piece):
    if piece.contract.has_several_rates:
        return piece.contract._chorus_several_rates()
    if not piece.tax or piece.tax.amount_type != "percent":
        return piece.env._("Choose the tax of the works: a percentage.")
    if piece.framework == SUBCONTRACTOR and piece.tax.amount:
        return piece.env._(
            "A subcontractor of works charges no VAT: the main contractor owes it (CGI,"
            " article 283, 2 nonies). Choose a tax of 0 %."
        )


def find_supplier(piece):
    return _wrong_party(piece, piece.company.partner_id, piece.company.display_name)


def find_recipient(piece):
    return _wrong_party(piece, piece.customer, piece.customer.display_name)


def find_supervisor(piece):
    if SUPERVISOR not in piece.kind.parties or VALIDATOR in piece.kind.parties:
        return None
    if not piece.supervisor:
        return piece.env._(
            "« %s » goes to the works supervisor first. Choose it.", piece.label
        )
    partner = piece.supervisor.commercial_partner_id
    return _wrong_party(piece, partner, partner.display_name)


def find_copy(piece):
    if SUPERVISOR in piece.kind.copies and not piece.supervisor:
        return piece.env._(
            "« %s » goes to the works supervisor, too, as a copy: without it the ten"
            " days of the works owner do not run. Choose the works supervisor.",
            piece.label,
        )


def find_supervisor_service(piece):
    if piece.kind.has_service and not piece.supervisor_service:
        return piece.env._(
            "Chorus Pro wants the code of the works supervisor's service on a claim."
            " Ask the works supervisor for it."
        )


def find_validator(piece):
    if VALIDATOR not in piece.kind.parties:
        return None
    if not piece.validator:
        return piece.env._(
            "« %s » names its validator: the main contractor, or the agent of the"
            " group. Choose it.",
            piece.label,
        )
    partner = piece.validator.commercial_partner_id
    return _wrong_party(piece, partner, partner.display_name)


def find_place(piece):
    """Every party that stands in the file has a country."""
    partners = piece.company.partner_id | piece.customer
    for role in piece.placed_parties().values():
        partners |= piece.partner_of(role)
    if partner := partners.filtered(lambda p: not p.country_code)[:1]:
        return piece.env._(
            "The address of %s has no country, which the piece must name. Enter it.",
            partner.display_name,
        )


def find_references(piece):
    customer, wanted = piece.customer, piece.customer.l10n_fr_chorus_requirement
    if len(piece.contract_number) > REFERENCE_LIMIT:
        return piece.env._("The contract number is longer than 50 characters.")
    if wanted in (SERVICE, BOTH) and not piece.service:
        return piece.env._(
            "%s wants a service code on each piece. Choose its financial service on the"
            " contract.",
            customer.display_name,
        )
    if wanted in (COMMITMENT, BOTH) and not piece.commitment:
        return piece.env._(
            "%s wants a commitment number on each piece. Ask the body for it.",
            customer.display_name,
        )
    if wanted == EITHER and not (piece.service or piece.commitment):
        return piece.env._(
            "%s wants a service code or a commitment number on each piece.",
            customer.display_name,
        )


def find_account(piece):
    account = piece.account
    if account.acc_type != "iban":
        return piece.env._(
            "There is no IBAN to be paid on. Choose a bank account with an IBAN."
        )
    if account.partner_id != piece.company.partner_id:
        return piece.env._(
            "The bank account %(account)s is not one of %(company)s.",
            account=account.acc_number,
            company=piece.company.display_name,
        )


def find_previous(piece):
    if piece.previous or not piece.kind.is_answer:
        return None
    return piece.env._(
        "« %s » answers another piece of the dossier. Choose which one; where it is not"
        " in the list, say first that it was deposited outside Odoo.",
        piece.label,
    )


def find_wrong_previous(piece):
    previous, answered = piece.previous, piece.kind.answered
    is_of_contract = previous.contract_id in (piece.contract, previous.contract_id[:0])
    if previous and not (is_of_contract and previous.framework in answered):
        return piece.env._(
            "« %(piece)s » does not answer the piece %(previous)s: choose another one.",
            piece=piece.label,
            previous=previous.display_name,
        )


def find_document(piece):
    if piece.kind.is_signed and not piece.is_own_document:
        return piece.env._(
            "« %s » is worth nothing without the document that you have signed. Add it"
            " as a PDF.",
            piece.label,
        )
    if piece.is_own_document and PDF_BEGINNING not in piece.pdf[:1024]:
        return piece.env._("The document is no PDF. Choose another file.")


def find_size(piece):
    if len(piece.pdf) > FILE_LIMIT - DATA_MARGIN:
        return piece.env._(
            "The document weighs %(weight)s MB, and Chorus Pro takes %(limit)s MB with"
            " the data. Make its pictures smaller.",
            weight=f"{len(piece.pdf) / MEGABYTE:.1f}",
            limit=FILE_LIMIT // MEGABYTE,
        )


def find_early_final_claim(piece):
    if piece.framework != "A7":
        return None
    events = {
        ACCEPTED: piece.contract.acceptance_notified_on,
        FINAL_AT_SUPERVISOR: piece.day,
        FINAL_AT_OWNER: piece.day,
    }
    if term_of("general_account", events, piece.contract).until:
        return None
    return piece.env._(
        "The final claim comes after the reception of the works was notified: before"
        " that it opens no delay. Enter on the contract when it was notified."
    )


def find_early_account(piece):
    """The owner is not silent yet."""
    code = piece.kind.waits_for
    if not (code and piece.previous):
        return None
    events = events_of(piece.previous._chorus_dossier(), piece.contract)
    term = term_of(code, events, piece.contract)
    if not term.until:
        return " ".join(why_no_time(piece.env, term))
    if not term.is_over(portal_today(piece.env)):
        return piece.env._(
            "The works owner has until %s to notify the general account: this piece"
            " comes after that.",
            format_date(piece.env, term.until),
        )


def find_unproven_account(piece):
    """Of the ten days the supplier proves that both had his own general account."""
    previous, code = piece.previous, piece.kind.waits_for
    needs_proof = bool(code) and bool(DEADLINES[code].with_proof)
    if not (needs_proof and previous):
        return None
    # Where nobody entered the owner's day, the portal has it.
    is_owner_proven = previous.owner_proof_ids or not previous.owner_received_on
    if not (previous.supervisor_proof_ids and is_owner_proven):
        return piece.env._(
            "Nothing proves yet that the works owner and the works supervisor received"
            " %s: enter the days with the acknowledgements of receipt on it.",
            previous.display_name,
        )


def _wrong_party(piece, partner, name):
    identifier = party_identifier(partner)
    if not is_right(piece.company, identifier):
        return wrong_identifier(piece.env, name, identifier)
    return None


# In the order in which to mend.
CHECKS = (
    find_framework,
    find_number,
    find_same_number,
    find_day,
    find_amounts,
    find_tax,
    find_supplier,
    find_recipient,
    find_validator,
    find_supervisor,
    find_copy,
    find_supervisor_service,
    find_place,
    find_references,
    find_account,
    find_previous,
    find_wrong_previous,
    find_document,
    find_size,
    find_early_final_claim,
    find_early_account,
    find_unproven_account,
)
