"""What the simulator knows of an invoice file, whatever its grammar."""

from dataclasses import dataclass
from decimal import Decimal


class Unreadable(Exception):
    """A file that cannot be taken for an invoice at all: a technical error.

    :param code: our own code of the technical error
    :param label: what the report says, in French
    """

    def __init__(self, code: str, label: str):
        super().__init__(label)
        self.code = code
        self.label = label


@dataclass(frozen=True, slots=True)
class ParsedInvoice:
    """The terms of EN 16931 that Chorus Pro checks. Absent texts are empty strings,
    absent amounts and dates are None.

    :param grammar: "cii" or "ubl", for the tag names of error messages
    :param issue_date: ``YYYY-MM-DD``, None when absent or not a date
    :param bare_gross_price: a gross price stands without its allowance (CII)
    """

    grammar: str
    number: str
    type_code: str
    issue_date: str | None
    framework: str
    supplier: str
    supplier_scheme: str
    supplier_name: str
    recipient: str
    recipient_scheme: str
    service: str
    commitment: str
    contract: str
    origin_number: str
    payment_means: str
    iban: str
    currency: str
    untaxed: Decimal | None
    vat: Decimal | None
    total: Decimal | None
    due: Decimal | None
    lines: int
    bare_gross_price: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Year, SIREN, number: what makes an invoice unique (rules section 4.2)."""
        return (self.issue_date or "")[:4], self.supplier[:9], self.number
