"""Checks before sending: what Chorus Pro would refuse for a reason we can know.

One table, used in three places: the banner of an invoice to a public body, the alerts
of the Send dialog, and the last gate before the deposit. Each row names the rule it
comes from (sections of the reference on business rules) and the field to mend.
"""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from . import checks_content, checks_directory, checks_vies, commitment_checks
from .attachment_checks import attachment_sentences
from .checks_directory import SERVICE_LIMIT

# G1.05 of the annex EDI: 20 characters, letters, digits, space, - + _ /
NUMBER_PATTERN = re.compile(r"[A-Za-z0-9 +_/-]{1,20}")
# Chorus Pro refuses a date for a number.
DATE_PATTERNS = (
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d/%m/%y",
    "%d-%m-%y",
    "%d%m%Y",
    "%Y/%m/%d",
    "%Y-%m-%d",
    "%Y%m%d",
)
REFERENCE_LIMIT = 50
PUBLIC_INVOICES_SERVICE = "FACTURES_PUBLIQUES"


@dataclass(frozen=True)
class Check:
    """A row of the table.

    :param rule: where the rule comes from
    :param field: the field to mend, on the record that ``place`` gives
    :param find: from an invoice, the sentence of what is wrong, or None
    :param place: from an invoice, the record to open
    :param blocking: whether the portal would surely refuse the invoice
    """

    name: str
    rule: str
    field: str
    find: Callable
    place: Callable
    blocking: bool = True


@dataclass(frozen=True)
class Failure:
    """A check that an invoice fails: its sentence, and the record to open."""

    check: Check
    sentence: str
    record: object


def failures_of(move):
    """The checks that an invoice fails, in the order to mend them.

    :param move: an ``account.move``
    :rtype: list of Failure
    """
    return [
        Failure(check, sentence, check.place(move))
        for check in CHECKS
        if (sentence := check.find(move))
    ]


def _invoice(move):
    return move


def _company(move):
    return move.company_id


def _customer(move):
    return move.commercial_partner_id


def _journal(move):
    return move.journal_id


def _factor(move):
    factor = move.sudo().l10n_fr_chorus_factor_id
    return (
        factor.partner_id.sudo(False) if factor.company_id == move.company_id else move
    )


def _find_connection(move):
    if not move.company_id._chorus_is_configured():
        return move.env._(
            "%s is not connected to Chorus Pro. Enter the PISTE credentials and the"
            " technical account in the settings of Chorus Pro.",
            move.company_id.display_name,
        )


def _find_outside(move):
    return move._chorus_outside_sentence()


def _find_works(move):
    if move.l10n_fr_chorus_is_works:
        return move.env._(
            "Invoices of a works contract (CCAG travaux) take another way: a statement"
            " goes to the works supervisor first. Deposit it in Chorus Pro, then mark"
            " it here as deposited outside Odoo."
        )


def _find_number(move):
    if move.state != "posted":
        return move.journal_id._chorus_number_sentence()
    number = move.name or ""
    if not NUMBER_PATTERN.fullmatch(number):
        return move.env._(
            "The number %s does not suit Chorus Pro: at most 20 characters, letters,"
            " digits, space and - + _ / only. Change the sequence of the journal.",
            number,
        )
    if number != " ".join(number.split()):
        return move.env._(
            "The number %s has spaces at its ends, or several in a row.", number
        )
    if _is_date(number):
        return move.env._(
            "The number %s looks like a date, which Chorus Pro refuses.", number
        )


def _is_date(number):
    """Whether a number is a day of this century, as it is written in France or ISO."""
    for pattern in DATE_PATTERNS:
        with contextlib.suppress(ValueError):
            day = datetime.strptime(number, pattern)
            if 2000 <= day.year < 2100 and day.strftime(pattern) == number:
                return True
    return False


def _find_duplicate(move):
    if move.state != "posted" or not move.invoice_date:
        return None
    other = move._chorus_namesake()
    if other:
        return move.env._(
            "The number %(number)s was used in %(year)s by %(company)s, which has the"
            " same SIREN: Chorus Pro would take it for the same invoice. Give the"
            " journals of one of them a prefix of its own, such as its NIC.",
            number=move.name,
            year=move.invoice_date.year,
            company=other.company_id.name,
        )


def _find_framework(move):
    is_paid = move.state != "posted" or move.currency_id.is_zero(move.amount_residual)
    if move.l10n_fr_chorus_framework == "A2" and not is_paid:
        return move.env._(
            "The framework A2 is for invoices that are paid already, and %s is still"
            " due. Register the payment first, or choose A1.",
            move.currency_id.format(move.amount_residual),
        )


def _find_service(move):
    if len(move.buyer_reference or "") > SERVICE_LIMIT:
        return move.env._("The service code is longer than 100 characters.")


def _find_public_service(move):
    if move.company_id.l10n_fr_chorus_is_public_body:
        return None
    if (move.buyer_reference or "").strip().upper() == PUBLIC_INVOICES_SERVICE:
        return move.env._(
            "The service FACTURES_PUBLIQUES is for invoices that public bodies issue:"
            " a company's invoice is rejected there. Ask the customer for the code of"
            " the service that ordered."
        )


def _find_commitment(move):
    if len(move.purchase_order_reference or "") > REFERENCE_LIMIT:
        return move.env._("The commitment number is longer than 50 characters.")


def _find_contract(move):
    if len(move.contract_reference or "") > REFERENCE_LIMIT:
        return move.env._("The contract number is longer than 50 characters.")


def _find_origin(move):
    if move.move_type == "out_refund" and not move.reversed_entry_id:
        return move.env._(
            "The credit note does not say which invoice it corrects: the customer may"
            " ask for it."
        )


def _find_origin_number(move):
    number = move.move_type == "out_refund" and move.reversed_entry_id.name
    if number and not NUMBER_PATTERN.fullmatch(number):
        return move.env._(
            "The number %s of the invoice that this credit note corrects does not suit"
            " Chorus Pro: at most 20 characters, letters, digits, space and - + _ /"
            " only.",
            number,
        )


def _find_amount(move):
    if move.currency_id.compare_amounts(move.amount_total, 0) < 0:
        return move.env._(
            "The total is negative. Make it a credit note with a positive total."
        )


def _find_attachments(move):
    return " ".join(attachment_sentences(move)) or None


_content = checks_content
_directory = checks_directory
_register = commitment_checks

# Against what is kept of a commitment of the State: see commitment_checks.py.
COMMITMENT_CHECKS = (
    Check(
        "commitment_unknown",
        "2",
        "purchase_order_reference",
        _register.find_unknown,
        _invoice,
        False,
    ),
    Check(
        "commitment_state",
        "2",
        "state",
        _register.find_not_ordered,
        _register.kept_commitment,
        False,
    ),
    Check(
        "commitment_recipient",
        "2",
        "purchase_order_reference",
        _register.find_other_recipient,
        _invoice,
        False,
    ),
    Check(
        "commitment_service",
        "2",
        "buyer_reference",
        _register.find_other_service,
        _invoice,
        False,
    ),
    Check(
        "commitment_amount",
        "2",
        "amount",
        _register.find_exceeded,
        _register.kept_commitment,
        False,
    ),
)

CHECKS = (
    Check("connection", "6", "l10n_fr_chorus_login", _find_connection, _company),
    Check("outside", "1.7", "l10n_fr_chorus_outside_reason", _find_outside, _invoice),
    Check("works", "1.7", "l10n_fr_chorus_is_works", _find_works, _invoice),
    Check("supplier", "12.2", "company_registry", _content.find_supplier, _company),
    Check(
        "not_ours",
        "12.2",
        "company_registry",
        _directory.find_not_ours,
        _company,
        blocking=False,
    ),
    Check("recipient", "12.3", "company_registry", _content.find_recipient, _customer),
    Check("absent", "12.3", "company_registry", _directory.find_absent, _customer),
    Check(
        "works_owner",
        "2",
        "l10n_fr_chorus_is_works",
        _directory.find_works_owner,
        _invoice,
    ),
    Check(
        "vies",
        "12.2, 12.3",
        "vat",
        checks_vies.find_unconfirmed,
        checks_vies.place_unconfirmed,
        blocking=False,
    ),
    Check(
        "address",
        "EN 16931 BR-09, BR-11",
        "country_id",
        _content.find_address,
        _content.place_without_country,
    ),
    Check("number", "12.1, G1.05", "name", _find_number, _journal),
    Check("duplicate", "12.1", "name", _find_duplicate, _journal),
    Check("framework", "12.8", "l10n_fr_chorus_framework", _find_framework, _invoice),
    Check(
        "validator",
        "12.7",
        "l10n_fr_chorus_validator_id",
        _content.find_validator,
        _invoice,
    ),
    Check("service", "12.4", "buyer_reference", _find_service, _invoice),
    Check(
        "missing_service",
        "12.4",
        "buyer_reference",
        _directory.find_missing_service,
        _invoice,
    ),
    Check(
        "unknown_service",
        "12.4",
        "buyer_reference",
        _directory.find_unknown_service,
        _invoice,
    ),
    Check("public_service", "12.6", "buyer_reference", _find_public_service, _invoice),
    Check("commitment", "12.5", "purchase_order_reference", _find_commitment, _invoice),
    Check(
        "missing_commitment",
        "12.5",
        "purchase_order_reference",
        _directory.find_missing_commitment,
        _invoice,
    ),
    Check("contract", "2", "contract_reference", _find_contract, _invoice),
    Check(
        "payment",
        "12.9",
        "l10n_fr_chorus_payment_means",
        _content.find_payment,
        _invoice,
    ),
    Check("factor", "BR-FR-CPRO-17", "company_registry", _content.find_factor, _factor),
    Check("amount", "12.10", "invoice_line_ids", _find_amount, _invoice),
    Check(
        "currency", "EN 16931 BR-DEC", "currency_id", _content.find_currency, _invoice
    ),
    Check(
        "taxes", "EN 16931 BR-CO-04", "invoice_line_ids", _content.find_taxes, _invoice
    ),
    Check("vat_number", "EN 16931 BR-S-02", "vat", _content.find_vat_number, _company),
    Check(
        "exemption",
        "12.12",
        "ubl_cii_tax_exemption_reason_code",
        _content.find_exemption,
        _content.place_without_reason,
    ),
    Check(
        "delivery_date",
        "EN 16931 BR-IC-11",
        "delivery_date",
        _content.find_delivery_date,
        _invoice,
    ),
    Check(
        "attachments",
        "12.11",
        "l10n_fr_chorus_attachment_ids",
        _find_attachments,
        _invoice,
    ),
    Check("origin", "12.10", "reversed_entry_id", _find_origin, _invoice, False),
    Check(
        "origin_number",
        "12.10",
        "reversed_entry_id",
        _find_origin_number,
        _invoice,
    ),
    *COMMITMENT_CHECKS,
)
