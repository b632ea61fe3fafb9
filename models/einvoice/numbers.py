"""What Chorus Pro takes for the number of an invoice, whatever kind it is of."""

import contextlib
import re
from datetime import datetime

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
# What may be wrong with a number.
CHARACTERS, SPACES, DATE = "characters", "spaces", "date"


def number_fault(number):
    """What is wrong with a number; empty where nothing is.

    :return: ``CHARACTERS``, ``SPACES`` or ``DATE``, or an empty text
    """
    if not NUMBER_PATTERN.fullmatch(number):
        return CHARACTERS
    if number != " ".join(number.split()):
        return SPACES
    return DATE if _is_date(number) else ""


def _is_date(number):
    """Whether a number is a day of this century, as it is written in France or ISO."""
    for pattern in DATE_PATTERNS:
        with contextlib.suppress(ValueError):
            day = datetime.strptime(number, pattern)
            if 2000 <= day.year < 2100 and day.strftime(pattern) == number:
                return True
    return False
