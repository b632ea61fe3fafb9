"""The cells of the fault matrix of a works piece that is handed in: the steps and the
faults of ``matrix_cells.py``, for one piece by one click.

What differs: no invoice is changed meanwhile, and what got lost is looked for among the
pieces.
"""

from itertools import product

from tests_system.matrix_cells import (
    FAULTS,
    FIELDS,
    REFUSED_UNREAD,
    REPORT,
    SEARCH,
    STEPS,
    cell_orders,
    struck,
)

PIECES = "facturesTravaux/rechercher"
FIELDS[PIECES] = "listeFacturesTravaux"
CELLS = list(product(STEPS, FAULTS))


def works_orders(step, fault):
    """What makes a cell happen: see ``matrix_cells.cell_orders``."""
    if step == "before_commit" and fault != "sigkill":
        return {"portal": [struck(fault, REPORT, "before")]}
    if step == "after_commit" and fault != "sigkill":
        return {"portal": [struck(fault, PIECES, "before")]}
    orders = cell_orders(step, fault)
    if fault in REFUSED_UNREAD:
        for order in orders.get("portal", ()):
            if order["operation"] == SEARCH:
                order["operation"] = PIECES
    return orders
