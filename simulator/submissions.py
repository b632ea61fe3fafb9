"""Invoices that are handed in as data: how they come to be, from a PDF that was read, a
draft, or nothing (doc/portal.md, A 2.1 and A 2.2)."""

import json
import sqlite3

from .database import insert, update
from .directory import service_by_code, structure_by_identifier
from .documents.ocr import Reading
from .documents.sheet import invoice_sheet
from .documents.submitted import SubmittedInvoice
from .flows import add_file
from .invoices import FIELDS, READ, SOURCE, add_invoice, set_status
from .validators import first_status

# What is kept of a request as it came, for who consults the invoice.
KEPT = ("references", "lignePoste", "ligneTva", "montantTotal")


def add_read_pdf(
    connection: sqlite3.Connection,
    reading: Reading,
    attachment: sqlite3.Row,
    supplier_id: int,
    now: float,
) -> int:
    """An invoice of what was read in a PDF, which waits to be submitted.

    :param attachment: the PDF, a row of ``attachments``
    """
    recipient = public_body(connection, reading)
    amounts = (reading.untaxed, reading.vat, reading.total, reading.total)
    values = {
        "number": reading.number,
        "type": "AVOIR" if reading.is_credit_note else "FACTURE",
        "issue_date": reading.issue_date,
        "year": reading.issue_date[:4],
        "supplier_siren": attachment["siren"],
        "supplier_id": supplier_id,
        "recipient_id": recipient and recipient["id"],
        "framework": "A1",
        **{
            name: None if amount is None else float(amount)
            for name, amount in zip(
                ("untaxed", "vat", "total", "due"), amounts, strict=True
            )
        },
        "currency": "EUR",
        "mode": "DEPOT_PDF_API",
        "file_id": attachment["file_id"],
        "attachment_id": attachment["id"],
        "deposited_at": now,
    }
    return add_invoice(connection, values, READ, now)


def public_body(connection: sqlite3.Connection, reading: Reading) -> sqlite3.Row | None:
    """The recipient among the SIRETs that were read."""
    rows = (structure_by_identifier(connection, siret) for siret in reading.sirets)
    return next((row for row in rows if row and row["kind"] == "PUBLIQUE"), None)


def own_draft(
    connection: sqlite3.Connection, invoice: SubmittedInvoice
) -> sqlite3.Row | None:
    """The draft of the same year, supplier and number."""
    return connection.execute(
        "SELECT * FROM invoices WHERE year = ? AND supplier_siren = ? AND number = ?"
        " AND status = 'BROUILLON'",
        invoice.key,
    ).fetchone()


def of_attachment(
    connection: sqlite3.Connection, attachment_id: int
) -> sqlite3.Row | None:
    """The invoice that a PDF became when it was uploaded."""
    return connection.execute(
        "SELECT * FROM invoices WHERE attachment_id = ? ORDER BY id LIMIT 1",
        [attachment_id],
    ).fetchone()


def save_submission(
    connection: sqlite3.Connection,
    invoice: SubmittedInvoice,
    attachment: sqlite3.Row | None,
    draft: sqlite3.Row | None,
    now: float,
) -> int:
    """Make an invoice of a request that was checked.

    :param attachment: its PDF, a row of ``attachments``; None for data alone
    :param draft: the invoice that it ends, None for a new one
    """
    year = (invoice.issue_date or "")[:4]
    values = _values(connection, invoice, year) | {
        "attachment_id": attachment and attachment["id"],
        "file_id": attachment and attachment["file_id"],
        "deposited_at": now,
    }
    values["number"] = values["number"] or _own_number(connection, year)
    status = first_status(invoice.framework, values["validator_id"])
    if draft is None:
        invoice_id = add_invoice(connection, values, status, now)
    else:
        invoice_id = draft["id"]
        values |= {"integrated_at": now, "automatic": 1}
        update(connection, "invoices", invoice_id, values)
        set_status(connection, invoice_id, status, now, automatic=True)
    if attachment is None:
        _add_sheet(connection, invoice_id, invoice.rows("lignePoste"))
    return invoice_id


def _values(connection, invoice: SubmittedInvoice, year: str) -> dict:
    recipient = structure_by_identifier(connection, invoice.recipient)
    assert recipient is not None, "the rules have found it"
    service = service_by_code(connection, recipient["id"], invoice.service)
    validator = structure_by_identifier(connection, invoice.validator)
    totals, supplier = invoice.totals, invoice.part("fournisseur")
    amounts = {name: getattr(totals, name) for name in ("untaxed", "vat", "total")}
    return {
        "number": invoice.number,
        "type": invoice.part("references")["typeFacture"],
        "issue_date": invoice.issue_date,
        "year": year,
        "supplier_siren": invoice.key[1],
        "supplier_id": invoice.supplier_id,
        "recipient_id": recipient["id"],
        "service_id": service and service["id"],
        "framework": invoice.framework,
        "market": invoice.contract or None,
        "commitment": invoice.commitment or None,
        "origin_number": invoice.origin_number or None,
        "payment_means": invoice.payment_means,
        **{name: float(amount) for name, amount in amounts.items()},
        "due": float(totals.due or 0),
        "currency": invoice.currency,
        "lines": invoice.lines,
        "mode": invoice.body["modeDepot"],
        "comment": invoice.body.get("commentaire") or None,
        "validator_id": validator and validator["id"],
        "bank_account_id": supplier.get("codeCoordonneesBancairesFournisseur"),
        "supplier_service_id": supplier.get("idServiceFournisseur"),
        "content": json.dumps(
            {name: invoice.body[name] for name in KEPT if name in invoice.body}
        ),
    }


def _own_number(connection: sqlite3.Connection, year: str) -> str:
    """The year and 16 digits; as no identifier comes again, no number does."""
    last = connection.execute(
        "SELECT seq FROM sqlite_sequence WHERE name = 'invoices'"
    ).fetchone()[0]
    return f"{year}{last + 1:016d}"


def _add_sheet(connection, invoice_id: int, lines: list[dict]) -> None:
    row = connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.id = ?", [invoice_id]
    ).fetchone()
    name = f"{row['number'].replace('/', '_')}.pdf"
    file_id = add_file(connection, name, invoice_sheet(row, lines))
    update(connection, "invoices", invoice_id, {"file_id": file_id})


def add_attachment(
    connection: sqlite3.Connection,
    siren: str,
    name: str,
    mime_type: str,
    extension: str,
    content: bytes,
) -> sqlite3.Row:
    """Keep a document on an account; its row, whose id invoices refer to."""
    values = {
        "siren": siren,
        "mime_type": mime_type,
        "extension": extension.lower(),
        "file_id": add_file(connection, name, content),
    }
    row = attachment_of(connection, siren, insert(connection, "attachments", values))
    assert row is not None, "it was just inserted"
    return row


def attachment_of(
    connection: sqlite3.Connection, siren: str, attachment_id: int | None
) -> sqlite3.Row | None:
    """A document of a company's account."""
    return connection.execute(
        "SELECT * FROM attachments WHERE id = ? AND siren = ?", [attachment_id, siren]
    ).fetchone()
