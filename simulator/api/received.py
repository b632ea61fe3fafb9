"""API Factures: the invoices that a public body received (doc/portal.md, A 2.5 and
A 2.8)."""

import json

from chorus_api.receiving import KINDS, WITH_REASON
from chorus_api.receiving import WORKS as WORKS_KIND
from chorus_api.statuses import INVOICE_STATUSES
from chorus_api.works import WORKS_TYPE_OF

from ..errors import BusinessError, Malformed
from ..invoices import set_status
from ..operations import GCU, Call, operation
from ..paging import PAGE_SHAPE
from ..receiving import (
    OWN,
    TO_DO,
    WORKS,
    next_statuses,
    received_invoice,
    visible,
)
from .factures import AMONG, COLUMNS, add_amounts, add_periods, framework_of, page_rows

# The swagger spells it in two ways.
PAGING = PAGE_SHAPE | {"getnbResultatsMaximum": int}
EQUAL = {
    "idDestinataire": "i.recipient_id",
    "idServiceExecutant": "i.service_id",
    "numeroFacture": "i.number",
    "idStructureValideur": "i.validator_id",
    "numeroMarche": "i.market",
    "numeroBonCommande": "i.commitment",
    "factureTelechargeeParDestinataire": "i.downloaded",
}
SORTED = COLUMNS | {
    "Fournisseur": "s.name",
    "Destinataire": "r.name",
    "TypeFactureTravaux": "i.framework",
    "FactureTelechargeeParDestinataire": "i.downloaded",
}


@operation(
    "factures",
    "rechercher/recipiendaire",
    {
        "idUtilisateurCourant": int,
        "typeDemandePaiement": str,
        "idDestinataire": int,
        "idServiceExecutant": int,
        "numeroFacture": str,
        "periodeDateDepotDu": str,
        "periodeDateDepotAu": str,
        "listeTypeFacture": [str],
        "listeTypeFactureTravaux": [str],
        "listeFournisseurs": [{"idFournisseur": int, "listeIdService": [int]}],
        "rechercheSirenFournisseur": bool,
        "idStructureValideur": int,
        "cadreFacturation": str,
        "statutCourant": [str],
        "periodeDateFactureDu": str,
        "periodeDateFactureAu": str,
        "montantHTMin": float,
        "montantHTMax": float,
        "montantTTCMin": float,
        "montantTTCMax": float,
        "montantApayerMin": float,
        "montantApayerMax": float,
        "numeroMarche": str,
        "numeroBonCommande": str,
        "factureTelechargeeParDestinataire": bool,
        "paramRecherche": PAGING,
        "recupererTaille": bool,
        "periodeDateHeureEtatCourantDu": str,
        "periodeDateHeureEtatCourantAu": str,
    },
)
def search_received(call: Call) -> dict:
    """Search what the account's structures received; pages are told at the top."""
    where, values = _criteria(call)
    found, page = _found(call, where, values, "paramRecherche")
    if not page.total:
        raise BusinessError("nothing_found")
    return {"listeFactures": found, **page.summary()}


@operation(
    "factures",
    "rechercher/atraiter/recipiendaire",
    {
        "idUtilisateurCourant": int,
        "idStructure": int,
        "recupererTaille": bool,
        "parametreRechercheFactureATraiterParRecipiendaire": PAGING,
    },
)
def search_received_to_do(call: Call) -> dict:
    """What waits for the body (``rechercherFactureATraiterParRecipiendaire``)."""
    where = f"WHERE {OWN} AND i.status {AMONG}"
    values: list = [call.login, call.login, json.dumps(TO_DO)]
    if call.body.get("idStructure"):
        where += " AND i.recipient_id = ?"
        values.append(call.body["idStructure"])
    name = "parametreRechercheFactureATraiterParRecipiendaire"
    found, page = _found(call, where, values, name)
    if not page.total:
        raise BusinessError("nothing_found")
    return {"listeFactures": found, "parametresRetour": page.summary()}


@operation(
    "factures",
    "traiter/recue",
    {
        "idUtilisateurCourant": int,
        "idFacture": int,
        "nouveauStatut": str,
        "motif": str,
        "numeroDPMandat": str,
        # So the official sample writes it.
        "NumeroDPMandat": str,
    },
    GCU,
)
def process_invoice(call: Call) -> dict:
    """Give a received invoice a status (``traiterUneFactureRecue``)."""
    for field in ("idFacture", "nouveauStatut"):
        if not call.body.get(field):
            raise BusinessError("required_field", field)
    status = call.body["nouveauStatut"]
    if status not in INVOICE_STATUSES:
        raise Malformed(f"nouveauStatut {status!r}")
    mandate = call.body.get("numeroDPMandat") or call.body.get("NumeroDPMandat")
    reason = call.body.get("motif", "").strip()
    with call.database.transaction() as connection:
        invoice = received_invoice(call, call.body["idFacture"])
        body, before = invoice["recipient_id"], invoice["status"]
        if status not in next_statuses(call, body, before):
            raise BusinessError("transition")
        if status in WITH_REASON and not reason:
            raise BusinessError("required_field", "motif")
        set_status(
            connection,
            invoice["id"],
            status,
            call.now,
            reason,
            mandate=mandate if status == "MANDATEE" else None,
        )
    return {
        "idFacture": invoice["id"],
        "numeroFacture": invoice["number"],
        "dateTraitement": call.now,
        "nouveauStatut": status,
    }


def _found(call: Call, where: str, values: list, paging: str):
    asked = dict(call.body.get(paging, {}))
    if "getnbResultatsMaximum" in asked:
        asked.setdefault("nbResultatsMaximum", asked["getnbResultatsMaximum"])
    rows, page = page_rows(call, where, values, asked, SORTED)
    with_size = call.body.get("recupererTaille", False)
    return [_row(row, with_size) for row in rows], page


def _criteria(call: Call) -> tuple[str, list]:
    condition, statuses = visible()
    where, values = [OWN, condition], [call.login, call.login, *statuses]

    def add(condition, *more):
        where.append(condition)
        values.extend(more)

    body = {name: value for name, value in call.body.items() if value not in ("", [])}
    for name, column in EQUAL.items():
        if name in body:
            add(f"{column} = ?", body[name])
    if "typeDemandePaiement" in body:
        add_kind(body["typeDemandePaiement"], add)
    if "cadreFacturation" in body:
        add("i.framework = ?", framework_of(body["cadreFacturation"]))
    if "statutCourant" in body:
        add(f"i.status {AMONG}", json.dumps(body["statutCourant"]))
    if "listeTypeFacture" in body:
        add(f"i.type {AMONG}", json.dumps(body["listeTypeFacture"]))
    if "listeTypeFactureTravaux" in body:
        asked = body["listeTypeFactureTravaux"]
        known = [code for code, kind in WORKS_TYPE_OF.items() if kind in asked]
        add(f"i.framework {AMONG}", json.dumps(known))
    add_amounts(body, add)
    add_periods(call, body, add)
    _add_suppliers(body, add)
    return f"WHERE {' AND '.join(where)}", values


def add_kind(kind: str, add) -> None:
    """Add the criterion on the kind of demand by ``add(condition, *values)``.

    :raises Malformed: it is none
    """
    if kind not in KINDS:
        raise Malformed(f"typeDemandePaiement {kind!r}")
    without = "" if kind == WORKS_KIND else "NOT "
    add(f"i.framework {without}{AMONG}", json.dumps(WORKS))


def _add_suppliers(body, add) -> None:
    suppliers = body.get("listeFournisseurs", ())
    asked = [row["idFournisseur"] for row in suppliers if "idFournisseur" in row]
    if not asked:
        return
    if body.get("rechercheSirenFournisseur"):
        add(
            "i.supplier_siren IN (SELECT substr(identifier, 1, 9) FROM structures"
            f" WHERE id {AMONG})",
            json.dumps(asked),
        )
    else:
        add(f"i.supplier_id {AMONG}", json.dumps(asked))


def _row(row, with_size: bool) -> dict:
    """An invoice as a search of its recipient tells it."""
    return {
        **told_to_others(row),
        "codeFournisseur": row["supplier"],
        "codeDestinataire": row["recipient"],
        "dateHeureEtatCourant": row["status_at"],
        "commentaireEtatCourant": row["status_comment"],
        "numeroBonCommande": row["commitment"],
        "factureTelechargeeParDestinataire": bool(row["downloaded"]),
        "taille": row["size"] if with_size else None,
    }


def told_to_others(row) -> dict:
    """What every search of the invoices of others tells of one."""
    works = row["framework"] in WORKS
    return {
        "idFacture": row["id"],
        "typeDemandePaiement": WORKS_KIND if works else "FACTURE",
        "typeIdentifiantFournisseur": row["supplier_type"],
        "designationFournisseur": row["supplier_name"],
        "idDestinataire": row["recipient_id"],
        "designationDestinataire": row["recipient_name"],
        "idServiceExecutant": row["service_id"],
        "codeServiceExecutant": row["service"],
        "nomServiceExecutant": row["service_name"],
        "typeFacture": row["type"],
        "typeFactureTravaux": WORKS_TYPE_OF.get(row["framework"]),
        "numeroFacture": row["number"],
        "dateFacture": row["issue_date"],
        "dateDepot": row["deposited_at"],
        "montantHT": row["untaxed"],
        "montantTTC": row["total"],
        "montantAPayer": row["due"],
        "devise": row["currency"],
        "statut": row["status"],
        "numeroMarche": row["market"],
    }
