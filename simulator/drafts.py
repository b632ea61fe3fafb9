"""What a supplier left in the portal and never sent: drafts, PDFs that were read."""

import sqlite3

from chorus_api.statuses import DRAFTS

from .database import update
from .invoices import key_exists, set_status
from .rules import DUPLICATE
from .validators import first_status

# What the portal offers for one.
SEND, DELETE = "DEPOSEE", "SUPPRIMEE"


def choices(invoice: sqlite3.Row) -> dict[str, str]:
    """What can be made of a draft, as status and the label of its button; nothing for
    an invoice that is none.

    One without number, date or recipient is not sent: what was not read in a PDF is
    typed in the real portal alone.

    :param invoice: with what it points to
    """
    if invoice["status"] not in DRAFTS:
        return {}
    complete = invoice["recipient"] and invoice["number"] and invoice["issue_date"]
    offered = {SEND: "Valider et envoyer"} if complete else {}
    return offered | {DELETE: "Supprimer"}


def counts(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """How many drafts there are, by status."""
    rows = connection.execute("SELECT status, count(*) FROM invoices GROUP BY status")
    found = dict(rows.fetchall())
    return [(code, found[code]) for code in DRAFTS if code in found]


def end(
    connection: sqlite3.Connection, invoice: sqlite3.Row, status: str, now: float
) -> None:
    """Send a draft or delete it.

    :param status: one of :func:`choices`
    :raises ValueError: it is not offered, or another invoice has its number
    """
    if status not in choices(invoice):
        raise ValueError("Ce n'est pas un brouillon que l'on peut envoyer.")
    key = (invoice["year"], invoice["supplier_siren"], invoice["number"])
    # A saved draft has its number already, what was read in a PDF has not.
    if status == SEND and invoice["status"] != "BROUILLON":
        if key_exists(connection, *key):
            raise ValueError(DUPLICATE)
    values = {"integrated_at": now, "automatic": int(status == SEND)}
    update(connection, "invoices", invoice["id"], values)
    if status == SEND:
        status = first_status(invoice["framework"], invoice["validator_id"])
    set_status(connection, invoice["id"], status, now, automatic=True)
