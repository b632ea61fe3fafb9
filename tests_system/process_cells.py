"""The cells of the fault matrix of an act on a received invoice.

- *ask*: the portal is asked which statuses it allows now;
- *unread*: the act is committed, and the portal takes nothing of it;
- *unanswered*: it has given the status, and its answer does not come;
- *reading*: part of its answer is on the wire;
- *told*: its answer is committed; the history is read then, or the process is killed
  before anybody is told.

By one click, by two at the same moment, and by one for many.
"""

from itertools import product

from tests_system.matrix_cells import (
    BEGUN,
    GATEWAY_PAGE,
    HISTORY,
    LONG,
    NEXT_STATUSES,
    PROCESS,
    REFUSED_UNREAD,
    struck,
)

STEPS = ("ask", "unread", "unanswered", "reading", "told")
FAULTS = (
    "cut",
    "timeout",
    "http_5xx",
    "html_200",
    "empty_200",
    "token_expired",
    "quota_429",
    "refusal",
    "sigkill",
)
WAYS = {"click": 1, "two_clicks": 1, "many": 3}
REFUSAL = '{"codeRetour": 20002, "libelle": "Statut incompatible"}'
KILLED = {
    "unread": "before_process",
    "unanswered": "after_process",
    "told": "after_act",
}


def _exists(cell):
    step, fault, _way = cell
    if fault == "sigkill":
        return step in KILLED
    # After a status was given there is no refusal, and of an answer that is read in
    # part there is one kind of trouble for each kind of end.
    if fault == "refusal":
        return step == "unread"
    return step != "reading" or fault in ("cut", "timeout", "http_5xx", "html_200")


CELLS = [cell for cell in product(STEPS, FAULTS, WAYS) if _exists(cell)]


def cell_orders(step, fault):
    """What makes a cell happen: see ``matrix_cells.cell_orders``."""
    if fault == "sigkill":
        return {"process": {"kill": KILLED[step]}}
    if fault == "refusal":
        order = {"kind": "wrong_json", "body": REFUSAL, "when": "before", "times": 1}
        return {"portal": [{"operation": PROCESS, **order}]}
    if step in ("ask", "told"):
        operation = NEXT_STATUSES if step == "ask" else HISTORY
        return {"portal": [struck(fault, operation, "before")]}
    if step == "unread":
        return {"portal": [struck(fault, PROCESS, "before")]}
    if step == "reading":
        return {"portal": [_half(fault)]}
    if fault in REFUSED_UNREAD:
        # Of what was taken the answer is lost, and they strike the reading back.
        lost = {"operation": PROCESS, "when": "after", "times": 1, "kind": "cut"}
        return {"portal": [lost, struck(fault, HISTORY, "before")]}
    return {"portal": [struck(fault, PROCESS, "after")]}


def _half(fault):
    kind = {
        "cut": {"kind": "cut", "sent": BEGUN},
        "timeout": {"kind": "stall", "sent": BEGUN, "seconds": LONG},
        "http_5xx": {
            **{"kind": "status", "status": 502},
            **{"body": GATEWAY_PAGE, "sent": BEGUN},
        },
        "html_200": {"kind": "html", "status": 200, "sent": BEGUN},
    }[fault]
    return {"operation": PROCESS, "when": "after", "times": 1, **kind}


def is_taken(step):
    """Whether the portal has given the status when the fault strikes."""
    return step in ("unanswered", "reading", "told")
