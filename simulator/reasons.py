"""Why a public body rejects or suspends an invoice (doc/portal.md, R 1.5).

The real portal keeps a reason as text; which of code and label its answers carry is not
known, so the text here carries both.
"""

REASONS = {
    "AUT_MOTIF_ERR_VALIDEUR": "Autre motif que « erreur de valideur »",
    "AUTRE": "Autre",
    "CONTACT_ACHTR": "Autres : contacter votre acheteur",
    "COORD_BANC_ERR": "Erreur de coordonnées bancaires",
    "CREANCIER_ERR": "Créancier inconnu ou différent de celui de l'EJ",
    "DOUBLE_FACT": "Double facturation",
    "ERREUR_DONNEE_EJ": "Erreur au niveau des données de l'engagement",
    "EJ_ERR": "EJ incorrect ou inexistant",
    "ERR_VALIDEUR": "Mauvais valideur",
    "FACT_NON_CONFORME": "Facture non conforme à la commande",
    "HONORER_LA_COMMANDE": "Impossibilité d'honorer la commande",
    "LIVR_INCOMP": "Livraison incomplète / non effectuée",
    "MARCHE_TERM": "Marché terminé",
    "MONTANT_ERR": "Montant de la facture erroné",
    "RETRAIT_MAN_SERV": "Retraitement manuel par les services",
    "SE_ERR": "SE (service exécutant) incorrect",
    "ST_CT_NON_DECLAR": "Sous-traitant / cotraitant non déclaré",
    "SUPPR_COMP_AVOIR": "Suppression pour compensation d'avoirs",
    "SUPPR_MASSE": "Suppression en masse",
    "TRANSF_PMNT_REGIE": "Transfert pour paiement en régie",
    "TX_TVA_ERR": "Taux de TVA erroné",
}


def reason_text(code: str, comment: str) -> str:
    """What the supplier reads: code and label of a reason, then free text.

    :param code: a key of :data:`REASONS`, or nothing
    :raises ValueError: the code is not known
    """
    if not code:
        return comment
    if code not in REASONS:
        raise ValueError(f"unknown reason {code!r}")
    text = f"{code} : {REASONS[code]}"
    return f"{text}. {comment}" if comment else text
