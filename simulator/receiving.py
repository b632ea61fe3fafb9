"""What a public body's account receives, and what it may make of it.

What is deduced here (D in doc/portal.md, A 2.5 and A 2.8): who sees what, which pieces
are works, and which status may follow which. The portal's own table is not published.
"""

import sqlite3

from chorus_api.frameworks import FRAMEWORKS
from chorus_api.receiving import ACCOUNTANT_STATUSES, GIVEN_STATUSES

from .directory import structure_by_id
from .errors import BusinessError
from .invoices import FIELDS, SOURCE
from .operations import Call

# Of an invoice that was made available; before and beside, its recipient sees nothing.
VISIBLE = (*GIVEN_STATUSES, "COMPLETEE", "PRISE_EN_COMPTE_DESTINATAIRE")
TO_DO = ("MISE_A_DISPOSITION", "COMPLETEE")
# What an account receives: for its structure, and for those that it has beside it.
OWN = (
    "i.recipient_id IN (SELECT structure_id FROM accounts WHERE login = ?"
    " UNION SELECT structure_id FROM account_structures WHERE login = ?)"
)

RETURNED = ("SUSPENDUE", "A_RECYCLER", "REJETEE")
_OPEN = (*RETURNED, "SERVICE_FAIT", "MANDATEE", *ACCOUNTANT_STATUSES)
# Status after status; one that is not here ends.
TRANSITIONS = {
    "MISE_A_DISPOSITION": _OPEN,
    "COMPLETEE": _OPEN,
    "PRISE_EN_COMPTE_DESTINATAIRE": _OPEN,
    "SUSPENDUE": ("MISE_A_DISPOSITION", "REJETEE"),
    "SERVICE_FAIT": (*RETURNED, "MANDATEE", *ACCOUNTANT_STATUSES),
    "MANDATEE": (*RETURNED, *ACCOUNTANT_STATUSES),
    "MISE_A_DISPOSITION_COMPTABLE": (
        "SUSPENDUE",
        "REJETEE",
        "COMPTABILISEE",
        "MISE_EN_PAIEMENT",
    ),
    "COMPTABILISEE": ("MISE_EN_PAIEMENT",),
}
# The accountant of a local body is an agent of the State, who speaks for himself.
HELIOS = "helios"

WORKS = tuple(row.code for row in FRAMEWORKS.values() if row.works)


def next_statuses(call: Call, structure_id: int, status: str) -> tuple[str, ...]:
    """The statuses that a body may give to an invoice of one: those of its accountant
    where he is its own, or where the setting ``recipient_profile`` says so of all."""
    after = TRANSITIONS.get(status, ())
    body = structure_by_id(call.connection, structure_id)
    assert body is not None, "the recipient of an invoice exists"
    if call.settings["recipient_profile"] == HELIOS and not body["own_accountant"]:
        after = tuple(code for code in after if code not in ACCOUNTANT_STATUSES)
    return after


def visible() -> tuple[str, list]:
    """The condition of what recipients see, as SQL over ``SOURCE``."""
    return f"i.status IN ({', '.join('?' * len(VISIBLE))})", list(VISIBLE)


def received_invoice(call: Call, invoice_id: int | None) -> sqlite3.Row:
    """An invoice that the caller's account received, with what it points to.

    :raises BusinessError: there is no such one
    """
    condition, statuses = visible()
    row = call.connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.id = ? AND {OWN} AND {condition}",
        [invoice_id, call.login, call.login, *statuses],
    ).fetchone()
    if row is None:
        raise BusinessError("invoice_unknown", str(invoice_id))
    return row


def own_structures(call: Call) -> list[sqlite3.Row]:
    """The active structures for which an account receives."""
    return call.connection.execute(
        "SELECT * FROM structures WHERE active AND kind = 'PUBLIQUE' AND id IN"
        " (SELECT structure_id FROM accounts WHERE login = ?"
        " UNION SELECT structure_id FROM account_structures WHERE login = ?)"
        " ORDER BY id",
        [call.login, call.login],
    ).fetchall()
