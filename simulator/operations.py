"""The register of API operations: one small function each, in a file per family.

To add an operation, write in ``simulator/api/<family>.py``::

    @operation("factures", "completer", {"identifiantFactureCPP": int, ...})
    def complete_invoice(call): ...

The function gets a :class:`Call` and returns the answer without its envelope: the
dispatcher adds ``codeRetour`` and ``libelle``, checks who calls, and logs.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from .clock import Clock
from .database import Database
from .settings import Settings

TRA = "TRA_MSG_00.000"
GCU = "GCU_MSG_01_000"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of one API family.

    :param success: the ``libelle`` of a success, None for an answer without envelope
    :param request_schema: the request fields it knows, see
        :mod:`simulator.request_schema`
    """

    family: str
    path: str
    handler: Callable
    request_schema: dict
    success: str | None
    method: str


@dataclass(slots=True)
class Call:
    """What an operation works with.

    :param body: the known fields of the request
    :param login: the technical account
    :param siren: the supplier it belongs to; its establishments share everything
    """

    database: Database
    settings: Settings
    clock: Clock
    body: dict
    login: str
    structure_id: int
    siren: str
    now: float = field(init=False)

    def __post_init__(self):
        self.now = self.clock.now()

    @property
    def connection(self) -> sqlite3.Connection:
        return self.database.connection()


OPERATIONS: dict[tuple[str, str], Operation] = {}
FAMILIES: set[str] = set()


def operation(
    family: str,
    path: str,
    request_schema: dict | None = None,
    success: str | None = TRA,
    method: str = "POST",
) -> Callable:
    """Register the decorated function as ``/cpro/<family>/v1/<path>``."""

    def register(handler: Callable) -> Callable:
        if (family, path) in OPERATIONS:
            raise ValueError(f"{family}/{path} is registered twice")
        OPERATIONS[family, path] = Operation(
            family, path, handler, request_schema or {}, success, method
        )
        FAMILIES.add(family)
        return handler

    return register
