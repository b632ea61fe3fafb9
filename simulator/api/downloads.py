"""API Factures: invoices as files (doc/portal.md, A 2.4 and A 2.7)."""

import base64
import io
import json
import sqlite3
import zipfile

from ..database import insert, update
from ..documents.sheet import invoice_sheet
from ..errors import BusinessError, Refusal
from ..invoices import FIELDS, SOURCE, attachments_of
from ..operations import Call, operation
from ..pivots import pivot_of
from ..reading import is_pdf
from ..receiving import received_invoice
from ..validators import invoice_to_validate

DEFAULT = "CODE PAR DEFAUT"
DOWNLOADED = "TELECHARGEMENT_FACTURE"
# More than anybody asks for at once; ten are advised.
MAX_INVOICES = 100


@operation(
    "factures",
    "telecharger/groupe",
    {
        "idUtilisateurCourant": int,
        "idEspace": int,
        "format": str,
        "avecPiecesJointesComplementaires": str,
        "listeFacture": [{"idFacture": int}],
    },
    DEFAULT,
)
def download_invoices(call: Call) -> dict:
    """Invoices as files: one as it is, several as a ZIP
    (``telechargerGroupeFacture``). Who issued them gets a PDF, who received them a
    pivot file as well."""
    asked = [item.get("idFacture") for item in call.body.get("listeFacture", [])]
    if not asked or len(asked) > MAX_INVOICES:
        raise BusinessError("required_field", "listeFacture")
    if call.body.get("format") not in ("PDF", "PIVOT"):
        raise BusinessError("format_unknown", str(call.body.get("format")))
    rows = [_invoice(call, identifier) for identifier in asked]
    make = _pivot if call.body["format"] == "PIVOT" else _files
    folders = [make(call, row) for row in rows]
    size = sum(len(content) for files in folders for _, content in files)
    if size > call.settings["max_download_bytes"]:
        raise Refusal(413)
    _note_download(call, rows)
    if len(folders) == 1 and len(folders[0]) == 1:
        content = folders[0][0][1]
    else:
        content = _zipped(folders)
    return {"fichierResultat": base64.b64encode(content).decode()}


def _invoice(call: Call, identifier: int) -> sqlite3.Row:
    """An invoice that the caller issued, agrees to, or received."""
    row = call.connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.id = ? AND i.supplier_siren = ?",
        [identifier, call.siren],
    ).fetchone()
    if row is None:
        validated = invoice_to_validate(call, identifier)
        return validated or received_invoice(call, identifier)
    if call.body["format"] == "PIVOT":
        raise BusinessError("format_unknown", "PIVOT")
    return row


def _note_download(call: Call, rows: list[sqlite3.Row]) -> None:
    """Its recipient has downloaded an invoice: a criterion of his search, and a line of
    its history."""
    received = [
        row
        for row in rows
        if row["supplier_siren"] != call.siren
        and invoice_to_validate(call, row["id"]) is None
    ]
    with call.database.transaction() as connection:
        for row in received:
            update(connection, "invoices", row["id"], {"downloaded": 1})
            values = {"invoice_id": row["id"], "code": DOWNLOADED, "at": call.now}
            insert(connection, "actions", values)


def _pivot(call: Call, row: sqlite3.Row) -> list[tuple[str, bytes]]:
    content = pivot_of(call.connection, row, call.now, call.settings)
    return [(f"{row['id']}/FEN0036A_{row['id']}_PivotS.xml", content)]


def _files(call: Call, row: sqlite3.Row) -> list[tuple[str, bytes]]:
    """The files of an invoice as (path in its archive, bytes)."""
    complete = call.body.get("avecPiecesJointesComplementaires", "").upper() == "OUI"
    found = [(f"{row['id']}.pdf", _page(call, row))]
    if complete:
        found += [
            (f"{number}_{file['file_name']}", _content(call, file["file_id"]))
            for number, file in enumerate(attachments_of(call.connection, row["id"]), 1)
        ]
    return [(f"{row['id']}/{name}", content) for name, content in found]


def _page(call: Call, row) -> bytes:
    """The PDF that came, or one that is made where none did."""
    content = _content(call, row["file_id"]) if row["file_id"] else b""
    if is_pdf(content):
        return content
    kept = json.loads(row["content"] or "{}")
    return invoice_sheet(row, kept.get("lignePoste", []))


def _content(call: Call, file_id: int) -> bytes:
    return call.connection.execute(
        "SELECT content FROM files WHERE id = ?", [file_id]
    ).fetchone()[0]


def _zipped(folders: list[list[tuple[str, bytes]]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for files in folders:
            for name, content in files:
                archive.writestr(name, content)
    return target.getvalue()
