"""What the simulator knows of an invoice file, whatever its grammar."""

from dataclasses import dataclass
from decimal import Decimal

from ..identifiers import company_of

MINIMUM = "urn:factur-x.eu:1p0:minimum"


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
class Totals:
    """The totals as the header states them; absent ones are None.

    In the order of EN 16931: BT-106, 107, 108, 109, 110, 112, 113, 114, 115.
    """

    lines: Decimal | None
    allowances: Decimal | None
    charges: Decimal | None
    untaxed: Decimal | None
    vat: Decimal | None
    total: Decimal | None
    prepaid: Decimal | None
    rounding: Decimal | None
    due: Decimal | None


@dataclass(frozen=True, slots=True)
class Sums:
    """What the details add up to: lines, allowances and charges of the header, rows of
    the VAT breakdown. None where there is no such detail."""

    lines: Decimal | None
    allowances: Decimal | None
    charges: Decimal | None
    vat: Decimal | None


@dataclass(frozen=True, slots=True)
class Tax:
    """A row of the VAT breakdown: category (BT-118) and why no VAT is due (BT-120 or
    BT-121); each is empty when not said."""

    category: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that goes with the invoice: its name, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class ParsedInvoice:
    """The terms of EN 16931 that Chorus Pro checks. Absent texts are empty strings,
    absent amounts and dates are None.

    :param grammar: "cii", "ubl" or "api", for the tag names of error messages
    :param number: as it is written, with its spaces
    :param issue_date: ``YYYY-MM-DD``, None when absent or not a date
    :param validator: who approves the invoice of a subcontractor or co-contractor
    :param lines: how many lines there are
    :param long_amounts: the elements whose amount has too many digits
    :param bare_gross_price: a gross price stands without its allowance (CII)
    :param guideline: the profile that the document says it follows (BT-24)
    :param minimal: a flow of minimum data beside a readable file (E2)
    :param schema_errors: what the official schema says against the file
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
    validator: str
    validator_scheme: str
    service: str
    commitment: str
    contract: str
    origin_number: str
    payment_means: str
    iban: str
    currency: str
    totals: Totals
    sums: Sums
    taxes: tuple[Tax, ...]
    lines: int
    attachments: tuple[Attachment, ...]
    long_amounts: tuple[str, ...]
    guideline: str = ""
    bare_gross_price: bool = False
    minimal: bool = False
    schema_errors: tuple[str, ...] = ()

    @property
    def is_minimum(self) -> bool:
        """Whether it has the profile MINIMUM, which cannot say what was prepaid."""
        return self.guideline == MINIMUM

    @property
    def key(self) -> tuple[str, str, str]:
        """Year, SIREN, number: what makes an invoice unique (doc/portal.md, R 4.2)."""
        return (self.issue_date or "")[:4], company_of(self.supplier), self.number
