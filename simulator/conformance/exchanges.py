"""What arrived on the wire: every request and its answer, whole.

The log of calls keeps no secret and no file; what a client is measured by needs both.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from ..errors import CODES
from ..response_stream import KEY

TOKEN = "token"
# The return codes of a call that was not carried out have an answer; these too.
REFUSED = (400, 401, 403, 405, 413, 415, 429)
FIELD_MISSING = CODES["required_field"]


@dataclass
class Exchange:
    """One request, and what became of it.

    :param began, ended: seconds of a clock that only counts
    :param headers: by their names in small letters
    :param body: as much of it as the portal read
    :param status: of the answer
    :param delivered: whether the whole answer left; False where the connection broke
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    began: float = field(default_factory=time.monotonic)
    ended: float = 0
    body: bytes = b""
    status: int = 0
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""
    delivered: bool = False

    @property
    def operation(self) -> str:
        """Such as ``token`` or ``factures/deposer/flux``; the path of anything else."""
        if self.path == "/api/oauth/token":
            return TOKEN
        family, _, name = self.path.removeprefix("/cpro/").partition("/v1/")
        return f"{family}/{name}" if name else self.path

    @property
    def token(self) -> str:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @cached_property
    def json(self) -> Any:
        """The body; None where it is no JSON."""
        return _json(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(errors="replace")))

    @cached_property
    def told(self) -> dict[str, Any]:
        """The object that was answered; empty where none was."""
        found = _json(self.answer)
        return found if isinstance(found, dict) else {}

    @property
    def done(self) -> bool:
        """Whether the portal carried it out and said so, whoever heard it."""
        return self.status == 200 and self.told.get("codeRetour", 0) == 0

    @property
    def surely_refused(self) -> bool:
        """Whether the client was told that nothing was done, so that it may repeat."""
        told = self.told.get("codeRetour")
        refused = self.status == 200 and isinstance(told, int) and told != 0
        return self.delivered and (refused or self.status in REFUSED)

    @property
    def retry_after(self) -> float:
        """Seconds that the answer asked to wait; 0 where it did not."""
        text = self.answer_headers.get("retry-after", "")
        return float(text) if self.delivered and text.replace(".", "").isdigit() else 0


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


class Wire:
    """A WSGI application that keeps every exchange of the one behind it."""

    def __init__(self, app: Callable[..., Iterable[bytes]]):
        self._app = app
        self._lock = threading.Lock()
        self.exchanges: list[Exchange] = []

    def __call__(self, environ: dict, start_response: Callable) -> list[bytes]:
        exchange = Exchange(
            environ["REQUEST_METHOD"],
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            _headers(environ),
        )
        with self._lock:
            self.exchanges.append(exchange)
        read = environ["wsgi.input"] = _Read(environ["wsgi.input"])

        def started(status: str, headers: list, *failure: Any) -> Callable:
            exchange.status = int(status.split()[0])
            exchange.answer_headers = {name.lower(): value for name, value in headers}
            return start_response(status, headers, *failure)

        answer = self._app(environ, started)
        try:
            exchange.answer = b"".join(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()
        exchange.body = b"".join(read.pieces)
        stream = environ.get(KEY)
        exchange.delivered = not (stream and stream.breaks)
        exchange.ended = time.monotonic()
        return [exchange.answer]


class _Read:
    """The body of a request, which keeps what is read of it."""

    def __init__(self, stream: Any):
        self._stream = stream
        self.pieces: list[bytes] = []

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.pieces.append(data)
        return data


def _headers(environ: dict) -> dict[str, str]:
    found = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        found["content-type"] = environ["CONTENT_TYPE"]
    return found
