"""The web page plays the validator of an invoice, and lets invoices wait for one.
Beside ``web.py``, whose blueprint and errors it shares; the control API does the same.
"""

import sqlite3

from flask import abort, jsonify, redirect, request

from chorus_api.validation import REFUSE, VALIDATE, WRONG_VALIDATOR

from . import control
from .context import simulator
from .directory import structure_by_identifier
from .samples_to_validate import send_to_validate
from .validators import answer, run_out
from .web import ROW_ID, blueprint, invoice_or_404

SILENCE = "silence"
WRONG = "wrong"


@blueprint.post(f"/factures/<{ROW_ID}:invoice_id>/valider")
def play_validator(invoice_id):
    form = {name: value.strip() for name, value in request.form.items()}
    with simulator.database.transaction() as connection:
        try:
            _answer(connection, invoice_or_404(connection, invoice_id), form)
        except ValueError as error:
            abort(400, str(error))
    return redirect(f"/factures/{invoice_id}", 303)


@blueprint.post("/deposer/valider")
def send_samples_to_validate():
    siret, now = request.form.get("validator", "").strip(), simulator.clock.now()
    with simulator.database.transaction() as connection:
        try:
            send_to_validate(connection, siret, now, simulator.settings)
        except ValueError as error:
            abort(400, str(error))
    return redirect("/?statut=A_VALIDER_1", 303)


@control.blueprint.post("/invoices/<path:reference>/validation")
def validation(reference):
    """A validator answers: ``act`` VALIDATION, REFUS, wrong or silence, ``reason`` a
    code of a refusal, ``comment``, ``second`` the SIRET of who agrees after him."""
    data = {name: str(value or "") for name, value in control.posted().items()}
    simulator.advance()
    with simulator.database.transaction() as connection:
        row = control.invoice_named(connection, reference)
        status = _answer(connection, row, data)
    return jsonify(id=row["id"], number=row["number"], status=status)


@control.blueprint.post("/samples-to-validate")
def samples_to_validate():
    """A few invoices that wait for the ``validator``; their identifiers."""
    siret = control.text(control.posted(), "validator")
    now = simulator.advance()
    with simulator.database.transaction() as connection:
        made = send_to_validate(connection, siret, now, simulator.settings)
    return jsonify(made)


def _answer(connection: sqlite3.Connection, row: sqlite3.Row, told: dict) -> str:
    """Do what a form or a call tells.

    :raises ValueError: it cannot be done; why, in French
    """
    act, now = told.get("act", ""), simulator.clock.now()
    if act == SILENCE:
        return run_out(connection, row, now)
    action, reason = act, told.get("reason", "")
    if act == WRONG:
        action, reason = REFUSE, WRONG_VALIDATOR
    second = told.get("second") or ""
    structure = structure_by_identifier(connection, second)
    if second and (structure is None or not structure["active"]):
        raise ValueError("Le second valideur n'est pas dans l'annuaire.")
    return answer(
        connection,
        row,
        action,
        reason if action != VALIDATE else "",
        told.get("comment", ""),
        now,
        structure["id"] if structure else None,
    )
