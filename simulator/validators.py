"""Who agrees to an invoice before its recipient has it, and what his answer leads to.

All of it is deduced from the names of the statuses (doc/portal.md, A 2.10): the first
validator, then the second where there is one, then the ordinary life. What nobody
answers runs out by the simulated clock and goes on.
"""

import sqlite3
from dataclasses import dataclass

from chorus_api.validation import REFUSE, VALIDATE, WRONG_VALIDATOR

from .database import update
from .invoices import FIELDS, SOURCE, set_status
from .operations import Call
from .reasons import reason_text


@dataclass(frozen=True, slots=True)
class Rank:
    """The first or the second validator of an invoice.

    :param column: of ``invoices``: who it is
    :param waiting, accepted, refused, wrong, silent: codes of the statuses
    """

    column: str
    waiting: str
    accepted: str
    refused: str
    wrong: str
    silent: str


FIRST = Rank(
    "validator_id",
    "A_VALIDER_1",
    "VALIDEE_1",
    "REFUSEE_1",
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
    "ABSENCE_VALIDATION_1_HORS_DELAI",
)
SECOND = Rank(
    "second_validator_id",
    "A_VALIDER_2",
    "VALIDEE_2",
    "REFUSEE_2",
    "ERREUR_COTRAITANT_SUR_VALIDEUR",
    "ABSENCE_VALIDATION_2_HORS_DELAI",
)
RANKS = (FIRST, SECOND)
# Where the first one has not agreed, the second is not asked yet.
BEFORE_SECOND = (FIRST.waiting, FIRST.accepted, FIRST.refused, FIRST.wrong)
# What goes on by itself sooner or later.
MOVING = tuple(
    code for rank in RANKS for code in (rank.waiting, rank.accepted, rank.silent)
)
DAY = 86400
# The frameworks whose validator is asked first (R 1.6).
ASKED = ("A9", "A10", "A12", "A13", "A14")
# The reasons of a validator (R 1.5): which of all are his is not published.
REASONS = (
    WRONG_VALIDATOR,
    "AUT_MOTIF_ERR_VALIDEUR",
    "DOUBLE_FACT",
    "FACT_NON_CONFORME",
    "LIVR_INCOMP",
    "MONTANT_ERR",
    "ST_CT_NON_DECLAR",
    "AUTRE",
)


def first_status(framework: str, validator_id: int | None) -> str:
    """The status that an invoice has once it was sent."""
    asked = validator_id and framework in ASKED
    return FIRST.waiting if asked else "DEPOSEE"


def rank_of(status: str) -> Rank | None:
    """Whose answer an invoice of a status waits for."""
    return next((rank for rank in RANKS if rank.waiting == status), None)


def asked_validator(invoice: sqlite3.Row) -> str:
    """The name of whom an invoice waits for; empty where it waits for nobody.

    :param invoice: with what it points to
    """
    rank = rank_of(invoice["status"])
    name = rank and invoice[f"{rank.column.removesuffix('_id')}_name"]
    return name or ""


def rank_in_error(status: str) -> Rank | None:
    """Who is to be named anew where an invoice has a status."""
    return next((rank for rank in RANKS if rank.wrong == status), None)


def named(call: Call) -> tuple[str, list]:
    """The condition of what the caller is or was asked about, as SQL over ``SOURCE``.

    Its establishments share everything, as those of a supplier do.
    """
    marks = ", ".join("?" * len(BEFORE_SECOND))
    return (
        "(substr(w.identifier, 1, 9) = ? OR substr(x.identifier, 1, 9) = ?"
        f" AND i.status NOT IN ({marks})) AND i.status != 'BROUILLON'",
        [call.siren, call.siren, *BEFORE_SECOND],
    )


def invoice_to_validate(call: Call, invoice_id: int | None) -> sqlite3.Row | None:
    """An invoice that names the caller as a validator, with what it points to."""
    condition, values = named(call)
    return call.connection.execute(
        f"{FIELDS} {SOURCE} WHERE i.id = ? AND {condition}",
        [invoice_id, *values],
    ).fetchone()


def answer(
    connection: sqlite3.Connection,
    invoice: sqlite3.Row,
    action: str,
    reason: str,
    comment: str,
    now: float,
    second_id: int | None = None,
) -> str:
    """The validator whom an invoice waits for agrees or refuses.

    :param reason: with a refusal, one of :data:`REASONS`
    :param second_id: whom the first one names to agree after him
    :return: the status that it has then
    :raises ValueError: it waits for nobody, or the answer is none; in French
    """
    rank = rank_of(invoice["status"])
    if rank is None:
        raise ValueError("La facture n'attend pas de validation.")
    if action not in (VALIDATE, REFUSE):
        raise ValueError("Un valideur valide ou refuse.")
    if action == REFUSE and reason not in REASONS:
        raise ValueError("Un refus demande un motif de la liste.")
    if second_id and rank is FIRST:
        update(connection, "invoices", invoice["id"], {SECOND.column: second_id})
    status = rank.accepted
    if action == REFUSE:
        status = rank.wrong if reason == WRONG_VALIDATOR else rank.refused
        comment = reason_text(reason, comment)
    set_status(connection, invoice["id"], status, now, comment, automatic=True)
    update(connection, "invoices", invoice["id"], {"automatic": 1})
    return status


def name_another(
    connection: sqlite3.Connection, invoice: sqlite3.Row, validator_id: int, now: float
) -> None:
    """Ask another validator than the wrong one."""
    rank = rank_in_error(invoice["status"])
    assert rank is not None, "the caller has looked"
    values = {rank.column: validator_id, "automatic": 1}
    update(connection, "invoices", invoice["id"], values)
    set_status(connection, invoice["id"], rank.waiting, now, automatic=True)


def run_out(connection: sqlite3.Connection, invoice: sqlite3.Row, at: float) -> str:
    """The validator whom an invoice waits for has said nothing.

    :return: the status that it has then
    :raises ValueError: it waits for nobody; in French
    """
    rank = rank_of(invoice["status"])
    if rank is None:
        raise ValueError("La facture n'attend pas de validation.")
    set_status(connection, invoice["id"], rank.silent, at, automatic=True)
    update(connection, "invoices", invoice["id"], {"automatic": 1})
    return rank.silent


def advance_validators(
    connection: sqlite3.Connection, now: float, settings: dict
) -> None:
    """Let run out what was due, and what is agreed go on, each at its time."""
    for rank in RANKS:
        for row, at in _due(connection, (rank.waiting,), now, _days(settings)):
            run_out(connection, row, at)
        after = {"": settings["validated_sent_after"]}
        for row, at in _due(connection, (rank.accepted, rank.silent), now, after):
            go_on(connection, row, rank, at)


def validators_due(connection: sqlite3.Connection, now: float, settings: dict) -> bool:
    """Whether :func:`advance_validators` has anything to do."""
    after = {"": settings["validated_sent_after"]}
    return any(
        _due(connection, (rank.waiting,), now, _days(settings))
        or _due(connection, (rank.accepted, rank.silent), now, after)
        for rank in RANKS
    )


def go_on(connection, invoice: sqlite3.Row, rank: Rank, at: float) -> None:
    """Ask the second validator, or let the ordinary life begin."""
    if rank is FIRST and invoice[SECOND.column]:
        status = SECOND.waiting
    else:
        status = "DEPOSEE"
        update(connection, "invoices", invoice["id"], {"integrated_at": at})
    set_status(connection, invoice["id"], status, at, automatic=True)


def _days(settings: dict) -> dict[str, float]:
    """How many seconds validators have, by framework."""
    days = settings["validation_days"] * DAY
    return {"": days, "A12": settings["cocontractor_validation_days"] * DAY}


def _due(
    connection: sqlite3.Connection, statuses: tuple[str, ...], now: float, after: dict
) -> list[tuple[sqlite3.Row, float]]:
    """The invoices that go on by themselves, with the time at which they were to.

    :param after: seconds after their status, by framework, and by "" for the others
    """
    marks = ", ".join("?" * len(statuses))
    rows = connection.execute(
        f"SELECT * FROM invoices WHERE automatic AND status IN ({marks})"  # noqa: S608
        " ORDER BY id",
        statuses,
    ).fetchall()
    moments = (
        round(row["status_at"] + after.get(row["framework"], after[""]), 3)
        for row in rows
    )
    return [(row, at) for row, at in zip(rows, moments, strict=True) if at <= now]
