"""Works dossiers: where a piece comes from, and what becomes of it.

Deduced (D in doc/portal.md, A 6) are the form of a dossier's number, and where a file
names supervisor, owner and the piece before.
"""

import sqlite3

from .circuits import (
    DEPOSITORS,
    HOLDERS,
    INCOMPLETE,
    KINDS,
    OWNER,
    SUPERVISOR,
    answers_of,
    available_status,
    holder_of,
)
from .database import update
from .directory import structure_by_identifier
from .invoices import AGENT_FIELDS, add_invoice, find_invoice, set_status

# Where a file's validator stands, these name the supervisor (AIFE sample P74).
NAMES_SUPERVISOR = ("A4", "A7", "A8", "A22", "A23")
REPLACING = "A22"
COPIED = (
    "type issue_date year supplier_siren supplier_id recipient_id service_id market"
    " commitment currency supervisor_id supervisor_service owner_id dossier"
).split()


# -- Where a piece comes from --------------------------------------------------


def works_values(
    connection: sqlite3.Connection, data: dict, recipient: sqlite3.Row
) -> dict:
    """The columns of a piece that is made up: ``supervisor`` and ``owner`` are SIRETs,
    ``supervisor_service`` a code, ``previous`` the piece that it answers."""
    if data.get("framework") not in KINDS:
        return {}
    parties = {
        f"{name}_id": _id_of(connection, data.get(name) or "")
        for name in (SUPERVISOR, OWNER)
    }
    before = (
        find_invoice(connection, str(data["previous"]))
        if data.get("previous")
        else None
    )
    return {
        **parties,
        "supervisor_service": data.get("supervisor_service"),
        "owner_id": parties["owner_id"] or recipient["id"],
        "dossier": before["dossier"] if before else _new_dossier(connection),
        "previous_id": before["id"] if before else None,
    }


def deposited_values(
    connection: sqlite3.Connection, invoice, recipient: sqlite3.Row
) -> dict:
    """The columns of a piece that came as a file: the owner is the body that pays, the
    piece before the one that BT-25 names, and the supervisor, where the file names a
    validator in his place or nobody, that of the contract's latest piece."""
    if invoice.framework not in KINDS:
        return {}
    siren = invoice.supplier[:9]
    previous = _previous(connection, siren, invoice)
    values: dict = {
        "supervisor_id": None,
        "supervisor_service": None,
        "owner_id": recipient["id"],
        "dossier": previous["dossier"] if previous else _new_dossier(connection),
        "previous_id": previous["id"] if previous else None,
    }
    known = previous or _latest(connection, invoice.contract, recipient["id"])
    if known:
        names = ("supervisor_id", "supervisor_service", "owner_id")
        values |= {name: known[name] for name in names}
    if invoice.framework in NAMES_SUPERVISOR:
        values["validator_id"] = None
        if invoice.validator:
            values["supervisor_id"] = _id_of(connection, invoice.validator)
    return values


def _previous(connection, siren, invoice) -> sqlite3.Row | None:
    """The piece that BT-25 names, where this one may answer it."""
    row = connection.execute(
        "SELECT * FROM invoices WHERE supplier_siren = ? AND number = ?"
        " ORDER BY id DESC LIMIT 1",
        [siren, invoice.origin_number],
    ).fetchone()
    kind = KINDS.get(row["framework"]) if row else None
    return row if kind and invoice.framework in kind.answers else None


def _latest(connection, contract, recipient_id) -> sqlite3.Row | None:
    return connection.execute(
        "SELECT * FROM invoices WHERE market = ? AND recipient_id = ?"
        " AND supervisor_id NOTNULL ORDER BY id DESC LIMIT 1",
        [contract, recipient_id],
    ).fetchone()


def _id_of(connection, identifier: str) -> int | None:
    row = structure_by_identifier(connection, identifier)
    return row["id"] if row else None


def _new_dossier(connection) -> str:
    found = connection.execute("SELECT count(DISTINCT dossier) FROM invoices")
    return f"DF{found.fetchone()[0] + 1:08d}"


# -- What becomes of it --------------------------------------------------------


def associate(connection: sqlite3.Connection, invoice_id: int, at: float) -> None:
    """A piece was deposited: the one before it is answered, or replaced by a A22."""
    row = connection.execute(
        "SELECT framework, previous_id FROM invoices WHERE id = ?", [invoice_id]
    ).fetchone()
    if row["previous_id"]:
        replaced = row["framework"] == REPLACING
        status = "REMPLACEE_PAR_A22" if replaced else "ASSOCIEE"
        set_status(connection, row["previous_id"], status, at)


def name_supervisor(connection, row: sqlite3.Row, siret: str, at: float) -> None:
    """The supplier completes a piece that names no supervisor.

    :raises ValueError: nobody has this SIRET, or the piece is not to be completed
    """
    supervisor = _id_of(connection, siret)
    if row["status"] != INCOMPLETE or not supervisor:
        raise ValueError("the piece names its supervisor, or nobody has this SIRET")
    update(connection, "invoices", row["id"], {"supervisor_id": supervisor})
    set_status(connection, row["id"], HOLDERS[SUPERVISOR].has, at)


def take(connection, row: sqlite3.Row, at: float, agent: dict | None = None) -> None:
    """Whoever has a piece takes it: he is to deposit the next one.

    :raises ValueError: nobody is to answer it, or he has taken it
    """
    holder = holder_of(row)
    if not holder or not holder.taken or row["status"] == holder.taken:
        raise ValueError(f"{row['number']}: nothing to take in {row['status']}")
    set_status(connection, row["id"], holder.taken, at, agent=agent)


def refuse(
    connection, row: sqlite3.Row, at: float, comment: str, agent: dict | None = None
) -> None:
    """Whoever has a piece refuses it: its circuit ends.

    :raises ValueError: nobody is to answer it, or no reason is given
    """
    holder = holder_of(row)
    if not holder or not holder.refused or not comment:
        raise ValueError(f"{row['number']}: a reason, and a piece that waits")
    set_status(connection, row["id"], holder.refused, at, comment, agent)


def answer(
    connection: sqlite3.Connection,
    row: sqlite3.Row,
    framework: str,
    at: float,
    data: dict,
) -> int:
    """Supervisor or owner deposits the piece that answers one.

    :param data: ``number``, and ``untaxed``, ``total`` and ``due`` where he admits
        other amounts than were claimed; ``comment``; ``agent`` of fields of
        :data:`~.invoices.AGENT_FIELDS`
    :return: the identifier of the new piece
    :raises ValueError: this framework does not answer the piece now
    :raises sqlite3.IntegrityError: the number is taken
    """
    if framework not in answers_of(row):
        raise ValueError(f"{framework} does not answer {row['framework']} now")
    values = _answer_values(row, framework, data) | {"deposited_at": at}
    agent = {name: (data.get("agent") or {}).get(name) for name in AGENT_FIELDS}
    made = add_invoice(connection, values, "DEPOSEE", at)
    comment = data.get("comment")
    set_status(connection, made, available_status(framework, True), at, comment, agent)
    associate(connection, made, at)
    return made


def _answer_values(row: sqlite3.Row, framework: str, data: dict) -> dict:
    """The columns of the piece that answers one, see :func:`answer`."""
    amounts = {
        name: float(row[name] if data.get(name) in (None, "") else data[name])
        for name in ("untaxed", "total")
    }
    due = data.get("due")
    return {name: row[name] for name in COPIED} | {
        **amounts,
        "vat": round(amounts["total"] - amounts["untaxed"], 2),
        "due": float(due) if due not in (None, "") else amounts["total"],
        "number": data.get("number") or f"{row['number']}-{framework}"[:20],
        "framework": framework,
        "mode": "DEPOT_PDF_PORTAIL",
        "depositor_id": row[f"{DEPOSITORS[framework]}_id"],
        "previous_id": row["id"],
        "automatic": 0,
    }


def dossiers(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """The dossiers, newest first: number, market, supplier, pieces, latest status."""
    return connection.execute(
        "SELECT i.dossier, max(i.market) AS market, s.name AS supplier_name,"
        " count(*) AS pieces, max(i.status_at) AS status_at FROM invoices i"
        " JOIN structures s ON s.id = i.supplier_id WHERE i.dossier NOTNULL"
        " GROUP BY i.dossier ORDER BY max(i.id) DESC LIMIT 200"
    ).fetchall()


def pieces_of(connection: sqlite3.Connection, dossier: str) -> list[sqlite3.Row]:
    """The pieces of a dossier, oldest first, with the names of their parties."""
    return connection.execute(
        "SELECT i.*, m.name AS supervisor_name, o.name AS owner_name,"
        " s.name AS supplier_name, d.name AS depositor_name FROM invoices i"
        " JOIN structures s ON s.id = i.supplier_id"
        " LEFT JOIN structures m ON m.id = i.supervisor_id"
        " LEFT JOIN structures o ON o.id = i.owner_id"
        " LEFT JOIN structures d ON d.id = i.depositor_id"
        " WHERE i.dossier = ? ORDER BY i.id",
        [dossier],
    ).fetchall()
