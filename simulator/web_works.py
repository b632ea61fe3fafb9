"""The web page of works dossiers: a person plays supervisor, owner and supplier.

Beside ``web.py``, whose blueprint and errors it shares; the control API does the same.
The financial service has the ordinary page of an invoice.
"""

import sqlite3

from flask import abort, redirect, render_template, request

from chorus_api.frameworks import FRAMEWORKS

from .circuits import INCOMPLETE, answers_of, holder_of
from .context import simulator
from .web import ROW_ID, blueprint, invoice_or_404
from .works import answer, dossiers, name_supervisor, pieces_of, refuse, take


@blueprint.get("/travaux")
def works():
    rows = dossiers(simulator.database.connection())
    return render_template("works.html", rows=rows)


@blueprint.get("/travaux/<dossier>")
def works_dossier(dossier):
    rows = pieces_of(simulator.database.connection(), dossier)
    if not rows:
        abort(404)
    pieces = [
        {
            "row": row,
            "framework": FRAMEWORKS[row["framework"]],
            "holder": holder_of(row),
            "answers": [FRAMEWORKS[code] for code in answers_of(row)],
            "is_incomplete": row["status"] == INCOMPLETE,
        }
        for row in rows
    ]
    return render_template("works_dossier.html", dossier=dossier, pieces=pieces)


@blueprint.post(f"/travaux/pieces/<{ROW_ID}:piece_id>")
def play_works(piece_id):
    form = {name: value.strip() for name, value in request.form.items()}
    with simulator.database.transaction() as connection:
        row = invoice_or_404(connection, piece_id)
        try:
            _play(connection, row, form)
        except sqlite3.IntegrityError:
            abort(400, "Une pièce de ce numéro existe déjà.")
        except ValueError:
            abort(400, "Cette pièce ne le permet pas maintenant.")
    return redirect(f"/travaux/{row['dossier']}", 303)


def _play(connection: sqlite3.Connection, row: sqlite3.Row, form: dict) -> None:
    """Do what a form tells.

    :raises ValueError: it cannot be done
    """
    act, now = form.get("act", ""), simulator.clock.now()
    if act == "take":
        take(connection, row, now)
    elif act == "refuse":
        refuse(connection, row, now, form.get("comment", ""))
    elif act == "name":
        name_supervisor(connection, row, form.get("siret", ""), now)
    else:
        answer(connection, row, act, now, form)
