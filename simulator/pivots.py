"""The pivot file of a received invoice, from what the database holds of it."""

import json
import sqlite3

from chorus_api.statuses import INVOICE_STATUSES

from .directory import structure_by_id
from .documents.pivot import NAME_LENGTH, Document, Pivot, Validation, write_pivot
from .documents.pivot_content import Content, of_file, of_request
from .documents.sheet import invoice_sheet
from .invoices import attachments_of
from .reading import is_pdf
from .validators import FIRST, RANKS, SECOND

# Numbers of the statuses of the two validators (doc/portal.md, R 1.2).
VALIDATED = {
    FIRST.accepted: "13",
    FIRST.refused: "14",
    SECOND.accepted: "16",
    SECOND.refused: "17",
}
# What the main document is called where the invoice came by an approved platform.
AFNOR = {"cii": "Facture_CII _AFNOR", "ubl": "Facture_UBL_AFNOR"}
AFNOR_FACTURX = "FACTURE_FACTUR-X_AFNOR"
READABLE = "Facture PDF"
AFNOR_CHANNEL = "afnor"


def pivot_of(
    connection: sqlite3.Connection, row: sqlite3.Row, now: float, settings
) -> bytes:
    """The pivot file of an invoice, whichever way it came.

    :param row: with what it points to
    """
    kept = json.loads(row["content"] or "{}")
    file = (
        row["file_id"]
        and connection.execute(
            "SELECT name, content FROM files WHERE id = ?", [row["file_id"]]
        ).fetchone()
    )
    content = (
        of_file(file["content"])
        if file and row["flow_id"]
        else of_request(kept, iban_of(row["bank_account_id"]))
    )
    supplier = structure_by_id(connection, row["supplier_id"])
    assert supplier is not None, "the supplier of an invoice exists"
    afnor = AFNOR_CHANNEL in (settings["pivot_channel"], row["channel"])
    pivot = Pivot(
        row=dict(row),
        country=supplier["country"],
        resent=_resent(connection, row["id"]),
        content=content,
        documents=(
            *_main(row, file and file["content"], kept, afnor),
            *_others(connection, row["id"], content),
        ),
        validations=_validations(connection, row),
        now=now,
    )
    return write_pivot(pivot, settings["pivot_version"])


def iban_of(bank_account_id: int | None) -> str:
    """A French IBAN for bank details, of which the simulator knows the name alone."""
    if bank_account_id is None:
        return ""
    account = f"3000400001{bank_account_id % 10**11:011d}"
    # Weights of its bank, branch and account modulo 97.
    key = 97 - (89 * 30004 + 15 * 1 + 3 * (bank_account_id % 10**11)) % 97
    digits = f"{account}{key:02d}"
    # FR is 1527 in digits, 00 stands for the check.
    return f"FR{98 - int(f'{digits}152700') % 97:02d}{digits}"


def _resent(connection: sqlite3.Connection, invoice_id: int) -> str:
    """Whether it is made available once more, and why."""
    codes = {
        status["code"]
        for status in connection.execute(
            "SELECT code FROM statuses WHERE invoice_id = ?", [invoice_id]
        )
    }
    if "COMPLETEE" in codes:
        return "Complétée"
    return "Recyclée" if "A_RECYCLER" in codes else "Non"


def _main(
    row: sqlite3.Row, content: bytes | None, kept: dict, afnor: bool
) -> list[Document]:
    """The invoice as it came, or a sheet where it came as data; by an approved platform
    an XML has a readable copy beside it."""
    sheet = invoice_sheet(dict(row), kept.get("lignePoste", []))
    content = content or sheet
    kind = "pdf" if is_pdf(content) else "xml"
    stem = f"FAC{row['supplier']}{row['number']}".replace("/", "_")
    name = f"{stem[: NAME_LENGTH - 4]}.{kind}"
    if not (afnor and row["flow_id"]):
        return [Document(name, content, main=True)]
    if kind == "pdf":
        return [Document(name, content, main=True, category=AFNOR_FACTURX)]
    grammar = "cii" if b"CrossIndustryInvoice" in content[:5000] else "ubl"
    return [
        Document(name, content, main=True, category=AFNOR[grammar]),
        Document("PJ00.pdf", sheet, own=f"{stem}.pdf", category=READABLE),
    ]


def _others(
    connection: sqlite3.Connection, invoice_id: int, content: Content
) -> list[Document]:
    """The documents inside the file, then those that the supplier added."""
    files = [(name, data, "") for name, data in content.documents]
    for linked in attachments_of(connection, invoice_id):
        data = connection.execute(
            "SELECT content FROM files WHERE id = ?", [linked["file_id"]]
        ).fetchone()[0]
        files.append((linked["file_name"], data, linked["kind"]))
    return [
        Document(f"PJ{number:02d}{_extension(name)}", data, own=name, category=kind)
        for number, (name, data, kind) in enumerate(files, 1)
    ]


def _extension(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return f".{extension[:10]}" if stem and dot else ""


def _validations(
    connection: sqlite3.Connection, row: sqlite3.Row
) -> tuple[Validation, ...]:
    statuses = connection.execute(
        "SELECT * FROM statuses WHERE invoice_id = ? ORDER BY at, id", [row["id"]]
    )
    return tuple(
        Validation(
            at=status["at"],
            number=VALIDATED[status["code"]],
            label=INVOICE_STATUSES[status["code"]].label,
            comment=status["comment"] or "",
            by=dict(by),
        )
        for status in statuses
        if (by := _validator(connection, row, status["code"]))
    )


def _validator(
    connection: sqlite3.Connection, row: sqlite3.Row, status: str
) -> sqlite3.Row | None:
    """Who gave a status, where it is an answer of a validator."""
    for rank in RANKS:
        if status in (rank.accepted, rank.refused) and row[rank.column]:
            return structure_by_id(connection, row[rank.column])
    return None
