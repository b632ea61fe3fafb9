"""What each piece of the supplier asks for where it is deposited.

Who gets which piece: ``doc/portal.md``, R 1.6 and R 1.7.
"""

from dataclasses import dataclass

from ....chorus_api.tables import Table
from ..pieces import PIECES
from .places import OWNER, SUPERVISOR, VALIDATOR


@dataclass(frozen=True)
class PieceKind:
    """A row of the table.

    :param code: framework (BT-23)
    :param parties: who has to act on it beside the body that pays, first the one who
        acts first
    :param copies: who has to receive it as well, by a way that proves the day
    :param is_answer: whether it answers another piece; which one says ``PIECES``
    :param waits_for: the deadline that has to be over, a code of ``DEADLINES``
    :param has_service: the works supervisor's service has to be named
    :param is_signed: it is worth nothing without the document that was signed
    :param is_balance: it states what is left of the whole, which may be the body's
    """

    code: str
    parties: tuple = ()
    copies: tuple = ()
    is_answer: bool = False
    waits_for: str = ""
    has_service: bool = False
    is_signed: bool = False
    is_balance: bool = False

    @property
    def answered(self):
        """The frameworks that it may answer."""
        return tuple(code for code, row in PIECES.items() if self.code in row.answers)


def _account(code, *parties, **values):
    """A general account: it answers a piece, and is signed."""
    return PieceKind(
        code, parties, is_answer=True, is_signed=True, is_balance=True, **values
    )


PIECE_KINDS: Table[PieceKind] = Table(
    PieceKind("A4", (SUPERVISOR, OWNER), has_service=True),
    PieceKind("A7", (SUPERVISOR, OWNER), has_service=True),
    _account("A8"),
    PieceKind("A10", (VALIDATOR, SUPERVISOR)),
    PieceKind("A13", (VALIDATOR, SUPERVISOR)),
    PieceKind("A14", (VALIDATOR, SUPERVISOR)),
    _account("A22", OWNER, copies=(SUPERVISOR,), waits_for="general_account"),
    _account("A23", waits_for="tacit"),
)
