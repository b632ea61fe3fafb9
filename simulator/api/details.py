"""API Factures: the whole content of an issued invoice (swagger Factures)."""

import json

from chorus_api.frameworks import FRAMEWORKS

from ..errors import BusinessError
from ..invoices import FIELDS, SOURCE, attachments_of
from ..operations import GCU, Call, operation
from .submitted_content import submitted_content

# The swagger writes the three with "get" before them, working clients without.
PAGES = {
    "pLigneRecapTva": {
        "pageResultatDemandeeListeRecapitulatifTVA": int,
        "nbResultatsParPageListeListeRecapitulatifTVA": int,
        "triSensListeRecapitulatifTVA": str,
        "triColonneListeRecapitulatifTVA": str,
    },
    "pListePiecesJointes": {
        "pageResultatDemandeeListePieceJointe": int,
        "nbResultatsParPageListePieceJointe": int,
        "triSensListePiecesJointes": str,
        "triColonneListePiecesJointes": str,
    },
    "pLignesPoste": {
        "pageResultatDemandeeLignesPoste": int,
        "nbResultatsParPageLignesPoste": int,
        "triSensListeLignesPoste": str,
        "triColonneListeLignesPoste": str,
    },
}


@operation(
    "factures",
    "consulter/fournisseur",
    {
        "idUtilisateurCourant": int,
        "identifiantFactureCPP": int,
        "codeLangue": str,
        **PAGES,
        **{f"get{name}": shape for name, shape in PAGES.items()},
    },
    GCU,
)
def consult_invoice(call: Call) -> dict:
    """An invoice of one's own company (``consulterFactureParFournisseur``); the lines
    and taxes of a flow are in its file alone."""
    identifier = call.body.get("identifiantFactureCPP")
    if identifier is None:
        raise BusinessError("required_field", "identifiantFactureCPP")
    row = call.connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.id = ? AND i.supplier_siren = ?",
        [identifier, call.siren],
    ).fetchone()
    if row is None:
        raise BusinessError("invoice_unknown", str(identifier))
    kept = json.loads(row["content"] or "{}")
    return {
        "facture": {
            "identifiantFactureCPP": row["id"],
            "numeroFacture": row["number"] or None,
            "statutFacture": row["status"],
            "modeDepot": row["mode"],
            "rejetTraite": bool(row["rejection_processed"]),
            **parties(row),
            "references": references(row, kept.get("references", {})),
            **submitted_content(kept),
            "montantTotal": totals(row, kept.get("montantTotal", {})),
            "pieceJointePrincipale": row["attachment_id"]
            and {"idPieceJointePrincipale": row["attachment_id"]},
            "listeDesPiecesJointes": attachments(call, row),
            "commentaire": row["comment"],
        }
    }


def parties(row) -> dict:
    """Recipient, supplier and framework, as the supplier is told them."""
    framework = FRAMEWORKS.get(row["framework"])
    return {
        "destinataire": {
            "idDestinataire": row["recipient_id"],
            "codeDestinataire": row["recipient"],
            "libelleDestinataire": row["recipient_name"],
            "idServiceExecutant": row["service_id"],
            "codeServiceExecutant": row["service"],
            "libelleServiceExecutant": row["service_name"],
        },
        "fournisseur": {
            "idFournisseur": row["supplier_id"],
            "typeIdentifiantFournisseur": row["supplier_type"],
            "codeFournisseur": row["supplier"],
            "raisonSocialeFournisseur": row["supplier_name"],
            "idServiceFournisseur": row["supplier_service_id"],
            "coordBancairesFournisseurId": row["bank_account_id"],
            "coordBancairesFournisseurLibelle": row["bank_account"],
        },
        "cadreDeFacturation": {
            "codeCadreFacturation": framework.api_code if framework else None,
            "idValideur1": row["validator_id"],
            "typeIdentifiantValideur1": row["validator"] and "SIRET",
            "codeValideur1": row["validator"],
            "raisonSocialeValideur1": row["validator_name"],
            "idValideur2": row["second_validator_id"],
            "typeIdentifiantValideur2": row["second_validator"] and "SIRET",
            "codeValideur2": row["second_validator"],
            "raisonSocialeValideur2": row["second_validator_name"],
        },
    }


def totals(row, stated: dict) -> dict:
    """``montantTotal``; ``stated`` is what is kept of it."""
    return {
        "montantHtTotal": row["untaxed"],
        "montantTVA": row["vat"],
        "montantTtcTotal": row["total"],
        "montantRemiseGlobaleTTC": stated.get("montantRemiseGlobaleTTC"),
        "motifRemiseGlobaleTTC": stated.get("motifRemiseGlobaleTTC"),
        "montantAPayer": row["due"],
    }


def references(row, stated: dict) -> dict:
    """``references``; ``stated`` is what is kept of them."""
    names = ("typeTva", "motifExonerationTva", "modePaiement")
    return {name: stated.get(name) for name in names} | {
        "dateFacture": row["issue_date"] or None,
        "dateDepot": row["deposited_at"],
        "codeDeviseFacture": row["currency"],
        "typeFacture": row["type"],
        "numeroMarche": row["market"],
        "numeroBonCommande": row["commitment"],
        "numeroFactureOrigine": row["origin_number"],
        "numeroDpMandat": row["mandate"],
    }


def attachments(call: Call, invoice) -> dict:
    """``listeDesPiecesJointes``, all of them."""
    rows = attachments_of(call.connection, invoice["id"])
    return {
        "pieceJointe": [
            {
                "pieceJointeTypeCode": row["kind"],
                "pieceJointeDesignation": row["name"],
                "pieceJointeNumeroLigneFacture": row["line"],
                "pieceJointeIdLiaison": row["id"],
                "pieceJointeId": row["attachment_id"],
                "pieceJointeExtension": row["extension"],
            }
            for row in rows
        ],
        "totalListePiecesJointe": len(rows),
    }
