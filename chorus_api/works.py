"""Works pieces (« factures de travaux ») in the words of the API.

Source: ``doc/portal.md``, A 6 and R 1.7; the types are an enumeration of the official
swagger of the API Factures v1.0.0, which of them a framework has is deduced.
"""

# What a piece is (``typeFactureTravaux``, see ``frameworks.py``), by its framework.
WORKS_TYPE_OF = {
    "A4": "PROJET_DECOMPTE_MENSUEL",
    "A5": "ETAT_ACOMPTE",
    "A6": "ETAT_ACOMPTE_VALIDE",
    "A7": "PROJET_DECOMPTE_FINAL",
    "A8": "DECOMPTE_GENERAL_SIGNE",
    "A10": "DP_DE_SOUSTRAITANT_TRAVAUX",
    "A11": "PROJET_DECOMPTE_FINAL",
    "A13": "PROJET_DECOMPTE_MENSUEL",
    "A14": "PROJET_DECOMPTE_FINAL",
    "A15": "ETAT_ACOMPTE",
    "A16": "ETAT_ACOMPTE_VALIDE",
    "A17": "PROJET_DECOMPTE_GENERAL",
    "A18": "DECOMPTE_GENERAL",
    "A19": "ETAT_ACOMPTE_VALIDE",
    "A20": "DECOMPTE_GENERAL",
    "A22": "PROJET_DECOMPTE_GENERAL_PROCEDURE_TACITE",
    "A23": "DECOMPTE_GENERAL_DEFINITIF_TACITE",
    "A24": "DECOMPTE_GENERAL_DEFINITIF_TACITE",
    "A25": "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE",
}
