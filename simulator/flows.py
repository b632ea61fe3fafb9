"""Flows: their deposit, the reading of their file, their report."""

import hashlib
import json
import logging
import sqlite3

from chorus_api.statuses import SYNTAXES

from .database import Database, insert, update
from .directory import service_by_code, structure_by_identifier
from .documents.intake import Member, read_flow
from .documents.parsed import ParsedInvoice, Totals
from .invoices import AUTOMATIC, add_invoice, advance_invoices, invoices_due
from .rules import Context, failures
from .settings import Settings
from .validators import MOVING, advance_validators, first_status, validators_due
from .works import associate, deposited_values

_logger = logging.getLogger(__name__)

# The report joins the messages of an invoice, and cuts what this gives
# (doc/portal.md, A 1.8).
SEPARATOR = "|"
LABEL_LENGTH = 255
# Seen first on a live run (doc/portal.md, A 1.8).
DEPOSITED = "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"
# What a flow passes on its way, and the setting that says when. Not among them: the
# states that working clients take for a success, IN_RECU and IN_TRAITE_SE_CPP.
STEPS = (
    ("IN_EN_ATTENTE_TRAITEMENT_CPP", "flow_queued_after"),
    ("IN_EN_COURS_TRAITEMENT_CPP", "flow_started_after"),
)
INTERNAL_ERROR = "IN_ERREUR_INTERNE"
# What the official schema says against a file (doc/portal.md, A 1.8).
XSD_CODE = "ERR_XSD_001"
XSD_LABEL = "IRRECEVABILITE: {}"
# The checks that the setting "lenient_2018" switches off.
LENIENT = ("schema", "totals")
# What goes on by itself: in which statuses, whether it is due, and what does it.
MOVED = (
    (json.dumps(MOVING), validators_due, advance_validators),
    (json.dumps([row[0] for row in AUTOMATIC]), invoices_due, advance_invoices),
)


def add_file(connection: sqlite3.Connection, name: str, content: bytes) -> int:
    """Keep the bytes of a file as they came; returns its id."""
    digest = hashlib.sha256(content).hexdigest()
    values = {"name": name, "sha256": digest, "size": len(content), "content": content}
    return insert(connection, "files", values)


def add_flow(
    connection: sqlite3.Connection,
    file_name: str,
    content: bytes,
    syntax: str,
    login: str,
    siren: str,
    now: float,
) -> sqlite3.Row:
    """Accept a file; it is read later. Returns the row of the flow.

    Its number is ``CPP001``, the interface and 15 digits, as in the official sample
    CPP0011110000000000001557.
    """
    file_id = add_file(connection, file_name, content)
    flow_id = insert(
        connection,
        "flows",
        {
            "number": "",
            "syntax": syntax,
            "login": login,
            "siren": siren,
            "file_id": file_id,
            "deposited_at": now,
            "state": DEPOSITED,
            "state_at": now,
        },
    )
    number = f"CPP001{interface(syntax)[3:7]}{flow_id:015d}"
    update(connection, "flows", flow_id, {"number": number})
    flow = find_flow(connection, number)
    assert flow is not None, "it was just inserted"
    return flow


def interface(syntax: str) -> str:
    """The interface code of a syntax, such as ``FSO1117A``."""
    return SYNTAXES[syntax].interface


def find_flow(connection: sqlite3.Connection, number: str) -> sqlite3.Row | None:
    return connection.execute(
        "SELECT flows.*, files.name AS file_name, files.size AS file_size FROM flows"
        " JOIN files ON files.id = flows.file_id WHERE number = ?",
        [number],
    ).fetchone()


def flow_errors(connection: sqlite3.Connection, flow_id: int) -> list[sqlite3.Row]:
    """The report of a flow: rows with a ``code`` are technical errors."""
    return connection.execute(
        "SELECT * FROM flow_errors WHERE flow_id = ? ORDER BY id", [flow_id]
    ).fetchall()


def set_flow_state(
    connection: sqlite3.Connection, flow_id: int, state: str, at: float, automatic: bool
) -> None:
    """Force the state of a flow; unless ``automatic``, its file is not read then."""
    values = {"state": state, "state_at": at, "automatic": int(automatic)}
    update(connection, "flows", flow_id, values)


class Pipeline:
    """Moves flows and invoices on, lazily: each request calls :meth:`advance`."""

    def __init__(self, database: Database, settings: Settings):
        self._database = database
        self._settings = settings

    def advance(self, now: float) -> None:
        """Carry out everything that was due before ``now``, in order of time."""
        connection = self._database.connection()
        waiting = connection.execute(
            "SELECT 1 FROM flows WHERE automatic AND NOT processed LIMIT 1"
        ).fetchone()
        delays = None
        if waiting:
            delays = self._settings.all()
            self._advance_flows(now, delays)
        for statuses, is_due, go_on in MOVED:
            busy = connection.execute(
                "SELECT 1 FROM invoices WHERE automatic AND status IN"
                " (SELECT value FROM json_each(?)) LIMIT 1",
                [statuses],
            ).fetchone()
            if busy:
                delays = delays or self._settings.all()
                if is_due(connection, now, delays):
                    with self._database.transaction():
                        go_on(connection, now, delays)

    def _advance_flows(self, now: float, delays: dict) -> None:
        connection = self._database.connection()
        before = DEPOSITED
        for state, setting in STEPS:
            self._advance_to(state, before, delays[setting], now)
            before = state
        finished = connection.execute(
            "SELECT id FROM flows WHERE automatic AND NOT processed"
            " AND deposited_at <= ? ORDER BY id",
            [now - delays["flow_finished_after"]],
        )
        for row in finished.fetchall():
            self._finish(row["id"], delays)

    def _advance_to(self, state: str, before: str, after: float, now: float) -> None:
        """Bring flows of one state to the next, so many seconds after their deposit."""
        connection = self._database.connection()
        due = connection.execute(
            "SELECT id, deposited_at FROM flows WHERE automatic AND NOT processed"
            " AND state = ? AND deposited_at <= ?",
            [before, now - after],
        ).fetchall()
        if due:
            with self._database.transaction():
                connection.executemany(
                    "UPDATE flows SET state = ?, state_at = ? WHERE id = ?"
                    " AND state = ?",
                    [(state, round(row[1] + after, 3), row[0], before) for row in due],
                )

    def _finish(self, flow_id: int, settings: dict) -> None:
        """Read the file, outside of the lock, then write invoices and report."""
        flow = self._waiting(flow_id)
        if flow is None:
            return
        at = round(flow["deposited_at"] + settings["flow_finished_after"], 3)
        members = _members(flow, settings)
        with self._database.transaction() as connection:
            if self._waiting(flow_id) is None:  # another thread was faster
                return
            state = INTERNAL_ERROR
            if members:
                rules_off = settings["rules_off"]
                if settings["lenient_2018"]:
                    rules_off = [*rules_off, *LENIENT]
                state = integrate(connection, flow, members, at, rules_off)
            values = {"state": state, "state_at": at, "processed": 1}
            update(connection, "flows", flow_id, values)

    def _waiting(self, flow_id: int) -> sqlite3.Row | None:
        return (
            self._database.connection()
            .execute(
                "SELECT flows.*, files.name AS file_name, files.content FROM flows"
                " JOIN files ON files.id = flows.file_id"
                " WHERE flows.id = ? AND automatic AND NOT processed",
                [flow_id],
            )
            .fetchone()
        )


def _members(flow: sqlite3.Row, settings: dict) -> list[Member]:
    """The invoices and errors of a flow's file; an empty list when a library broke on
    it."""
    try:
        return read_flow(
            flow["file_name"],
            flow["content"],
            flow["syntax"],
            settings["max_flow_invoices"],
            settings["max_file_bytes"],
        )
    except Exception:  # noqa: BLE001 -- one bad file must not stop all requests
        _logger.exception("the file of flow %s broke the reader", flow["number"])
        return []


def integrate(
    connection: sqlite3.Connection,
    flow: sqlite3.Row,
    members: list[Member],
    at: float,
    rules_off: list[str],
) -> str:
    """Turn the members of a flow into invoices or errors; returns the flow's state.

    The caller holds the write lock: nobody can add an invoice between the check of
    its key and its creation.
    """
    if "schema" not in rules_off and _refuse_schema(connection, flow["id"], members):
        return "IN_REJETE"
    context = Context(connection, flow["siren"], frozenset(rules_off))
    forced = Forced(flow["forced_errors"], members)
    integrated = 0
    for member in members:
        if member.error:
            label = f"{member.name} : {member.error.label}"
            _technical_error(connection, flow["id"], member.error.code, label)
            continue
        assert member.invoice is not None, "what was read has no error"
        messages = forced.messages(member) or failures(member.invoice, context)
        if messages:
            _invoice_error(connection, flow["id"], member.invoice, messages)
        else:
            _add(connection, flow, member, member.invoice, at)
            integrated += 1
    if integrated == len(members):
        return "IN_INTEGRE"
    return "IN_INTEGRE_PARTIEL" if integrated else "IN_REJETE"


def _refuse_schema(connection, flow_id: int, members: list[Member]) -> bool:
    """Tell every error of the official schema; a flow with one is inadmissible."""
    found = [
        error
        for member in members
        if member.invoice
        for error in member.invoice.schema_errors
    ]
    for error in found:
        _technical_error(connection, flow_id, XSD_CODE, XSD_LABEL.format(error))
    return bool(found)


class Forced:
    """Refusals asked for by the fault "partial".

    Parameters: ``numbers`` (which invoices; without it the last of the lot) and
    ``message``.
    """

    def __init__(self, stored: str | None, members: list[Member]):
        self.parameters = json.loads(stored) if stored else None
        self.last = members[-1]

    def messages(self, member: Member) -> list[str]:
        if self.parameters is None:
            return []
        numbers = self.parameters.get("numbers")
        number = member.invoice.number if member.invoice else ""
        hit = number in numbers if numbers else member is self.last
        default = "La demande de paiement n'a pas pu etre integree (panne simulee)."
        return [self.parameters.get("message") or default] if hit else []


def _add(
    connection: sqlite3.Connection,
    flow: sqlite3.Row,
    member: Member,
    invoice: ParsedInvoice,
    at: float,
) -> None:
    supplier = structure_by_identifier(connection, invoice.supplier)
    recipient = structure_by_identifier(connection, invoice.recipient)
    assert supplier is not None and recipient is not None, "the rules have found them"
    service = service_by_code(connection, recipient["id"], invoice.service)
    validator = structure_by_identifier(connection, invoice.validator)
    year, siren, number = invoice.key
    values = {
        "number": number,
        "type": "AVOIR" if invoice.type_code == "381" else "FACTURE",
        "issue_date": invoice.issue_date,
        "year": year,
        "supplier_siren": siren,
        "supplier_id": supplier["id"],
        "recipient_id": recipient["id"],
        "service_id": service["id"] if service else None,
        "framework": invoice.framework or "A1",
        "market": invoice.contract or None,
        "commitment": invoice.commitment or None,
        "origin_number": invoice.origin_number or None,
        "payment_means": invoice.payment_means,
        **_amounts(invoice.totals),
        "currency": invoice.currency,
        "lines": invoice.lines,
        "mode": "UPLOAD_API",
        "flow_id": flow["id"],
        "file_id": add_file(connection, member.name, member.content),
        "validator_id": validator and validator["id"],
        "deposited_at": flow["deposited_at"],
        **deposited_values(connection, invoice, recipient),
    }
    status = first_status(values["framework"], values["validator_id"])
    associate(connection, add_invoice(connection, values, status, at), at)


def _amounts(stated: Totals) -> dict[str, float]:
    """The amounts of an invoice, those that the header leaves out deduced."""
    assert stated.total is not None, "the rules have read it"
    total = float(stated.total)
    untaxed = total if stated.untaxed is None else float(stated.untaxed)
    return {
        "untaxed": untaxed,
        "vat": total - untaxed if stated.vat is None else float(stated.vat),
        "total": total,
        "due": total if stated.due is None else float(stated.due),
    }


def _invoice_error(connection, flow_id, invoice: ParsedInvoice, messages) -> None:
    insert(
        connection,
        "flow_errors",
        {
            "flow_id": flow_id,
            "supplier": invoice.supplier or None,
            "recipient": invoice.recipient or None,
            "number": invoice.number or None,
            "label": SEPARATOR.join(messages)[:LABEL_LENGTH],
        },
    )


def _technical_error(connection, flow_id, code, label) -> None:
    insert(
        connection,
        "flow_errors",
        {
            "flow_id": flow_id,
            "code": code,
            "nature": "BLOQUANTE",
            "label": label,
        },
    )
