"""API Factures: the search of payment requests by role (doc/portal.md, A 2.11)."""

import json

from chorus_api.frameworks import FRAMEWORKS
from chorus_api.roles import RECIPIENT, ROLES, SUPPLIER, VALIDATOR
from chorus_api.works import WORKS_TYPE_OF

from ..errors import BusinessError, Malformed
from ..invoices import FIELDS, SOURCE
from ..operations import Call, operation
from ..receiving import OWN, WORKS, visible
from ..validators import named
from .factures import AMONG, add_amounts, add_periods, framework_of
from .received import add_kind
from .works import OURS, PARTY_COLUMNS

PARTY_TYPES = "Fournisseur Moe Moa Valideur Destinataire".split()
EQUAL = {
    "numeroFacture": "i.number",
    "typeFacture": "i.type",
    "numeroMarche": "i.market",
    "numeroBonCommande": "i.commitment",
    "numeroFactureOrigine": "i.origin_number",
    "numeroDpMandat": "i.mandate",
    "numeroDossierFacturation": "i.dossier",
    "idServiceFournisseur": "i.supplier_service_id",
    "idServiceDestinataire": "i.service_id",
}
# The columns of a party: its identifier at the portal, its SIRET.
PARTIES = {
    "Fournisseur": ("s.id", "s.identifier"),
    "Valideur": ("w.id", "w.identifier"),
    "Destinataire": ("r.id", "r.identifier"),
}
AMOUNTS = ("montantHT", "montantTTC", "montantAPayer")


def _party(name: str) -> dict:
    return {
        f"idStructure{name}": int,
        f"typeIdentifiantStructure{name}": str,
        f"identifiantStructure{name}": str,
    }


@operation(
    "factures",
    "rechercher/demandePaiement",
    {
        "roleUtilisateur": str,
        "numeroFacture": str,
        "typeDemandePaiement": str,
        "typeFacture": str,
        "typeFactureTravaux": str,
        "cadreFacturation": str,
        "statutCourant": [str],
        "periodeDateHeureEtatCourantDu": str,
        "periodeDateHeureEtatCourantAu": str,
        "periodeDateFournisseurDu": str,
        "periodeDateFournisseurAu": str,
        "periodeDateDepotDu": str,
        "periodeDateDepotAu": str,
        **{f"{name}{end}": float for name in AMOUNTS for end in ("Min", "Max")},
        "numeroMarche": str,
        "numeroBonCommande": str,
        "numeroFactureOrigine": str,
        **{f"structure{name}": _party(name) for name in PARTY_TYPES},
        "rechercheSirenFournisseur": bool,
        "rechercheSirenDestinataire": bool,
        **{f"idService{name}": int for name in PARTY_TYPES if name != "Valideur"},
        "dpOuDpArchive": str,
        "numeroDossierFacturation": str,
        "numeroFactureMemoire": str,
        "numeroDpMandat": str,
    },
)
def search_payment_requests(call: Call) -> dict:
    """What concerns the caller in a role (``rechercherDemandePaiement``); all of it,
    for there are no pages."""
    if call.settings["payment_requests_missing"]:
        raise BusinessError("search_missing", "qualification")
    where, values = _criteria(call)
    rows = call.connection.execute(
        f"{FIELDS} {SOURCE} {where} ORDER BY i.status_at, i.id", values
    ).fetchall()
    return {"listeDemandePaiement": [_row(row) for row in rows], "total": len(rows)}


def _role(call: Call) -> tuple[str, list]:
    """The condition of what a caller sees in his role, as SQL over ``SOURCE``."""
    role = call.body.get("roleUtilisateur")
    if role not in ROLES:
        raise Malformed(f"roleUtilisateur {role!r}")
    if role == SUPPLIER:
        return "i.supplier_siren = ?", [call.siren]
    if role == VALIDATOR:
        condition, values = named(call)
        return f"({condition})", values
    if role == RECIPIENT:
        condition, statuses = visible()
        return f"{OWN} AND {condition}", [call.login, call.login, *statuses]
    column = PARTY_COLUMNS[role]
    return f"i.{column} IN {OURS}", [call.login]


def _criteria(call: Call) -> tuple[str, list]:
    condition, values = _role(call)
    where = [condition]

    def add(condition, *more):
        where.append(condition)
        values.extend(more)

    body = {name: value for name, value in call.body.items() if value not in ("", [])}
    for name, column in EQUAL.items():
        if name in body:
            add(f"{column} = ?", body[name])
    for name, columns in PARTIES.items():
        _add_party(body, name, columns, add)
    if body.get("dpOuDpArchive") == "DP_ARCHIVE":
        add("0")  # none is in the archive
    if "typeDemandePaiement" in body:
        add_kind(body["typeDemandePaiement"], add)
    if "cadreFacturation" in body:
        add("i.framework = ?", framework_of(body["cadreFacturation"]))
    if "typeFactureTravaux" in body:
        asked = body["typeFactureTravaux"]
        known = [code for code, kind in WORKS_TYPE_OF.items() if kind == asked]
        add(f"i.framework {AMONG}", json.dumps(known))
    if "statutCourant" in body:
        add(f"i.status {AMONG}", json.dumps(body["statutCourant"]))
    renamed = {
        name.replace("montantAPayer", "montantApayer").replace(
            "periodeDateFournisseur", "periodeDateFacture"
        ): value
        for name, value in body.items()
    }
    add_amounts(renamed, add)
    add_periods(call, renamed, add)
    return f"WHERE {' AND '.join(where)}", values


def _add_party(body: dict, name: str, columns: tuple[str, str], add) -> None:
    asked = body.get(f"structure{name}", {})
    identifier, siret = columns
    if asked.get(f"idStructure{name}"):
        add(f"{identifier} = ?", asked[f"idStructure{name}"])
    if asked.get(f"identifiantStructure{name}"):
        length = 9 if body.get(f"rechercheSiren{name}") else 14
        add(
            f"substr({siret}, 1, {length}) = ?",
            asked[f"identifiantStructure{name}"][:length],
        )


def _row(row) -> dict:
    works = row["framework"] in WORKS
    framework = FRAMEWORKS.get(row["framework"])
    return {
        "idDemandePaiement": row["id"],
        "numeroDemandePaiement": row["number"],
        "typeDemandePaiement": "FACTURE_TRAVAUX" if works else "FACTURE",
        "typeFacture": row["type"],
        "typeFactureTravaux": WORKS_TYPE_OF.get(row["framework"]),
        "cadreFacturation": framework.api_code if framework else None,
        "etatCourant": row["status"],
        "dateHeureEtatCourant": row["status_at"],
        "dateFournisseur": row["issue_date"] or None,
        "dateDepot": row["deposited_at"],
        "montantHT": row["untaxed"],
        "montantTTC": row["total"],
        "montantAPayer": row["due"],
        "numeroMarche": row["market"],
        "numeroBonCommande": row["commitment"],
        "numeroFactureOrigine": row["origin_number"],
        "idStructureFournisseur": row["supplier_id"],
        "idStructureMoe": row["supervisor_id"],
        "idStructureMoa": row["owner_id"],
        "idStructureValideur1": row["validator_id"],
        "idStructureValideur2": row["second_validator_id"],
        "idStructureDestinataire": row["recipient_id"],
        "idServiceDestinataire": row["service_id"],
        "dpOuDpArchive": "DEMANDE_PAIEMENT",
        "numeroDossierFacturation": row["dossier"],
        "idDossierFacturation": row["dossier"] and int(row["dossier"][2:]),
        "commentaireEtatCourant": row["status_comment"],
        "numeroDpMandat": row["mandate"],
        "codeServiceDestinataire": row["service"],
        "nomServiceDestinataire": row["service_name"],
        "identifiantStructureFournisseur": row["supplier"],
        "identifiantStructureDestinataire": row["recipient"],
    }
