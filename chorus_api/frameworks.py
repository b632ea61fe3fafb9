"""The invoicing frameworks (cadres de facturation, BT-23).

Source: the enumeration of the official swagger of the API Factures v1.0.0.
"""

from dataclasses import dataclass

from .tables import Table


@dataclass(frozen=True, slots=True)
class Framework:
    """An invoicing framework (BT-23, ``codeCadreFacturation``).

    :param code: the short code written in BT-23, such as ``A1``
    :param api_code: the code that stands for it in the JSON of the API, such as
        ``A1_FACTURE_FOURNISSEUR``
    :param works: belongs to the circuit of works invoices
    """

    code: str
    api_code: str
    label: str
    works: bool = False


FRAMEWORKS: Table[Framework] = Table(
    Framework("A1", "A1_FACTURE_FOURNISSEUR", "Facture fournisseur"),
    Framework("A2", "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE", "Facture déjà payée"),
    Framework("A3", "A3_MEMOIRE_JUSTICE", "Mémoire de frais de justice"),
    Framework(
        "A4",
        "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR",
        "Projet de décompte mensuel",
        True,
    ),
    Framework("A5", "A5_ETAT_ACOMPTE_FOURNISSEUR", "État d'acompte", True),
    Framework(
        "A6", "A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR", "État d'acompte validé", True
    ),
    Framework(
        "A7", "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR", "Projet de décompte final", True
    ),
    Framework(
        "A8",
        "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR",
        "Décompte général et définitif",
        True,
    ),
    Framework("A9", "A9_FACTURE_SOUSTRAITANT", "Facture de sous-traitant"),
    Framework(
        "A10",
        "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT",
        "Projet de décompte mensuel de sous-traitant",
        True,
    ),
    Framework(
        "A11",
        "A11_PROJET_DECOMPTE_FINAL_SOUSTRAITANT",
        "Projet de décompte final de sous-traitant",
        True,
    ),
    Framework("A12", "A12_FACTURE_COTRAITANT", "Facture de cotraitant"),
    Framework(
        "A13",
        "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT",
        "Projet de décompte mensuel de cotraitant",
        True,
    ),
    Framework(
        "A14",
        "A14_PROJET_DECOMPTE_FINAL_COTRAITANT",
        "Projet de décompte final de cotraitant",
        True,
    ),
    Framework("A15", "A15_ETAT_ACOMPTE_MOE", "État d'acompte de la MOE", True),
    Framework(
        "A16", "A16_ETAT_ACOMPTE_VALIDE_MOE", "État d'acompte validé de la MOE", True
    ),
    Framework(
        "A17",
        "A17_PROJET_DECOMPTE_GENERAL_MOE",
        "Projet de décompte général de la MOE",
        True,
    ),
    Framework("A18", "A18_DECOMPTE_GENERAL_MOE", "Décompte général de la MOE", True),
    Framework(
        "A19", "A19_ETAT_ACOMPTE_VALIDE_MOA", "État d'acompte validé de la MOA", True
    ),
    Framework("A20", "A20_DECOMPTE_GENERAL_MOA", "Décompte général de la MOA", True),
    Framework(
        "A21", "A21_DEMANDE_REMBOURSEMENT_TIC", "Demande de remboursement de la TIC"
    ),
    Framework(
        "A22",
        "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE",
        "Projet de décompte général, procédure tacite",
        True,
    ),
    Framework(
        "A23",
        "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR",
        "Décompte général et définitif tacite",
        True,
    ),
    Framework(
        "A24",
        "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE",
        "Décompte général et définitif tacite de la MOE",
        True,
    ),
    Framework(
        "A25",
        "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE",
        "Décompte général et définitif de la MOE, procédure tacite",
        True,
    ),
)

_SHORT_CODES = {row.api_code: row.code for row in FRAMEWORKS.values()}

# An invoice that was paid before it was issued.
PREPAID = "A2"
# ``typeFactureTravaux``: what a works piece is, where no framework is told.
WORKS_TYPES = {
    "DP_DE_SOUSTRAITANT_TRAVAUX": "Demande de paiement de sous-traitant",
    "PROJET_DECOMPTE_MENSUEL": "Projet de décompte mensuel",
    "ETAT_ACOMPTE": "État d'acompte",
    "ETAT_ACOMPTE_VALIDE": "État d'acompte validé",
    "PROJET_DECOMPTE_FINAL": "Projet de décompte final",
    "PROJET_DECOMPTE_GENERAL": "Projet de décompte général",
    "PROJET_DECOMPTE_GENERAL_PROCEDURE_TACITE": (
        "Projet de décompte général, procédure tacite"
    ),
    "DECOMPTE_GENERAL": "Décompte général",
    "DECOMPTE_GENERAL_SIGNE": "Décompte général signé",
    "DECOMPTE_GENERAL_DEFINITIF_TACITE": "Décompte général et définitif tacite",
    "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE": (
        "Décompte général et définitif, procédure tacite"
    ),
}


def works_label(framework: str | None, works_type: str | None) -> str:
    """What a works piece is called.

    :param str framework: such as ``A4``; may be empty
    :param str works_type: a key of ``WORKS_TYPES``; may be empty
    :return: its label, the code as it came where nobody knows it; may be empty
    """
    if framework and framework in FRAMEWORKS:
        return FRAMEWORKS[framework].label
    return WORKS_TYPES.get(works_type or "") or framework or works_type or ""


def short_code(api_code: str) -> str:
    """The code that is written in BT-23, of one as the API names it; an unknown one as
    it came."""
    return _SHORT_CODES.get(api_code, api_code)
