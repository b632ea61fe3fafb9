"""API Factures de travaux: the one operation that is attested (doc/portal.md, A 6)."""

import json

from chorus_api.receiving import WORKS as WORKS_KIND
from chorus_api.roles import OWNER, RECIPIENT, ROLES, SUPERVISOR, SUPPLIER, VALIDATOR
from chorus_api.works import WORKS_TYPE_OF

from ..errors import BusinessError, Malformed
from ..operations import Call, operation
from ..paging import PAGE_SHAPE
from ..receiving import OWN, WORKS, visible
from ..validators import named
from .factures import AMONG, add_amounts, add_periods, framework_of, page_rows

EQUAL = {
    "idStructureFournisseur": "i.supplier_id",
    "idServiceFournisseur": "i.supplier_service_id",
    "idStructureMoe": "i.supervisor_id",
    "idStructureMoa": "i.owner_id",
    "idStructureValideur": "i.validator_id",
    "idDestinataire": "i.recipient_id",
    "idServiceExecutant": "i.service_id",
    "idCoordonneeBancaire": "i.bank_account_id",
    "numeroFactureTravaux": "i.number",
    "numeroMarche": "i.market",
    "numeroBonCommande": "i.commitment",
    "modeDepot": "i.mode",
    "numeroFluxDepot": "f.number",
    "flagTelecharge": "i.downloaded",
}
# Those of the sample and, by analogy, the other fields of a row.
COLUMNS = {
    "TypeDemandePaiement": "NULL",
    "TypeFactureTravaux": "i.framework",
    "NumeroFactureTravaux": "i.number",
    "DateFactureTravaux": "i.issue_date",
    "DateDepot": "i.deposited_at",
    "DateHeureEtatCourant": "i.status_at",
    "StatutFactureTravaux": "i.status",
    "IdentifiantFournisseur": "s.identifier",
    "DesignationFournisseur": "s.name",
    "IdentifiantDestinataire": "r.identifier",
    "DesignationDestinataire": "r.name",
    "MontantHT": "i.untaxed",
    "MontantTTC": "i.total",
    "MontantAPayer": "i.due",
    "Devise": "i.currency",
}
PARTY_COLUMNS = {SUPERVISOR: "supervisor_id", OWNER: "owner_id"}
OURS = "(SELECT structure_id FROM accounts WHERE login = ?)"


@operation(
    "facturesTravaux",
    "rechercher",
    {
        "roleUtilisateur": str,
        **dict.fromkeys((n for n in EQUAL if n.startswith("id")), int),
        "idServiceMoe": int,
        "idServiceMoa": int,
        "listeTypeFactureTravaux": [str],
        "listeStatutCourant": [str],
        "cadreFacturation": str,
        "periodeDateDepotDu": str,
        "periodeDateDepotAu": str,
        "periodeDateFactureTravauxDu": str,
        "periodeDateFactureTravauxAu": str,
        "periodeDateHeureEtatCourantDu": str,
        "periodeDateHeureEtatCourantAu": str,
        "montantHTMin": float,
        "montantHTMax": float,
        "montantTTCMin": float,
        "montantTTCMax": float,
        "montantAPayerMin": float,
        "montantAPayerMax": float,
        "numeroFactureTravaux": str,
        "numeroMarche": str,
        "numeroBonCommande": str,
        "modeDepot": str,
        "numeroFluxDepot": str,
        "uniquementSansPieceSuivante": bool,
        "avecSansService": str,
        "flagTelecharge": bool,
        "rechercheFactureTravaux": PAGE_SHAPE,
    },
)
def search_works(call: Call) -> dict:
    """Search works pieces in a role: all of a dossier's, whoever deposited them."""
    where, values = _criteria(call)
    asked = call.body.get("rechercheFactureTravaux", {})
    rows, page = page_rows(call, where, values, asked, COLUMNS)
    if not page.total:
        raise BusinessError("no_works_found")
    return {
        "listeFacturesTravaux": [_row(row) for row in rows],
        "parametresRetour": page.summary(),
    }


def _criteria(call: Call) -> tuple[str, list]:
    where, values = [f"i.framework {AMONG}"], [json.dumps(WORKS)]

    def add(condition, *more):
        where.append(condition)
        values.extend(more)

    body = {name: value for name, value in call.body.items() if value not in ("", [])}
    _add_role(call, body.get("roleUtilisateur"), add)
    for name, column in EQUAL.items():
        if name in body:
            add(f"{column} = ?", body[name])
    if "cadreFacturation" in body:
        add("i.framework = ?", framework_of(body["cadreFacturation"]))
    if "listeStatutCourant" in body:
        add(f"i.status {AMONG}", json.dumps(body["listeStatutCourant"]))
    if "listeTypeFactureTravaux" in body:
        asked = body["listeTypeFactureTravaux"]
        known = [code for code, kind in WORKS_TYPE_OF.items() if kind in asked]
        add(f"i.framework {AMONG}", json.dumps(known))
    if body.get("uniquementSansPieceSuivante"):
        add("i.id NOT IN (SELECT previous_id FROM invoices WHERE previous_id NOTNULL)")
    add_amounts(_renamed(body, "montantAPayer", "montantApayer"), add)
    add_periods(call, _renamed(body, "DateFactureTravaux", "DateFacture"), add)
    return f"WHERE {' AND '.join(where)}", values


def _renamed(body: dict, name: str, other: str) -> dict:
    """Criteria under the names of the other searches."""
    return {key.replace(name, other): value for key, value in body.items()}


def _add_role(call: Call, role: str | None, add) -> None:
    if not role:
        raise BusinessError("required_field", "roleUtilisateur")
    if role not in ROLES:
        raise Malformed(f"roleUtilisateur {role!r}")
    if role == SUPPLIER:
        add("i.supplier_siren = ?", call.siren)
    elif role == RECIPIENT:
        condition, statuses = visible()
        add(OWN, call.login, call.login)
        add(condition, *statuses)
    elif role == VALIDATOR:
        condition, seen = named(call)
        add(f"({condition})", *seen)
    else:
        add(f"i.{PARTY_COLUMNS[role]} IN {OURS}", call.login)


def _row(row) -> dict:
    """A piece as the sample has it: numbers are texts."""
    return {
        "idFactureTravaux": str(row["id"]),
        "numeroFactureTravaux": row["number"],
        "typeDemandePaiement": WORKS_KIND,
        "typeFactureTravaux": WORKS_TYPE_OF[row["framework"]],
        "statutFactureTravaux": row["status"],
        "dateDepot": row["deposited_at"],
        "dateFactureTravaux": row["issue_date"],
        "dateHeureEtatCourant": row["status_at"],
        "identifiantFournisseur": row["supplier"],
        "typeIdentifiantFournisseur": row["supplier_type"],
        "designationFournisseur": row["supplier_name"],
        "idDestinataire": str(row["recipient_id"]),
        "identifiantDestinataire": row["recipient"],
        "designationDestinataire": row["recipient_name"],
        "idServiceExecutant": row["service_id"] and str(row["service_id"]),
        "codeServiceExecutant": row["service"],
        "codeServiceMoe": row["supervisor_service"],
        "montantHT": f"{row['untaxed']:.2f}",
        "montantTTC": f"{row['total']:.2f}",
        "montantAPayer": f"{row['due']:.2f}",
        "devise": row["currency"],
        "factureTelechargeeParDestinataire": bool(row["downloaded"]),
    }
