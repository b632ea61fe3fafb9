"""UBL 2.1 Invoice and CreditNote: terms and paths (EN 16931-3-2, UBL binding)."""

from lxml import etree

from .parsed import Attachment, ParsedInvoice, Sums, Tax, Totals
from .xml import Reader, day, decoded_size, quoted

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
# The report of the real portal names PartyIdentification (doc/portal.md, R 5);
# EN 16931 puts the legal identifier in PartyLegalEntity, which is tried second. There
# the creditor's identifier of a direct debit (BT-90) stands too, under SEPA.
PARTY_IDS = (
    "cac:PartyIdentification/cbc:ID[not(@schemeID = 'SEPA')]",
    "cac:PartyLegalEntity/cbc:CompanyID",
)
SUPPLIER = "cac:AccountingSupplierParty/cac:Party"
SUPPLIER_NAMES = (
    f"{SUPPLIER}/cac:PartyLegalEntity/cbc:RegistrationName",
    f"{SUPPLIER}/cac:PartyName/cbc:Name",
)
CUSTOMER = "cac:AccountingCustomerParty/cac:Party"
# Uncertain: no source says where Chorus Pro reads it in UBL. This is the counterpart
# of the InvoiceeTradeParty of CII in the French extension of EN 16931 (the schematrons
# BR-FR-Flux2 check the two alike).
VALIDATOR = f"{CUSTOMER}/cac:ServiceProviderParty/cac:Party"
TOTALS = "cac:LegalMonetaryTotal"
LINES = "cac:InvoiceLine | cac:CreditNoteLine"
LINE_TOTALS = (
    "cac:InvoiceLine/cbc:LineExtensionAmount"
    " | cac:CreditNoteLine/cbc:LineExtensionAmount"
)
TAXES = "cac:TaxTotal/cac:TaxSubtotal"
EMBEDDED = (
    "cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
)


def parse_ubl(root: etree._Element) -> ParsedInvoice:
    """Read an ``Invoice`` or ``CreditNote`` element; absent terms stay empty."""
    read = Reader(root, NAMESPACES)
    supplier, supplier_scheme = _party(read, SUPPLIER)
    recipient, recipient_scheme = _party(read, CUSTOMER)
    validator, validator_scheme = _party(read, VALIDATOR)
    type_code = read.text("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode")
    currency = read.text("cbc:DocumentCurrencyCode") or "EUR"
    return ParsedInvoice(
        grammar="ubl",
        number=read.raw("cbc:ID"),
        type_code=type_code or ("381" if root.tag == CREDIT_NOTE else ""),
        issue_date=day(read.text("cbc:IssueDate"), "%Y-%m-%d"),
        framework=read.text("cbc:ProfileID"),
        supplier=supplier,
        supplier_scheme=supplier_scheme,
        supplier_name=read.text(*SUPPLIER_NAMES),
        recipient=recipient,
        recipient_scheme=recipient_scheme,
        validator=validator,
        validator_scheme=validator_scheme,
        service=read.text("cbc:BuyerReference"),
        commitment=read.text("cac:OrderReference/cbc:ID"),
        contract=read.text("cac:ContractDocumentReference/cbc:ID"),
        origin_number=read.text(
            "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
        ),
        payment_means=read.text("cac:PaymentMeans/cbc:PaymentMeansCode"),
        iban=read.text("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"),
        currency=currency,
        totals=_totals(read, currency),
        sums=_sums(read),
        taxes=tuple(map(_tax, read.nodes(f"{TAXES}/cac:TaxCategory"))),
        lines=len(read.nodes(LINES)),
        attachments=tuple(map(_attachment, read.nodes(EMBEDDED))),
        long_amounts=read.long_amounts(),
    )


def _party(read: Reader, path: str) -> tuple[str, str]:
    """Identifier and scheme of a party; both empty when it has none."""
    for kind in PARTY_IDS:
        for found in read.nodes(f"{path}/{kind}"):
            if identifier := (found.text or "").strip():
                return identifier, found.get("schemeID", "")
    return "", ""


def _totals(read: Reader, currency: str) -> Totals:
    return Totals(
        lines=read.amount(f"{TOTALS}/cbc:LineExtensionAmount"),
        allowances=read.amount(f"{TOTALS}/cbc:AllowanceTotalAmount"),
        charges=read.amount(f"{TOTALS}/cbc:ChargeTotalAmount"),
        untaxed=read.amount(f"{TOTALS}/cbc:TaxExclusiveAmount"),
        # A second TaxTotal is in the accounting currency.
        vat=read.amount(
            f"cac:TaxTotal/cbc:TaxAmount[@currencyID = '{quoted(currency)}']",
            "cac:TaxTotal/cbc:TaxAmount",
        ),
        total=read.amount(f"{TOTALS}/cbc:TaxInclusiveAmount"),
        prepaid=read.amount(f"{TOTALS}/cbc:PrepaidAmount"),
        rounding=read.amount(f"{TOTALS}/cbc:PayableRoundingAmount"),
        due=read.amount(f"{TOTALS}/cbc:PayableAmount"),
    )


def _sums(read: Reader) -> Sums:
    return Sums(
        lines=read.sum(LINE_TOTALS),
        allowances=read.sum(_allowances("false")),
        charges=read.sum(_allowances("true")),
        vat=read.sum(f"{TAXES}/cbc:TaxAmount"),
    )


def _allowances(indicator: str) -> str:
    return f"cac:AllowanceCharge[cbc:ChargeIndicator = '{indicator}']/cbc:Amount"


def _tax(node: etree._Element) -> Tax:
    read = Reader(node, NAMESPACES)
    reason = read.text("cbc:TaxExemptionReason", "cbc:TaxExemptionReasonCode")
    return Tax(read.text("cbc:ID"), reason)


def _attachment(node: etree._Element) -> Attachment:
    name = Reader(node, NAMESPACES).text("@filename", "../../cbc:ID")
    return Attachment(name, decoded_size(node.text or ""))
