"""Checks of what goes as a plain PDF with data, or as data alone (``doc/portal.md``,
A 2.1): what these ways cannot say, and what must be known of the portal for them.

Each takes an ``account.move`` and returns a plain sentence, or None where all is well;
an invoice that is a file is none of theirs. The table of checks is in ``table.py``.
"""

from odoo.tools import format_date

from ...chorus_api import doors
from ...chorus_api.doors import COMMENT_LIMIT
from ...tools.notification import some_of
from ...tools.portal_time import portal_today
from ..directory.party_identifiers import SIRET, party_identifier
from ..directory.portal_codes import CURRENCY
from ..einvoice.submission import ENTRY_DATE
from ..einvoice.submission_vat import exemption_code, exemptions, vat_kind

MODE = "l10n_fr_chorus_submission_mode"
# What the banner of an invoice follows.
MODES = (
    MODE,
    "commercial_partner_id.l10n_fr_chorus_submission_mode",
    "company_id.l10n_fr_chorus_submission_mode",
)
LINE_LIMIT = "l10n_fr_chorus_pro.entry_line_limit"
USUAL_LINE_LIMIT = 100


def _door(move):
    """The door that an invoice goes by; empty for a file."""
    return move._chorus_submission_mode().door


def _instead(move, what):
    """What this way cannot carry, and which one can.

    :param str what: a sentence
    """
    mode = move._chorus_submission_mode()
    labels = dict(move._fields[MODE]._description_selection(move.env))
    return move.env._(
        "%(what)s The format « %(mode)s » cannot say so: choose Factur-X for this"
        " invoice.",
        what=what,
        mode=labels[mode.code],
    )


def find_own_structure(move):
    own = move.company_id.sudo().l10n_fr_chorus_own_structure_id
    if _door(move) and not own.structure_ref:
        return move.env._(
            "Which structure of Chorus Pro %s invoices for is not known yet. Click Read"
            " from Chorus Pro in the settings of Chorus Pro, or choose Factur-X for"
            " this invoice.",
            move.company_id.display_name,
        )


def find_code_lists(move):
    """Nothing was read of the lists, and the invoice needs one of them."""
    if not _door(move) or find_own_structure(move):
        return None
    is_usual = move.currency_id.name == "EUR" and vat_kind(move) != doors.EXEMPT
    if not is_usual and not move.company_id._chorus_has_code_lists():
        return move.env._(
            "Chorus Pro has a code for the currency, and for the reason why no VAT is"
            " charged, and its lists were not read yet. Click Read from Chorus Pro in"
            " the settings of Chorus Pro."
        )


def find_payee(move):
    if move._chorus_submission_mode().takes_payee:
        return None
    if factor := move.sudo().l10n_fr_chorus_factor_id:
        return _instead(
            move, move.env._("The factor %s is paid in your place.", factor.name)
        )


def find_rounding(move):
    if move._chorus_submission_mode().takes_rounding:
        return None
    rounding = move.amount_total - move._chorus_document_total()
    if not move.currency_id.is_zero(rounding):
        return _instead(
            move,
            move.env._(
                "The total is rounded by %s for a payment in cash.",
                move.currency_id.format(rounding),
            ),
        )


def find_part_payment(move):
    mode = move._chorus_submission_mode()
    # What is paid wholly is an A2, and has a check of its own.
    if mode.takes_part_payment or move.l10n_fr_chorus_framework == "A2":
        return None
    paid = move._chorus_prepaid()
    if not move.currency_id.is_zero(paid):
        return _instead(
            move,
            move.env._(
                "%s of the invoice is paid already.", move.currency_id.format(paid)
            ),
        )


def find_vat_points(move):
    if move._chorus_submission_mode().takes_vat_points:
        return None
    taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
    charged = taxes.filtered(lambda t: t.amount and t.amount_type == "percent")
    if len(set(charged.mapped("tax_exigibility"))) > 1:
        return _instead(
            move,
            move.env._(
                "VAT is due with the invoice for some lines, with its payment for"
                " others."
            ),
        )


def place_without_code(move):
    """The first tax for whose reason the portal's list has no code."""
    if not _door(move) or not move.company_id._chorus_has_code_lists():
        return move.env["account.tax"]
    unknown = [tax for tax, code in exemptions(move).items() if not code]
    return unknown[0] if unknown else move.env["account.tax"]


def find_exemption_code(move):
    if tax := place_without_code(move):
        return move.env._(
            "Chorus Pro wants a reason of its own list, and none of them names the"
            " article of the tax %s. Choose the reason on the tax, or choose Factur-X"
            " for this invoice.",
            tax.display_name,
        )


def find_exemptions(move):
    if move._chorus_submission_mode().takes_exemptions or place_without_code(move):
        return None
    found = exemptions(move)
    if all(found.values()) and found and not exemption_code(move):
        names = ", ".join(tax.display_name for tax in found)
        return _instead(
            move,
            move.env._("VAT is not charged for several reasons (%s).", names),
        )


def find_currency_code(move):
    if not _door(move):
        return None
    listed = move.company_id._chorus_codes(CURRENCY).mapped("code")
    if listed and move.currency_id.name not in listed:
        return _instead(
            move,
            move.env._(
                "The currency %s is not on the list of Chorus Pro.",
                move.currency_id.name,
            ),
        )


def find_identifiers(move):
    """A party that is known by another identifier than a SIRET."""
    if move._chorus_submission_mode().takes_identifiers:
        return None
    parties = move.commercial_partner_id
    if move._chorus_needs_validator():
        parties |= move.l10n_fr_chorus_validator_id.commercial_partner_id
    other = parties.filtered(lambda p: party_identifier(p).kind is not SIRET)[:1]
    if other:
        return _instead(
            move, move.env._("%s is known by no SIRET.", other.display_name)
        )


def _entry(move):
    """The data of an entry, once there is all of it; None for anything else."""
    is_entry = move.state == "posted" and _door(move) == doors.ENTRY
    return move._chorus_submission() if is_entry and move.invoice_line_ids else None


def find_entry_lines(move):
    entry = _entry(move)
    if not entry:
        return None
    parameters = move.env["ir.config_parameter"].sudo()
    limit = int(parameters.get_param(LINE_LIMIT, USUAL_LINE_LIMIT))
    if len(entry.lines) > limit:
        return _instead(
            move,
            move.env._(
                "With its texts the invoice has %(count)s lines, more than the"
                " %(limit)s of an entry.",
                count=len(entry.lines),
                limit=limit,
            ),
        )


def find_comment(move):
    entry = _entry(move)
    if entry and len(entry.comment) > COMMENT_LIMIT:
        return _instead(
            move,
            move.env._(
                "Terms, mentions and references of the invoice are %(count)s characters"
                " long, and an entry has room for %(limit)s.",
                count=len(entry.comment),
                limit=COMMENT_LIMIT,
            ),
        )


def find_entry_account(move):
    """Never blocking: an entry has no IBAN, and names bank details of the portal."""
    company = move.company_id
    is_paid_there = move.move_type == "out_invoice" and move._chorus_pays_by_transfer()
    if (
        _door(move) != doors.ENTRY
        or not is_paid_there
        or find_own_structure(move)
        or company._chorus_own_bank_account()
    ):
        return None
    own = company.sudo().l10n_fr_chorus_own_structure_id.bank_account_ids
    if own:
        return move.env._(
            "Chorus Pro has several bank details of %(company)s (%(names)s), and the"
            " data entry will name none of them. Choose one in the settings of Chorus"
            " Pro.",
            company=company.display_name,
            names=some_of(own.mapped("display_name")),
        )
    return move.env._(
        "Chorus Pro has no bank details of %s, and a data entry carries no IBAN. Enter"
        " them in Chorus Pro, then click Read from Chorus Pro in the settings.",
        company.display_name,
    )


def find_entry_date(move):
    """Never blocking: an entry has no date but that of its deposit."""
    is_entry = _door(move) == doors.ENTRY
    if not is_entry or move.company_id._chorus_switch(ENTRY_DATE, False):
        return None
    today = portal_today(move.env)
    if move.state == "posted" and move.invoice_date != today:
        return move.env._(
            "Chorus Pro dates a data entry with the day of its deposit: there the"
            " invoice will not have its date, %s.",
            format_date(move.env, move.invoice_date),
        )
