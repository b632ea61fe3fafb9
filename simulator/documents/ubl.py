"""UBL 2.1 Invoice and CreditNote: terms and paths (EN 16931-3-2, UBL binding)."""

from lxml import etree

from .parsed import ParsedInvoice
from .xml import Reader, day

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
# The report of the real portal names PartyIdentification (sample consulterCRDetaille);
# EN 16931 puts the legal identifier in PartyLegalEntity, which is tried second.
PARTY_IDS = (
    "cac:Party/cac:PartyIdentification/cbc:ID",
    "cac:Party/cac:PartyLegalEntity/cbc:CompanyID",
)
TOTALS = "cac:LegalMonetaryTotal"


def parse_ubl(root: etree._Element) -> ParsedInvoice:
    """Read an ``Invoice`` or ``CreditNote`` element; absent terms stay empty."""
    read = Reader(root, NAMESPACES)
    supplier = [f"cac:AccountingSupplierParty/{path}" for path in PARTY_IDS]
    customer = [f"cac:AccountingCustomerParty/{path}" for path in PARTY_IDS]
    credit_note = root.tag == CREDIT_NOTE
    type_code = read.text("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode")
    return ParsedInvoice(
        grammar="ubl",
        number=read.text("cbc:ID"),
        type_code=type_code or ("381" if credit_note else ""),
        issue_date=day(read.text("cbc:IssueDate"), "%Y-%m-%d"),
        framework=read.text("cbc:ProfileID"),
        supplier=read.text(*supplier),
        supplier_scheme=read.text(*(f"{path}/@schemeID" for path in supplier)),
        supplier_name=read.text(
            "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity"
            "/cbc:RegistrationName",
            "cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name",
        ),
        recipient=read.text(*customer),
        recipient_scheme=read.text(*(f"{path}/@schemeID" for path in customer)),
        service=read.text("cbc:BuyerReference"),
        commitment=read.text("cac:OrderReference/cbc:ID"),
        contract=read.text("cac:ContractDocumentReference/cbc:ID"),
        origin_number=read.text(
            "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
        ),
        payment_means=read.text("cac:PaymentMeans/cbc:PaymentMeansCode"),
        iban=read.text("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"),
        currency=read.text("cbc:DocumentCurrencyCode") or "EUR",
        untaxed=read.amount(f"{TOTALS}/cbc:TaxExclusiveAmount"),
        vat=read.amount("cac:TaxTotal/cbc:TaxAmount"),
        total=read.amount(f"{TOTALS}/cbc:TaxInclusiveAmount"),
        due=read.amount(f"{TOTALS}/cbc:PayableAmount"),
        lines=len(read.nodes("cac:InvoiceLine | cac:CreditNoteLine")),
    )
