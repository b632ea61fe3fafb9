"""API Factures: what a supplier has to do (doc/portal.md, A 2.3)."""

import json

from ..invoices import READ
from ..operations import Call, operation
from ..paging import PAGE_SHAPE
from .factures import AMONG, list_page

NAMED = (
    "identifiantFactureCPP typeDemandePaiement codeFournisseur"
    " typeIdentifiantFournisseur designationFournisseur codeServiceFournisseur"
    " nomServiceFournisseur idDestinataire codeDestinataire designationDestinataire"
    " idServiceExecutant codeServiceExecutant nomServiceExecutant typeFacture"
    " numeroFacture dateFacture dateDepot montantHT montantTTC montantAPayer devise"
    " statut numeroMarche numeroBonCommande taille"
).split()
LISTED = (
    "BROUILLON A_VALIDER_1 A_VALIDER_2 ERREUR_FOURNISSEUR_SUR_VALIDEUR VALIDEE_1"
    " VALIDEE_2 REFUSEE_1 REFUSEE_2 ERREUR_COTRAITANT_SUR_VALIDEUR"
    " ABSENCE_VALIDATION_1_HORS_DELAI ABSENCE_VALIDATION_2_HORS_DELAI DEPOSEE"
    " EN_COURS_ACHEMINEMENT MISE_A_DISPOSITION A_RECYCLER SUSPENDUE"
).split()


@operation(
    "factures",
    "rechercher/atraiter/fournisseur",
    {
        "idUtilisateurCourant": int,
        "idStructure": int,
        # Rejected invoices are not in the list as it is told, so this hides nothing.
        "masquerRejetee": bool,
        "rechercheFactureATraiterParFournisseur": PAGE_SHAPE,
        "recupererTaille": bool,
    },
)
def search_to_do(call: Call) -> dict:
    """The invoices of which the supplier may still make something
    (``rechercherFactureATraiterParFournisseur``)."""
    statuses = [*LISTED, READ] if call.settings["read_pdf_in_to_do"] else LISTED
    where = f"WHERE i.supplier_siren = ? AND i.status {AMONG}"
    values = [call.siren, json.dumps(statuses)]
    if call.body.get("idStructure"):
        where += " AND i.supplier_id = ?"
        values.append(call.body["idStructure"])
    found = list_page(call, where, values, "rechercheFactureATraiterParFournisseur")
    rows = found["listeFactures"]
    return found | {
        "listeFactures": [{name: row.get(name) for name in NAMED} for row in rows]
    }
