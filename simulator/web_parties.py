"""The web page plays those whom a public body meets: the supplier of an invoice, and
Hélios. Beside ``web.py``, whose blueprint and errors it shares."""

import sqlite3
from dataclasses import dataclass

from flask import abort, redirect, request

from . import helios, supplier
from .context import simulator
from .database import insert
from .invoices import set_status
from .rules.attachments import EXTENSIONS, MAX_NAME, MAX_SIZE
from .submissions import add_attachment
from .web import ROW_ID, blueprint, invoice_or_404


@dataclass(frozen=True, slots=True)
class Upload:
    """A document that came with a form."""

    name: str
    mime_type: str
    content: bytes

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]


@blueprint.post(f"/factures/<{ROW_ID}:invoice_id>/helios")
def play_helios(invoice_id):
    status, now = request.form.get("status", ""), simulator.clock.now()
    with simulator.database.transaction() as connection:
        row = invoice_or_404(connection, invoice_id)
        if status not in helios.choices(row):
            abort(400, "Hélios n'intervient qu'après « Mandatée », et ne recule pas.")
        set_status(connection, invoice_id, status, now)
    return redirect(f"/factures/{invoice_id}", 303)


@blueprint.post(f"/factures/<{ROW_ID}:invoice_id>/completer")
def complete(invoice_id):
    comment, files = _comment(), uploads("documents")
    if not comment and not files:
        abort(400, "Joignez un document ou écrivez un commentaire.")
    now = simulator.clock.now()
    with simulator.database.transaction() as connection:
        row = invoice_or_404(connection, invoice_id)
        if row["status"] != "SUSPENDUE":
            abort(400, "Seule une facture suspendue se complète.")
        for file in files:
            _enclose(connection, row, file)
        supplier.complete(connection, row, comment, now)
    return redirect(f"/factures/{invoice_id}", 303)


@blueprint.post(f"/factures/<{ROW_ID}:invoice_id>/recycler")
def recycle(invoice_id):
    comment, now = _comment(), simulator.clock.now()
    names = ("recipient", "service", "commitment")
    asked = [request.form.get(name, "") for name in names]
    with simulator.database.transaction() as connection:
        row = invoice_or_404(connection, invoice_id)
        if row["status"] != "A_RECYCLER":
            abort(400, "Seule une facture à recycler se recycle.")
        routing = supplier.routing_of(connection, row, *asked)
        if message := supplier.why_refused(connection, row, routing):
            abort(400, message)
        supplier.send_on(connection, row, routing, comment, now)
    return redirect(f"/factures/{invoice_id}", 303)


def uploads(name: str) -> list[Upload]:
    """The documents of a field of the form; ends the request where one is not taken."""
    found = []
    for file in request.files.getlist(name):
        if not file.filename:
            continue
        base = file.filename.replace("\\", "/").rpartition("/")[2]
        upload = Upload(base, file.mimetype, file.read())
        if not upload.content or len(upload.content) >= MAX_SIZE:
            abort(400, f"« {base} » est vide ou pèse 10 Mo ou plus.")
        if len(base) > MAX_NAME or upload.extension.upper() not in EXTENSIONS:
            abort(400, f"« {base} » a un nom trop long ou un type non autorisé.")
        found.append(upload)
    return found


def _comment() -> str:
    return request.form.get("comment", "").strip()[:2000]


def _enclose(connection, row: sqlite3.Row, file: Upload) -> None:
    kept = add_attachment(
        connection,
        row["supplier_siren"],
        file.name,
        file.mime_type,
        file.extension,
        file.content,
    )
    linked = {"invoice_id": row["id"], "attachment_id": kept["id"]}
    values = {"name": file.name, "kind": "", "line": None}
    insert(connection, "invoice_attachments", linked | values)
