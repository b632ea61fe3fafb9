"""What a pivot file repeats of the invoice that came: lines, taxes, account, documents.

Of a flow it is read in the file; of an invoice that came as data, in the request.
"""

import binascii
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO

from lxml import etree
from pypdf import PdfReader

from ..lists import VAT_RATES
from . import cii, ubl
from .facturx import NAMES, read_pdf
from .submitted import exact
from .xml import Reader, day, parse

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    product: str
    price: Decimal
    quantity: Decimal
    untaxed: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Tax:
    """What a rate, in percent, applies to."""

    rate: Decimal
    untaxed: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Content:
    """What the pivot says beside the header.

    :param delivered: ``YYYY-MM-DD``
    :param documents: name and bytes of those inside the file
    """

    lines: tuple[Line, ...] = ()
    taxes: tuple[Tax, ...] = ()
    iban: str = ""
    delivered: str | None = None
    documents: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Where a grammar has what is read of it."""

    namespaces: dict[str, str]
    lines: str
    products: tuple[str, ...]
    price: str
    price_basis: str
    quantity: str
    untaxed: str
    rate: str
    taxes: str
    tax_rate: str
    tax_base: str
    tax_amount: str
    iban: str
    delivered: tuple[str, str]
    embedded: str


_AGREED = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
_SETTLED = "ram:SpecifiedLineTradeSettlement"
CII = Terms(
    namespaces=cii.NAMESPACES,
    lines=cii.COUNTED_LINES,
    products=(
        "ram:SpecifiedTradeProduct/ram:SellerAssignedID",
        "ram:SpecifiedTradeProduct/ram:Name",
    ),
    price=f"{_AGREED}/ram:ChargeAmount",
    price_basis=f"{_AGREED}/ram:BasisQuantity",
    quantity="ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
    untaxed=f"{_SETTLED}/ram:SpecifiedTradeSettlementLineMonetarySummation"
    "/ram:LineTotalAmount",
    rate=f"{_SETTLED}/ram:ApplicableTradeTax/ram:RateApplicablePercent",
    taxes=cii.TAXES,
    tax_rate="ram:RateApplicablePercent",
    tax_base="ram:BasisAmount",
    tax_amount="ram:CalculatedAmount",
    iban=f"{cii.MEANS}/ram:PayeePartyCreditorFinancialAccount/ram:IBANID",
    delivered=(
        "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeDelivery"
        "/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString",
        "%Y%m%d",
    ),
    embedded="//ram:AttachmentBinaryObject",
)
UBL = Terms(
    namespaces=ubl.NAMESPACES,
    lines=ubl.LINES,
    products=(
        "cac:Item/cac:SellersItemIdentification/cbc:ID",
        "cac:Item/cbc:Name",
    ),
    price="cac:Price/cbc:PriceAmount",
    price_basis="cac:Price/cbc:BaseQuantity",
    quantity="cbc:InvoicedQuantity | cbc:CreditedQuantity",
    untaxed="cbc:LineExtensionAmount",
    rate="cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
    taxes=ubl.TAXES,
    tax_rate="cac:TaxCategory/cbc:Percent",
    tax_base="cbc:TaxableAmount",
    tax_amount="cbc:TaxAmount",
    iban="cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID",
    delivered=("cac:Delivery/cbc:ActualDeliveryDate", "%Y-%m-%d"),
    embedded=ubl.EMBEDDED,
)


def of_file(content: bytes) -> Content:
    """What the file of a flow says; it was integrated, so it can be read.

    :param content: of a CII, a UBL or a Factur-X
    """
    is_pdf = content[:1024].lstrip().startswith(b"%PDF-")
    root = parse(read_pdf(content)[0] if is_pdf else content)
    terms = CII if root.tag == cii.ROOT else UBL
    read = Reader(root, terms.namespaces)
    path, pattern = terms.delivered
    documents = [_embedded(node, terms) for node in read.nodes(terms.embedded)]
    if is_pdf:
        files = PdfReader(BytesIO(content)).attachment_list
        documents += [
            (file.name, bytes(file.content))
            for file in files
            if file.name.lower() not in NAMES
        ]
    return Content(
        lines=tuple(_line(node, terms) for node in read.nodes(terms.lines)),
        taxes=tuple(_tax(node, terms) for node in read.nodes(terms.taxes)),
        iban=read.text(terms.iban),
        delivered=day(read.text(path), pattern),
        documents=tuple(documents),
    )


def of_request(kept: dict, iban: str = "") -> Content:
    """What a submission said.

    :param kept: what is kept of its body
    :param iban: of the account that it names
    """
    return Content(
        lines=tuple(_submitted_line(row) for row in kept.get("lignePoste", ())),
        taxes=tuple(
            Tax(
                _rate(row, "ligneTva") or ZERO,
                exact(row.get("ligneTvaMontantBaseHtParTaux", 0)),
                exact(row.get("ligneTvaMontantTvaParTaux", 0)),
            )
            for row in kept.get("ligneTva", ())
        ),
        iban=iban,
    )


def _line(node: etree._Element, terms: Terms) -> Line:
    read = Reader(node, terms.namespaces)
    quantity = read.amount(terms.quantity)
    untaxed = read.amount(terms.untaxed) or ZERO
    price = read.amount(terms.price)
    basis = read.amount(terms.price_basis)
    if price is not None and basis:
        price = _divided(price, basis)
    return Line(
        product=read.text(*terms.products),
        price=untaxed if price is None else price,
        quantity=Decimal(1) if quantity is None else quantity,
        untaxed=untaxed,
        rate=read.amount(terms.rate),
    )


def _divided(price: Decimal, basis: Decimal) -> Decimal:
    try:
        return (price / basis).quantize(Decimal("0.000001")).normalize()
    except InvalidOperation:  # more digits than are counted with
        return price


def _tax(node: etree._Element, terms: Terms) -> Tax:
    read = Reader(node, terms.namespaces)
    return Tax(
        read.amount(terms.tax_rate) or ZERO,
        read.amount(terms.tax_base) or ZERO,
        read.amount(terms.tax_amount) or ZERO,
    )


def _embedded(node: etree._Element, terms: Terms) -> tuple[str, bytes]:
    name = Reader(node, terms.namespaces).text(
        "@filename", "../ram:IssuerAssignedID" if terms is CII else "../../cbc:ID"
    )
    try:
        return name, binascii.a2b_base64(node.text or "")
    except binascii.Error:
        return name, b""


def _submitted_line(row: dict) -> Line:
    price = exact(row["lignePosteMontantUnitaireHT"])
    quantity = exact(row["lignePosteQuantite"])
    discount = exact(row.get("lignePosteMontantRemiseHT", 0))
    return Line(
        product=row.get("lignePosteReference") or row["lignePosteDenomination"],
        price=price,
        quantity=quantity,
        untaxed=price * quantity - discount,
        rate=_rate(row, "lignePoste"),
    )


def _rate(row: dict, prefix: str) -> Decimal | None:
    """The rate of a row in percent: a percentage, or that of a code."""
    manual = "TauxManuel" if prefix == "ligneTva" else "TauxTvaManuel"
    code = "Taux" if prefix == "ligneTva" else "TauxTva"
    if row.get(f"{prefix}{manual}") is not None:
        return exact(row[f"{prefix}{manual}"])
    known = VAT_RATES.get(row.get(f"{prefix}{code}", ""))
    return exact(known[1]) if known else None
