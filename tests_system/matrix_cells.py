"""The cells of the fault matrix: every step of a deposit crossed with every fault.

What a fault means depends on the step it strikes:

- *before connect*: the token, without which nothing is sent; SIGKILL strikes after the
  attempt was committed and before the call.
- *while sending*: the deposit, before the portal has accepted anything.
- *accepted, not answered*: the deposit was accepted, its answer never comes.
- *reading the answer*: the deposit was accepted, its answer comes spoilt.
- *before our commit*: a good answer, but a concurrent change of the invoice makes
  PostgreSQL refuse our first attempt to write it there; then the fault strikes the
  report of the flow.
- *after our commit*: the answer is written on the deposit; SIGKILL strikes before it
  reaches the invoices, another fault the next search.

An expired token and a quota are refused by the gateway before anything is accepted, so
from the third step on they strike the call after the deposit.
"""

from itertools import product

STEPS = (
    "before_connect",
    "while_sending",
    "accepted_not_answered",
    "reading_answer",
    "before_commit",
    "after_commit",
)
FAULTS = (
    "cut",
    "timeout",
    "http_4xx",
    "http_5xx",
    "html_200",
    "empty_200",
    "wrong_json",
    "missing_field",
    "token_expired",
    "quota_429",
    "sigkill",
)
SIZES = {"single": 1, "lot": 3}
CELLS = list(product(STEPS, FAULTS, SIZES))

TOKEN = "token"
DEPOSIT = "deposer/flux"
REPORT = "consulterCRDetaille"
SEARCH = "rechercher/fournisseur"

OPERATIONS = {
    "before_connect": (TOKEN, "before"),
    "while_sending": (DEPOSIT, "before"),
    "accepted_not_answered": (DEPOSIT, "after"),
    "reading_answer": (DEPOSIT, "after"),
    "before_commit": (REPORT, "before"),
    "after_commit": (SEARCH, "before"),
}
KILL_POINTS = {
    "before_connect": "before_call",
    "while_sending": "during_call",
    "accepted_not_answered": "during_call",
    "reading_answer": "during_call",
    "before_commit": "after_call",
    "after_commit": "after_commit",
}
FIELDS = {
    TOKEN: "access_token",
    DEPOSIT: "numeroFluxDepot",
    REPORT: "etatCourantDepotFlux",
    SEARCH: "listeFactures",
}
HALF = '{"codeRetour": 0, "numeroFlux'
# Longer than any time-out of the tests.
LONG = 3


def simulator_fault(step, fault):
    """The fault to order from the simulator for a cell, or None.

    :return: body of ``POST /simulator/faults``
    """
    operation, when = OPERATIONS[step]
    if fault in ("token_expired", "quota_429"):
        if step == "before_connect":
            operation, when = DEPOSIT, "before"
        elif when == "after":
            operation, when = REPORT, "before"
    order = {"operation": operation, "when": when, "times": 1}
    if fault == "sigkill":
        if KILL_POINTS[step] != "during_call":
            return None
        return {**order, "kind": "delay", "seconds": LONG}
    return order | _kind(step, fault, operation)


def _kind(step, fault, operation):
    spoilt = step == "reading_answer"
    return {
        "cut": _cut(step),
        "timeout": {"kind": "delay", "seconds": LONG},
        "http_4xx": {"kind": "status", "status": 400, "body": HALF if spoilt else ""},
        "http_5xx": {"kind": "status", "status": 502, "body": HALF if spoilt else ""},
        "html_200": {"kind": "html", "status": 200},
        "empty_200": {"kind": "empty"},
        "wrong_json": {"kind": "wrong_json", "body": HALF if spoilt else "[]"},
        "missing_field": {"kind": "missing_field", "field": FIELDS[operation]},
        "token_expired": {"kind": "expired_token"},
        "quota_429": {"kind": "quota", "retry_after": 60},
    }[fault]


def _cut(step):
    if step == "while_sending":
        return {"kind": "cut_request"}
    if step == "reading_answer":
        return {"kind": "truncated", "drop": True}
    return {"kind": "cut"}


def process_order(step, fault):
    """What to order from the Odoo process itself for a cell, or None."""
    order = {}
    if step == "before_connect":
        order["forget_token"] = True
    if step == "before_commit" and fault != "sigkill":
        order["conflict"] = True
    if fault == "sigkill":
        order["kill"] = KILL_POINTS[step]
    return order or None
