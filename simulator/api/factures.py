"""API Factures: the search of one's own invoices (swagger Factures)."""

import json
import sqlite3

from chorus_api.frameworks import FRAMEWORKS
from chorus_api.statuses import DRAFTS

from ..errors import BusinessError, Malformed
from ..invoices import FIELDS, SOURCE
from ..operations import Call, operation
from ..paging import PAGE_SHAPE, Page, order_by, page_of
from ..wire import read_day, read_instant

SEARCH_SHAPE = {
    "idUtilisateurCourant": int,
    "listeDestinataire": [
        {
            "idDestinataire": int,
            "listeIdServiceExecutant": [int],
            "raisonSocialeStuctDmd": str,
        }
    ],
    "rechercheSirenDestinataire": bool,
    "numeroFacture": str,
    "periodeDateDepotDu": str,
    "periodeDateDepotAu": str,
    "typeFacture": str,
    "idFournisseur": int,
    "idServiceFournisseur": int,
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
    "coordonneeBancaire": int,
    "idUtilisateurCreateur": [int],
    "numeroMarche": str,
    "numeroBonCommande": str,
    "numeroFactureOrigine": str,
    "modeDepot": str,
    "numeroFluxDepot": str,
    "rechercheFactureParFournisseur": PAGE_SHAPE,
    "recupererTaille": bool,
    "periodeDateHeureEtatCourantDu": str,
    "periodeDateHeureEtatCourantAu": str,
    "rejetTraite": bool,
}
# How many recipients one search may name, and a list of any length as one value.
RECIPIENTS = 500
AMONG = "IN (SELECT value FROM json_each(?))"
EQUAL = {
    "numeroFacture": "i.number",
    "typeFacture": "i.type",
    "idFournisseur": "i.supplier_id",
    "numeroMarche": "i.market",
    "numeroBonCommande": "i.commitment",
    "numeroFactureOrigine": "i.origin_number",
    "modeDepot": "i.mode",
    "numeroFluxDepot": "f.number",
    "coordonneeBancaire": "i.bank_account_id",
    "idServiceFournisseur": "i.supplier_service_id",
}
AMOUNTS = {
    "montantHT": "i.untaxed",
    "montantTTC": "i.total",
    "montantApayer": "i.due",
}
# The swagger's sort columns; those of data no invoice has here sort nothing.
COLUMNS = {
    **dict.fromkeys(
        (
            "TypeDemandePaiement CodeServiceFournisseur NomServiceFournisseur"
            " TypeIdentifiantValideur1 CodeValideur1 RaisonSocialeValideur1"
            " NomValideur1 PrenomValideur1 DateValidation1 TypeIdentifiantValideur2"
            " CodeValideur2 RaisonSocialeValideur2 NomValideur2 PrenomValideur2"
            " DateValidation2 CoordBancairesFournisseurCleIban"
            " CoordBancairesFournisseurCleRib CoordBancairesFournisseurCodeBanque"
            " CoordBancairesFournisseurCodePays"
            " CoordBancairesFournisseurCompteBancaire CoordBancairesFournisseurNomCb"
            " AffactureurCode AffactureurTypeIdentifiant AffactureurRaisonSociale"
            " NomPrenomUtilisateurCreateur"
        ).split(),
        "NULL",
    ),
    "CodeFournisseur": "s.identifier",
    "TypeIdentifiantFournisseur": "s.identifier_type",
    "DesignationFournisseur": "s.name",
    "CodeDestinataire": "r.identifier",
    "DesignationDestinataire": "r.name",
    "CodeServiceExecutant": "v.code",
    "NomServiceExecutant": "v.label",
    "TypeFacture": "i.type",
    "NumeroFacture": "i.number",
    "DateFacture": "i.issue_date",
    "DateDepot": "i.deposited_at",
    "MontantHT": "i.untaxed",
    "MontantTTC": "i.total",
    "MontantAPayer": "i.due",
    "Devise": "i.currency",
    "Statut": "i.status",
    "NumeroMarche": "i.market",
    "NumeroBonCommande": "i.commitment",
    "NumeroFluxDepot": "f.number",
    "NumeroFactureOrigine": "i.origin_number",
    "ModeDepot": "i.mode",
}


@operation("factures", "rechercher/fournisseur", SEARCH_SHAPE)
def search_invoices(call: Call) -> dict:
    """Search the invoices of one's own company, all establishments of its SIREN.

    doc/portal.md, A 2 (``rechercher/fournisseur``); defaults of A 1.6.
    """
    where, values = _criteria(call)
    return list_page(call, where, values, "rechercheFactureParFournisseur")


def list_page(call: Call, where: str, values: list, paging: str) -> dict:
    """The page of invoices that a search asks for.

    :param where: the WHERE clause over ``SOURCE``, ``values`` its parameters
    :param paging: name of the part of the body that says page, size and order
    """
    asked = call.body.get(paging, {})
    rows, page = page_rows(call, where, values, asked, COLUMNS)
    with_size = call.body.get("recupererTaille", False)
    return {
        "listeFactures": [row_of(row, with_size) for row in rows],
        "parametresRetour": page.summary(),
    }


def page_rows(
    call: Call, where: str, values: list, asked: dict, columns: dict[str, str]
) -> tuple[list[sqlite3.Row], Page]:
    """The rows of a page of invoices, and what is told of it.

    :param asked: page, size, maximum and order, as the body says them
    :param columns: sort columns of the API to SQL expressions
    """
    # A limit keeps the inner query apart, which then joins nothing that it need not.
    counted = f"SELECT count(*) FROM (SELECT i.id {SOURCE} {where} LIMIT -1)"
    found = call.connection.execute(counted, values)
    page = page_of(
        found.fetchone()[0],
        asked.get("pageResultatDemandee"),
        asked.get("nbResultatsParPage"),
        asked.get("nbResultatsMaximum"),
        call.settings["page_size_cap"],
    )
    order = order_by(
        columns,
        asked.get("triColonne") or "DateDepot",
        asked.get("triSens") or "Descendant",
        "i.id",
    )
    # Which they are is found out first: rows that are passed over are not joined.
    wanted = call.connection.execute(
        f"SELECT i.id {SOURCE} {where} {order} LIMIT ? OFFSET ?",
        [*values, page.limit, page.offset],
    )
    identifiers = json.dumps([row["id"] for row in wanted])
    rows = call.connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.id {AMONG} {order}", [identifiers]
    )
    return rows.fetchall(), page


def _criteria(call: Call) -> tuple[str, list]:
    where, values = ["i.supplier_siren = ?"], [call.siren]

    def add(condition, *more):
        where.append(condition)
        values.extend(more)

    body = {name: value for name, value in call.body.items() if value not in ("", [])}
    for name, column in EQUAL.items():
        if name in body:
            add(f"{column} = ?", body[name])
    add_amounts(body, add)
    if body.get("rejetTraite"):
        add("i.rejection_processed")
    if "idStructureValideur" in body:
        add("i.validator_id = ?", body["idStructureValideur"])
    if "cadreFacturation" in body:
        add("i.framework = ?", framework_of(body["cadreFacturation"]))
    if "statutCourant" in body:
        add(f"i.status {AMONG}", json.dumps(body["statutCourant"]))
    _add_hidden(call, body, add)
    add_periods(call, body, add)
    _add_recipients(body, add)
    return f"WHERE {' AND '.join(where)}", values


def _add_hidden(call, body, add) -> None:
    if body.get("idUtilisateurCreateur"):
        add("0")  # nobody here has an account of his own
    if call.settings["drafts_hidden_from_search"]:
        add(f"i.status NOT {AMONG}", json.dumps(DRAFTS))


def add_amounts(body, add) -> None:
    """Add the criteria on amounts by ``add(condition, *values)``."""
    for name, column in AMOUNTS.items():
        if f"{name}Min" in body:
            add(f"{column} >= ?", body[f"{name}Min"])
        if f"{name}Max" in body:
            add(f"{column} <= ?", body[f"{name}Max"])


def add_periods(call, body, add) -> None:
    """Add the criteria on dates by ``add(condition, *values)``.

    :raises Malformed: one is no date
    """

    def bound(name, read, **options):
        try:
            return read(body[name], **options)
        except ValueError as error:
            raise Malformed(f"{name} : {error}") from error

    if "periodeDateFactureDu" in body:
        add("i.issue_date >= ?", bound("periodeDateFactureDu", read_day))
    if "periodeDateFactureAu" in body:
        add("i.issue_date <= ?", bound("periodeDateFactureAu", read_day))
    if "periodeDateDepotDu" in body:
        first = bound("periodeDateDepotDu", read_day)
        add("i.deposited_at >= ?", read_instant(first))
    if "periodeDateDepotAu" in body:
        last = bound("periodeDateDepotAu", read_day)
        add("i.deposited_at <= ?", read_instant(last, end=True))
    if call.settings["period_filter_ignored"]:
        return
    name = "periodeDateHeureEtatCourant"
    if f"{name}Du" in body:
        add("i.status_at >= ?", bound(f"{name}Du", read_instant))
    if f"{name}Au" in body:
        add("i.status_at <= ?", bound(f"{name}Au", read_instant, end=True))


def _add_recipients(body, add) -> None:
    """Any of the recipients of the list; by SIREN when the client says so."""
    by_siren = body.get("rechercheSirenDestinataire", False)
    if len(body.get("listeDestinataire", ())) > RECIPIENTS:
        raise Malformed(f"listeDestinataire : au plus {RECIPIENTS}")
    any_of, values = [], []
    for recipient in body.get("listeDestinataire", ()):
        parts = []
        if recipient.get("idDestinataire"):
            if by_siren:
                parts.append(
                    "substr(r.identifier, 1, 9) = (SELECT substr(identifier, 1, 9)"
                    " FROM structures WHERE id = ?)"
                )
            else:
                parts.append("i.recipient_id = ?")
            values.append(recipient["idDestinataire"])
        if recipient.get("listeIdServiceExecutant"):
            parts.append(f"i.service_id {AMONG}")
            values.append(json.dumps(recipient["listeIdServiceExecutant"]))
        if recipient.get("raisonSocialeStuctDmd"):
            parts.append("instr(lower(r.name), lower(?))")
            values.append(recipient["raisonSocialeStuctDmd"])
        if parts:
            any_of.append(f"({' AND '.join(parts)})")
    if any_of:
        add(f"({' OR '.join(any_of)})", *values)


def framework_of(api_code: str) -> str:
    """The short code of a framework."""
    for row in FRAMEWORKS.values():
        if row.api_code == api_code:
            return row.code
    raise Malformed(f"cadreFacturation {api_code!r}")


def row_of(row, with_size: bool) -> dict:
    """An invoice as a search tells it."""
    return {
        "identifiantFactureCPP": row["id"],
        "typeDemandePaiement": "FACTURE",
        "codeFournisseur": row["supplier"],
        "typeIdentifiantFournisseur": row["supplier_type"],
        "designationFournisseur": row["supplier_name"],
        "idDestinataire": row["recipient_id"],
        "codeDestinataire": row["recipient"],
        "designationDestinataire": row["recipient_name"],
        "idServiceExecutant": row["service_id"],
        "codeServiceExecutant": row["service"],
        "nomServiceExecutant": row["service_name"],
        "typeFacture": row["type"],
        "numeroFacture": row["number"] or None,
        "dateFacture": row["issue_date"] or None,
        "dateDepot": row["deposited_at"],
        "montantHT": row["untaxed"],
        "montantTTC": row["total"],
        "montantAPayer": row["due"],
        "devise": row["currency"],
        "statut": row["status"],
        "dateHeureEtatCourant": row["status_at"],
        "commentaireEtatCourant": row["status_comment"],
        "numeroMarche": row["market"],
        "numeroBonCommande": row["commitment"],
        "numeroFactureOrigine": row["origin_number"],
        "numeroFluxDepot": row["flow"],
        "modeDepot": row["mode"],
        "taille": row["size"] if with_size else None,
    }


def invoice_of(call: Call, field: str, source: dict | None = None):
    """The caller's invoice named by a field of the body, or of a part of it.

    :raises BusinessError: the field is missing, or no such invoice of its company
    """
    source = call.body if source is None else source
    if field not in source:
        raise BusinessError("required_field", field)
    row = call.connection.execute(
        "SELECT * FROM invoices WHERE id = ? AND supplier_siren = ?",
        [source[field], call.siren],
    ).fetchone()
    if row is None:
        raise BusinessError("invoice_unknown", str(source[field]))
    return row
