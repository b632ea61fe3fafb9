"""How messages name the elements of a document, as the portal does."""

from ..documents.parsed import ParsedInvoice

AGREEMENT = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement"
SETTLEMENT = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement"
MEANS = f"{SETTLEMENT}.SpecifiedTradeSettlementPaymentMeans"
SUMMATION = f"{SETTLEMENT}.SpecifiedTradeSettlementHeaderMonetarySummation"
LEGAL_ID = "SpecifiedLegalOrganization.ID.value"
CUSTOMER = "AccountingCustomerParty.Party"

TAGS = {
    "cii": {
        "number": "FichierXml.ExchangedDocument.ID.value",
        "type": "FichierXml.ExchangedDocument.TypeCode.value",
        "date": "FichierXml.ExchangedDocument.IssueDateTime.DateTimeString.value",
        "framework": "ExchangedDocumentContext.BusinessProcessSpecifiedDocument"
        "ContextParameter.ID.value",
        "supplier": f"{AGREEMENT}.SellerTradeParty.{LEGAL_ID}",
        "recipient": f"{AGREEMENT}.BuyerTradeParty.{LEGAL_ID}",
        "validator": f"{SETTLEMENT}.InvoiceeTradeParty.{LEGAL_ID}",
        "service": f"{AGREEMENT}.BuyerReference.value",
        "commitment": f"{AGREEMENT}.BuyerOrderReferencedDocument"
        ".IssuerAssignedID.value",
        "contract": f"{AGREEMENT}.ContractReferencedDocument.IssuerAssignedID.value",
        "origin": f"{SETTLEMENT}.InvoiceReferencedDocument.IssuerAssignedID.value",
        "payment": f"{MEANS}.TypeCode.value",
        "iban": f"{MEANS}.PayeePartyCreditorFinancialAccount.IBANID.value",
        "lines": f"{SUMMATION}.LineTotalAmount.value",
        "allowances": f"{SUMMATION}.AllowanceTotalAmount.value",
        "charges": f"{SUMMATION}.ChargeTotalAmount.value",
        "untaxed": f"{SUMMATION}.TaxBasisTotalAmount.value",
        "vat": f"{SUMMATION}.TaxTotalAmount.value",
        "total": f"{SUMMATION}.GrandTotalAmount.value",
        "prepaid": f"{SUMMATION}.TotalPrepaidAmount.value",
        "due": f"{SUMMATION}.DuePayableAmount.value",
        "category": f"{SETTLEMENT}.ApplicableTradeTax.CategoryCode.value",
        "exemption": f"{SETTLEMENT}.ApplicableTradeTax.ExemptionReason.value",
        "gross_price": "GrossPriceProductTradePrice.AppliedTradeAllowanceCharge"
        ".ActualAmount.value",
    },
    "ubl": {
        "number": "ID.value",
        "type": "InvoiceTypeCode.value",
        "date": "IssueDate.value",
        "framework": "ProfileID.value",
        "supplier": "AccountingSupplierParty.Party.PartyIdentification.ID.value",
        "recipient": f"{CUSTOMER}.PartyIdentification.ID.value",
        "validator": f"{CUSTOMER}.ServiceProviderParty.Party.PartyIdentification"
        ".ID.value",
        "service": "BuyerReference.value",
        "commitment": "OrderReference.ID.value",
        "contract": "ContractDocumentReference.ID.value",
        "origin": "BillingReference.InvoiceDocumentReference.ID.value",
        "payment": "PaymentMeans.PaymentMeansCode.value",
        "iban": "PaymentMeans.PayeeFinancialAccount.ID.value",
        "lines": "LegalMonetaryTotal.LineExtensionAmount.value",
        "allowances": "LegalMonetaryTotal.AllowanceTotalAmount.value",
        "charges": "LegalMonetaryTotal.ChargeTotalAmount.value",
        "untaxed": "LegalMonetaryTotal.TaxExclusiveAmount.value",
        "vat": "TaxTotal.TaxAmount.value",
        "total": "LegalMonetaryTotal.TaxInclusiveAmount.value",
        "prepaid": "LegalMonetaryTotal.PrepaidAmount.value",
        "due": "LegalMonetaryTotal.PayableAmount.value",
        "category": "TaxTotal.TaxSubtotal.TaxCategory.ID.value",
        "exemption": "TaxTotal.TaxSubtotal.TaxCategory.TaxExemptionReason.value",
        "gross_price": "Price.AllowanceCharge.Amount.value",
    },
    # The body of soumettre.
    "api": {
        "number": "numeroFactureSaisi",
        "date": "dateFacture",
        "supplier": "fournisseur.idFournisseur",
        "recipient": "destinataire.codeDestinataire",
        "validator": "cadreDeFacturation.codeStructureValideur",
        "service": "destinataire.codeServiceExecutant",
        "commitment": "references.numeroBonCommande",
        "contract": "references.numeroMarche",
        "origin": "references.numeroFactureOrigine",
        "total": "montantTotal.montantTtcTotal",
    },
}


def tag(invoice: ParsedInvoice, name: str) -> str:
    """The dotted path of a term, in the grammar of the document."""
    return TAGS[invoice.grammar][name]


def required(invoice: ParsedInvoice, name: str) -> str:
    """The sentence about a term that is absent."""
    return f"L'element {tag(invoice, name)} est obligatoire."
