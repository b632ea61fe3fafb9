"""The control API of works dossiers: supervisor and owner act on a piece.

Beside ``control.py``, whose blueprint and errors it shares. What the financial service
does is given as any status of an invoice is.
"""

import sqlite3

from flask import jsonify

from .context import simulator
from .control import blueprint, invoice_named, posted, text, time_of
from .works import answer, name_supervisor, pieces_of, refuse, take


@blueprint.get("/works/<dossier>")
def works_dossier(dossier):
    """The pieces of a dossier, oldest first."""
    simulator.advance()
    rows = pieces_of(simulator.database.connection(), dossier)
    return jsonify([dict(row) for row in rows])


@blueprint.post("/works/<path:reference>/take")
def works_take(reference):
    """Supervisor or owner takes a piece: he is to deposit the next one."""
    data = posted()
    at = time_of(data, simulator.advance())
    with simulator.database.transaction() as connection:
        take(connection, invoice_named(connection, reference), at, data.get("agent"))
    return jsonify(number=reference)


@blueprint.post("/works/<path:reference>/refuse")
def works_refuse(reference):
    """Whoever has a piece refuses it; ``comment`` says why."""
    data = posted()
    at = time_of(data, simulator.advance())
    comment = text(data, "comment")
    with simulator.database.transaction() as connection:
        refuse(
            connection,
            invoice_named(connection, reference),
            at,
            comment,
            data.get("agent"),
        )
    return jsonify(number=reference)


@blueprint.post("/works/<path:reference>/answer")
def works_answer(reference):
    """Supervisor or owner answers a piece by another one of ``framework``, whose
    ``untaxed``, ``total`` and ``due`` are those admitted; its identifier and number."""
    data = posted()
    at = time_of(data, simulator.advance())
    with simulator.database.transaction() as connection:
        piece = invoice_named(connection, reference)
        try:
            made = answer(connection, piece, text(data, "framework"), at, data)
        except sqlite3.IntegrityError as error:
            raise ValueError("a piece with this number exists") from error
        number = invoice_named(connection, str(made))["number"]
    return jsonify(id=made, number=number)


@blueprint.post("/works/<path:reference>/supervisor")
def works_supervisor(reference):
    """The supplier names the supervisor of a piece that names none, in the portal."""
    data = posted()
    at = time_of(data, simulator.advance())
    with simulator.database.transaction() as connection:
        piece = invoice_named(connection, reference)
        name_supervisor(connection, piece, text(data, "siret"), at)
    return jsonify(number=reference)
