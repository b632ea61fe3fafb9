"""The works pieces by their frameworks: who deposits which, for whom, what answers it.

Circuits of ``doc/portal.md``, R 1.7. Code asks for a property and never lists
frameworks by name.
"""

from dataclasses import dataclass

from ...chorus_api.frameworks import FRAMEWORKS
from ...chorus_api.statuses import ENDED, INVOICE_STATUSES, PAID, REFUSED
from ...chorus_api.tables import Table
from ...chorus_api.works import WORKS_TYPE_OF
from ..receiving.delays.works import PAID_PIECES

# Who deposits, and for whom. The main contractor is the agent of a group, too.
MAIN = "main"
SUBCONTRACTOR = "subcontractor"
CO_CONTRACTOR = "co_contractor"
VALIDATOR = "validator"
SUPERVISOR = "supervisor"
OWNER = "owner"
FINANCIAL_SERVICE = "financial_service"
SUPPLIERS = (MAIN, SUBCONTRACTOR, CO_CONTRACTOR)

MONTHLY = "monthly"
FINAL = "final"
TACIT = "tacit"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A works piece.

    :param code: the framework, such as ``A4``
    :param depositor: who deposits it: MAIN, SUBCONTRACTOR, CO_CONTRACTOR, SUPERVISOR or
        OWNER
    :param addressee: who has it first: VALIDATOR, SUPERVISOR, OWNER, FINANCIAL_SERVICE
        or MAIN
    :param circuits: in which it stands: MONTHLY, FINAL or TACIT
    :param answers: the frameworks that may answer it, whoever deposits them
    """

    code: str
    depositor: str
    addressee: str
    circuits: tuple[str, ...]
    answers: tuple[str, ...] = ()

    @property
    def label(self):
        """What it is, in the portal's French."""
        return FRAMEWORKS[self.code].label

    @property
    def pays(self):
        """Whether the body pays it: nothing follows it but the payment."""
        return self.code in PAID_PIECES

    @property
    def is_suppliers(self):
        """Whether a supplier deposits it, and not the body or its supervisor."""
        return self.depositor in SUPPLIERS


def _monthly(code, depositor, addressee, *answers):
    return Piece(
        code=code,
        depositor=depositor,
        addressee=addressee,
        circuits=(MONTHLY,),
        answers=answers,
    )


def _final(code, depositor, addressee, *answers, circuits=(FINAL,)):
    return Piece(
        code=code,
        depositor=depositor,
        addressee=addressee,
        circuits=circuits,
        answers=answers,
    )


PIECES = Table(
    _monthly("A4", MAIN, SUPERVISOR, "A15", "A16"),
    _monthly("A10", SUBCONTRACTOR, VALIDATOR, "A15", "A16"),
    _monthly("A13", CO_CONTRACTOR, VALIDATOR, "A15", "A16"),
    # Where supervisor or owner are not at the portal.
    _monthly("A5", MAIN, OWNER, "A19"),
    _monthly("A6", MAIN, FINANCIAL_SERVICE),
    _monthly("A15", SUPERVISOR, OWNER, "A19"),
    _monthly("A16", SUPERVISOR, FINANCIAL_SERVICE),
    _monthly("A19", OWNER, FINANCIAL_SERVICE),
    _final("A7", MAIN, SUPERVISOR, "A17", "A18", "A22", circuits=(FINAL, TACIT)),
    _final("A14", CO_CONTRACTOR, VALIDATOR, "A17", "A18", "A22"),
    _final("A17", SUPERVISOR, OWNER, "A20", "A22"),
    _final("A18", SUPERVISOR, MAIN, "A8"),
    _final("A20", OWNER, MAIN, "A8"),
    _final("A8", MAIN, FINANCIAL_SERVICE),
    _final("A22", MAIN, OWNER, "A20", "A23", "A24", "A25", circuits=(TACIT,)),
    _final("A23", MAIN, FINANCIAL_SERVICE, circuits=(TACIT,)),
    _final("A24", OWNER, FINANCIAL_SERVICE, circuits=(TACIT,)),
    _final("A25", OWNER, FINANCIAL_SERVICE, circuits=(TACIT,)),
)

# A piece of this status was answered by another one.
ANSWERED = ("ASSOCIEE", "REMPLACEE_PAR_A22")
# Nothing more is expected of a piece: it was answered, paid or refused.
OVER_STATUSES = tuple(
    status.code
    for status in INVOICE_STATUSES.values()
    if status.kind in (ENDED, PAID, REFUSED)
)


def frameworks_of_type(works_type):
    """The frameworks that a piece of a type may have.

    :param str works_type: the portal's code, such as ETAT_ACOMPTE
    :return: tuple of codes, several where the portal's word does not tell them apart
    """
    return tuple(code for code in PIECES if WORKS_TYPE_OF[code] == works_type)
