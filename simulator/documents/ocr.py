"""What a reader of characters finds in the PDF of an invoice: little, and by guesses.

It serves ``deposer/pdf`` (doc/portal.md, A 2.2); the PDF has text, so nothing has to be
recognised.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

NUMBER = re.compile(
    r"\b(?:facture|avoir)\s*(?:n\s*[°ºo])?\s*:?\s*([A-Z0-9][A-Z0-9_/+-]{1,19})", re.I
)
DAY = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})\b")
SIRET = re.compile(r"(?<!\d)\d{3} ?\d{3} ?\d{3} ?\d{5}(?!\d)")
AMOUNT = re.compile(r"(?<![\d,.])\d{1,3}(?:[ \u00a0\u202f]?\d{3})*,\d\d(?!\d)")
BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a PDF: each empty or None where it was not.

    :param issue_date: ``YYYY-MM-DD``
    :param sirets: in their order
    """

    number: str = ""
    issue_date: str = ""
    sirets: tuple[str, ...] = ()
    is_credit_note: bool = False
    untaxed: Decimal | None = None
    vat: Decimal | None = None
    total: Decimal | None = None


def read_pdf_page(content: bytes) -> Reading:
    """Read the text of a PDF; nothing where it has none or is damaged."""
    try:
        text = "\n".join(
            page.extract_text() for page in PdfReader(BytesIO(content)).pages
        )
    # pypdf lets plain Python errors through on damaged files.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError):
        return Reading()
    numbers = (found for found in NUMBER.findall(text) if re.search(r"\d", found))
    day = DAY.search(text)
    amounts = sorted({_amount(found) for found in AMOUNT.findall(text)}, reverse=True)
    untaxed, vat, total = _totals(amounts)
    return Reading(
        number=next(numbers, ""),
        issue_date=f"{day[3]}-{day[2]}-{day[1]}" if day else "",
        sirets=tuple(BLANK.sub("", found) for found in SIRET.findall(text)),
        is_credit_note=bool(re.search(r"\bavoir\b", text, re.I)),
        untaxed=untaxed,
        vat=vat,
        total=total,
    )


def misread(reading: Reading) -> Reading:
    """The same with a wrong number and wrong amounts, as bad scans give them."""
    number = re.sub(r"\d(?=\D*$)", lambda d: str((int(d[0]) + 1) % 10), reading.number)
    return replace(
        reading,
        number=number,
        untaxed=_shifted(reading.untaxed),
        vat=_shifted(reading.vat),
        total=_shifted(reading.total),
    )


def _shifted(amount: Decimal | None) -> Decimal | None:
    """An amount whose comma was overlooked by one place."""
    return None if amount is None else amount * 10


def _amount(text: str) -> Decimal:
    return Decimal(BLANK.sub("", text).replace(",", "."))


def _totals(amounts: list[Decimal]) -> tuple[Decimal | None, ...]:
    """The greatest amount is the total; two others that add up to it are its parts."""
    if not amounts:
        return None, None, None
    total = amounts[0]
    for amount in amounts[1:]:
        if total - amount in amounts and total - amount <= amount:
            return amount, total - amount, total
    return total, Decimal(0), total
