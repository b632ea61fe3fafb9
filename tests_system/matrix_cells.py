"""The cells of the fault matrix: every step of a deposit crossed with every fault.

What a fault means depends on the step it strikes:

- *before connect*: the portal refuses the connection, or never accepts it; what HTTP
  answers strikes the token, without which nothing is sent. SIGKILL strikes after the
  attempt was committed and before the call.
- *while sending*: invoices of some megabytes, of which the portal has read little when
  the fault strikes; it never reads the rest and accepts nothing.
- *accepted, not answered*: the deposit was accepted, and not one byte of the portal's
  answer comes; a gateway's may come in its place.
- *reading the answer*: the deposit was accepted; the status line, the headers and part
  of the body are on the wire (of an empty answer: no body) when the fault strikes.
- *before our commit*: a good answer, but a concurrent change of the invoice makes
  PostgreSQL refuse our first attempt to write it there; then the fault strikes the
  report of the flow.
- *after our commit*: the answer is written on the deposit; SIGKILL strikes before it
  reaches the invoices, another fault the next search.

A gateway refuses an expired token and a quota before anything is accepted. Where the
deposit was accepted, its answer is lost and they strike the search for its trace.
"""

import json
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
# Together more than the buffers of a connection hold, so that the sender has to wait.
BULK = {"single": 4_500_000, "lot": 1_600_000}

TOKEN = "token"
DEPOSIT = "deposer/flux"
REPORT = "consulterCRDetaille"
SEARCH = "rechercher/fournisseur"
SUBMIT = "soumettre"
UPLOAD = "ajouter/fichier"
READ_PDF = "deposer/pdf"
PAGE = "telecharger/groupe"
PROCESS = "traiter/recue"
HISTORY = "consulter/historique"
NEXT_STATUSES = "recuperer/etats/traitement"

FIELDS = {
    TOKEN: "access_token",
    DEPOSIT: "numeroFluxDepot",
    REPORT: "etatCourantDepotFlux",
    SEARCH: "listeFactures",
    SUBMIT: "identifiantFactureCPP",
    UPLOAD: "pieceJointeId",
    READ_PDF: "pieceJointeId",
    PAGE: "fichierResultat",
    PROCESS: "nouveauStatut",
    HISTORY: "statutCourantCode",
    NEXT_STATUSES: "listeStatutsPossiblesPourTraitement",
}
HALF = '{"codeRetour": 0, "numeroFlux'
REFUSAL = '{"codeRetour": 20001, "libelle": "GCU_MSG_01_001 : erreur technique"}'
GATEWAY_PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"
GATEWAY_JSON = '{"message": "accepted"}'
# Seconds of a call in the matrix: many times what one takes on a busy machine.
LIMIT = 4
# Longer than any time-out of the tests.
LONG = 2 * LIMIT
# How much of a body is on the wire when the line breaks.
BEGUN = 20
REFUSED_UNREAD = {
    "token_expired": {"kind": "expired_token"},
    "quota_429": {"kind": "quota", "retry_after": 60},
}


def cell_orders(step, fault):
    """What makes a cell happen; no two cells have the same.

    :return: dict of ``portal`` (bodies of ``POST /simulator/faults``), ``process``
        (the instruction of the Odoo process), ``network`` (a key of ``UNREACHABLE``)
        and ``kill`` (the process is killed when the portal has accepted), each of them
        only where it is ordered
    """
    return _STEPS[step](fault)


def _portal(operation, when, **kind):
    return {"operation": operation, "when": when, "times": 1, **kind}


def _well_framed(fault, operation):
    """An answer that ends as announced, whatever it says."""
    return {
        "http_4xx": {"kind": "status", "status": 400, "body": ""},
        "http_5xx": {"kind": "status", "status": 502, "body": GATEWAY_PAGE},
        "html_200": {"kind": "html", "status": 200},
        "empty_200": {"kind": "empty"},
        "wrong_json": {"kind": "wrong_json", "body": "[]"},
        "missing_field": {"kind": "missing_field", "field": FIELDS[operation]},
    }[fault]


def struck(fault, operation, when):
    """A call of the portal that a fault of any kind but SIGKILL strikes."""
    if fault == "cut":
        kind = {"kind": "cut"}
    elif fault == "timeout":
        kind = {"kind": "stall", "seconds": LONG}
    else:
        kind = REFUSED_UNREAD.get(fault) or _well_framed(fault, operation)
    return _portal(operation, when, **kind)


def _before_connect(fault):
    if fault == "cut":
        return {"network": "closed"}
    if fault == "timeout":
        return {"network": "silent"}
    if fault == "sigkill":
        return {"process": {"kill": "before_call"}}
    # An expired token is dead when it is given out.
    when = "after" if fault == "token_expired" else "before"
    order = struck(fault, TOKEN, when)
    return {"portal": [order], "process": {"forget_token": True}}


def _while_sending(fault):
    if fault == "sigkill":
        return {"process": {"kill": "while_sending"}}
    return {"portal": [struck(fault, DEPOSIT, "during")]}


def accepted_not_answered(fault, operation=DEPOSIT):
    """The same step of any operation that hands something in."""
    if fault in REFUSED_UNREAD:
        lost = _portal(operation, "after", kind="cut")
        return {"portal": [lost, struck(fault, SEARCH, "before")]}
    if fault == "sigkill":
        silence = _portal(operation, "after", kind="stall", seconds=10 * LONG)
        return {"portal": [silence], "kill": "accepted"}
    order = struck(fault, operation, "after")
    if fault == "missing_field":
        order |= {"kind": "wrong_json", "body": GATEWAY_JSON}
        del order["field"]
    return {"portal": [order]}


def reading_answer(fault, operation=DEPOSIT):
    """The same step of any operation that hands something in."""
    if fault in REFUSED_UNREAD:
        spoilt = _portal(operation, "after", kind="truncated")
        return {"portal": [spoilt, struck(fault, SEARCH, "before")]}
    silence = {"kind": "stall", "sent": BEGUN, "seconds": LONG}
    if fault == "sigkill":
        silence["seconds"] = 10 * LONG
        order = _portal(operation, "after", **silence)
        return {"portal": [order], "process": {"kill": "reading_answer"}}
    kind = {
        "cut": {"kind": "cut", "sent": BEGUN},
        "timeout": silence,
        "http_4xx": {"kind": "status", "status": 400, "body": REFUSAL, "sent": BEGUN},
        "http_5xx": {
            **{"kind": "status", "status": 502},
            **{"body": GATEWAY_PAGE, "sent": BEGUN},
        },
        "html_200": {"kind": "html", "status": 200, "sent": BEGUN},
        "empty_200": {"kind": "cut", "sent": 0},
        "wrong_json": {"kind": "wrong_json", "body": HALF, "pieces": True},
        "missing_field": {
            **{"kind": "missing_field", "field": FIELDS[operation]},
            **{"pieces": True},
        },
    }[fault]
    return {"portal": [_portal(operation, "after", **kind)]}


def _before_commit(fault):
    if fault == "sigkill":
        return {"process": {"kill": "after_call"}}
    order = struck(fault, REPORT, "before")
    return {"portal": [order], "process": {"conflict": True}}


def _after_commit(fault):
    if fault == "sigkill":
        return {"process": {"kill": "after_commit"}}
    return {"portal": [struck(fault, SEARCH, "before")]}


_STEPS = {
    "before_connect": _before_connect,
    "while_sending": _while_sending,
    "accepted_not_answered": accepted_not_answered,
    "reading_answer": reading_answer,
    "before_commit": _before_commit,
    "after_commit": _after_commit,
}


def allowed_posts(step, fault, clicks):
    """How many deposits are posted in a cell: the sending itself, what a gateway surely
    refused unread, and what a person's click explains.

    :param clicks: how many invoices a person sent again, one by one
    """
    sending, refused = 1, 0
    if (step, fault) == ("before_connect", "sigkill"):
        sending = 0  # killed before the call
    elif fault == "token_expired" and step in ("before_connect", "while_sending"):
        refused = 1  # 401: posted once more, with a new token
    elif (step, fault) == ("while_sending", "quota_429"):
        refused = 1  # 429: posted again when its Retry-After is over
    return sending + refused + clicks


def distinct_cells():
    """The cells by what makes them happen."""
    return {
        json.dumps([cell_orders(step, fault), size], sort_keys=True): (step, fault)
        for step, fault, size in CELLS
    }
