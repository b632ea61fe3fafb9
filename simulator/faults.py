"""Faults on demand: what a network, a gateway or a portal in trouble does to a call.

A fault strikes ``before`` (the call came whole, nothing was accepted), ``during`` (part
of the request's body was read, the rest is never looked at) or ``after`` (the call was
carried out and stored, then its answer was spoilt). Faults are kept in the database,
are used up in the order they were made, and every one that strikes is in the call log.
A delay ends at the latest when its fault is deleted: whoever ordered it lets go.
"""

import base64
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Request, Response
from werkzeug.wrappers import Response as AnyResponse

from .auth import bearer
from .database import Database, insert, update
from .errors import CODES
from .invoices import leave_as_draft
from .response_stream import stream_of
from .wire import bare

DEPOSIT = "factures/deposer/flux"
MOMENTS = ("before", "during", "after")
SUBMIT = "factures/soumettre"
DOWNLOAD = "factures/telecharger/groupe"
REPORTS = ("transverses/consulterCR", "transverses/consulterCRDetaille")
# Kinds that strike some operations only.
MEANT_FOR = {
    "partial": (DEPOSIT,),
    "flow_unknown": REPORTS,
    "draft": (SUBMIT,),
    "broken_file": (DOWNLOAD,),
}
# They need a call that is carried out.
NEVER_DURING = ("delay", "partial", "bare_lists", "texts", "draft", "broken_file")
# Little, or the buffers of both sides would grow and take the rest all the same.
READ_DURING = 64 * 1024
# How long a connection stays silent, unless the client gives up sooner.
SILENCE = 60
# Seconds between two looks at whether a delay is over.
LOOK = 0.02

# ``sent``: so many bytes of the answer's body leave, with its whole length announced,
# before the connection breaks; ``pieces``: the body leaves in chunks of a few bytes;
# ``holds``: only a call whose body holds this text is struck.
PARAMETERS: dict[str, type | tuple[type, ...]] = {
    "seconds": (int, float),
    "status": int,
    "headers": dict,
    "body": str,
    "field": str,
    "sent": int,
    "pieces": bool,
    "holds": str,
    "retry_after": (int, float),
    "numbers": list,
    "message": str,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that strikes a call now."""

    id: int
    kind: str
    moment: str
    parameters: dict

    def seen(self) -> dict:
        """The fault as the call log shows it: id, kind, moment and parameters."""
        return {"id": self.id, "kind": self.kind, "when": self.moment} | self.parameters


class Faults:
    """The list of faults of one database.

    :param enabled: off when the simulator serves other machines
    """

    def __init__(self, database: Database, enabled: bool = True):
        self._database = database
        self.enabled = enabled

    def add(self, data: dict) -> int:
        """Plan a fault; returns its id.

        :param data: ``kind``; where it is not the default ``operation`` (``*``),
            ``when`` (``before``), ``times`` (1, None for ever), ``probability`` (1)
            and ``seed``; the kind's own :data:`PARAMETERS`
        :raises ValueError: unknown key, kind or moment, or a value out of range
        """
        data = dict(data)
        kind = data.pop("kind", None)
        moment = data.pop("when", "before")
        times = data.pop("times", 1)
        probability = data.pop("probability", 1)
        row = {
            "operation": str(data.pop("operation", "*")),
            "moment": moment,
            "kind": kind,
            "remaining": times,
            "probability": probability,
            "seed": str(data.pop("seed", "")),
            "parameters": json.dumps(data),
        }
        if kind not in KINDS:
            raise ValueError(f"kind {kind!r}: use one of {', '.join(KINDS)}")
        if moment not in MOMENTS:
            raise ValueError(f"when {moment!r}: use one of {', '.join(MOMENTS)}")
        if moment == "during" and kind in NEVER_DURING:
            raise ValueError(f"{kind} strikes before or after, never during")
        if moment == "during" and "holds" in data:
            raise ValueError("what a body holds is not known while it is read")
        if times is not None and (not isinstance(times, int) or times < 1):
            raise ValueError("times is a positive number, or null for ever")
        if not isinstance(probability, int | float) or not 0 <= probability <= 1:
            raise ValueError("probability lies between 0 and 1")
        for name, value in data.items():
            if name not in PARAMETERS or not isinstance(value, PARAMETERS[name]):
                raise ValueError(f"parameter {name!r}: {value!r} is not possible")
        with self._database.transaction() as connection:
            return insert(connection, "faults", row)

    def all(self) -> list[dict]:
        rows = self._database.connection().execute("SELECT * FROM faults ORDER BY id")
        return [
            dict(row) | {"parameters": json.loads(row["parameters"])} for row in rows
        ]

    def clear(self) -> None:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM faults")

    def take(self, operation: str, body: Callable[[], str]) -> Fault | None:
        """The fault that strikes this call, if any, and one use of it less.

        :param operation: such as ``factures/deposer/flux`` or ``token``
        :param body: reads the body of the call; asked for by faults that look at it
        """
        if not self.enabled:
            return None
        connection = self._database.connection()
        if not connection.execute("SELECT 1 FROM faults LIMIT 1").fetchone():
            return None
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM faults WHERE remaining IS NULL OR remaining > 0"
                " ORDER BY id"
            ).fetchall()
            for row in rows:
                parameters = json.loads(row["parameters"])
                if (
                    _aims_at(row, operation)
                    and ("holds" not in parameters or parameters["holds"] in body())
                    and self._drawn(connection, row)
                ):
                    return Fault(row["id"], row["kind"], row["moment"], parameters)
        return None

    def _wait(self, fault: Fault) -> None:
        if fault.kind == "stall":  # its silence ends when the client gives up
            return
        end = time.monotonic() + fault.parameters.get("seconds", 0)
        while (left := end - time.monotonic()) > 0 and self._is_ordered(fault):
            time.sleep(min(left, LOOK))

    def _is_ordered(self, fault: Fault) -> bool:
        query = "SELECT 1 FROM faults WHERE id = ?"
        connection = self._database.connection()
        return connection.execute(query, [fault.id]).fetchone() is not None

    def _drawn(self, connection, row) -> bool:
        # The same seed gives the same series of draws, whatever else happens.
        draw = random.Random(f"{row['seed']}:{row['drawn']}").random()  # noqa: S311
        hit = draw < row["probability"]
        values = {"drawn": row["drawn"] + 1}
        if hit:
            values["consumed"] = row["consumed"] + 1
            if row["remaining"] is not None:
                values["remaining"] = row["remaining"] - 1
        update(connection, "faults", row["id"], values)
        return hit

    def strike(
        self, fault: Fault | None, request: Request, produce: Callable[[], AnyResponse]
    ) -> AnyResponse:
        """The answer of a call under a fault.

        :param produce: carries the call out
        """
        if fault is None:
            return produce()
        spoil, parameters = KINDS[fault.kind], fault.parameters
        stream = stream_of(request)
        stream.sent = parameters.get("sent")
        stream.pieces = parameters.get("pieces", False)
        if fault.moment == "during":
            request.stream.read(min((request.content_length or 0) // 2, READ_DURING))
            stream.early = True
        else:
            request.get_data(cache=True, parse_form_data=True)
        carried_out = fault.kind in NEVER_DURING or fault.moment == "after"
        if fault.moment == "after":
            response = produce()
            self._wait(fault)
        else:
            self._wait(fault)
            response = produce() if carried_out else _nothing_done()
        return spoil(response, parameters, request, self._database)


def _nothing_done() -> Response:
    """An answer of success without content, for a fault to spoil where the call was not
    carried out."""
    return Response(
        '{"codeRetour": 0, "libelle": "GCU_MSG_01_000"}',
        content_type="application/json;charset=utf-8",
    )


def _aims_at(row, operation: str) -> bool:
    if operation not in MEANT_FOR.get(row["kind"], (operation,)):
        return False
    aim = row["operation"]
    return aim == "*" or operation == aim or operation.endswith(f"/{aim}")


def _object(response: AnyResponse) -> dict:
    """The JSON object of an answer; empty when it holds none, as a refusal may."""
    answer = response.get_json(silent=True)
    return answer if isinstance(answer, dict) else {}


def _unchanged(response, parameters, request, database):
    return response


def _cut(response, parameters, request, database):
    stream = stream_of(request)
    stream.silent = stream.sent is None
    return response


def _stall(response, parameters, request, database):
    stream_of(request).held = parameters.get("seconds", SILENCE)
    return _cut(response, parameters, request, database)


def _status(response, parameters, request, database):
    return Response(
        parameters.get("body", ""),
        status=parameters.get("status", 500),
        headers=parameters.get("headers"),
    )


def _html(response, parameters, request, database):
    page = "<html><body><h1>Service momentanément indisponible</h1></body></html>"
    return Response(
        parameters.get("body", page),
        status=parameters.get("status", 503),
        headers=parameters.get("headers"),
        content_type="text/html;charset=utf-8",
    )


def _empty(response, parameters, request, database):
    response.set_data(b"")
    response.status_code = parameters.get("status", response.status_code)
    return response


def _truncated(response, parameters, request, database):
    data = response.get_data()
    response.set_data(data[: len(data) // 2])
    return response


def _wrong_json(response, parameters, request, database):
    response.set_data(parameters.get("body", "[]"))
    return response


def _missing_field(response, parameters, request, database):
    answer = _object(response)
    answer.pop(parameters.get("field", "numeroFluxDepot"), None)
    response.set_data(json.dumps(answer))
    return response


def _nonsense(response, parameters, request, database):
    response.set_data(b"lorem ipsum " * (10 * 1024 * 1024 // 12))
    return response


def _expired_token(response, parameters, request, database):
    """End the token of the call, or the one that the call has just been given."""
    given = _object(response).get("access_token")
    with database.transaction() as connection:
        dead = given or bearer(request)
        connection.execute("DELETE FROM tokens WHERE token = ?", [dead])
    if given:
        return response
    return Response(status=401, headers={"WWW-Authenticate": 'Bearer realm="PISTE"'})


def _quota(response, parameters, request, database):
    headers = {}
    if "retry_after" in parameters:
        headers["Retry-After"] = str(parameters["retry_after"])
    return Response(status=429, headers=headers)


def _bare_lists(response, parameters, request, database):
    """Turn lists of one element into the element itself (a sample of 2018: A 1.8)."""
    if answer := _object(response):
        response.set_data(json.dumps(bare(answer)))
    return response


def _texts(response, parameters, request, database):
    """Turn all numbers but the return code into texts (A 1.8)."""
    answer = _object(response)
    told = json.loads(json.dumps(answer), parse_int=str, parse_float=str)
    response.set_data(json.dumps(told | {"codeRetour": answer.get("codeRetour")}))
    return response


def _flow_unknown(response, parameters, request, database):
    """Answer that the flow is not known, as in the seconds after a deposit
    (doc/portal.md, A 1.8)."""
    code, label = CODES["flow_unknown"]
    response.set_data(json.dumps({"codeRetour": code, "libelle": label}))
    return response


def _partial(response, parameters, request, database):
    """Have some invoices of the flow refused when its file is read."""
    number = _object(response).get("numeroFluxDepot")
    with database.transaction() as connection:
        connection.execute(
            "UPDATE flows SET forced_errors = ? WHERE number = ?",
            [json.dumps(parameters), number],
        )
    return response


def _draft(response, parameters, request, database):
    """Have the invoice stay behind as a draft: it was saved, and sending it failed.

    With status 200 and no other body the portal says so itself.
    """
    answer = _object(response)
    if invoice_id := answer.get("identifiantFactureCPP"):
        with database.transaction() as connection:
            leave_as_draft(connection, invoice_id)
        if parameters.get("status") == 200 and "body" not in parameters:
            answer["statutFacture"] = "BROUILLON"
            response.set_data(json.dumps(answer))
            return response
    return _status(response, parameters, request, database)


def _broken_file(response, parameters, request, database):
    """Cut the file in the answer in half, not the answer."""
    answer = _object(response)
    content = base64.b64decode(answer.get("fichierResultat", ""))
    half = base64.b64encode(content[: len(content) // 2]).decode()
    response.set_data(json.dumps(answer | {"fichierResultat": half}))
    return response


KINDS: dict[str, Callable] = {
    "delay": _unchanged,
    "cut": _cut,
    "stall": _stall,
    "status": _status,
    "html": _html,
    "empty": _empty,
    "truncated": _truncated,
    "wrong_json": _wrong_json,
    "missing_field": _missing_field,
    "nonsense_10mb": _nonsense,
    "expired_token": _expired_token,
    "quota": _quota,
    "partial": _partial,
    "bare_lists": _bare_lists,
    "texts": _texts,
    "flow_unknown": _flow_unknown,
    "draft": _draft,
    "broken_file": _broken_file,
}
