"""The lists of codes that an invoice as data refers to (doc/portal.md, A 4.3).

TVA1 and EUR are real rows. The real portal's other rates and its reasons are not
published: these stand for them.
"""

VAT_RATES = {
    "TVA1": ("Art 293B(FranchiseEnBase)", 0),
    "TVA2": ("Taux particulier 2,1 %", 2.1),
    "TVA5": ("Taux réduit 5,5 %", 5.5),
    "TVA8": ("Taux normal des départements d'outre-mer 8,5 %", 8.5),
    "TVA10": ("Taux intermédiaire 10 %", 10),
    "TVA20": ("Taux normal 20 %", 20),
}
EXEMPTION_REASONS = {
    "EXO1": "Art 293B du CGI (franchise en base)",
    "EXO2": "Art 261 du CGI (opérations exonérées)",
    "EXO3": "Art 262 I du CGI (exportation)",
    "EXO4": "Art 262 ter I du CGI (livraison intracommunautaire)",
    "EXO5": "Art 283-2 du CGI (autoliquidation)",
    "EXO6": "Autre motif",
}
CURRENCIES = {
    "EUR": "Euro européen",
    "CHF": "Franc suisse",
    "GBP": "Livre sterling",
    "USD": "Dollar américain",
    "XPF": "Franc Pacifique",
}
PAYMENT_MEANS = "CHEQUE PRELEVEMENT VIREMENT ESPECE AUTRE REPORT".split()
VAT_KINDS = "TVA_SUR_DEBIT TVA_SUR_ENCAISSEMENT EXONERATION SANS_TVA".split()
INVOICE_KINDS = {"FACTURE": "380", "AVOIR": "381"}
