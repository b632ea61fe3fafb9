"""Checks before sending: what Chorus Pro would refuse for a reason we can know.

One table, used in three places: the banner of an invoice to a public body, the alerts
of the Send dialog, and the last gate before the deposit. Each row names the rule it
comes from (sections of ``doc/portal.md``) and the field to mend.
"""

from . import commitment as commitment_checks
from . import content as checks_content
from . import directory as checks_directory
from . import doors as checks_doors
from . import references as checks_references
from . import vat as checks_vat
from . import vies as checks_vies
from .attachments import attachment_sentences
from .check import Check, Failure


def banner_fields():
    """What the banner of an invoice hangs on: the fields to mend, where they are on the
    invoice, its company or its customer, and what the checks read beside them.

    :return: list of str, paths from ``account.move``
    """
    paths = {_invoice: "", _company: "company_id.", _customer: "commercial_partner_id."}
    mended = {paths[row.place] + row.field for row in CHECKS if row.place in paths}
    return sorted(mended.union(*(row.reads for row in CHECKS)))


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
    return move.sudo().l10n_fr_chorus_factor_id.partner_id.sudo(False)


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
    if sentence := move._chorus_claim_sentence():
        return sentence
    if move.l10n_fr_chorus_is_works:
        return move.env._(
            "Invoices of a works contract (CCAG travaux) take another way: a statement"
            " goes to the works supervisor first. Deposit it in Chorus Pro, then mark"
            " it here as deposited outside Odoo."
        )


def _find_attachments(move):
    return " ".join(attachment_sentences(move)) or None


_content = checks_content
_directory = checks_directory
_doors = checks_doors
_references = checks_references
_vat = checks_vat
_register = commitment_checks


def _at_door(name, find, reads=(), field=_doors.MODE, place=_invoice, blocking=True):
    """A row that hangs on the way which an invoice takes; most are mended there."""
    reads = (*_doors.MODES, *reads)
    return Check(name, "A 2.1", field, find, place, blocking, reads)


# Of the ways that are no files: see doors.py.
DOOR_CHECKS = (
    _at_door(
        "own_structure",
        _doors.find_own_structure,
        field="l10n_fr_chorus_own_structure_id",
        place=_company,
    ),
    _at_door(
        "code_lists",
        _doors.find_code_lists,
        field="l10n_fr_chorus_code_date",
        place=_company,
    ),
    _at_door("door_payee", _doors.find_payee, ["l10n_fr_chorus_factor_id"]),
    _at_door("door_rounding", _doors.find_rounding, ["invoice_cash_rounding_id"]),
    _at_door("door_part_payment", _doors.find_part_payment),
    _at_door("door_vat_points", _doors.find_vat_points),
    _at_door(
        "door_exemption_code",
        _doors.find_exemption_code,
        field="l10n_fr_chorus_exemption_id",
        place=_doors.place_without_code,
    ),
    _at_door("door_exemptions", _doors.find_exemptions),
    _at_door("door_currency", _doors.find_currency_code),
    _at_door("door_identifiers", _doors.find_identifiers),
    _at_door("entry_lines", _doors.find_entry_lines),
    _at_door("entry_comment", _doors.find_comment, ["narration"]),
    _at_door(
        "entry_account",
        _doors.find_entry_account,
        ["l10n_fr_chorus_payment_means"],
        field="l10n_fr_chorus_own_bank_account_id",
        place=_company,
        blocking=False,
    ),
    _at_door(
        "entry_date", _doors.find_entry_date, field="invoice_date", blocking=False
    ),
)

# Against what is kept of a commitment of the State: see commitment.py.
COMMITMENT_CHECKS = (
    Check(
        "commitment_unknown",
        "R 2",
        "purchase_order_reference",
        _register.find_unknown,
        _invoice,
        False,
    ),
    Check(
        "commitment_state",
        "R 2",
        "state",
        _register.find_not_ordered,
        _register.kept_commitment,
        False,
    ),
    Check(
        "commitment_recipient",
        "R 2",
        "purchase_order_reference",
        _register.find_other_recipient,
        _invoice,
        False,
    ),
    Check(
        "commitment_service",
        "R 2",
        "buyer_reference",
        _register.find_other_service,
        _invoice,
        False,
    ),
    Check(
        "commitment_amount",
        "R 2",
        "amount",
        _register.find_exceeded,
        _register.kept_commitment,
        False,
    ),
)

CHECKS = (
    Check("connection", "R 6", "l10n_fr_chorus_login", _find_connection, _company),
    Check("outside", "R 1.7", "l10n_fr_chorus_outside_reason", _find_outside, _invoice),
    Check("works", "R 1.7", "l10n_fr_chorus_is_works", _find_works, _invoice),
    Check("supplier", "R 12.2", "company_registry", _content.find_supplier, _company),
    Check(
        "not_ours",
        "R 12.2",
        "company_registry",
        _directory.find_not_ours,
        _company,
        blocking=False,
    ),
    Check(
        "recipient", "R 12.3", "company_registry", _content.find_recipient, _customer
    ),
    Check("absent", "R 12.3", "company_registry", _directory.find_absent, _customer),
    Check(
        "works_owner",
        "R 2",
        "l10n_fr_chorus_is_works",
        _directory.find_works_owner,
        _invoice,
    ),
    Check(
        "vies",
        "R 12.2, R 12.3",
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
    Check(
        "nothing", "EN 16931 BR-16", "invoice_line_ids", _content.find_nothing, _invoice
    ),
    Check(
        "text",
        "BR-FR-CPRO-31, BR-FR-CPRO-42 to BR-FR-CPRO-44",
        "invoice_line_ids",
        _content.find_cut_text,
        _invoice,
        False,
    ),
    Check(
        "dates",
        "R 12.1",
        "invoice_date",
        _content.find_dates,
        _invoice,
        False,
        reads=("invoice_date_due",),
    ),
    Check("number", "R 12.1, G1.05", "name", _references.find_number, _journal),
    Check("duplicate", "R 12.1", "name", _references.find_duplicate, _journal),
    Check(
        "framework",
        "R 12.8",
        "l10n_fr_chorus_framework",
        _content.find_framework,
        _invoice,
    ),
    Check(
        "settlement",
        "EN 16931 BT-113",
        "line_ids",
        _content.find_settlement,
        _invoice,
        False,
    ),
    Check(
        "validator",
        "R 12.7",
        "l10n_fr_chorus_validator_id",
        _content.find_validator,
        _invoice,
    ),
    Check("a9", "R 1.6", "l10n_fr_chorus_framework", _content.find_a9, _invoice, False),
    Check("service", "R 12.4", "buyer_reference", _references.find_service, _invoice),
    Check(
        "missing_service",
        "R 12.4",
        "buyer_reference",
        _directory.find_missing_service,
        _invoice,
        reads=("commercial_partner_id.l10n_fr_chorus_requirement",),
    ),
    Check(
        "unknown_service",
        "R 12.4",
        "buyer_reference",
        _directory.find_unknown_service,
        _invoice,
    ),
    Check(
        "public_service",
        "R 12.6",
        "buyer_reference",
        _references.find_public_service,
        _invoice,
    ),
    Check(
        "commitment",
        "R 12.5",
        "purchase_order_reference",
        _references.find_commitment,
        _invoice,
    ),
    Check(
        "missing_commitment",
        "R 12.5",
        "purchase_order_reference",
        _directory.find_missing_commitment,
        _invoice,
    ),
    Check("contract", "R 2", "contract_reference", _references.find_contract, _invoice),
    Check(
        "payment",
        "R 12.9",
        "l10n_fr_chorus_payment_means",
        _content.find_payment,
        _invoice,
    ),
    Check(
        "account", "R 12.9", "partner_bank_id", _content.find_account, _invoice, False
    ),
    Check(
        "factor",
        "BR-FR-CPRO-17",
        "company_registry",
        _content.find_factor,
        _factor,
        reads=("l10n_fr_chorus_factor_id",),
    ),
    Check(
        "factor_company",
        "the company of the record",
        "l10n_fr_chorus_factor_id",
        _content.find_factor_company,
        _invoice,
    ),
    Check("amount", "R 12.10", "invoice_line_ids", _content.find_amount, _invoice),
    Check(
        "currency", "EN 16931 BR-DEC", "currency_id", _content.find_currency, _invoice
    ),
    Check("taxes", "EN 16931 BR-CO-04", "invoice_line_ids", _vat.find_taxes, _invoice),
    Check("vat_number", "EN 16931 BR-S-02", "vat", _vat.find_vat_number, _company),
    Check(
        "exemption",
        "R 12.12",
        "ubl_cii_tax_exemption_reason_code",
        _vat.find_exemption,
        _vat.place_without_reason,
    ),
    Check(
        "vat_category",
        "EN 16931 BT-118, BT-121",
        "ubl_cii_tax_category_code",
        _vat.find_contradiction,
        _vat.place_contradiction,
    ),
    Check(
        "delivery_date",
        "EN 16931 BR-IC-11",
        "delivery_date",
        _vat.find_delivery_date,
        _invoice,
    ),
    Check(
        "attachments",
        "R 12.11",
        "l10n_fr_chorus_attachment_ids",
        _find_attachments,
        _invoice,
    ),
    Check(
        "header",
        "C. com. R. 123-237",
        "l10n_fr_chorus_submission_mode",
        _content.find_header,
        _company,
        False,
    ),
    Check(
        "origin",
        "R 12.10",
        "reversed_entry_id",
        _references.find_origin,
        _invoice,
        False,
    ),
    Check(
        "origin_number",
        "R 12.10",
        "reversed_entry_id",
        _references.find_origin_number,
        _invoice,
    ),
    *DOOR_CHECKS,
    *COMMITMENT_CHECKS,
)
