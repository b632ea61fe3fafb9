"""Checks of what an invoice is known by: its number, the references of others.

Each takes an ``account.move`` and returns a plain sentence, or None where all is well.
The table of checks is in ``table.py``.
"""

from ..einvoice.numbers import (
    CHARACTERS,
    DATE,
    NUMBER_PATTERN,
    SPACES,
    number_fault,
)
from .directory import SERVICE_LIMIT

REFERENCE_LIMIT = 50
PUBLIC_INVOICES_SERVICE = "FACTURES_PUBLIQUES"


def find_number(move):
    if move.state != "posted":
        return move.journal_id._chorus_number_sentence()
    number = move._chorus_number()
    fault = number_fault(number)
    if fault == CHARACTERS:
        return move.env._(
            "The number %s does not suit Chorus Pro: at most 20 characters, letters,"
            " digits, space and - + _ / only. Change the sequence of the journal.",
            number,
        )
    if fault == SPACES:
        return move.env._(
            "The number %s has spaces at its ends, or several in a row.", number
        )
    if fault == DATE:
        return move.env._(
            "The number %s looks like a date, which Chorus Pro refuses.", number
        )


def find_duplicate(move):
    if move.state != "posted" or not move.invoice_date:
        return None
    other = move.sudo().l10n_fr_chorus_namesake_id
    if other:
        return move.env._(
            "The number %(number)s was used in %(year)s by %(company)s, which has the"
            " same SIREN: Chorus Pro would take it for the same invoice. Give the"
            " journals of one of them a prefix of its own, such as its NIC.",
            number=move.name,
            year=move.invoice_date.year,
            company=other.company_id.name,
        )


def find_service(move):
    if len(move._chorus_service_code()) > SERVICE_LIMIT:
        return move.env._("The service code is longer than 100 characters.")


def find_public_service(move):
    if move.company_id.l10n_fr_chorus_is_public_body:
        return None
    if move._chorus_service_code().upper() == PUBLIC_INVOICES_SERVICE:
        return move.env._(
            "The service FACTURES_PUBLIQUES is for invoices that public bodies issue:"
            " a company's invoice is rejected there. Ask the customer for the code of"
            " the service that ordered."
        )


def find_commitment(move):
    if len(move._chorus_commitment_number()) > REFERENCE_LIMIT:
        return move.env._("The commitment number is longer than 50 characters.")


def find_contract(move):
    if len(move._chorus_contract_number()) > REFERENCE_LIMIT:
        return move.env._("The contract number is longer than 50 characters.")


def find_origin(move):
    if move.move_type == "out_refund" and not move.reversed_entry_id:
        return move.env._(
            "The credit note does not say which invoice it corrects: the customer may"
            " ask for it."
        )


def find_origin_number(move):
    number = move.move_type == "out_refund" and (
        move.reversed_entry_id._chorus_number()
    )
    if number and not NUMBER_PATTERN.fullmatch(number):
        return move.env._(
            "The number %s of the invoice that this credit note corrects does not suit"
            " Chorus Pro: at most 20 characters, letters, digits, space and - + _ /"
            " only.",
            number,
        )
