"""Numbers of bank accounts and telephones: told apart, compared, half hidden."""

import re

from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_bank import sanitize_account_number
from odoo.addons.base_iban.models.res_partner_bank import validate_iban

# Bank 5, branch 5, account 11, key 2: a French account before there were IBANs.
RIB_LENGTH = 23
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0\u202f.-]?[A-Z0-9]){11,30}")
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.()/\u00a0\u202f\u2011-]+(?=\d)")
# The end of a telephone number is the same with and without its country.
PHONE_DIGITS = 9
SHORTEST_PHONE = 6


def clean_account(number):
    """A number to compare by: an IBAN where it is one, or the RIB of one.

    :param str number: as somebody wrote it
    :return: str, empty where there is none
    """
    clean = sanitize_account_number(number or "") or ""
    if len(clean) == RIB_LENGTH and clean[:10].isdigit() and clean[-2:].isdigit():
        return iban_of_rib(clean)
    return clean


def iban_of_rib(rib):
    """The IBAN of a French account (ISO 13616: letters are numbers from 10 on)."""
    digits = "".join(str(int(character, 36)) for character in f"{rib}FR00")
    return f"FR{98 - int(digits) % 97:02d}{rib}"


def is_iban(number):
    try:
        validate_iban(number)
    except ValidationError:
        return False
    return True


def ibans_in(text):
    """The valid IBANs that a text names.

    :rtype: set
    """
    found = set()
    for match in IBAN.finditer(text.upper()):
        words = clean_account(match.group())
        # What follows an IBAN in a text may look like more of it.
        lengths = range(len(words), 14, -1)
        found |= {next((words[:n] for n in lengths if is_iban(words[:n])), "")}
    return found - {""}


def half_hidden(number):
    """A number to be read by people: its beginning and its end."""
    if len(number or "") <= 8:
        return number or ""
    return f"{number[:4]} •••• {number[-4:]}"


def hide_numbers(record, name, tracking_values):
    """Half hide the account numbers that a message is to tell.

    :param str name: of the field: a number, or an account
    :param tracking_values: commands as ``_mail_track`` makes them; changed in place
    """
    field = record.env["ir.model.fields"]._get(record._name, name)
    for _command, _id, values in tracking_values:
        if values.get("field_id") != field.id:
            continue
        for key in ("old_value_char", "new_value_char"):
            # Core names an account by its number, « - » and its bank.
            number = (values.get(key) or "").partition(" - ")[0]
            values[key] = half_hidden(clean_account(number))


def phone_key(phone):
    """What two writings of a telephone number have in common.

    :return: str of digits; empty where it is too short to be one
    """
    digits = re.sub(r"\D", "", phone or "")
    return digits[-PHONE_DIGITS:] if len(digits) >= SHORTEST_PHONE else ""


def names_phone(text, phone):
    """Whether a text names a telephone number, however it is written."""
    return phone_key(phone) in BETWEEN_DIGITS.sub("", text)
