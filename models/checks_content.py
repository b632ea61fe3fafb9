"""Checks of what an invoice says: its parties, its taxes, how it is paid.

Each takes an ``account.move`` and returns a plain sentence, or None where all is well.
The table of checks is in ``checks.py``.
"""

from .identifier_texts import wrong_identifier
from .party_identifiers import EU_VAT, NON_EU, party_identifier
from .terms_amounts import AMOUNT_DECIMALS
from .terms_lines import NO_VAT_CATEGORIES


def find_supplier(move):
    company = move.company_id
    identifier = party_identifier(company.partner_id)
    if not _is_right(move, identifier):
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
    if not _is_right(move, identifier):
        return wrong_identifier(move.env, partner.display_name, identifier)


def _is_right(move, identifier):
    """Of the right form, its check digit right; outside production the form suffices,
    for some fictitious SIRETs of the qualification platform fail the check."""
    account = move.company_id._chorus_account_company()
    is_production = account.l10n_fr_chorus_environment == "production"
    return identifier.has_form() and (not is_production or identifier.proves_itself())


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


def find_vat_number(move):
    company = move.company_id
    charged = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy().filtered(
        lambda tax: tax.amount_type == "percent" and tax.amount
    )
    if charged and not (move.fiscal_position_id.foreign_vat or company.vat):
        return move.env._(
            "%s charges VAT but has no VAT number. Enter it on the company.",
            company.display_name,
        )


def find_taxes(move):
    """One VAT for each line, of a kind that an electronic invoice knows."""
    categories = set()
    for line in move.invoice_line_ids:
        if line.display_type != "product":
            continue
        taxes = line.tax_ids.flatten_taxes_hierarchy()
        vats = taxes.filtered(lambda tax: tax.amount_type == "percent")
        label = (line.name or line.product_id.name or "").partition("\n")[0]
        if other := taxes.filtered(
            lambda tax: tax.amount_type not in ("percent", "fixed")
        ):
            return move.env._(
                "The tax %(tax)s of « %(line)s » is computed in a way that an"
                " electronic invoice cannot say. Use a percentage.",
                tax=other[0].display_name,
                line=label,
            )
        if len(vats) != 1:
            return move.env._(
                "« %s » must have one VAT, neither none nor several. Where none is"
                " charged, choose an exempt tax that says why.",
                label,
            )
        vat = move.env["l10n_fr_chorus_pro.terms"]._vat_of_tax(move, vats)
        categories.add(vat.category)
        if bool(vat.rate) == (vat.category in NO_VAT_CATEGORIES) or vat.rate < 0:
            if vat.category != "Z":
                return move.env._(
                    "The rate and the category (%(category)s) of the tax %(tax)s"
                    " contradict each other. Correct the tax.",
                    category=vat.category,
                    tax=vats.display_name,
                )
    if "O" in categories and len(categories) > 1:
        return move.env._(
            "What is outside the scope of VAT (category O) cannot stand beside other"
            " lines. Make two invoices of it."
        )


def place_without_reason(move):
    """The first exempt tax of the invoice that does not say why."""
    terms = move.env["l10n_fr_chorus_pro.terms"]
    taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
    for tax in taxes.filtered(lambda tax: tax.amount_type == "percent"):
        vat = terms._vat_of_tax(move, tax)
        if vat.category in NO_VAT_CATEGORIES and not (vat.reason or vat.reason_code):
            return tax
    return taxes[:0]


def find_exemption(move):
    if tax := place_without_reason(move):
        return move.env._(
            "The tax %s charges no VAT and does not say why. Enter its exemption reason"
            " code or its legal notes: the franchise of article 293 B has the code"
            " VATEX-FR-FRANCHISE.",
            tax.display_name,
        )


def find_delivery_date(move):
    """An intra-Community supply says when it was delivered."""
    if move.delivery_date:
        return None
    terms = move.env["l10n_fr_chorus_pro.terms"]
    taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
    if any(terms._vat_of_tax(move, tax).category == "K" for tax in taxes):
        return move.env._(
            "An intra-Community supply must say when it was delivered. Enter the"
            " delivery date."
        )


def find_currency(move):
    if move.currency_id.decimal_places > AMOUNT_DECIMALS:
        return move.env._(
            "%s has more than two decimals, which Chorus Pro does not take. Invoice in"
            " another currency.",
            move.currency_id.name,
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


def find_factor(move):
    factor = move.sudo().l10n_fr_chorus_factor_id
    if factor and factor.company_id != move.company_id:
        return move.env._(
            "The factor %(factor)s is not one of %(company)s: choose another one.",
            factor=factor.name,
            company=move.company_id.name,
        )
    if factor and not _is_right(move, party_identifier(factor.partner_id)):
        return move.env._(
            "The factor %s has no valid SIRET. Correct the company ID of its partner.",
            factor.name,
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
    if not _is_right(move, party_identifier(validator)):
        return move.env._(
            "The validator %s has no valid SIRET. Enter it as its company ID.",
            validator.display_name,
        )
