"""API Structures: the directory of recipients (swagger Structures)."""

import sqlite3

from ..directory import structure_by_id
from ..errors import BusinessError
from ..operations import Call, operation
from ..paging import order_by, page_of

PAGE_SHAPE = {
    "nbResultatsParPage": int,
    "pageResultatDemandee": int,
    "triColonne": str,
    "triSens": str,
}
STRUCTURE_COLUMNS = {
    "IdentifiantStructure": "identifier",
    "DesignationStructure": "name",
    "TypeIdentifiantStructure": "identifier_type",
    "Statut": "active",
}
SERVICE_COLUMNS = {
    "CodeService": "code",
    "LibelleService": "label",
    "DateDbtService": "opened_at",
    "DateFinService": "closed_at",
    "EstActif": "active",
}
# Criteria of a search to SQL; texts are looked for inside, without case.
EXACT = {
    "identifiantStructure": "identifier = ?",
    "typeIdentifiantStructure": "identifier_type = ?",
    "typeStructure": "kind = ?",
    "adresseCodePostal": "zip = ?",
    "adresseCodePays": "country = ?",
    "estMOA": "works_owner = ?",
    "estMOAUniquement": "works_owner_only = ?",
}
INSIDE = {
    "raisonSocialeStructure": "name",
    "libelleStructure": "name",
    "nomStructure": "name",
    "prenomStructure": "name",
    "adresseVille": "city",
}


@operation(
    "structures",
    "rechercher",
    {
        "parametres": PAGE_SHAPE,
        "restreindreStructuresPrivees": bool,
        "structure": {
            **dict.fromkeys([*EXACT, *INSIDE, "statutStructure"], str),
            "estMOA": bool,
            "estMOAUniquement": bool,
        },
    },
)
def search_structures(call: Call) -> dict:
    """Search the directory. Private structures are the caller's own only, unless it
    says ``restreindreStructuresPrivees: false`` (doc/portal.md, A 3)."""
    where, values = _structure_criteria(call)
    rows, page = _search(
        call,
        f"structures WHERE {' AND '.join(where) or '1'}",
        values,
        call.body.get("parametres", {}),
        STRUCTURE_COLUMNS,
        "IdentifiantStructure",
    )
    return {
        "listeStructures": [
            {
                "idStructureCPP": row["id"],
                "typeIdentifiantStructure": row["identifier_type"],
                "identifiantStructure": row["identifier"],
                "designationStructure": row["name"],
                "statut": "ACTIVE" if row["active"] else "INACTIVE",
            }
            for row in rows
        ],
        "parametresRetour": page.summary(),
    }


@operation("structures", "consulter", {"idStructureCPP": int, "codeLangue": str})
def consult_structure(call: Call) -> dict:
    """What one structure wants; for the caller's own structure also the day its
    technical password ends (doc/portal.md, A 3, R 2)."""
    row = _structure(call, "idStructureCPP")
    public = row["kind"] == "PUBLIQUE"
    return {
        "informationGenerales": {
            "idStructureCPP": row["id"],
            "structurePriveePublique": row["kind"],
            "typeIdentifiantStructure": row["identifier_type"],
            "identifiantStructure": row["identifier"],
            "raisonSocialeStructure": row["name"],
            "libelleStructure": row["name"],
            "emailStructure": row["email"],
            "numeroTVA": row["vat"],
            "estValideurDeleguee": False,
            "dateExpirationMotPasseCompteTech": _password_end(call, row),
        },
        "adressePostaleDuSiege": _address(row),
        "parametres": {
            "codeServiceDoitEtreRenseigne": bool(row["service_required"]),
            "numeroEJDoitEtreRenseigne": bool(row["commitment_required"]),
            "gestionNumeroEJOuCodeService": bool(row["either_required"]),
            "getaMoa": bool(row["works_owner"]),
            "estMoaUniquement": bool(row["works_owner_only"]),
            "statutMiseEnPaiementNestPasRemonte": bool(row["payment_not_reported"]),
            "connexionEDI": False,
            "recevoirDonneesViaEDI": False,
            "estValideurDelegue": False,
            "nonDiffusibleInsee": None if public else False,
        },
    }


@operation(
    "structures",
    "rechercher/services",
    {"idStructure": int, "parametresRechercherServicesStructure": PAGE_SHAPE},
)
def search_services(call: Call) -> dict:
    """The services of a structure, active or not (doc/portal.md, A 3)."""
    structure = _structure(call, "idStructure")
    rows, page = _search(
        call,
        "services WHERE structure_id = ? AND NOT deleted",
        [structure["id"]],
        call.body.get("parametresRechercherServicesStructure", {}),
        SERVICE_COLUMNS,
        "CodeService",
    )
    return {
        "listeServices": [
            {
                "idService": row["id"],
                "codeService": row["code"],
                "libelleService": row["label"],
                "dateDbtService": row["opened_at"],
                "dateFinService": row["closed_at"],
                "estActif": bool(row["active"]),
            }
            for row in rows
        ],
        "parametresRetour": page.summary(),
    }


@operation(
    "structures",
    "consulter/service",
    {"idStructure": int, "idService": int, "codeLangue": str},
)
def consult_service(call: Call) -> dict:
    """What one service wants (doc/portal.md, A 1.7); a deleted one is
    not known any more."""
    structure = _structure(call, "idStructure")
    if "idService" not in call.body:
        raise BusinessError("required_field", "idService")
    row = call.connection.execute(
        "SELECT * FROM services WHERE structure_id = ? AND id = ? AND NOT deleted",
        [structure["id"], call.body["idService"]],
    ).fetchone()
    if row is None:
        raise BusinessError("service_unknown", str(call.body["idService"]))
    return {
        "informationsGenerales": {
            "codeService": row["code"],
            "nomService": row["label"],
            "descriptionService": row["label"],
        },
        "adressePostale": _address(structure),
        "parametres": {
            "dateCreation": row["opened_at"],
            "dateDebutValidite": row["opened_at"],
            "dateFinValidite": row["closed_at"],
            "miseEnPaiement": not structure["payment_not_reported"],
            "numeroEngagement": bool(row["commitment_required"]),
        },
    }


def _address(structure: sqlite3.Row) -> dict:
    france = structure["country"] == "FR"
    return {
        "adresse": structure["street"],
        "codePostal": structure["zip"],
        "ville": structure["city"],
        "pays": "France" if france else structure["country"],
        "telephone": structure["phone"],
    }


def _structure(call: Call, field: str) -> sqlite3.Row:
    if field not in call.body:
        raise BusinessError("required_field", field)
    row = structure_by_id(call.connection, call.body[field])
    if row is None:
        raise BusinessError("structure_unknown", str(call.body[field]))
    return row


def _password_end(call: Call, structure: sqlite3.Row) -> float | None:
    if structure["id"] != call.structure_id:
        return None
    return call.connection.execute(
        "SELECT password_expires_at FROM accounts WHERE login = ?", [call.login]
    ).fetchone()[0]


def _search(call, source, values, asked, columns, column):
    counted = call.connection.execute(f"SELECT count(*) FROM {source}", values)  # noqa: S608
    found = counted.fetchone()[0]
    page = page_of(
        found,
        asked.get("pageResultatDemandee"),
        asked.get("nbResultatsParPage"),
        # The swagger gives these searches no field to lift a maximum with.
        found,
        call.settings["page_size_cap"],
    )
    order = order_by(
        columns,
        asked.get("triColonne") or column,
        asked.get("triSens") or "Ascendant",
        "id",
    )
    rows = call.connection.execute(
        f"SELECT * FROM {source} {order} LIMIT ? OFFSET ?",  # noqa: S608
        [*values, page.limit, page.offset],
    )
    return rows.fetchall(), page


def _structure_criteria(call: Call) -> tuple[list[str], list[str | int]]:
    """The conditions of a search in SQL, and the values they wait for."""
    where: list[str] = []
    values: list[str | int] = []
    if call.body.get("restreindreStructuresPrivees", True):
        where.append("(kind = 'PUBLIQUE' OR substr(identifier, 1, 9) = ?)")
        values.append(call.siren)
    for name, value in call.body.get("structure", {}).items():
        if value == "":
            continue
        if name in EXACT:
            where.append(EXACT[name])
            values.append(value)
        elif name in INSIDE:
            where.append(f"instr(lower({INSIDE[name]}), lower(?))")
            values.append(value)
        else:  # statutStructure: the criterion says ACTIF, the answer ACTIVE
            where.append("active = ?")
            values.append(int(value in ("ACTIF", "ACTIVE")))
    return where, values
