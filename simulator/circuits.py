"""The circuits of works pieces: who has which, and what may answer it.

Those of doc/portal.md, R 1.7; which status says that somebody has a piece is deduced
(D), and stands here as data.
"""

import sqlite3
from dataclasses import dataclass

from chorus_api.tables import Table

SUPPLIER, SUPERVISOR, OWNER, SERVICE = "supplier", "supervisor", "owner", "service"
AVAILABLE = "MISE_A_DISPOSITION"
INCOMPLETE = "A_COMPLETER"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a piece.

    :param has: the status that says so; then the one after which he is to answer
    :param refused: the status that he gives instead of an answer; None where he has
        the ordinary statuses of a recipient
    """

    code: str
    label: str
    has: str
    taken: str | None = None
    refused: str | None = None


HOLDERS = Table(
    Holder(
        SUPERVISOR,
        "Maîtrise d'œuvre",
        "MISE_A_DISPOSITION_MOE",
        "A_ASSOCIER_MOE",
        "REFUSEE_MOE",
    ),
    Holder(
        OWNER,
        "Maîtrise d'ouvrage",
        "MISE_A_DISPOSITION_MOA",
        "A_ASSOCIER_MOA",
        "REFUSEE_MOA",
    ),
    Holder(
        SUPPLIER, "Titulaire", "A_ASSOCIER_FOURNISSEUR", None, "REFUSEE_FOURNISSEUR"
    ),
    Holder(SERVICE, "Service financier", AVAILABLE),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A works piece by its framework.

    :param holder: who has it once it is made available
    :param answers: frameworks of the pieces that may answer it
    """

    code: str
    holder: str
    answers: tuple[str, ...] = ()


KINDS = Table(
    Kind("A4", SUPERVISOR, ("A15", "A16")),
    Kind("A5", OWNER, ("A19",)),
    Kind("A6", SERVICE),
    Kind("A7", SUPERVISOR, ("A17", "A18", "A22")),
    Kind("A8", SERVICE),
    Kind("A10", SUPERVISOR, ("A15", "A16")),
    Kind("A11", SUPERVISOR, ("A17", "A18")),
    Kind("A13", SUPERVISOR, ("A15", "A16")),
    Kind("A14", SUPERVISOR, ("A17", "A18", "A22")),
    Kind("A15", OWNER, ("A19",)),
    Kind("A16", SERVICE),
    Kind("A17", OWNER, ("A20", "A22")),
    Kind("A18", SUPPLIER, ("A8",)),
    Kind("A19", SERVICE),
    Kind("A20", SUPPLIER, ("A8",)),
    Kind("A22", OWNER, ("A20", "A23", "A24", "A25")),
    Kind("A23", SERVICE),
    Kind("A24", SERVICE),
    Kind("A25", SERVICE),
)
# Who deposits what is not the supplier's.
DEPOSITORS = {
    **dict.fromkeys(("A15", "A16", "A17", "A18"), SUPERVISOR),
    **dict.fromkeys(("A19", "A20", "A24", "A25"), OWNER),
}


def available_status(framework: str, has_supervisor: bool) -> str:
    """The status of an invoice or a piece that is made available to whom it is for."""
    kind = KINDS.get(framework)
    if not kind:
        return AVAILABLE
    if kind.holder == SUPERVISOR and not has_supervisor:
        return INCOMPLETE
    return HOLDERS[kind.holder].has


def holder_of(row: sqlite3.Row) -> Holder | None:
    """Who has a piece and is to answer it; None where nobody is."""
    kind = KINDS.get(row["framework"])
    holder = HOLDERS[kind.holder] if kind else None
    return holder if holder and row["status"] in (holder.has, holder.taken) else None


def answers_of(row: sqlite3.Row) -> tuple[str, ...]:
    """The frameworks by which whoever has a piece may answer it, but the supplier."""
    answers = KINDS[row["framework"]].answers if holder_of(row) else ()
    return tuple(code for code in answers if code in DEPOSITORS)
