"""Invoice files for the tests of the simulator, built from one set of values."""

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
    "payment": "30",
    "untaxed": "100.00",
    "vat": "20.00",
    "total": "120.00",
    "due": "120.00",
}

CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext>
 <ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>{framework}</ram:ID>
 </ram:BusinessProcessSpecifiedDocumentContextParameter>
 <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID>
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
   <ram:ChargeAmount>{untaxed}</ram:ChargeAmount></ram:NetPriceProductTradePrice>
  </ram:SpecifiedLineTradeAgreement>
  <ram:SpecifiedLineTradeDelivery>
   <ram:BilledQuantity unitCode="C62">1</ram:BilledQuantity>
  </ram:SpecifiedLineTradeDelivery>
  <ram:SpecifiedLineTradeSettlement>
   <ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
    <ram:CategoryCode>S</ram:CategoryCode>
    <ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
   <ram:SpecifiedTradeSettlementLineMonetarySummation>
    <ram:LineTotalAmount>{untaxed}</ram:LineTotalAmount>
   </ram:SpecifiedTradeSettlementLineMonetarySummation>
  </ram:SpecifiedLineTradeSettlement>
 </ram:IncludedSupplyChainTradeLineItem>
 <ram:ApplicableHeaderTradeAgreement>
  <ram:BuyerReference>{service}</ram:BuyerReference>
  <ram:SellerTradeParty><ram:Name>Atelier Lumière SARL</ram:Name>
   <ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{supplier}</ram:ID>
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
  </ram:ContractReferencedDocument>
 </ram:ApplicableHeaderTradeAgreement>
 <ram:ApplicableHeaderTradeDelivery/>
 <ram:ApplicableHeaderTradeSettlement>
  <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
  <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>{payment}</ram:TypeCode>
  </ram:SpecifiedTradeSettlementPaymentMeans>
  <ram:ApplicableTradeTax><ram:CalculatedAmount>{vat}</ram:CalculatedAmount>
   <ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{untaxed}</ram:BasisAmount>
   <ram:CategoryCode>S</ram:CategoryCode>
   <ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
  <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
   <ram:LineTotalAmount>{untaxed}</ram:LineTotalAmount>
   <ram:TaxBasisTotalAmount>{untaxed}</ram:TaxBasisTotalAmount>
   <ram:TaxTotalAmount currencyID="EUR">{vat}</ram:TaxTotalAmount>
   <ram:GrandTotalAmount>{total}</ram:GrandTotalAmount>
   <ram:DuePayableAmount>{due}</ram:DuePayableAmount>
  </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
 </ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
"""

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ProfileID>{framework}</cbc:ProfileID><cbc:ID>{number}</cbc:ID>
<cbc:IssueDate>{date:%Y-%m-%d}</cbc:IssueDate>
<cbc:{root}TypeCode>{type}</cbc:{root}TypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>{service}</cbc:BuyerReference>
<cac:OrderReference><cbc:ID>{commitment}</cbc:ID></cac:OrderReference>
<cac:ContractDocumentReference><cbc:ID>{contract}</cbc:ID>
</cac:ContractDocumentReference>
<cac:AccountingSupplierParty><cac:Party>
 <cac:PartyIdentification><cbc:ID schemeID="1">{supplier}</cbc:ID>
 </cac:PartyIdentification>
</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>
 <cac:PartyIdentification><cbc:ID schemeID="1">{recipient}</cbc:ID>
 </cac:PartyIdentification>
</cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>{payment}</cbc:PaymentMeansCode>
</cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal>
 <cbc:TaxExclusiveAmount currencyID="EUR">{untaxed}</cbc:TaxExclusiveAmount>
 <cbc:TaxInclusiveAmount currencyID="EUR">{total}</cbc:TaxInclusiveAmount>
 <cbc:PayableAmount currencyID="EUR">{due}</cbc:PayableAmount>
</cac:LegalMonetaryTotal>
<cac:{root}Line><cbc:ID>1</cbc:ID></cac:{root}Line>
</{root}>
"""


def cii(number="F1", **values) -> bytes:
    """A CII invoice; any key of DEFAULTS can be changed."""
    return CII.format(**DEFAULTS | {"number": number} | values).encode()


def ubl(number="F1", root="Invoice", **values) -> bytes:
    """A UBL invoice, or a credit note with ``root="CreditNote"``."""
    return UBL.format(root=root, **DEFAULTS | {"number": number} | values).encode()


def pdf(text="Facture") -> bytes:
    """A plain PDF of one page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, text)
    canvas.save()
    return buffer.getvalue()


def facturx(number="F1", **values) -> bytes:
    """A Factur-X: a PDF that carries the CII invoice."""
    return generate_from_binary(
        pdf(number),
        cii(number, **values),
        check_xsd=False,
        check_schematron=False,
        flavor="factur-x",
        level="en16931",
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
