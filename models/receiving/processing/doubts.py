"""What is warned of before an act, a row each: the law does not forbid to say it, a
judge may hold it against the body. Each is a sentence; none keeps anybody from acting.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import LazyTranslate

from ....chorus_api.receiving import WORKS
from ....chorus_api.tables import Table

_lt = LazyTranslate(__name__)

AMOUNTS = ("MONTANT_ERR", "MONTANTTOTAL_ERR", "CALCUL_ERR", "PU_ERR", "QTE_ERR")
DOCUMENTS = ("JUSTIF_ABS",)


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """
    :param act: the code of ``ACTS`` that is doubtful
    :param article: of law, empty where it is a matter of sense
    :param holds: function of the received invoice and the Intent
    :param sentence: what is wrong with it, and what to do instead
    """

    code: str
    act: str
    article: str
    holds: Callable
    sentence: object


DOUBTS = Table(
    Doubt(
        code="works_amount",
        act="reject",
        article="CCP R.2192-34",
        holds=lambda received, intent: (
            received.kind == WORKS and intent.motive.code in AMOUNTS
        ),
        sentence=_lt(
            "A claim for works is not rejected as a whole for its amount: what is not"
            " in dispute is paid. Admit the amount that you agree with."
        ),
    ),
    Doubt(
        code="missing_documents",
        act="reject",
        article="CCP R.2192-27",
        holds=lambda received, intent: (
            bool(intent.missing) or intent.motive.code in DOCUMENTS
        ),
        sentence=_lt(
            "For documents or mentions that are missing the law has the suspension: the"
            " supplier completes the same invoice. Close and click Suspend."
        ),
    ),
    Doubt(
        code="after_order",
        act="reject",
        article="",
        holds=lambda received, intent: received._chorus_stage().ordered,
        sentence=_lt(
            "Payment was ordered already: agree with the public accountant first, who"
            " may be about to pay it."
        ),
    ),
)


def doubts_of(env, received, intent):
    """What is to be warned of.

    :rtype: list of str
    """
    found = []
    for row in DOUBTS.values():
        if row.act == intent.act and row.holds(received, intent):
            article = row.article and f"({row.article})"
            found.append(" ".join(filter(None, [env._(row.sentence), article])))
    return found
