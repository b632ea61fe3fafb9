"""API Engagements juridiques: what the State has ordered (doc/portal.md, A 7), and the
documents of it, which API Transverses gives out (A 4.2).

There is no official swagger of either; the address of the detail is deduced.
"""

import base64
import io
import sqlite3
import zipfile

from ..commitments import FIELDS, SOURCE
from ..errors import BusinessError, Malformed
from ..operations import GCU, Call, operation
from ..paging import PAGE_SHAPE, order_by, page_of
from ..wire import read_day, read_instant

COLUMNS = {"DateCreationEJ": "c.notified_at"}
CRITERIA = {
    "codeEngagementJuridique": "c.kind = ?",
    "numeroEngagementJuridique": "c.number = ?",
    "numeroMarcheEngagementJuridique": "c.contract = ?",
    "structureReceptriceEngagementJuridique": "c.supplier_id = CAST(? AS INTEGER)",
    "etatCourantEngagementJuridique": "c.state = ?",
    "montantTTCMin": "c.total >= ?",
    "montantTTCMax": "c.total <= ?",
}


@operation(
    "engagementsJuridiques",
    "rechercher",
    {
        **dict.fromkeys(CRITERIA, str),
        "montantTTCMin": float,
        "montantTTCMax": float,
        "periodeDateNotificationEJDu": str,
        "periodeDateNotificationEJAu": str,
        "parametresRecherche": PAGE_SHAPE,
    },
)
def search_commitments(call: Call) -> dict:
    """Search the commitments of one's own company (doc/portal.md, A 7)."""
    where, values = _criteria(call)
    source = f"{SOURCE} WHERE {' AND '.join(where)}"
    found = call.connection.execute(f"SELECT count(*) {source}", values).fetchone()[0]  # noqa: S608
    asked = call.body.get("parametresRecherche", {})
    page = page_of(
        found,
        asked.get("pageResultatDemandee"),
        asked.get("nbResultatsParPage"),
        # No client is known to send a maximum here.
        asked.get("nbResultatsMaximum") or found,
        call.settings["page_size_cap"],
    )
    order = order_by(
        COLUMNS,
        asked.get("triColonne") or "DateCreationEJ",
        asked.get("triSens") or "Descendant",
        "c.id",
    )
    rows = call.connection.execute(
        f"{FIELDS} {source} {order} LIMIT ? OFFSET ?",
        [*values, page.limit, page.offset],
    )
    return {
        "listeEngagementJuridique": [_row(row) for row in rows],
        "parametresRetour": page.summary(),
    }


def _criteria(call: Call) -> tuple[list[str], list[str | float]]:
    where = ["substr(s.identifier, 1, 9) = ?"]
    values: list[str | float] = [call.siren]
    for name, condition in CRITERIA.items():
        if call.body.get(name) not in (None, ""):
            where.append(condition)
            values.append(call.body[name])
    for name, sign in (("Du", ">="), ("Au", "<=")):
        if day := call.body.get(f"periodeDateNotificationEJ{name}"):
            where.append(f"c.notified_at {sign} ?")
            try:
                values.append(read_instant(read_day(day), end=name == "Au"))
            except ValueError as error:
                raise Malformed(f"periodeDateNotificationEJ{name} {day!r}") from error
    return where, values


def _row(row: sqlite3.Row) -> dict:
    return {
        "idEngagementJuridique": row["id"],
        "numeroEngagementJuridique": row["number"],
        "libelleTypeEngagementJuridique": row["kind"],
        "libelleEtatCourantEJ": row["state"],
        "structureReceptrice": row["supplier"],
        "identifiantStructureReceptrice": row["supplier"],
        "libelleStructureReceptrice": row["supplier_name"],
        "codeServiceExecutant": row["service"],
        "libelleServiceExecutant": row["service_name"],
        "dateNotificationEJ": row["notified_at"],
        "montantTotalTtc": row["total"],
        "deviseEngagement": row["currency"],
        "taillePJ": row["files_size"] or 0,
    }


@operation(
    "engagementsJuridiques", "consulterDetail", {"numeroEngagementJuridique": str}
)
def consult_commitment(call: Call) -> dict:
    """A commitment with its lines and the invoices on it (doc/portal.md, A 7)."""
    row = _own_commitment(call, call.body.get("numeroEngagementJuridique"))
    return {
        "idEngagement": row["id"],
        "numeroEngagementJuridique": row["number"],
        "etatCourantEngagement": row["state"],
        "emetteur": {
            "idStructureEmettrice": row["issuer_id"],
            "identifiantStructureEmettrice": row["issuer"],
            "raisonSocialeStructureEmettrice": row["issuer_name"],
            "idServiceExecutant": row["service_id"],
            "codeServiceExecutant": row["service"],
            "nomServiceExecutant": row["service_name"],
        },
        "recepteur": {
            "idStructureReceptrice": row["supplier_id"],
            "identifiantStructureReceptrice": row["supplier"],
            "designationStructureReceptrice": row["supplier_name"],
            "adresseStructureReceptriceDetail": row["street"],
            "adresseStructureReceptriceCodePostal": row["zip"],
            "adresseStructureReceptriceVille": row["city"],
            "adresseStructureReceptriceCodePays": row["country"],
        },
        "lignePoste": [
            {
                "numeroDePoste": line["number"],
                "montantTtcPoste": line["total"],
                "statutPoste": line["state"],
            }
            for line in call.connection.execute(
                "SELECT * FROM commitment_lines WHERE commitment_id = ? ORDER BY id",
                [row["id"]],
            )
        ],
        "demandePaiement": _payment_requests(call, row),
    }


def _payment_requests(call: Call, row: sqlite3.Row) -> list[dict]:
    """The invoices on a commitment of whoever is its supplier."""
    invoices = call.connection.execute(
        "SELECT * FROM invoices WHERE commitment = ? AND supplier_siren = ?"
        " AND recipient_id = ? ORDER BY id",
        [row["number"], call.siren, row["issuer_id"]],
    )
    return [
        {
            "idDemandePaiement": invoice["id"],
            "numeroDemandePaiement": invoice["number"],
            "typeDemandePaiement": "FACTURE",
            "sousType": invoice["type"],
            "etatCourantDemandePaiement": invoice["status"],
            "dateFournisseur": invoice["issue_date"],
            "montantTtcDemandePaiement": invoice["total"],
        }
        for invoice in invoices
    ]


@operation(
    "transverses",
    "telecharger/pieceJointe",
    {
        "objetPieceJointe": str,
        "engagementJuridique": {"numeroEngagementJuridique": str},
    },
    GCU,
)
def download_document(call: Call) -> dict:
    """The documents of a commitment, the only object kept here that has some: one as it
    is, several as a ZIP (what the real portal does with several is not known)."""
    kind = call.body.get("objetPieceJointe")
    if kind != "ENGAGEMENT_JURIDIQUE":
        raise BusinessError("object_unknown", str(kind))
    named = call.body.get("engagementJuridique", {})
    row = _own_commitment(call, named.get("numeroEngagementJuridique"))
    files = call.connection.execute(
        "SELECT d.* FROM commitment_files cf JOIN files d ON d.id = cf.file_id"
        " WHERE cf.commitment_id = ? ORDER BY cf.id",
        [row["id"]],
    ).fetchall()
    if not files:
        return {}
    content = files[0]["content"] if len(files) == 1 else _zipped(files)
    return {"pieceJointe": base64.b64encode(content).decode()}


def _zipped(files) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(file["name"], file["content"])
    return target.getvalue()


def _own_commitment(call: Call, number: str | None) -> sqlite3.Row:
    if not number:
        raise BusinessError("required_field", "numeroEngagementJuridique")
    row = call.connection.execute(
        f"{FIELDS} {SOURCE} WHERE c.number = ? AND substr(s.identifier, 1, 9) = ?",
        [number, call.siren],
    ).fetchone()
    if row is None:
        raise BusinessError("commitment_unknown", number)
    return row
