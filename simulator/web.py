"""The web page: a person plays the public body, in French, by plain forms.

Server-rendered, without script and without anything from elsewhere.
"""

import json
import re
import sqlite3
from urllib.parse import quote

from flask import Blueprint, Response, abort, redirect, render_template, request

from chorus_api.frameworks import FRAMEWORKS
from chorus_api.receiving import GIVEN_STATUSES
from chorus_api.statuses import FLOW_STATUSES, INVOICE_STATUSES

from . import drafts, helios
from .calls import calls_since
from .context import simulator
from .flows import find_flow, flow_errors, set_flow_state
from .invoices import (
    AGENT_FIELDS,
    FIELDS,
    SOURCE,
    attachments_of,
    history_of,
    set_status,
)
from .reading import attached, is_pdf, refusals, xml_text
from .reasons import REASONS, reason_text
from .validators import REASONS as OF_VALIDATORS
from .validators import asked_validator
from .wire import moment_of

PAGE_SIZE = 50
ROW_ID = f"int(max={2**63 - 1})"
# A page of ours: what browsers take for another site has a scheme, two slashes, or
# slashes in disguise (backslashes, and blanks that they drop).
OWN_PAGE = re.compile(r"/(?!/)[!-\[\]-~]*")
SHOWN_CALLS = 200

# The statuses a recipient gives (doc/portal.md, R 9), before all others.
USUAL = GIVEN_STATUSES
# Those that Chorus Pro does not take without a reason (R 1.5).
WITH_REASON = ("REJETEE", "SUSPENDUE", "A_RECYCLER")
# What a person tries first, in the words of the portal's buttons.
ASKING = {
    "SUSPENDUE": "Suspendre",
    "REJETEE": "Rejeter",
    "A_RECYCLER": "Demander le recyclage",
}
GOING_ON = {"SERVICE_FAIT": "Service fait", "MISE_EN_PAIEMENT": "Mettre en paiement"}

blueprint = Blueprint("web", __name__)


@blueprint.before_request
def advance():
    simulator.advance()


@blueprint.context_processor
def common():
    return {
        "now": moment_of(simulator.clock.now()),
        "here": request.full_path.rstrip("?"),
        "remote": simulator.remote,
        "faults_enabled": simulator.faults.enabled,
        "planned_faults": sum(
            fault["remaining"] != 0 for fault in simulator.faults.all()
        ),
    }


@blueprint.errorhandler(400)
def not_possible(error):
    return render_template("error.html", text=error.description), 400


@blueprint.get("/")
def invoices():
    where, values = _filters(request.args)
    connection = simulator.database.connection()
    found = connection.execute(f"SELECT count(*) {SOURCE} {where}", values)
    total = found.fetchone()[0]
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    rows = connection.execute(
        f"{FIELDS} {SOURCE} {where} ORDER BY i.id DESC LIMIT ? OFFSET ?",
        [*values, PAGE_SIZE, (page - 1) * PAGE_SIZE],
    ).fetchall()
    present = connection.execute("SELECT DISTINCT status FROM invoices").fetchall()
    return render_template(
        "invoices.html",
        rows=rows,
        total=total,
        page=page,
        pages=pages,
        arguments=request.args,
        statuses=sorted(row["status"] for row in present),
        drafts=drafts.counts(connection),
    )


@blueprint.get(f"/factures/<{ROW_ID}:invoice_id>")
def invoice(invoice_id):
    connection = simulator.database.connection()
    row = invoice_or_404(connection, invoice_id)
    file = _file(connection, row["file_id"]) if row["file_id"] else None
    return render_template(
        "invoice.html",
        invoice=row,
        has_pdf=file and is_pdf(file["content"]),
        xml=file and xml_text(file["content"]),
        inside=_inside(connection, row, file),
        framework=FRAMEWORKS.get(row["framework"]),
        history=history_of(connection, invoice_id),
        attachments=attachments_of(connection, invoice_id),
        of_drafts=drafts.choices(row),
        helios=helios.choices(row),
        asking=ASKING,
        going_on=GOING_ON,
        usual=[INVOICE_STATUSES[code] for code in USUAL],
        others=[
            status for code, status in INVOICE_STATUSES.items() if code not in USUAL
        ],
        reasons=REASONS,
        validator=asked_validator(row),
        refusals=OF_VALIDATORS,
    )


@blueprint.post(f"/factures/<{ROW_ID}:invoice_id>/statut")
def set_invoice_status(invoice_id):
    form = request.form
    status, code = form.get("status", ""), form.get("reason", "")
    if status not in INVOICE_STATUSES:
        abort(400, "Statut inconnu.")
    if code and code not in REASONS:
        abort(400, "Motif inconnu.")
    comment = reason_text(code, form.get("comment", "").strip())
    mandate = form.get("mandate", "").strip()
    if mandate and status != "MANDATEE":
        abort(400, "Le numéro de mandat ne va qu'avec « Mandatée ».")
    if status in WITH_REASON and not comment:
        abort(400, "Ce statut demande un motif.")
    agent = {name: form.get(name, "").strip() for name in AGENT_FIELDS}
    now = simulator.clock.now()
    with simulator.database.transaction() as connection:
        invoice_or_404(connection, invoice_id)
        set_status(connection, invoice_id, status, now, comment, agent, mandate=mandate)
    return redirect(f"/factures/{invoice_id}", 303)


@blueprint.post(f"/factures/<{ROW_ID}:invoice_id>/brouillon")
def end_draft(invoice_id):
    status, now = request.form.get("status", ""), simulator.clock.now()
    with simulator.database.transaction() as connection:
        row = invoice_or_404(connection, invoice_id)
        try:
            drafts.end(connection, row, status, now)
        except ValueError as error:
            abort(400, str(error))
    return redirect(f"/factures/{invoice_id}", 303)


@blueprint.get("/flux")
def flows():
    rows = simulator.database.connection().execute(
        "SELECT flows.*, files.name AS file_name, files.size AS file_size,"
        " (SELECT count(*) FROM invoices WHERE flow_id = flows.id) AS integrated,"
        " (SELECT count(*) FROM flow_errors WHERE flow_id = flows.id) AS errors"
        " FROM flows JOIN files ON files.id = file_id ORDER BY flows.id DESC"
        " LIMIT 500"
    )
    return render_template("flows.html", rows=rows.fetchall())


@blueprint.get("/flux/<number>")
def flow(number):
    connection = simulator.database.connection()
    row = find_flow(connection, number) or abort(404)
    rows = connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.flow_id = ? ORDER BY i.id", [row["id"]]
    )
    return render_template(
        "flow.html",
        flow=row,
        errors=refusals(flow_errors(connection, row["id"])),
        invoices=rows.fetchall(),
        states=FLOW_STATUSES.values(),
    )


@blueprint.post("/flux/<number>/etat")
def set_state(number):
    state = request.form.get("state", "")
    if state not in FLOW_STATUSES:
        abort(400, "État inconnu.")
    now = simulator.clock.now()
    with simulator.database.transaction() as connection:
        row = find_flow(connection, number) or abort(404)
        set_flow_state(connection, row["id"], state, now, automatic=False)
    return redirect(f"/flux/{quote(number)}", 303)


@blueprint.get(f"/fichiers/<{ROW_ID}:file_id>")
def download(file_id):
    row = _file(simulator.database.connection(), file_id)
    return _sent(row, "attachment", "application/octet-stream")


@blueprint.get(f"/fichiers/<{ROW_ID}:file_id>/apercu")
def preview(file_id):
    """A PDF for the browser to show; nothing else is opened in a page of ours."""
    row = _file(simulator.database.connection(), file_id)
    if not is_pdf(row["content"]):
        abort(404)
    return _sent(row, "inline", "application/pdf")


@blueprint.post("/horloge")
def clock():
    seconds = request.form.get("seconds", type=float)
    if seconds is None or not 0 <= seconds <= 366 * 86400:
        abort(400, "Durée impossible.")
    simulator.advance(seconds)
    back = request.form.get("next", "/")
    return redirect(back if OWN_PAGE.fullmatch(back) else "/", 303)


@blueprint.get("/annuaire")
def directory():
    connection = simulator.database.connection()
    structures = connection.execute("SELECT * FROM structures ORDER BY kind, id")
    services: dict[int, list[sqlite3.Row]] = {}
    for row in connection.execute("SELECT * FROM services ORDER BY id"):
        services.setdefault(row["structure_id"], []).append(row)
    return render_template(
        "directory.html", structures=structures.fetchall(), services=services
    )


@blueprint.get("/appels")
def calls():
    connection = simulator.database.connection()
    last = connection.execute("SELECT max(id) FROM calls").fetchone()[0] or 0
    rows = calls_since(simulator.database, last - SHOWN_CALLS)
    return render_template("calls.html", rows=reversed(rows), dump=dump)


def _filters(arguments) -> tuple[str, list]:
    where, values = ["1"], []
    if text := arguments.get("texte", "").strip():
        where.append(
            "(instr(lower(i.number), lower(?)) OR instr(lower(s.name), lower(?))"
            " OR instr(lower(r.name), lower(?)) OR s.identifier = ?"
            " OR r.identifier = ?)"
        )
        values += [text] * 5
    for name, column in (("statut", "i.status"), ("flux", "f.number")):
        if value := arguments.get(name, "").strip():
            where.append(f"{column} = ?")
            values.append(value)
    return f"WHERE {' AND '.join(where)}", values


def invoice_or_404(connection: sqlite3.Connection, invoice_id: int) -> sqlite3.Row:
    """An invoice with what it points to; ends the request where there is none."""
    row = connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.id = ?", [invoice_id]
    ).fetchone()
    return row or abort(404)


def _file(connection: sqlite3.Connection, file_id: int) -> sqlite3.Row:
    row = connection.execute(
        "SELECT name, content FROM files WHERE id = ?", [file_id]
    ).fetchone()
    return row or abort(404)


def _sent(row: sqlite3.Row, disposition: str, kind: str) -> Response:
    name = row["name"].replace("\\", "/").rpartition("/")[2]
    headers = {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(row["content"], headers=headers, content_type=kind)


def _inside(connection, invoice, file):
    """The documents that came inside the file of an invoice."""
    flow = file and invoice["flow"] and find_flow(connection, invoice["flow"])
    return attached(file["name"], file["content"], flow["syntax"]) if flow else ()


@blueprint.app_template_filter("in_odoo")
def _in_odoo(number: str) -> str:
    """Where Odoo shows an invoice; nothing while nobody said where Odoo is."""
    return simulator.settings["odoo_link"].replace("{number}", quote(number, safe=""))


@blueprint.app_template_filter("moment")
def _day_and_time(seconds: float) -> str:
    return moment_of(seconds).strftime("%d/%m/%Y %H:%M:%S")


@blueprint.app_template_filter("day")
def _day(text: str) -> str:
    """``2026-03-02`` as it is written in French."""
    return "/".join(reversed(text.split("-"))) or "–"


@blueprint.app_template_filter("amount")
def _amount(amount: float | None, currency: str = "EUR") -> str:
    if amount is None:  # not read in a PDF
        return "–"
    text = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
    return f"{text}\u00a0{'€' if currency == 'EUR' else currency}"


@blueprint.app_template_filter("status")
def _status(code: str):
    return INVOICE_STATUSES.get(code) or {"code": code, "label": code}


@blueprint.app_template_filter("flow_state")
def _flow_state(code: str):
    return FLOW_STATUSES.get(code) or {"code": code, "label": code}


def dump(value) -> str:
    """A value as JSON, for people."""
    return json.dumps(value, ensure_ascii=False)
