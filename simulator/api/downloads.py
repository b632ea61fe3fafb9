"""API Factures: invoices as files (doc/portal.md, A 2.4)."""

import base64
import io
import json
import zipfile

from ..documents.sheet import invoice_sheet
from ..errors import BusinessError, Refusal
from ..invoices import FIELDS, SOURCE, attachments_of
from ..operations import Call, operation
from ..reading import is_pdf

DEFAULT = "CODE PAR DEFAUT"
MAX_BYTES = 120 * 1024 * 1024
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
    """One's own invoices as PDF: one file as it is, several as a ZIP
    (``telechargerGroupeFacture``). Pivot files are not made here."""
    asked = [item.get("idFacture") for item in call.body.get("listeFacture", [])]
    if not asked or len(asked) > MAX_INVOICES:
        raise BusinessError("required_field", "listeFacture")
    if call.body.get("format") != "PDF":
        raise BusinessError("format_unknown", str(call.body.get("format")))
    complete = call.body.get("avecPiecesJointesComplementaires", "").upper() == "OUI"
    folders = [_files(call, identifier, complete) for identifier in asked]
    if sum(len(content) for files in folders for _, content in files) > MAX_BYTES:
        raise Refusal(413)
    if len(folders) == 1 and len(folders[0]) == 1:
        content = folders[0][0][1]
    else:
        content = _zipped(folders)
    return {"fichierResultat": base64.b64encode(content).decode()}


def _files(call: Call, identifier: int, complete: bool) -> list[tuple[str, bytes]]:
    """The files of an invoice as (path in its archive, bytes)."""
    row = call.connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.id = ? AND i.supplier_siren = ?",
        [identifier, call.siren],
    ).fetchone()
    if row is None:
        raise BusinessError("invoice_unknown", str(identifier))
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
