"""The control API, for tests and demos: JSON under ``/simulator/``, loopback only.

It has no counterpart on the real portal. Errors come as ``{"error": text}`` with
status 400 or 404.
"""

import sqlite3

from flask import Blueprint, abort, jsonify, request

from chorus_api.statuses import FLOW_STATUSES

from .calls import calls_since
from .commitments import save_commitment
from .context import simulator
from .database import insert
from .directory import save_structure, structure_by_identifier
from .flows import find_flow, flow_errors, set_flow_state
from .generated import DIRECTORY_SIZE, LARGEST_DIRECTORY, generate
from .invoices import FIELDS, SOURCE, find_invoice
from .rules import OPTIONAL
from .wire import INSTANT, moment, read_instant

LISTED = 1000
COUNTED = (
    "structures services commitments flows flow_errors invoices statuses calls faults"
).split()

blueprint = Blueprint("control", __name__, url_prefix="/simulator")


@blueprint.errorhandler(OverflowError)
@blueprint.errorhandler(ValueError)
def not_possible(error):
    return jsonify(error=str(error)), 400


@blueprint.errorhandler(LookupError)
def not_found(error):
    return jsonify(error=str(error.args[0])), 404


@blueprint.post("/reset")
def reset():
    simulator.reset(tokens=bool(posted().get("tokens")))
    return jsonify(now=moment(simulator.clock.now(), INSTANT))


@blueprint.post("/advance")
def advance():
    seconds = posted().get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError("seconds is a number")
    return jsonify(now=moment(simulator.advance(seconds), INSTANT))


@blueprint.get("/settings")
def settings():
    return jsonify(simulator.settings.all())


@blueprint.post("/settings")
def change_settings():
    data = posted()
    if unknown := set(data.get("rules_off", ())) - OPTIONAL:
        raise ValueError(f"rules_off: {sorted(unknown)} cannot be switched off")
    simulator.settings.update(data)
    return jsonify(simulator.settings.all())


@blueprint.get("/state")
def state():
    now = simulator.advance()
    connection = simulator.database.connection()
    return jsonify(
        now=moment(now, INSTANT),
        in_progress=simulator.in_progress.count,
        counts={
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in COUNTED
        },
        flows=_flows(connection),
        invoices=_invoices(connection),
    )


@blueprint.post("/flows/<number>/status")
def flow_status(number):
    data = posted()
    status = known(data.get("status"), FLOW_STATUSES)
    at = time_of(data, simulator.advance())
    with simulator.database.transaction() as connection:
        flow = find_flow(connection, number)
        if flow is None:
            raise LookupError(f"no flow {number}")
        automatic = bool(data.get("automatic"))
        set_flow_state(connection, flow["id"], status, at, automatic)
        if data.get("error"):
            row = {
                "flow_id": flow["id"],
                "code": "SIM_FORCE",
                "nature": "BLOQUANTE",
            }
            insert(connection, "flow_errors", row | {"label": str(data["error"])})
    return jsonify(number=number, status=status)


@blueprint.post("/structures")
def structures():
    with simulator.database.transaction() as connection:
        row_id = save_structure(connection, posted(), simulator.clock.now())
    return jsonify(id=row_id)


@blueprint.post("/directory")
def directory():
    """Generate public bodies: ``structures`` of them, from a ``seed``."""
    data = posted()
    count = data.get("structures", DIRECTORY_SIZE)
    if not isinstance(count, int) or not 0 < count <= LARGEST_DIRECTORY:
        raise ValueError(f"structures is a number up to {LARGEST_DIRECTORY}")
    with simulator.database.transaction() as connection:
        made = generate(connection, count, data.get("seed", 1), simulator.clock.now())
    return jsonify(made)


@blueprint.post("/commitments")
def commitments():
    with simulator.database.transaction() as connection:
        row_id = save_commitment(connection, posted(), simulator.clock.now())
    return jsonify(id=row_id)


@blueprint.post("/accounts")
def accounts():
    """A technical account of a structure; a body's account may receive for others too,
    by their SIRETs in ``receives_for``."""
    data = posted()
    expires = data.get("password_expires")
    with simulator.database.transaction() as connection:
        structure = structure_by_identifier(connection, data.get("structure", ""))
        if structure is None:
            raise ValueError("structure is the SIRET of a known structure")
        for siret in data.get("receives_for") or ():
            other = structure_by_identifier(connection, siret)
            if other is None:
                raise ValueError("receives_for are SIRETs of known structures")
            connection.execute(
                "INSERT OR REPLACE INTO account_structures VALUES (?, ?)",
                [text(data, "login"), other["id"]],
            )
        connection.execute(
            "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?)",
            [
                text(data, "login"),
                text(data, "password"),
                structure["id"],
                read_instant(expires)
                if expires
                else simulator.clock.now() + 424 * 86400,
            ],
        )
    return jsonify(login=data["login"])


@blueprint.get("/calls")
def calls():
    since = request.args.get("since", "0")
    return jsonify(calls_since(simulator.database, int(since)))


@blueprint.delete("/calls")
def forget_calls():
    with simulator.database.transaction() as connection:
        connection.execute("DELETE FROM calls")
    return "", 204


def _check_faults() -> None:
    if not simulator.faults.enabled:
        abort(403, "fault control is off")


@blueprint.get("/faults")
def faults():
    _check_faults()
    return jsonify(simulator.faults.all())


@blueprint.post("/faults")
def add_fault():
    _check_faults()
    return jsonify(id=simulator.faults.add(posted()))


@blueprint.delete("/faults")
def clear_faults():
    _check_faults()
    simulator.faults.clear()
    return "", 204


def posted() -> dict:
    """The JSON object of the request; an absent body is an empty object."""
    if not request.get_data(cache=True):
        return {}
    data = request.get_json()
    if not isinstance(data, dict):
        raise ValueError("a JSON object is expected")
    return data


def invoice_named(connection, reference: str) -> sqlite3.Row:
    """An invoice by identifier or number.

    :raises LookupError: there is none
    """
    invoice = find_invoice(connection, reference)
    if invoice is None:
        raise LookupError(f"no invoice {reference}")
    return invoice


def known(code, codes):
    if code not in codes:
        raise ValueError(f"unknown code {code!r}")
    return code


def text(data: dict, name: str) -> str:
    if not data.get(name):
        raise ValueError(f"{name} is missing")
    return str(data[name])


def time_of(data: dict, now: float) -> float:
    return read_instant(data["at"]) if data.get("at") else now


def _flows(connection) -> list[dict]:
    rows = connection.execute(
        "SELECT flows.*, files.name, files.sha256, files.size FROM flows"
        " JOIN files ON files.id = file_id ORDER BY flows.id DESC LIMIT ?",
        [LISTED],
    ).fetchall()
    return [
        {
            "number": row["number"],
            "status": row["state"],
            "syntax": row["syntax"],
            "login": row["login"],
            "deposited_at": moment(row["deposited_at"], INSTANT),
            "file": {
                "id": row["file_id"],
                "name": row["name"],
                "size": row["size"],
                "sha256": row["sha256"],
            },
            "errors": [
                {"number": error["number"], "label": error["label"]}
                for error in flow_errors(connection, row["id"])
            ],
        }
        for row in rows
    ]


def _invoices(connection) -> list[dict]:
    rows = connection.execute(
        f"{FIELDS} {SOURCE} ORDER BY i.id DESC LIMIT ?", [LISTED]
    ).fetchall()
    kept = (
        "id number type issue_date supplier recipient service framework commitment"
        " payment_means origin_number attachment_id bank_account_id"
        " market untaxed total due currency status status_comment flow mode file_id"
        " comment mandate validator second_validator rejection_processed"
    ).split()
    return [
        {name: row[name] for name in kept}
        | {"status_at": moment(row["status_at"], INSTANT)}
        for row in rows
    ]
