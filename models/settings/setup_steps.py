"""How far a company is with each thing that it needs to invoice through Chorus Pro.

Each takes a company, as a superuser, and returns a ``Told``, derived from what is
there. None says a secret. The table is in ``setup_table.py``.
"""

from odoo.tools import format_date

from ..connection.submission_modes import SUBMISSION_MODES
from ..directory.identifier_texts import wrong_identifier
from ..directory.party_identifiers import is_right, party_identifier
from ..einvoice.printing import prints_headers
from .setup_lines import DONE, MISSING, NOTE, OPEN, Told

ADDRESS = ("street", "zip", "city", "country_id", "phone")


def find_siret(company):
    identifier = party_identifier(company.partner_id)
    own = company.l10n_fr_chorus_own_structure_id
    if own.siret and own.siret != identifier.value:
        return Told(MISSING, company._chorus_own_sentence(), "take_siret")
    if not is_right(company, identifier):
        sentence = wrong_identifier(company.env, company.name, identifier)
        return Told(MISSING, sentence, "company")
    return Told(DONE, identifier.value)


def find_vat(company):
    if company.vat:
        return Told(DONE, company.vat)
    sentence = company.env._(
        "%s has no VAT number. Whoever charges VAT enters it; an exempted company"
        " (article 293 B) needs none.",
        company.name,
    )
    return Told(NOTE, sentence, "company")


def find_address(company):
    missing = [
        company._fields[name]._description_string(company.env)
        for name in ADDRESS
        if not company[name]
    ]
    if missing:
        sentence = company.env._(
            "Missing on %(company)s: %(fields)s.",
            company=company.name,
            fields=", ".join(missing),
        )
        return Told(MISSING, sentence, "company")
    street = ", ".join([company.street, f"{company.zip} {company.city}"])
    return Told(DONE, f"{street}, {company.phone}")


def find_iban(company):
    accounts = company.partner_id.bank_ids.filtered(
        lambda account: (
            account.acc_type == "iban" and account.company_id.id in (False, company.id)
        )
    )
    if accounts:
        return Told(DONE, ", ".join(accounts.mapped("acc_number")))
    sentence = company.env._(
        "%s has no bank account with an IBAN, to be paid on.", company.name
    )
    return Told(MISSING, sentence, "bank_accounts")


def find_environment(company):
    account = company._chorus_account_company()
    if not account:
        sentence = company.env._(
            "Not chosen. Begin with the qualification platform, where nobody receives"
            " what you send; production comes last."
        )
        return Told(MISSING, sentence, "connection")
    field = account._fields["l10n_fr_chorus_environment"]
    names = dict(field._description_selection(company.env))
    return Told(DONE, names[account.l10n_fr_chorus_environment])


def find_responsible(company):
    if person := company.l10n_fr_chorus_responsible_id:
        return Told(DONE, person.name)
    sentence = company.env._(
        "Nobody is named. Where the salesperson of an invoice may not invoice, nobody"
        " is told what needs action."
    )
    return Told(MISSING, sentence, "responsible")


def find_structure(company):
    if own := company.l10n_fr_chorus_own_structure_id:
        return Told(DONE, own.display_name)
    if not company.l10n_fr_chorus_own_date:
        return Told(OPEN, company.env._("Not read from Chorus Pro yet."), "read")
    sentence = company._chorus_own_sentence() or company.env._(
        "None of the structures of the account is chosen."
    )
    return Told(MISSING, sentence, "structure")


def find_bank_details(company):
    own = company.l10n_fr_chorus_own_structure_id
    if names := own.bank_account_ids.filtered("name").mapped("name"):
        return Told(DONE, ", ".join(names))
    if not own:
        return Told(OPEN, company.env._("Not read from Chorus Pro yet."), "read")
    sentence = company.env._(
        "%s has no valid bank details in Chorus Pro. Enter them there, then read them"
        " again.",
        own.display_name,
    )
    return Told(NOTE, sentence, "read", "portal")


def find_printer(company):
    if prints_headers():
        return Told(DONE, company.env._("With the patched Qt."))
    sentence = company.env._(
        "The PDFs of this server show neither your name nor your legal mentions: its"
        " wkhtmltopdf prints no headers and footers. Have the build with the patched Qt"
        " installed."
    )
    is_needed = SUBMISSION_MODES[company.l10n_fr_chorus_submission_mode].is_printed
    return Told(MISSING if is_needed else NOTE, sentence, link="printer")


def find_journals(company):
    journals = company.env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "sale")]
    )
    if not journals:
        sentence = company.env._("%s has no sales journal.", company.name)
        return Told(MISSING, sentence, "journals")
    if sentences := list(filter(None, (j._chorus_number_sentence() for j in journals))):
        return Told(MISSING, " ".join(sentences), "journals")
    names = ", ".join(journals.mapped("name"))
    return Told(DONE, company.env._("They suit Chorus Pro: %s.", names))


def password_end_sentence(company):
    """When the technical password ends, or ended.

    :return: str, empty where it is not known
    """
    end = company.l10n_fr_chorus_password_end
    if not end:
        return ""
    date = format_date(company.env, end)
    if company._chorus_password_ends_soon():
        return company.env._(
            "The technical password ends on %s: renew it in Chorus Pro, then enter the"
            " new one in the settings of Chorus Pro.",
            date,
        )
    return company.env._("The password ends on %s.", date)
