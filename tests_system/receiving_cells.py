"""The cells of the fault matrix of a body's fetching: each step crossed with every
fault.

- *search*, *second page*: what the portal is asked for first, and when the first page
  was read and kept;
- *history*: of an invoice whose status changed;
- *download*: the portal gives out nothing; *download lost*: it has noted that the files
  were downloaded, and not one byte comes; *reading the file*: the line breaks in the
  midst of it.

SIGKILL strikes between them, where something is written and something not yet:
``rows`` (a page was read, nothing of it committed), ``page`` (its invoices are kept,
the cursor does not know), ``archive`` (the file is on disk, nothing kept), ``second``
(of a group one invoice is kept, the others are not), ``content`` (the documents of an
invoice are written, not committed) and ``bill`` (all is kept, the bill is not made).
"""

import json
from itertools import product

from tests_system.matrix_cells import (
    BEGUN,
    FAULTS,
    PAGE,
    REFUSED_UNREAD,
    reading_answer,
    struck,
)
from tests_system.matrix_cells import (
    FIELDS as FIELDS_OF,
)

SEARCH = "rechercher/recipiendaire"
HISTORY = "consulter/historique"
DOWNLOAD = PAGE
FIELDS_OF |= {SEARCH: "listeFactures", HISTORY: "historiquesDesStatuts"}

KILLS = ("rows", "page", "archive", "content", "second", "bill")
NETWORK = tuple(fault for fault in FAULTS if fault != "sigkill")
LARGE, BROKEN = "too_large_413", "broken_file"
STEPS = {
    "search": NETWORK,
    "second_page": NETWORK,
    "history": NETWORK,
    "download": (*NETWORK, LARGE),
    "download_lost": (*NETWORK, LARGE, BROKEN),
    "reading_file": tuple(f for f in NETWORK if f not in REFUSED_UNREAD),
}
CELLS = [
    *((step, fault) for step, faults in STEPS.items() for fault in faults),
    *product(("killed",), KILLS),
]


def cell_orders(step, fault):
    """What makes a cell happen; no two cells have the same.

    :return: dict of ``portal`` (bodies of ``POST /simulator/faults``) or ``process``
        (the instruction of the Odoo process)
    """
    if step == "killed":
        return {"process": {"kill": f"received_{fault}"}}
    if step == "search":
        return {"portal": [struck(fault, SEARCH, "before")]}
    if step == "second_page":
        order = struck(fault, SEARCH, "before")
        return {"portal": [order | {"holds": '"pageResultatDemandee": 2'}]}
    if step == "history":
        return {"portal": [struck(fault, HISTORY, "before")]}
    when = "before" if step == "download" else "after"
    if fault in (LARGE, BROKEN):
        kind = {"kind": "status", "status": 413} if fault == LARGE else {"kind": BROKEN}
        return {"portal": [{"operation": DOWNLOAD, "when": when, "times": 1, **kind}]}
    if step == "reading_file":
        return _in_the_midst(reading_answer(fault, DOWNLOAD))
    return {"portal": [struck(fault, DOWNLOAD, when)]}


def _in_the_midst(orders):
    """Some thousand bytes of the file are on the wire, where a line breaks."""
    (order,) = orders["portal"]
    if order.get("sent") == BEGUN and order["kind"] in ("cut", "stall"):
        order["sent"] = 5000
    return orders


def distinct_cells():
    """The cells by what makes them happen."""
    return {json.dumps(cell_orders(*cell), sort_keys=True) for cell in CELLS}
