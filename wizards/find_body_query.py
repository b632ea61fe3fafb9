"""What a person has typed to find a public body by."""

import re

from ..chorus_api import parties

SIREN = "siren"
SIRET_FORM = re.compile(r"\d{14}")
# A SIREN by itself, or behind the key of a French VAT number.
SIREN_FORM = re.compile(r"(?:FR[A-Z0-9]{2})?(\d{9})")
# Those of the Union: at most two letters among the digits, at most two behind them.
VAT_FORM = re.compile(
    r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)"
    r"[A-Z]{0,2}\d{5,12}[A-Z]{0,2}\d{0,2}"
)


def read_query(text):
    """Whether a text is an identifier; a name, a town or a postcode is none.

    :return: (identifier without spaces, kind): of the directory, or SIREN, by which it
        finds nothing; two empty strings for a name
    """
    compact = re.sub(r"[\s.-]", "", text).upper()
    if SIRET_FORM.fullmatch(compact):
        return compact, parties.SIRET
    if match := SIREN_FORM.fullmatch(compact):
        return match[1], SIREN
    if VAT_FORM.fullmatch(compact):
        return compact, parties.EU_VAT
    return "", ""
