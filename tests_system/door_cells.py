"""The cells of the fault matrix of both doors: each step of an invoice that goes by
``soumettre`` crossed with every fault.

An invoice by a door leaves in two calls or more: its documents (``upload``), then its
data (``submit``), and of data alone the portal's PDF is fetched at the end.

- *upload unread*, *upload unanswered*: the portal keeps nothing of a document, or keeps
  it and not one byte of its answer comes;
- *between*: the documents are there and their numbers are committed; the data need a
  new token, which the fault strikes. SIGKILL strikes after that commit;
- *submit unread*, *submit unanswered*, *reading the answer*: as in the matrix of flows
  (``matrix_cells.py``), of the call that hands the data in;
- *after our commit*: the answer is written on the deposit; SIGKILL strikes before it
  reaches the invoice, another fault the next call: of the search, or for data alone of
  the portal's PDF.

One fault more than in the matrix of flows is ``draft``: the portal saves the invoice,
fails to send it, and its answer is a gateway's; after our commit its own, which says
that it is a draft. Before that step the line is cut once (of the data a quota is used
up, or a person would have to send them again), and what is handed in then stays a
draft.

Where the portal reads PDFs (``deposer/pdf``), the upload leaves an invoice behind that
waits: the cells of the upload are played for each way of reading.
"""

import json
from itertools import product

from tests_system.matrix_cells import (
    BEGUN,
    FAULTS,
    GATEWAY_PAGE,
    PAGE,
    READ_PDF,
    REFUSED_UNREAD,
    SEARCH,
    SUBMIT,
    TOKEN,
    UPLOAD,
    accepted_not_answered,
    reading_answer,
    struck,
)

FAULTS = (*FAULTS, "draft")
STEPS = (
    "upload_unread",
    "upload_unanswered",
    "between",
    "submit_unread",
    "submit_unanswered",
    "reading_answer",
    "after_commit",
)
# The data of the first sending left in these, whether or not anybody read them.
DATA_LEFT = STEPS[STEPS.index("submit_unread") :]
ACCEPTED = STEPS[STEPS.index("submit_unanswered") :]
DOORS = ("pdf", "entry")
SIZES = {"single": 1, "batch": 3}
CELLS = list(product(STEPS, FAULTS, DOORS, SIZES))
# What the portal makes of a PDF (its setting ``pdf_reading``), and how many are sent.
READINGS = {"nothing": "batch", "reads": "single", "misreads": "single"}
READ_CELLS = list(product(STEPS[:2], FAULTS, READINGS))


def cell_orders(step, fault, door, upload=UPLOAD):
    """What makes a cell happen: see ``matrix_cells.cell_orders``.

    :param upload: the operation that takes documents
    """
    if fault == "draft":
        return _with_draft(step, door, upload)
    if step == "upload_unread":
        return _upload_unread(fault, upload)
    if step == "upload_unanswered":
        return _upload_unanswered(fault, upload)
    if step == "between":
        return _between(fault)
    if step == "submit_unread":
        if fault == "sigkill":
            return {"process": {"kill": "before_call"}}
        return {"portal": [struck(fault, SUBMIT, "before")]}
    if step == "submit_unanswered":
        return accepted_not_answered(fault, SUBMIT)
    if step == "reading_answer":
        return reading_answer(fault, SUBMIT)
    if fault == "sigkill":
        return {"process": {"kill": "after_commit"}}
    return {"portal": [struck(fault, PAGE if door == "entry" else SEARCH, "before")]}


def _upload_unread(fault, upload):
    if fault == "sigkill":
        return {"process": {"kill": "before_upload"}}
    return {"portal": [struck(fault, upload, "before")]}


def _upload_unanswered(fault, upload):
    if fault == "sigkill":
        return {"process": {"kill": "after_upload"}}
    orders = accepted_not_answered(fault, upload)
    if fault in REFUSED_UNREAD and upload == UPLOAD:
        # Nothing is searched for then: the fault strikes when it is done again.
        orders["portal"][1] = struck(fault, upload, "before")
    return orders


def _between(fault):
    if fault == "sigkill":
        return {"process": {"kill": "between"}}
    # An expired token is dead when it is given out.
    when = "after" if fault == "token_expired" else "before"
    return {
        "portal": [struck(fault, TOKEN, when)],
        "process": {"forget_token": "between"},
    }


def _with_draft(step, door, upload):
    draft = {"operation": SUBMIT, "kind": "draft", "when": "after", "times": 1}
    failed = draft | {"status": 502, "body": GATEWAY_PAGE}
    if step in ACCEPTED:
        last = {
            "submit_unanswered": failed,
            "reading_answer": failed | {"sent": BEGUN},
            "after_commit": draft | {"status": 200},
        }[step]
        return {"portal": [last]}
    first = "quota_429" if step == "submit_unread" else "cut"
    orders = cell_orders(step, first, door, upload)
    return orders | {"portal": [*orders["portal"], failed]}


def allowed_submits(step, fault, count, clicks):
    """How often the data of a cell's invoices are handed in: once each, what a gateway
    surely refused unread, the one draft that is finished, and a person's clicks.

    :param count: how many invoices there are
    :param clicks: how many of them a person sent again, one by one
    """
    if step in DATA_LEFT and (step, fault) != ("submit_unread", "sigkill"):
        count += clicks  # the first attempt of each of these has left
    if step == "submit_unread" and fault in (*REFUSED_UNREAD, "draft"):
        count += 1
    elif (step, fault) == ("between", "token_expired"):
        count += 1  # 401: handed in once more, with a new token
    return count + (fault == "draft")


def distinct_cells():
    """The cells by what makes them happen."""
    cells = [(*cell, UPLOAD) for cell in CELLS]
    cells += [
        (step, fault, "pdf", reading, READ_PDF) for step, fault, reading in READ_CELLS
    ]
    return {
        json.dumps([cell_orders(step, fault, door, upload), door, how], sort_keys=True)
        for step, fault, door, how, upload in cells
    }
