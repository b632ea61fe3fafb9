"""Which works pieces ask for money, and whose receipt opens the time to pay.

The other pieces of a works contract prepare these: drafts of accounts, and the general
account before it is final (``doc/portal.md``, R 1.7; CCAG Travaux 2021, 12.1 to 12.4).
"""

# A month's claim: received by the body, or by the works manager where the contract
# says so (R2192-12).
MONTHLY = "monthly"
# The balance: from the final general account at the works owner's (R2192-16).
BALANCE = "balance"

CLAIM_OF_TYPE = {
    "DP_DE_SOUSTRAITANT_TRAVAUX": MONTHLY,
    "PROJET_DECOMPTE_MENSUEL": MONTHLY,
    "ETAT_ACOMPTE": MONTHLY,
    "ETAT_ACOMPTE_VALIDE": MONTHLY,
    "DECOMPTE_GENERAL_SIGNE": BALANCE,
    "DECOMPTE_GENERAL_DEFINITIF_TACITE": BALANCE,
    "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE": BALANCE,
}
# What a subcontractor is paid directly for comes under this framework.
FRAMEWORK_OF_TYPE = {"DP_DE_SOUSTRAITANT_TRAVAUX": "A10"}
# Statuses that say who has a piece before the body that pays (R 1.1).
AT_THE_MANAGER = ("MISE_A_DISPOSITION_MOE", "PRISE_EN_COMPTE_MOE")
AT_THE_OWNER = ("MISE_A_DISPOSITION_MOA", "PRISE_EN_COMPTE_MOA")
