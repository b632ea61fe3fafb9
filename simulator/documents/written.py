"""Invoice files of suppliers whom nobody plays but the simulator: CII and Factur-X."""

import base64
import io
import mimetypes
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from jinja2 import Environment
from pypdf import PdfReader, PdfWriter

from ..identifiers import FORMS
from .facturx import NAMES
from .pdf import small_pdf
from .pivot_content import Tax

CENT = Decimal("0.01")
EN_16931 = "urn:cen.eu:en16931:2017"
EXTENDED = f"{EN_16931}#conformant#urn:factur-x.eu:1p0:extended"
NO_VAT = "Autoliquidation"
TEMPLATE = Environment(autoescape=True).from_string(
    Path(__file__).with_name("invoice.xml.jinja").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Supplier:
    """A structure that issues invoices; names as in the table ``structures``."""

    identifier: str
    name: str
    identifier_type: str = "SIRET"
    street: str = "1 rue du Port"
    zip: str = "35400"
    city: str = "Saint-Malo"
    country: str = "FR"
    vat: str = ""


@dataclass(frozen=True, slots=True)
class WrittenLine:
    name: str
    quantity: Decimal
    price: Decimal
    rate: Decimal

    @property
    def untaxed(self) -> Decimal:
        return rounded(self.quantity * self.price)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document inside the file of an invoice."""

    name: str
    content: bytes

    @property
    def mime_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def base64(self) -> str:
        return base64.b64encode(self.content).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenInvoice:
    """What a supplier writes.

    :param paid: what is not to be paid any more
    :param factor: to whom it is to be paid, where not to the supplier
    """

    supplier: Supplier
    recipient: str
    recipient_name: str
    number: str
    issued: date
    lines: tuple[WrittenLine, ...]
    iban: str
    is_credit_note: bool = False
    framework: str = "A1"
    service: str = ""
    commitment: str = ""
    contract: str = ""
    validator: str = ""
    origin: str = ""
    paid: Decimal = Decimal("0.00")
    factor: Supplier | None = None
    documents: tuple[Enclosed, ...] = ()
    reason: str = NO_VAT

    @property
    def scheme(self) -> str:
        """The number of the kind of the supplier's identifier."""
        return str([*FORMS].index(self.supplier.identifier_type) + 1)

    @property
    def guideline(self) -> str:
        """The profile; a validator is in none but the largest."""
        return EXTENDED if self.validator else EN_16931

    @property
    def taxes(self) -> tuple[Tax, ...]:
        bases: dict[Decimal, Decimal] = {}
        for line in self.lines:
            bases[line.rate] = bases.get(line.rate, Decimal(0)) + line.untaxed
        return tuple(
            Tax(rate, base, rounded(base * rate / 100)) for rate, base in bases.items()
        )

    @property
    def untaxed(self) -> Decimal:
        return sum((line.untaxed for line in self.lines), Decimal(0))

    @property
    def vat(self) -> Decimal:
        return sum((tax.vat for tax in self.taxes), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.untaxed + self.vat

    def category(self, rate: Decimal) -> str:
        """The category of VAT of a rate."""
        return "S" if rate else "AE"


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def write_cii(invoice: WrittenInvoice) -> bytes:
    return TEMPLATE.render(i=invoice).encode()


def write_facturx(invoice: WrittenInvoice, page: bytes = b"") -> bytes:
    """A PDF with the CII inside; no PDF/A, which nothing here asks for.

    :param page: the PDF as the supplier has it; one is made otherwise
    """
    content = write_cii(invoice)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page or _page(invoice))))
    writer.add_attachment(NAMES[0], content)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _page(invoice: WrittenInvoice) -> bytes:
    title = "Avoir" if invoice.is_credit_note else "Facture"
    amounts = (
        ("Total HT", invoice.untaxed),
        ("TVA", invoice.vat),
        ("Total TTC", invoice.total),
        ("Net à payer", invoice.total - invoice.paid),
    )
    told = (
        ("Service", invoice.service),
        ("Engagement", invoice.commitment),
        ("Marché", invoice.contract),
        ("Facture d'origine", invoice.origin),
        ("À payer à", invoice.factor and invoice.factor.name),
        ("IBAN", invoice.iban),
    )
    return small_pdf(
        [
            f"{title} {invoice.number} du {invoice.issued:%d/%m/%Y}",
            f"{invoice.supplier.name} ({invoice.supplier.identifier})",
            f"Destinataire : {invoice.recipient_name} ({invoice.recipient})",
            "",
            *(
                f"{line.name} : {line.quantity} x {line.price} = {line.untaxed} EUR,"
                f" TVA {line.rate} %"
                for line in invoice.lines
            ),
            "",
            *(f"{label} : {amount} EUR" for label, amount in amounts),
            "",
            *(f"{label} : {value}" for label, value in told if value),
        ]
    )
