"""Invoice files for the tests of the simulator, built from one set of values."""

import base64
import io
import tarfile
from datetime import date

from facturx import generate_from_binary
from reportlab.pdfgen.canvas import Canvas

DEMO = "73282932000074"
SECOND = "99990001200017"
PLAIN = "12345678200051"
SERVICE = "12345678200028"
COMMITMENT = "12345678200036"
BOTH = "12345678200044"
EITHER = "12345678200069"
STATE = "11000201100044"

DEFAULTS = {
    "number": "F1",
    "date": date(2026, 3, 2),
    "type": "380",
    "framework": "A1",
    "supplier": DEMO,
    "recipient": PLAIN,
    "service": "",
    "commitment": "",
    "contract": "",
    "guideline": "urn:cen.eu:en16931:2017",
    "scheme": "0002",
    "validator": "",
    "origin": "",
    "payment": "30",
    "iban": "FR7630006000011234567890189",
    "category": "S",
    "reason": "",
    "line": "100.00",
    "allowance": "0.00",
    "allowances": "0.00",
    "untaxed": "100.00",
    "vat": "20.00",
    "total": "120.00",
    "prepaid": "0.00",
    "due": "120.00",
    # Bytes of documents, by name.
    "attachments": {},
}

CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext>
 <ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>{framework}</ram:ID>
 </ram:BusinessProcessSpecifiedDocumentContextParameter>
 <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>{guideline}</ram:ID>
 </ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>{type}</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="102">{date:%Y%m%d}</udt:DateTimeString>
 </ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
 <ram:IncludedSupplyChainTradeLineItem>
  <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID>
  </ram:AssociatedDocumentLineDocument>
  <ram:SpecifiedTradeProduct><ram:Name>Lampe</ram:Name></ram:SpecifiedTradeProduct>
  <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
   <ram:ChargeAmount>{line}</ram:ChargeAmount></ram:NetPriceProductTradePrice>
  </ram:SpecifiedLineTradeAgreement>
  <ram:SpecifiedLineTradeDelivery>
   <ram:BilledQuantity unitCode="C62">1</ram:BilledQuantity>
  </ram:SpecifiedLineTradeDelivery>
  <ram:SpecifiedLineTradeSettlement>
   <ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
    <ram:CategoryCode>{category}</ram:CategoryCode>
    <ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
   <ram:SpecifiedTradeSettlementLineMonetarySummation>
    <ram:LineTotalAmount>{line}</ram:LineTotalAmount>
   </ram:SpecifiedTradeSettlementLineMonetarySummation>
  </ram:SpecifiedLineTradeSettlement>
 </ram:IncludedSupplyChainTradeLineItem>
 <ram:ApplicableHeaderTradeAgreement>
  <ram:BuyerReference>{service}</ram:BuyerReference>
  <ram:SellerTradeParty><ram:Name>Atelier Lumière SARL</ram:Name>
   <ram:SpecifiedLegalOrganization><ram:ID schemeID="{scheme}">{supplier}</ram:ID>
   </ram:SpecifiedLegalOrganization>
   <ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
  </ram:SellerTradeParty>
  <ram:BuyerTradeParty><ram:Name>Commune</ram:Name>
   <ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{recipient}</ram:ID>
   </ram:SpecifiedLegalOrganization>
   <ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
  </ram:BuyerTradeParty>
  <ram:BuyerOrderReferencedDocument>
   <ram:IssuerAssignedID>{commitment}</ram:IssuerAssignedID>
  </ram:BuyerOrderReferencedDocument>
  <ram:ContractReferencedDocument>
   <ram:IssuerAssignedID>{contract}</ram:IssuerAssignedID>
  </ram:ContractReferencedDocument>{attachment_block}
 </ram:ApplicableHeaderTradeAgreement>
 <ram:ApplicableHeaderTradeDelivery/>
 <ram:ApplicableHeaderTradeSettlement>
  <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>{validator_block}{means_block}
  <ram:ApplicableTradeTax><ram:CalculatedAmount>{vat}</ram:CalculatedAmount>
   <ram:TypeCode>VAT</ram:TypeCode>
   <ram:ExemptionReason>{reason}</ram:ExemptionReason>
   <ram:BasisAmount>{untaxed}</ram:BasisAmount>
   <ram:CategoryCode>{category}</ram:CategoryCode>
   <ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
  <ram:SpecifiedTradeAllowanceCharge>
   <ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
   <ram:ActualAmount>{allowance}</ram:ActualAmount><ram:Reason>Remise</ram:Reason>
   <ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode>
    <ram:CategoryCode>{category}</ram:CategoryCode></ram:CategoryTradeTax>
  </ram:SpecifiedTradeAllowanceCharge>
  <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
   <ram:LineTotalAmount>{line}</ram:LineTotalAmount>
   <ram:AllowanceTotalAmount>{allowances}</ram:AllowanceTotalAmount>
   <ram:TaxBasisTotalAmount>{untaxed}</ram:TaxBasisTotalAmount>
   <ram:TaxTotalAmount currencyID="EUR">{vat}</ram:TaxTotalAmount>
   <ram:GrandTotalAmount>{total}</ram:GrandTotalAmount>
   <ram:TotalPrepaidAmount>{prepaid}</ram:TotalPrepaidAmount>
   <ram:DuePayableAmount>{due}</ram:DuePayableAmount>
  </ram:SpecifiedTradeSettlementHeaderMonetarySummation>{origin_block}
 </ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
"""
# Blocks that are left out where their value is empty.
CII_BLOCKS = {
    "validator": """
  <ram:InvoiceeTradeParty><ram:Name>Titulaire</ram:Name>
   <ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{validator}</ram:ID>
   </ram:SpecifiedLegalOrganization></ram:InvoiceeTradeParty>""",
    "payment": """
  <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>{payment}</ram:TypeCode>
   <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{iban}</ram:IBANID>
   </ram:PayeePartyCreditorFinancialAccount>
  </ram:SpecifiedTradeSettlementPaymentMeans>""",
    "origin": """
  <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{origin}</ram:IssuerAssignedID>
  </ram:InvoiceReferencedDocument>""",
    "attachment": """
  <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>1</ram:IssuerAssignedID>
   <ram:TypeCode>916</ram:TypeCode><ram:AttachmentBinaryObject
    mimeCode="application/pdf" filename="{name}">{content}</ram:AttachmentBinaryObject>
  </ram:AdditionalReferencedDocument>""",
}

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ProfileID>{framework}</cbc:ProfileID><cbc:ID>{number}</cbc:ID>
<cbc:IssueDate>{date:%Y-%m-%d}</cbc:IssueDate>
<cbc:{root}TypeCode>{type}</cbc:{root}TypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>{service}</cbc:BuyerReference>
<cac:OrderReference><cbc:ID>{commitment}</cbc:ID></cac:OrderReference>{origin_block}
<cac:ContractDocumentReference><cbc:ID>{contract}</cbc:ID>
</cac:ContractDocumentReference>{attachment_block}
<cac:AccountingSupplierParty><cac:Party>
 <cac:PartyIdentification><cbc:ID schemeID="{scheme}">{supplier}</cbc:ID>
 </cac:PartyIdentification>
</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>
 <cac:PartyIdentification><cbc:ID schemeID="0009">{recipient}</cbc:ID>
 </cac:PartyIdentification>{validator_block}
</cac:Party></cac:AccountingCustomerParty>{means_block}
<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
 <cbc:Amount currencyID="EUR">{allowance}</cbc:Amount></cac:AllowanceCharge>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
 <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">{untaxed}</cbc:TaxableAmount>
  <cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
  <cac:TaxCategory><cbc:ID>{category}</cbc:ID>
   <cbc:TaxExemptionReason>{reason}</cbc:TaxExemptionReason>
   <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
 </cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal>
 <cbc:LineExtensionAmount currencyID="EUR">{line}</cbc:LineExtensionAmount>
 <cbc:TaxExclusiveAmount currencyID="EUR">{untaxed}</cbc:TaxExclusiveAmount>
 <cbc:TaxInclusiveAmount currencyID="EUR">{total}</cbc:TaxInclusiveAmount>
 <cbc:AllowanceTotalAmount currencyID="EUR">{allowances}</cbc:AllowanceTotalAmount>
 <cbc:PrepaidAmount currencyID="EUR">{prepaid}</cbc:PrepaidAmount>
 <cbc:PayableAmount currencyID="EUR">{due}</cbc:PayableAmount>
</cac:LegalMonetaryTotal>
<cac:{root}Line><cbc:ID>1</cbc:ID>
 <cbc:LineExtensionAmount currencyID="EUR">{line}</cbc:LineExtensionAmount>
 <cac:Item><cbc:Name>Lampe</cbc:Name></cac:Item></cac:{root}Line>
</{root}>
"""
UBL_BLOCKS = {
    "validator": """
 <cac:ServiceProviderParty><cac:Party><cac:PartyIdentification>
  <cbc:ID schemeID="0009">{validator}</cbc:ID></cac:PartyIdentification></cac:Party>
 </cac:ServiceProviderParty>""",
    "payment": """
<cac:PaymentMeans><cbc:PaymentMeansCode>{payment}</cbc:PaymentMeansCode>
 <cac:PayeeFinancialAccount><cbc:ID>{iban}</cbc:ID></cac:PayeeFinancialAccount>
</cac:PaymentMeans>""",
    "origin": """
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{origin}</cbc:ID>
</cac:InvoiceDocumentReference></cac:BillingReference>""",
    "attachment": """
<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>
 <cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf"
  filename="{name}">{content}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>
</cac:AdditionalDocumentReference>""",
}


def _fill(template: str, blocks: dict[str, str], **values) -> bytes:
    if unknown := set(values) - set(DEFAULTS) - {"root"}:
        raise ValueError(f"not values of the test files: {sorted(unknown)}")
    values = DEFAULTS | values
    attachments = [
        blocks["attachment"].format(name=name, content=_base64(content))
        for name, content in values["attachments"].items()
    ]
    return template.format(
        **values,
        validator_block=_block(blocks["validator"], "validator", values),
        means_block=_block(blocks["payment"], "payment", values),
        origin_block=_block(blocks["origin"], "origin", values),
        attachment_block="".join(attachments),
    ).encode()


def _block(block: str, name: str, values: dict) -> str:
    return block.format(**values) if values[name] else ""


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def cii(number="F1", **values) -> bytes:
    """A CII invoice; any key of DEFAULTS can be changed."""
    return _fill(CII, CII_BLOCKS, number=number, **values)


def ubl(number="F1", root="Invoice", **values) -> bytes:
    """A UBL invoice, or a credit note with ``root="CreditNote"``."""
    return _fill(UBL, UBL_BLOCKS, root=root, number=number, **values)


def pdf(text="Facture") -> bytes:
    """A plain PDF of one page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, text)
    canvas.save()
    return buffer.getvalue()


def facturx(number="F1", embedded=None, xml=None, **values) -> bytes:
    """A Factur-X: a PDF that carries the CII invoice.

    :param embedded: bytes of further embedded files, by name
    :param xml: another invoice than that of the values
    """
    return generate_from_binary(
        pdf(number),
        xml or cii(number, **values),
        check_xsd=False,
        check_schematron=False,
        flavor="factur-x",
        level="en16931",
        attachments={
            name: {"filedata": content} for name, content in (embedded or {}).items()
        },
        pdf_metadata={"author": "a", "keywords": "k", "title": "t", "subject": "s"},
    )


def tar_gz(files: dict[str, bytes]) -> bytes:
    """An archive of files by name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
