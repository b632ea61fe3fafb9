"""Every API call passes here: faults, credentials, JSON, envelope, log.

The order of the refusals is that of PISTE first (path, token, subscription, quota),
of Chorus Pro then (technical account, method, media type, JSON, fields).
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from . import api  # noqa: F401 -- importing it registers the operations
from .auth import bearer, check_account, check_token, issue_token
from .calls import CallRecord
from .context import simulator
from .errors import BusinessError, Malformed, Refusal
from .identifiers import company_of
from .operations import FAMILIES, OPERATIONS, Call, Operation
from .request_schema import read
from .response_stream import stream_of
from .wire import conform

_logger = logging.getLogger(__name__)

JSON = "application/json;charset=utf-8"
# For a route that PISTE does not declare (doc/portal.md, A 1.8).
UNDECLARED = 'Bearer realm="DefaultRealm", error="invalid_request"'
MAINTENANCE = "<html><body><h1>Chorus Pro est en maintenance</h1></body></html>"

blueprint = Blueprint("dispatcher", __name__)


@blueprint.post("/api/oauth/token")
def token():
    def produce(record):
        _check_maintenance()
        lifetime = simulator.settings["token_lifetime"]
        return _json(issue_token(request, simulator.database, lifetime))

    return _serve("token", produce)


@blueprint.route("/cpro/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
def call(path):
    family, _, rest = path.partition("/")
    version, _, name = rest.partition("/")

    def produce(record):
        _check_maintenance()
        operation = OPERATIONS.get((family, name)) if version == "v1" else None
        if operation is None and not bearer(request):
            raise Refusal(400, headers={"WWW-Authenticate": UNDECLARED})
        check_token(request, simulator.database.connection())
        if operation is None:
            return _forbidden()
        return _call(operation, record)

    return _serve(f"{family}/{name}" if family in FAMILIES else path, produce)


def _serve(name: str, produce: Callable[[CallRecord], AnyResponse]) -> AnyResponse:
    """Carry a call out under the fault that strikes it, and log it."""
    record = CallRecord(name)

    def body() -> str:
        return request.get_data(as_text=True)

    fault = simulator.faults.take(name, body)
    record.fault = fault.seen() if fault else None

    def answer() -> AnyResponse:
        try:
            return produce(record)
        except Refusal as refusal:
            return _refused(refusal)
        except HTTPException as error:
            return error.get_response()
        except Exception:  # noqa: BLE001 -- the boundary: a bug of ours is their 500
            _logger.exception("%s failed", name)
            return Response(status=500)

    with simulator.in_progress:
        try:
            response = simulator.faults.strike(fault, request, answer)
        except HTTPException as error:
            response = error.get_response()
        seen = None if stream_of(request).silent else response
        record.save(simulator.database, request, seen)
    return response


def _refused(refusal: Refusal) -> Response:
    response = _json(refusal.body) if refusal.body else Response()
    if not refusal.body:
        response.headers.pop("Content-Type")
    response.status_code = refusal.status
    response.headers.extend(refusal.headers)
    return response


def _forbidden() -> Response:
    """What PISTE says of a route that an application may not call: three clients saw
    the body of their own request come back (doc/portal.md, A 1.8), one an empty answer
    without a content type (OCA issue 410)."""
    echo = request.get_data(cache=True)
    response = Response(echo, 403, content_type=JSON)
    if not echo:
        response.headers.pop("Content-Type")
    return response


def _check_maintenance() -> None:
    if simulator.settings["maintenance"]:
        response = Response(MAINTENANCE, 503, content_type="text/html;charset=utf-8")
        raise _Ready(response)


class _Ready(HTTPException):
    """Ends a call early with an answer that is complete."""

    def __init__(self, response: Response):
        super().__init__(response=response)

    def get_response(self, *args, **kwargs):
        return self.response


def _call(operation: Operation, record) -> Response:
    settings = simulator.settings
    connection = simulator.database.connection()
    if operation.family in settings["unsubscribed_families"]:
        return _forbidden()
    if simulator.quota.exceeded(operation.family, settings["quota_per_minute"]):
        after = settings["quota_retry_after"]
        raise Refusal(429, headers={"Retry-After": str(after)} if after else None)
    account = check_account(request, connection)
    if request.method != operation.method:
        raise Refusal(405, headers={"Allow": operation.method})
    body: dict[str, Any] = {}
    if operation.method == "POST":
        body, record.unknown_fields = read(operation.request_schema, _body(request))
    call = Call(
        simulator.database,
        settings,
        simulator.clock,
        body,
        account["login"],
        account["structure_id"],
        company_of(account["identifier"]),
    )
    simulator.pipeline.advance(call.now)
    return _answer(operation, call)


def _answer(operation: Operation, call: Call) -> Response:
    try:
        answer = operation.handler(call)
    except BusinessError as error:
        response = _json({"codeRetour": error.code, "libelle": error.label})
        response.status_code = call.settings["business_error_http_status"]
        return response
    if operation.success is not None:
        answer = {"codeRetour": 0, "libelle": operation.success} | answer
    return _json(conform(answer))


def _body(incoming: Request):
    if incoming.mimetype != "application/json":
        raise Refusal(415)
    try:
        return json.loads(incoming.get_data(cache=True), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("JSON attendu") from error


def _no_constant(name: str):
    raise ValueError(name)


def _json(answer) -> Response:
    text = json.dumps(answer, ensure_ascii=False)
    return Response(text, content_type=JSON)
