"""Files of invoices as suppliers send them: UBL, CII, and a PDF that holds one."""

import io

from odoo.tools.pdf import OdooPdfFileWriter, PdfFileWriter

CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
UBL_LINE = """
  <cac:InvoiceLine>
    <cbc:ID>{id}</cbc:ID>
    <cbc:InvoicedQuantity unitCode="{unit}">{quantity}</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">{amount}</cbc:LineExtensionAmount>
    <cac:Item>
      <cbc:Description>{text}</cbc:Description>
      <cbc:Name>{text}</cbc:Name>
      <cac:ClassifiedTaxCategory>
        <cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent>
      </cac:ClassifiedTaxCategory>
    </cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">{price}</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>"""
UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:cbc="{cbc}" xmlns:cac="{cac}">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>{number}</cbc:ID>
  <cbc:IssueDate>2026-01-31</cbc:IssueDate>
  <cbc:DueDate>2026-03-02</cbc:DueDate>
  <cac:PaymentMeans><cbc:PaymentID>REF 7</cbc:PaymentID></cac:PaymentMeans>{allowance}
  <cac:LegalMonetaryTotal>
    <cbc:TaxExclusiveAmount currencyID="EUR">{untaxed}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">{total}</cbc:TaxInclusiveAmount>
  </cac:LegalMonetaryTotal>{lines}
</Invoice>"""
UBL_ALLOWANCE = """
  <cac:AllowanceCharge>
    <cbc:ChargeIndicator>false</cbc:ChargeIndicator>
    <cbc:AllowanceChargeReason>{text}</cbc:AllowanceChargeReason>
    <cbc:Amount currencyID="EUR">{amount}</cbc:Amount>
    <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent></cac:TaxCategory>
  </cac:AllowanceCharge>"""
CII_LINE = """
  <ram:IncludedSupplyChainTradeLineItem>
    <ram:SpecifiedTradeProduct><ram:Name>{text}</ram:Name></ram:SpecifiedTradeProduct>
    <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
      <ram:ChargeAmount>{price}</ram:ChargeAmount>
    </ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
    <ram:SpecifiedLineTradeDelivery>
      <ram:BilledQuantity unitCode="{unit}">{quantity}</ram:BilledQuantity>
    </ram:SpecifiedLineTradeDelivery>
    <ram:SpecifiedLineTradeSettlement>
      <ram:ApplicableTradeTax>
        <ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>
      </ram:ApplicableTradeTax>
      <ram:SpecifiedTradeSettlementLineMonetarySummation>
        <ram:LineTotalAmount>{amount}</ram:LineTotalAmount>
      </ram:SpecifiedTradeSettlementLineMonetarySummation>
    </ram:SpecifiedLineTradeSettlement>
  </ram:IncludedSupplyChainTradeLineItem>"""
CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice
    xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
  <rsm:ExchangedDocument>
    <ram:ID>{number}</ram:ID><ram:TypeCode>{code}</ram:TypeCode>
  </rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>{lines}
    <ram:ApplicableHeaderTradeSettlement>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        <ram:TaxBasisTotalAmount>{untaxed}</ram:TaxBasisTotalAmount>
        <ram:GrandTotalAmount>{total}</ram:GrandTotalAmount>
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""


def ubl(lines, number="F1", untaxed=100, total=120, allowance=None):
    """A UBL invoice.

    :param lines: (text, quantity, unit, price, amount, rate)
    :param allowance: (text, amount, rate)
    """
    names = ("text", "amount", "rate")
    told = allowance and dict(zip(names, allowance, strict=True))
    return UBL.format(
        cbc=CBC,
        cac=CAC,
        number=number,
        untaxed=untaxed,
        total=total,
        allowance=told and UBL_ALLOWANCE.format(**told) or "",
        lines=_lines(UBL_LINE, lines),
    ).encode()


def cii(lines, number="F1", untaxed=100, total=120, code=380):
    """A CII invoice; lines as in :func:`ubl`."""
    return CII.format(
        number=number,
        code=code,
        untaxed=untaxed,
        total=total,
        lines=_lines(CII_LINE, lines),
    ).encode()


def factur_x(xml):
    """A PDF of one page with such a file in it."""
    writer = OdooPdfFileWriter()
    page = PdfFileWriter().addBlankPage(200, 200)
    writer.addPage(page)
    writer.addAttachment("factur-x.xml", xml, subtype="text/xml")
    with io.BytesIO() as buffer:
        writer.write(buffer)
        return buffer.getvalue()


def _lines(template, lines):
    names = ("text", "quantity", "unit", "price", "amount", "rate")
    return "".join(
        template.format(id=number, **dict(zip(names, line, strict=True)))
        for number, line in enumerate(lines, 1)
    )
