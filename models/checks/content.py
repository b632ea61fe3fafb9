"""Checks of what an invoice says: its parties, its amounts, how it is paid.

Each takes an ``account.move`` and returns a plain sentence, or None where all is well.
The table of checks is in ``table.py``.
"""

from odoo import fields
from odoo.tools import format_date

from ...tools.typed_texts import visible
from ..directory.identifier_texts import wrong_identifier
from ..directory.party_identifiers import EU_VAT, NON_EU, is_right, party_identifier
from ..einvoice.en16931 import NAME_LIMIT, TEXT_LIMIT
from ..einvoice.en16931_amounts import AMOUNT_DECIMALS
from ..einvoice.printing import prints_headers

LABEL_LIMIT = 80


def line_label(line):
    """An invoice line as a sentence names it."""
    text = visible(line.name).strip() or line.product_id.name or ""
    return text.partition("\n")[0][:LABEL_LIMIT]


def find_supplier(move):
    company = move.company_id
    identifier = party_identifier(company.partner_id)
    if not is_right(company, identifier):
        return wrong_identifier(move.env, company.display_name, identifier)


def find_recipient(move):
    partner = move.commercial_partner_id
    identifier = party_identifier(partner)
    is_foreign = identifier.kind in (EU_VAT, NON_EU)
    if is_foreign and not move.company_id.l10n_fr_chorus_is_public_body:
        return move.env._(
            "%s is not in France: Chorus Pro reaches French public bodies only. Choose"
            " another sending method.",
            partner.display_name,
        )
    if not is_right(move.company_id, identifier):
        return wrong_identifier(move.env, partner.display_name, identifier)


def place_without_country(move):
    """The first party whose address has no country, else the company's partner."""
    parties = move.commercial_partner_id | move.company_id.partner_id
    if move._chorus_needs_validator():
        parties |= move.l10n_fr_chorus_validator_id
    return parties.filtered(lambda p: not p.country_code)[:1]


def find_address(move):
    if partner := place_without_country(move):
        return move.env._(
            "The address of %s has no country, which the invoice must name. Enter it.",
            partner.display_name,
        )


def find_currency(move):
    if move.currency_id.decimal_places > AMOUNT_DECIMALS:
        return move.env._(
            "%s has more than two decimals, which Chorus Pro does not take. Invoice in"
            " another currency.",
            move.currency_id.name,
        )


def find_framework(move):
    if move.state != "posted" or move.l10n_fr_chorus_framework != "A2":
        return None
    due = move.amount_total - move._chorus_prepaid()
    if not move.currency_id.is_zero(due):
        return move.env._(
            "The framework A2 is for invoices that are paid already, and %s is still"
            " due. Register the payment first, or choose A1.",
            move.currency_id.format(due),
        )


def find_dates(move):
    today = fields.Date.context_today(move)
    if move.invoice_date and move.invoice_date > today:
        return move.env._(
            "The invoice is dated %s, which is still to come: Chorus Pro may refuse"
            " it.",
            format_date(move.env, move.invoice_date),
        )
    first_due = move.env["l10n_fr_chorus_pro.terms"]._due_date(move)
    if move.invoice_date and first_due and first_due < move.invoice_date:
        return move.env._(
            "The invoice is due on %(due)s, before its own date, %(date)s. Correct the"
            " due date or the payment terms.",
            due=format_date(move.env, first_due),
            date=format_date(move.env, move.invoice_date),
        )


def find_settlement(move):
    entries, amount = move._chorus_other_settlements()
    if entries:
        return move.env._(
            "%(amount)s of this invoice is settled by %(entries)s, which is no payment:"
            " the customer is asked for it all the same. If it was paid, reconcile the"
            " payment with the invoice instead.",
            amount=move.currency_id.format(amount),
            entries=", ".join(entries.mapped("name")),
        )


def find_nothing(move):
    lines = move.invoice_line_ids
    # Who has just begun knows that a line is missing, and core posts none without.
    if lines and not any(line.display_type == "product" for line in lines):
        return move.env._(
            "There is nothing to invoice: the invoice has titles and notes alone. Add a"
            " line with what was delivered."
        )


def find_cut_text(move):
    """What has no place in the document, neither as a description nor as a note."""
    terms = move.env["l10n_fr_chorus_pro.terms"]
    sold = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
    notes = terms._line_notes(move, sold.ids)
    long = [line_label(line) for line, note in notes.items() if len(note) > TEXT_LIMIT]
    names = move.commercial_partner_id | move.company_id.partner_id
    long += [name for name in names.mapped("name") if len(name or "") > NAME_LIMIT]
    if long:
        return move.env._(
            "The file has no room for all of this text, and cuts what is too long:"
            " « %s ». Shorten it, or put it into a document that goes with the"
            " invoice.",
            long[0][:LABEL_LIMIT],
        )


def find_amount(move):
    if move.currency_id.compare_amounts(move.amount_total, 0) < 0:
        return move.env._(
            "The total is negative. Make it a credit note with a positive total."
        )


def find_header(move):
    """A Factur-X is what the customer reads."""
    account = move.company_id._chorus_account_company()
    is_read = move._chorus_submission_mode().is_printed
    is_production = account.l10n_fr_chorus_environment == "production"
    if is_read and is_production and not prints_headers():
        return move.env._(
            "The file will show neither your name nor your legal mentions: the"
            " wkhtmltopdf of this server prints no headers and footers. Have the build"
            " with the patched Qt installed, or choose the format CII or UBL."
        )


def find_payment(move):
    if not move.l10n_fr_chorus_payment_means:
        return move.env._("Choose the payment means of the invoice.")
    if not move._chorus_pays_by_transfer():
        return None
    account = move._chorus_bank_account()
    if account.acc_type != "iban":
        return move.env._(
            "There is no IBAN to be paid on. Choose the bank account of the invoice"
            " (Recipient Bank), with an IBAN."
        )


def find_account(move):
    """Never blocking: which account the file names where the invoice names none."""
    factor = move.l10n_fr_chorus_factor_id
    if factor or move.partner_bank_id or not move._chorus_pays_by_transfer():
        return None
    if account := move._chorus_bank_account_instead():
        return move.env._(
            "The invoice names no bank account. Chorus Pro is told to pay on"
            " %(account)s, that of the payment mode or the only IBAN of %(company)s.",
            account=account.acc_number,
            company=move.company_id.display_name,
        )


def find_factor_company(move):
    factor = move.sudo().l10n_fr_chorus_factor_id
    if factor and factor.company_id != move.company_id:
        return move.env._(
            "The factor %(factor)s is not one of %(company)s: choose another one.",
            factor=factor.name,
            company=move.company_id.name,
        )


def find_factor(move):
    factor = move.sudo().l10n_fr_chorus_factor_id
    if factor.company_id == move.company_id and not is_right(
        move.company_id, party_identifier(factor.partner_id)
    ):
        return move.env._(
            "The factor %s has no valid SIRET. Correct the company ID of its partner.",
            factor.name,
        )


def find_a9(move):
    if (
        move.l10n_fr_chorus_framework == "A9"
        and move.move_type == "out_invoice"
        and move.l10n_fr_chorus_validator_id
    ):
        return move.env._(
            "This invoice (A9) asks the public body to pay you directly. Your own"
            " invoice to the main contractor (reverse charge) exists beside it and is"
            " sent in another way."
        )


def find_validator(move):
    if not move._chorus_needs_validator():
        return None
    validator = move.l10n_fr_chorus_validator_id.commercial_partner_id
    if not validator:
        return move.env._(
            "An invoice of a subcontractor or co-contractor (A9, A12) names its"
            " validator: the main contractor, or the agent of the group. Choose it."
        )
    if not is_right(move.company_id, party_identifier(validator)):
        return move.env._(
            "The validator %s has no valid SIRET. Enter it as its company ID.",
            validator.display_name,
        )
