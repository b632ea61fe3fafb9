"""What no client may do, whatever its task is: looked for in all that arrived."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from ..errors import CODES, Malformed
from ..operations import OPERATIONS
from ..request_schema import read
from .exchanges import TOKEN, Exchange
from .judges import ACTS, REPORTS
from .scenarios import Values

SECRETS = ("client_secret", "password", "access_token", "token", "cpro-account")
# What a client waits may be measured a little shorter than it was.
TOLERANCE = 0.8

# What each violation is called, what it means, and where its rule stands.
TITLES = {
    "sent twice": ("an act was repeated that may have been done", "A 11.1"),
    "secret in the address": ("addresses are logged on the way", "A 1.2"),
    "no token": ("a call came without a bearer token", "A 1.3"),
    "no technical account": ("cpro-account is not base64 of login:password", "A 1.3"),
    "no JSON": ("a body is not announced as application/json", "A 1.1"),
    "token not asked for by a form": ("the token is asked for by a form", "A 1.2"),
    "dead token": ("a token was used again that had been refused", "A 1.2"),
    "too soon": ("it came sooner than it was told to", "A 11.1"),
    "field missing": ("a field that must be there was not", "A 2"),
    "malformed": ("a body was refused as malformed", "A 1.4"),
    "wrong type": ("a value has another type than in the swagger", "A 2"),
    "unknown field": ("no operation of that name has such a field", "A 2"),
    "unknown operation": ("there is no such operation", "A 1.8"),
}


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """
    :param title: a key of :data:`TITLES`
    :param detail: the operation, and what of it
    """

    title: str
    detail: str


def violations(exchanges: list[Exchange], task: Values) -> set[Violation]:
    """All that was done against the rules in one scenario.

    :param task: what the client was told
    """
    found: set[Violation] = set()
    for exchange in exchanges:
        own = _token(exchange) if exchange.operation == TOKEN else _call(exchange)
        titles = [*own, *_secrets(exchange), *_account(exchange, task)]
        found.update(
            Violation(title, " ".join(filter(None, (exchange.operation, detail))))
            for title, detail in titles
        )
    return found | set(_in_order(exchanges, task))


def _token(exchange: Exchange) -> Iterator[tuple[str, str]]:
    kind = exchange.headers.get("content-type", "").partition(";")[0]
    if exchange.method != "POST" or kind != "application/x-www-form-urlencoded":
        yield "token not asked for by a form", ""


def _call(exchange: Exchange) -> Iterator[tuple[str, str]]:
    family, _, name = exchange.operation.partition("/")
    operation = OPERATIONS.get((family, name))
    if operation is None:
        yield "unknown operation", ""
        return
    if not exchange.token:
        yield "no token", ""
    if exchange.method == "GET":
        return
    if exchange.headers.get("content-type", "").partition(";")[0] != "application/json":
        yield "no JSON", ""
    if exchange.told.get("codeRetour") == CODES["required_field"][0]:
        yield "field missing", exchange.told["libelle"].rpartition(" : ")[2]
    if exchange.status == 400 and exchange.told.get("codeRetour") == 400:
        yield "malformed", exchange.told["libelle"]
    if isinstance(exchange.json, dict):
        yield from _fields(operation.request_schema, exchange.json)


def _fields(schema: dict, body: dict) -> Iterator[tuple[str, str]]:
    yield from (("wrong type", path) for path in _wrong(schema, body, ""))
    try:
        unknown = read(schema, body)[1]
    except Malformed:  # which its answer tells
        return
    yield from (("unknown field", path) for path in unknown)


def _wrong(kind: Any, value: Any, path: str) -> Iterator[str]:
    """The paths of the values whose type is not the one of the operation's schema."""
    if value is None or kind is object:
        return
    if isinstance(kind, dict):
        if not isinstance(value, dict):
            yield path
            return
        for name, item in value.items():
            if name in kind:
                yield from _wrong(kind[name], item, f"{path}.{name}".lstrip("."))
    elif isinstance(kind, list):
        if not isinstance(value, list):
            yield path
            return
        for item in value:
            yield from _wrong(kind[0], item, f"{path}[]")
    elif not _fits(kind, value):
        yield path


def _fits(kind: type, value: Any) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _secrets(exchange: Exchange) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(exchange.query, keep_blank_values=True):
        if name.lower() in SECRETS or value == exchange.token != "":
            yield "secret in the address", name
    if exchange.token and exchange.token in exchange.path:
        yield "secret in the address", ""


def _account(exchange: Exchange, task: Values) -> Iterator[tuple[str, str]]:
    if exchange.operation == TOKEN:
        return
    account = f"{task['login']}:{task['password']}".encode()
    if exchange.headers.get("cpro-account") != base64.b64encode(account).decode():
        yield "no technical account", ""


# -- What depends on what came before --------------------------------------------


def _in_order(exchanges: list[Exchange], task: Values) -> Iterator[Violation]:
    dead: set[str] = set()
    for number, exchange in enumerate(exchanges):
        before = exchanges[:number]
        if exchange.token and exchange.token in dead:
            yield Violation("dead token", exchange.operation)
        if exchange.status == 401 and "PISTE" in _challenge(exchange):
            dead.add(exchange.token)
        if exchange.operation in ACTS and any(
            same.operation == exchange.operation
            and exchange.body.startswith(same.body)
            and not same.surely_refused
            for same in before
        ):
            yield Violation("sent twice", exchange.operation)
        if any(_is_too_soon(exchange, same, task["pause"]) for same in before):
            yield Violation("too soon", exchange.operation)


def _challenge(exchange: Exchange) -> str:
    return exchange.answer_headers.get("www-authenticate", "")


def _is_too_soon(exchange: Exchange, before: Exchange, pause: float) -> bool:
    """Whether it came sooner after another one of its operation than was told: by the
    answer, or by the task for reports of flows."""
    if exchange.operation != before.operation:
        return False
    told = before.retry_after
    if exchange.operation in REPORTS and before.done and before.delivered:
        told = max(told, pause)
    return exchange.began - before.ended < told * TOLERANCE
