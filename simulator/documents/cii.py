"""Cross Industry Invoice D16B and later (Factur-X carries one): terms and paths.

Paths: EN 16931-3-3 (CII syntax binding) and the AIFE sample flows FSO1116A.
"""

from lxml import etree

from .parsed import Attachment, ParsedInvoice, Sums, Tax, Totals
from .xml import Reader, day, decoded_size, quoted

RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
ROOT = f"{{{RSM}}}CrossIndustryInvoice"
NAMESPACES = {
    "rsm": RSM,
    "ram": (
        "urn:un:unece:uncefact:data:standard:"
        "ReusableAggregateBusinessInformationEntity:100"
    ),
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
DOCUMENT = "rsm:ExchangedDocument"
FRAMEWORK = (
    "rsm:ExchangedDocumentContext"
    "/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"
)
ISSUED = f"{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString"
AGREEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement"
COMMITMENT = f"{AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"
CONTRACT = f"{AGREEMENT}/ram:ContractReferencedDocument/ram:IssuerAssignedID"
SETTLEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement"
TOTALS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
# Who approves the invoice of a subcontractor or co-contractor (AIFE samples P87, P88).
VALIDATOR = f"{SETTLEMENT}/ram:InvoiceeTradeParty"
MEANS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
GUIDELINE = (
    "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
)
LINES = "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem"
# A line that groups others repeats their amounts, one that informs has none of its own
# (profile EXTENDED, BT-X-8).
COUNTED_LINES = (
    f"{LINES}[not(ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode[. ="
    " 'GROUP' or . = 'INFORMATION'])]"
)
LINE_TOTAL = (
    f"{COUNTED_LINES}/ram:SpecifiedLineTradeSettlement"
    "/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
)
TAXES = f"{SETTLEMENT}/ram:ApplicableTradeTax"
ALLOWANCES = f"{SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge"
LEGAL_ID = "ram:SpecifiedLegalOrganization/ram:ID"
# A gross price without the amount of its allowance is refused (OCA issue 504).
BARE_GROSS_PRICE = (
    f"{LINES}//ram:GrossPriceProductTradePrice"
    "[not(ram:AppliedTradeAllowanceCharge/ram:ActualAmount)]"
)


def parse_cii(root: etree._Element) -> ParsedInvoice:
    """Read a ``CrossIndustryInvoice`` element; absent terms stay empty."""
    read = Reader(root, NAMESPACES)
    seller = f"{AGREEMENT}/ram:SellerTradeParty/{LEGAL_ID}"
    buyer = f"{AGREEMENT}/ram:BuyerTradeParty/{LEGAL_ID}"
    validator = f"{VALIDATOR}/{LEGAL_ID}"
    currency = read.text(f"{SETTLEMENT}/ram:InvoiceCurrencyCode") or "EUR"
    return ParsedInvoice(
        grammar="cii",
        number=read.raw(f"{DOCUMENT}/ram:ID"),
        type_code=read.text(f"{DOCUMENT}/ram:TypeCode"),
        issue_date=day(read.text(ISSUED), "%Y%m%d"),
        framework=read.text(FRAMEWORK),
        supplier=read.text(seller),
        supplier_scheme=read.text(f"{seller}/@schemeID"),
        supplier_name=read.text(f"{AGREEMENT}/ram:SellerTradeParty/ram:Name"),
        recipient=read.text(buyer),
        recipient_scheme=read.text(f"{buyer}/@schemeID"),
        validator=read.text(validator),
        validator_scheme=read.text(f"{validator}/@schemeID"),
        service=read.text(f"{AGREEMENT}/ram:BuyerReference"),
        commitment=read.text(COMMITMENT),
        contract=read.text(CONTRACT),
        origin_number=read.text(
            f"{SETTLEMENT}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID"
        ),
        payment_means=read.text(f"{MEANS}/ram:TypeCode"),
        iban=read.text(f"{MEANS}/ram:PayeePartyCreditorFinancialAccount/ram:IBANID"),
        currency=currency,
        totals=_totals(read, currency),
        sums=_sums(read),
        taxes=tuple(map(_tax, read.nodes(TAXES))),
        lines=len(read.nodes(LINES)),
        attachments=tuple(map(_attachment, read.nodes("//ram:AttachmentBinaryObject"))),
        long_amounts=read.long_amounts(),
        guideline=read.text(GUIDELINE),
        bare_gross_price=bool(read.nodes(BARE_GROSS_PRICE)),
    )


def _totals(read: Reader, currency: str) -> Totals:
    return Totals(
        lines=read.amount(f"{TOTALS}/ram:LineTotalAmount"),
        allowances=read.amount(f"{TOTALS}/ram:AllowanceTotalAmount"),
        charges=read.amount(f"{TOTALS}/ram:ChargeTotalAmount"),
        untaxed=read.amount(f"{TOTALS}/ram:TaxBasisTotalAmount"),
        # The total may stand twice, the second time in the accounting currency.
        vat=read.amount(
            f"{TOTALS}/ram:TaxTotalAmount[@currencyID = '{quoted(currency)}']",
            f"{TOTALS}/ram:TaxTotalAmount",
        ),
        total=read.amount(f"{TOTALS}/ram:GrandTotalAmount"),
        prepaid=read.amount(f"{TOTALS}/ram:TotalPrepaidAmount"),
        rounding=read.amount(f"{TOTALS}/ram:RoundingAmount"),
        due=read.amount(f"{TOTALS}/ram:DuePayableAmount"),
    )


def _sums(read: Reader) -> Sums:
    return Sums(
        lines=read.sum(LINE_TOTAL),
        allowances=read.sum(_allowances("false")),
        charges=read.sum(_allowances("true")),
        vat=read.sum(f"{TAXES}/ram:CalculatedAmount"),
    )


def _allowances(indicator: str) -> str:
    return (
        f"{ALLOWANCES}[normalize-space(ram:ChargeIndicator/udt:Indicator) ="
        f" '{indicator}']/ram:ActualAmount"
    )


def _tax(node: etree._Element) -> Tax:
    read = Reader(node, NAMESPACES)
    reason = read.text("ram:ExemptionReason", "ram:ExemptionReasonCode")
    return Tax(read.text("ram:CategoryCode"), reason)


def _attachment(node: etree._Element) -> Attachment:
    read = Reader(node, NAMESPACES)
    # AIFE samples write the name as the identifier of the document.
    name = read.text("@filename", "../ram:IssuerAssignedID")
    return Attachment(name, decoded_size(node.text or ""))
