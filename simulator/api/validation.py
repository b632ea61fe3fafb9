"""API Factures: what a validator is asked, and his answers (doc/portal.md, A 2.10)."""

import json

from chorus_api.validation import REFUSE, VALIDATE
from chorus_api.works import WORKS_TYPE_OF

from ..directory import structure_by_id
from ..errors import BusinessError, Malformed
from ..operations import GCU, Call, operation
from ..paging import FARTHEST
from ..validators import (
    BEFORE_SECOND,
    FIRST,
    RANKS,
    REASONS,
    SECOND,
    answer,
    invoice_to_validate,
    named,
    rank_of,
)
from .details import PAGES
from .factures import (
    AMONG,
    COLUMNS,
    add_amounts,
    add_periods,
    framework_of,
    page_rows,
)
from .received import add_kind, told_to_others
from .received_details import FILES, LINES, TAXES, received_content

# A page without a maximum of rows, which the swagger lacks here.
PAGING = {
    "pageResultatDemandee": int,
    "nbResultatsParPage": int,
    "triSens": str,
    "triColonne": str,
}
EQUAL = {
    "idDestinataire": "i.recipient_id",
    "idServiceExecutant": "i.service_id",
    "numeroFacture": "i.number",
    "idFournisseur": "i.supplier_id",
    "idServiceFournisseur": "i.supplier_service_id",
    "numeroMarche": "i.market",
    "numeroEngagement": "i.commitment",
}
NOBODY = (
    "IdMoe TypeIdentifiantMoe IdentifiantMoe DesignationMoe IdServiceMoe CodeServiceMoe"
    " NomServiceMoe IdMoa TypeIdentifiantMoa IdentifiantMoa DesignationMoa IdServiceMoa"
    " CodeServiceMoa NomServiceMoa TypeIdentifiantDestinataire"
).split()
SORTED = (
    COLUMNS
    | dict.fromkeys(NOBODY, "NULL")
    | {
        "IdFacture": "i.id",
        "IdFournisseur": "s.id",
        "IdentifiantFournisseur": "s.identifier",
        "IdDestinataire": "r.id",
        "IdentifiantDestinataire": "r.identifier",
        "IdServiceExecutant": "v.id",
        "IdValideur": "w.id",
        "TypeIdentifiantValideur": "w.identifier_type",
        "IdentifiantValideur": "w.identifier",
        "DesignationValideur": "w.name",
        "TypeFactureTravaux": "i.framework",
        "NumeroEngagement": "i.commitment",
    }
)


@operation(
    "factures",
    "rechercher/aTraiter/valideur",
    {
        "idUtilisateurCourant": int,
        "idStructure": int,
        "typeIdentifiantStructure": str,
        "identifiantStructure": str,
        "pagination": PAGING,
    },
)
def search_to_validate(call: Call) -> dict:
    """What waits for the caller (``rechercherFactureATraiterParValideur``)."""
    where, values = [], []
    for rank, alias in ((FIRST, "w"), (SECOND, "x")):
        condition = f"i.status = ? AND substr({alias}.identifier, 1, 9) = ?"
        values += [rank.waiting, call.siren]
        for field, column in (
            ("idStructure", "id"),
            ("identifiantStructure", "identifier"),
        ):
            if call.body.get(field):
                condition += f" AND {alias}.{column} = ?"
                values.append(call.body[field])
        where.append(f"({condition})")
    return _found(call, f"WHERE {' OR '.join(where)}", values)


@operation(
    "factures",
    "rechercher/valideur",
    {
        "idUtilisateurCourant": int,
        "typeDemandePaiement": str,
        "idDestinataire": int,
        "rechercheSirenDestinataire": bool,
        "idServiceExecutant": int,
        "numeroFacture": str,
        "periodeDateDepotDu": str,
        "periodeDateDepotAu": str,
        "listeTypeFacture": [str],
        "listeTypeFactureTravaux": [str],
        "idFournisseur": int,
        "rechercheSirenFournisseur": bool,
        "idServiceFournisseur": int,
        "idStructureValideur": int,
        "idStructureMoe": int,
        "idStructureMoa": int,
        "cadreFacturation": str,
        "statutCourant": [str],
        "periodeDateFactureDu": str,
        "periodeDateFactureAu": str,
        "montantHTMin": float,
        "montantHTMax": float,
        "montantTTCMin": float,
        "montantTTCMax": float,
        "montantAPayerMin": float,
        "montantAPayerMax": float,
        "numeroMarche": str,
        "numeroEngagement": str,
        "pagination": PAGING,
    },
)
def search_validated(call: Call) -> dict:
    """What names the caller as a validator (``rechercherFactureParValideur``)."""
    return _found(call, *_criteria(call))


@operation(
    "factures",
    "consulter/valideur",
    {
        "idUtilisateurCourant": int,
        "identifiantFactureCPP": int,
        "codeLangue": str,
        "rechercheLigneTvaRecap": PAGES[TAXES],
        "recherchePj": PAGES[FILES],
        "rechercheLignePoste": PAGES[LINES],
    },
    GCU,
)
def consult_to_validate(call: Call) -> dict:
    """An invoice as its validator sees it (``consulterFactureParValideur``): as its
    recipient will, but for the names of the supplier's side."""
    if "identifiantFactureCPP" not in call.body:
        raise BusinessError("required_field", "identifiantFactureCPP")
    row = _invoice(call, "identifiantFactureCPP")
    if "rechercheLigneTvaRecap" in call.body:
        asked = call.body["rechercheLigneTvaRecap"]
        call.body["rechercheligneTvaRecap"] = asked
    return {"facture": received_content(call, row)}


@operation(
    "factures",
    "traiter/factureAValider",
    {
        "idFacture": int,
        "action": str,
        "typeValideur": str,
        "idValideur": int,
        "motifRefus": str,
        "complementInfo": str,
    },
    GCU,
)
def answer_invoice(call: Call) -> dict:
    """Agree or refuse (``traiterFactureAValider``). ``typeValideur`` changes nothing;
    ``idValideur`` names who agrees after the first."""
    for field in ("idFacture", "action"):
        if not call.body.get(field):
            raise BusinessError("required_field", field)
    action, reason = call.body["action"], call.body.get("motifRefus", "")
    if action not in (VALIDATE, REFUSE):
        raise Malformed(f"action {action!r}")
    if action == REFUSE and reason not in REASONS:
        raise BusinessError("required_field", "motifRefus")
    with call.database.transaction() as connection:
        row = _invoice(call, "idFacture")
        rank = rank_of(row["status"])
        if rank is None or not _is_own(call, row, rank):
            raise BusinessError("status_forbids")
        comment = call.body.get("complementInfo", "").strip()
        second = _second(call, row)
        status = answer(connection, row, action, reason, comment, call.now, second)
    return {
        "idFacture": row["id"],
        "numeroFacture": row["number"],
        "dateTraitement": call.now,
        "statutFacture": status,
    }


@operation(
    "factures",
    "recuperer/statutsFactureVisibles/valideur",
    {"idUtilisateurCourant": int},
)
def list_validator_statuses(call: Call) -> dict:
    """The statuses of the validation itself."""
    codes = [
        code
        for rank in RANKS
        for code in (
            rank.waiting,
            rank.accepted,
            rank.refused,
            rank.wrong,
            rank.silent,
        )
    ]
    return {"listeStatutFacture": [{"codeStatutFacture": code} for code in codes]}


def _second(call: Call, row) -> int | None:
    identifier = call.body.get("idValideur")
    if not identifier or identifier == row["validator_id"]:
        return None
    structure = structure_by_id(call.connection, identifier)
    if structure is None or not structure["active"]:
        raise BusinessError("validator_unknown")
    return identifier


def _invoice(call: Call, field: str):
    row = invoice_to_validate(call, call.body[field])
    if row is None:
        raise BusinessError("invoice_unknown", str(call.body[field]))
    return row


def _is_own(call: Call, row, rank) -> bool:
    named_one = row["validator" if rank is FIRST else "second_validator"]
    return named_one is not None and named_one[:9] == call.siren


def _found(call: Call, where: str, values: list) -> dict:
    asked = call.body.get("pagination", {}) | {"nbResultatsMaximum": FARTHEST}
    rows, page = page_rows(call, where, values, asked, SORTED)
    return {
        "listeFactures": [_row(call, row) for row in rows],
        "parametresRetour": page.summary(),
    }


def _criteria(call: Call) -> tuple[str, list]:
    condition, values = named(call)
    where = [f"({condition})"]

    def add(condition, *more):
        where.append(condition)
        values.extend(more)

    body = {name: value for name, value in call.body.items() if value not in ("", [])}
    siren = "(SELECT substr(identifier, 1, 9) FROM structures WHERE id = ?)"
    for name, alias in (("Destinataire", "r"), ("Fournisseur", "s")):
        if body.get(f"rechercheSiren{name}") and f"id{name}" in body:
            add(f"substr({alias}.identifier, 1, 9) = {siren}", body.pop(f"id{name}"))
    for name, column in EQUAL.items():
        if name in body:
            add(f"{column} = ?", body[name])
    if "idStructureValideur" in body:
        asked = body["idStructureValideur"]
        add("(i.validator_id = ? OR i.second_validator_id = ?)", asked, asked)
    if "idStructureMoe" in body or "idStructureMoa" in body:
        add("0")  # no invoice here has one
    if "typeDemandePaiement" in body:
        add_kind(body["typeDemandePaiement"], add)
    if "cadreFacturation" in body:
        add("i.framework = ?", framework_of(body["cadreFacturation"]))
    _add_lists(body, add)
    # The swagger spells one of the amounts in two ways.
    for end in ("Min", "Max"):
        if f"montantAPayer{end}" in body:
            body[f"montantApayer{end}"] = body[f"montantAPayer{end}"]
    add_amounts(body, add)
    add_periods(call, body, add)
    return f"WHERE {' AND '.join(where)}", values


def _add_lists(body, add) -> None:
    if "statutCourant" in body:
        add(f"i.status {AMONG}", json.dumps(body["statutCourant"]))
    if "listeTypeFacture" in body:
        add(f"i.type {AMONG}", json.dumps(body["listeTypeFacture"]))
    if "listeTypeFactureTravaux" in body:
        asked = body["listeTypeFactureTravaux"]
        known = [code for code, kind in WORKS_TYPE_OF.items() if kind in asked]
        add(f"i.framework {AMONG}", json.dumps(known))


def _row(call: Call, row) -> dict:
    """An invoice as a search of its validator tells it: of the two the one who is
    asked, else the caller."""
    second = row["second_validator"] or ""
    is_second = second[:9] == call.siren and row["status"] not in BEFORE_SECOND
    prefix = "second_validator" if is_second else "validator"
    return {
        **told_to_others(row),
        "idFournisseur": row["supplier_id"],
        "identifiantFournisseur": row["supplier"],
        "identifiantDestinataire": row["recipient"],
        "typeIdentifiantDestinataire": row["recipient"] and "SIRET",
        "idValideur": row[f"{prefix}_id"],
        "identifiantValideur": row[prefix],
        "typeIdentifiantValideur": "SIRET",
        "designationValideur": row[f"{prefix}_name"],
        "numeroEngagement": row["commitment"],
    }
