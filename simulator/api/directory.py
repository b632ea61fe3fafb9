"""API Transverses: recipients, one's own structures, the directory as a file
(doc/portal.md, A 4.4)."""

import base64

from ..directory import structure_by_id
from ..directory_file import zipped_directory
from ..errors import BusinessError
from ..operations import GCU, Call, operation
from ..paging import page_of
from ..receiving import own_structures
from .structures import PAGE_SHAPE


@operation("transverses", "recuperer/structures/actives/fournisseur")
def list_own_structures(call: Call) -> dict:
    """The active establishments of the caller's company."""
    rows = call.connection.execute(
        "SELECT * FROM structures WHERE active AND substr(identifier, 1, 9) = ?"
        " ORDER BY id",
        [call.siren],
    )
    return {"listeStructures": [_structure(row) for row in rows]}


@operation("transverses", "recuperer/structures/actives/destinataire")
def list_receiving_structures(call: Call) -> dict:
    """The active structures for which the account receives invoices."""
    return {"listeStructures": [_structure(row) for row in own_structures(call)]}


def _structure(row) -> dict:
    return {
        "idStructureCPP": row["id"],
        "identifiant": row["identifier"],
        "designationStructure": row["name"],
    }


@operation("transverses", "recuperer/coordbanc/valides", {"idStructure": int})
def list_bank_accounts(call: Call) -> dict:
    """The names of the valid bank details of one of the caller's establishments."""
    if "idStructure" not in call.body:
        raise BusinessError("required_field", "idStructure")
    structure = structure_by_id(call.connection, call.body["idStructure"])
    if structure is None or structure["identifier"][:9] != call.siren[:9]:
        raise BusinessError("structure_unknown", str(call.body["idStructure"]))
    rows = call.connection.execute(
        "SELECT * FROM bank_accounts WHERE structure_id = ? AND valid ORDER BY id",
        [structure["id"]],
    )
    return {
        "listeCoordonneeBancaire": [
            {"idCoordonneeBancaire": row["id"], "nomCoordonneeBancaire": row["name"]}
            for row in rows
        ]
    }


@operation(
    "transverses",
    "rechercher/destinataire",
    {
        "identifiant": str,
        "nomVilleCodePostal": str,
        "typeStructure": str,
        "parametresRecherche": PAGE_SHAPE,
    },
)
def search_recipients(call: Call) -> dict:
    """Active public bodies by identifier, or by a part of name, town or postcode."""
    where, values = ["kind = 'PUBLIQUE'", "active"], []
    if call.body.get("identifiant"):
        where.append("identifier = ?")
        values.append(call.body["identifiant"])
    if text := call.body.get("nomVilleCodePostal"):
        where.append(
            "(instr(lower(name), lower(?)) OR instr(lower(city), lower(?)) OR zip = ?)"
        )
        values += [text] * 3
    source = f"structures WHERE {' AND '.join(where)}"
    counted = call.connection.execute(f"SELECT count(*) FROM {source}", values)  # noqa: S608
    found = counted.fetchone()[0]
    asked = call.body.get("parametresRecherche", {})
    page = page_of(
        found,
        asked.get("pageResultatDemandee"),
        asked.get("nbResultatsParPage"),
        found,
        call.settings["page_size_cap"],
    )
    rows = call.connection.execute(
        f"SELECT * FROM {source} ORDER BY name, id LIMIT ? OFFSET ?",  # noqa: S608
        [*values, page.limit, page.offset],
    )
    return {
        "listeDestinataires": [
            {
                "idStructureCPP": row["id"],
                "siret": row["identifier"],
                "nomDestinataire": row["name"],
                "adresseCodePostal": row["zip"],
                "adresseVille": row["city"],
            }
            for row in rows
        ],
        "parametresRetour": page.summary(),
    }


@operation("transverses", "telecharger/annuaire/destinataire", success=GCU)
def download_directory(call: Call) -> dict:
    """All public bodies with their services, as a ZIP of XML."""
    content = zipped_directory(call.connection)
    return {"fichierResultat": base64.b64encode(content).decode()}
