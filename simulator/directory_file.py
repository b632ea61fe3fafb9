"""The directory of public bodies as a file.

The real layout is not published in full (doc/portal.md, R 2): the element names here
are the columns of the public CSV, the tree around them is ours.
"""

import io
import sqlite3
import zipfile
from xml.sax.saxutils import escape

NAME = "OUT_REF_SP_FAR0037.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Annuaire>\n'
TAIL = "</Annuaire>\n"


def zipped_directory(connection: sqlite3.Connection) -> bytes:
    """The directory, as a ZIP that holds one XML file."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(NAME, "w", force_zip64=True) as file,
    ):
        file.write(HEAD.encode())
        for element in elements(connection):
            file.write(element.encode())
        file.write(TAIL.encode())
    return target.getvalue()


def elements(connection: sqlite3.Connection):
    """The element of each public body, by identifier."""
    rows = connection.execute(
        "SELECT s.*, v.code, v.label, v.active AS service_active,"
        " v.commitment_required AS service_commitment FROM structures s"
        " LEFT JOIN services v ON v.structure_id = s.id AND NOT v.deleted"
        " WHERE s.kind = 'PUBLIQUE' ORDER BY s.identifier, s.id, v.code"
    )
    together: list[sqlite3.Row] = []
    for row in rows:
        if together and together[0]["id"] != row["id"]:
            yield _structure(together)
            together = []
        together.append(row)
    if together:
        yield _structure(together)


def _structure(rows) -> str:
    first = rows[0]
    fields = {
        "TypeIdentifiant": first["identifier_type"],
        "Identifiant": first["identifier"],
        "RaisonSociale": first["name"],
        "EmetteurEdi": False,
        "RecepteurEdi": False,
        "GestionStatutMiseEnPaiement": not first["payment_not_reported"],
        "GestionEngagement": bool(first["commitment_required"]),
        "GestionService": bool(first["service_required"]),
        "GestionServiceEngagement": bool(first["either_required"]),
        "EstMOA": bool(first["works_owner"]),
        "EstMOAUniquement": bool(first["works_owner_only"]),
        "StructureActive": bool(first["active"]),
    }
    address = {
        "Adresse": first["street"],
        "CodePostal": first["zip"],
        "Ville": first["city"],
        "NumTelephone": first["phone"],
        "Courriel": first["email"],
        "CodePays": first["country"],
        "LibellePays": "France" if first["country"] == "FR" else None,
    }
    services = [
        {
            "Code": row["code"],
            "Nom": row["label"],
            "GestionEGMT": bool(row["service_commitment"]),
            "ServiceActif": bool(row["service_active"]),
        }
        for row in rows
        if row["code"] is not None
    ]
    listed = "".join(f"<Service>{_fields(row)}</Service>" for row in services)
    return (
        f"<Structure>{_fields(fields)}<AdressePostale>{_fields(address)}"
        f"</AdressePostale><Services>{listed}</Services></Structure>\n"
    )


def _fields(fields: dict) -> str:
    return "".join(
        f"<{name}>{_text(value)}</{name}>"
        for name, value in fields.items()
        if value is not None
    )


def _text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))
