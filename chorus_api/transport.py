"""Calls of the API through PISTE: token, technical account, JSON, one log line each.

Source: ``doc/portal.md``, A 1 (hosts, headers, HTTP status, envelope).
"""

import contextlib
import hashlib
import json
import logging
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import urlencode

import requests

from . import answers, errors, values
from .allowed import check_operation
from .attempts import Body, Reader, Request
from .connection import Connection, redacted
from .file_answers import FileAnswer
from .journal import Call, subject_of
from .limits import CONNECTIONS, HURRIED, READS, Attempts, Limit, LimitedAdapter

_logger = logging.getLogger(__name__)

CALL_TIMEOUT = 30.0
DEPOSIT_TIMEOUT = 60.0
DOWNLOAD_TIMEOUT = 600.0
TOKEN_MARGIN = 120.0
# Of a longer run the first calls are forgotten.
MOST_CALLS = 20_000
# A request that changes something, of which nobody knows whether it was read.
ONCE: dict[str, type[errors.ChorusError]] = {
    "unanswered": errors.Uncertain,
    "broken": errors.Uncertain,
}


class TokenCache:
    """Access tokens of this process, by address and credentials."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[str, tuple[str, float]] = {}

    @staticmethod
    def _key(connection: Connection) -> str:
        parts = (connection.token_url, connection.client_id, connection.client_secret)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def get(self, connection: Connection) -> str | None:
        with self._lock:
            token, expiry = self._tokens.get(self._key(connection), (None, 0.0))
        return token if time.monotonic() < expiry else None

    def put(self, connection: Connection, token: str, seconds: float) -> None:
        expiry = time.monotonic() + max(seconds - TOKEN_MARGIN, 0)
        with self._lock:
            self._tokens[self._key(connection)] = (token, expiry)

    def drop(self, connection: Connection) -> None:
        with self._lock:
            self._tokens.pop(self._key(connection), None)

    def clear(self) -> None:
        with self._lock:
            self._tokens.clear()


TOKENS = TokenCache()


class Transport:
    """One company's connections to Chorus Pro, kept open between calls.

    :param session: another ``requests.Session``, for proxies of one's own
    :param patience: seconds for all calls together; None leaves each its own limit
    :param more_operations: paths that may be called beside those of ``allowed.py``
    """

    def __init__(
        self,
        connection: Connection,
        session: requests.Session | None = None,
        patience: float | None = None,
        more_operations: Iterable[str] = (),
    ):
        self.connection = connection
        self._more_operations = frozenset(more_operations)
        # The API families that answered as they should.
        self.answered: set[str] = set()
        # All that was sent, in its order.
        self.calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self._secrets = connection.secrets()
        self._session = session or requests.Session()
        self._end = None if patience is None else time.monotonic() + patience
        adapter = LimitedAdapter()
        self._session.mount(connection.base_url, adapter)
        self._session.mount(connection.token_url, adapter)

    def close(self) -> None:
        self._session.close()

    def authenticate(self) -> str:
        """A token that is still valid, fetched from PISTE where none is at hand.

        :raises ConfigurationError: PISTE refuses the credentials
        :raises Unavailable: PISTE does not answer
        """
        with self._discreet():
            return self._token(self._limit(CALL_TIMEOUT))

    @contextlib.contextmanager
    def _discreet(self) -> Iterator[None]:
        """Take secrets out of errors: the portal may echo what it was told."""
        try:
            yield
        except errors.ChorusError as error:
            error.clean(lambda text: redacted(text, self._secrets))
            raise

    def _token(self, limit: Limit) -> str:
        token = TOKENS.get(self.connection)
        if token is None:
            token, seconds = self._fetch_token(limit)
            TOKENS.put(self.connection, token, seconds)
        self._secrets.add(token)
        return token

    def _fetch_token(self, limit: Limit) -> tuple[str, float]:
        credentials = {
            "grant_type": "client_credentials",
            "client_id": self.connection.client_id,
            "client_secret": self.connection.client_secret,
            "scope": "openid",
        }
        request = Request(
            "POST",
            self.connection.token_url,
            "token",
            {"Content-Type": "application/x-www-form-urlencoded"},
            Body(urlencode(credentials).encode()),
            retries=self._retries(CONNECTIONS),
            broken=errors.Unavailable,
        )
        answer = self._exchange(request, limit)
        with self.calls[-1].noted():
            return self._read_token(*answer)

    def _read_token(
        self, status: int, body: bytes, headers: Mapping[str, str]
    ) -> tuple[str, float]:
        answer = answers.json_object(body)
        if status in (400, 401, 403):
            raise errors.ConfigurationError(
                values.text(answer, "error_description")
                or values.text(answer, "error")
                or str(status),
                cause=errors.CREDENTIALS,
                http_status=status,
            )
        if status == 404 or 300 <= status < 400:
            raise errors.ConfigurationError(
                self.connection.token_url, cause=errors.ADDRESS, http_status=status
            )
        token = answer.get("access_token")
        if status != 200 or not isinstance(token, str) or not token:
            raise errors.Unavailable(
                f"HTTP {status}",
                retry_after=answers.retry_after(headers),
                http_status=status,
            )
        return token, answers.number(answer.get("expires_in"))

    def call(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        method: str = "POST",
        repeatable: bool = True,
        timeout: float = CALL_TIMEOUT,
    ) -> dict[str, Any]:
        """Call an operation and return its JSON object.

        :param path: after ``/cpro/``, such as ``factures/v1/deposer/flux``
        :param repeatable: a read; where it is not, everything that may have been
            accepted raises :class:`Uncertain`
        :raises ChorusError: one of its kinds, by HTTP status and ``codeRetour``
        :raises UnlistedOperation: the path is not one of ``allowed.py``
        """
        with self._discreet():
            return self._operate(path, body, method, repeatable, timeout)

    def download(
        self,
        path: str,
        body: dict[str, Any],
        key: str,
        target: BinaryIO,
        *,
        limit: int,
        timeout: float = DOWNLOAD_TIMEOUT,
    ) -> int:
        """Call an operation that reads, and write the file of its answer as it comes.

        What was written before an error is worth nothing.

        :param key: the field of the answer that holds the file in base64
        :param limit: of the file, in bytes
        :return: its size in bytes; 0 where the answer carries none
        :raises ProtocolError: the file is not base64
        :raises ChorusError: another of its kinds, by HTTP status and ``codeRetour``
        """
        file = FileAnswer(key, target, limit)
        with self._discreet():
            self._operate(path, body, "POST", True, timeout, file.read)
        return file.size

    def _operate(
        self,
        path: str,
        body: dict[str, Any] | None,
        method: str,
        repeatable: bool,
        timeout: float,
        reader: Reader = answers.read_body,
    ) -> dict[str, Any]:
        check_operation(path, self._more_operations)
        limit = self._limit(timeout)
        request = self._request(path, body, method, repeatable, reader, limit)
        answer = self._exchange(request, limit)
        if answer[0] == 401:
            # A 401 is refused before it is read: calling again repeats nothing.
            TOKENS.drop(self.connection)
            request = self._request(path, body, method, repeatable, reader, limit)
            answer = self._exchange(request, limit)
        with self.calls[-1].noted(), request.guarded():
            result = answers.interpret(path, *answer, repeatable=repeatable)
        self.calls[-1].return_code = 0
        self.answered.add(path.partition("/")[0])
        return result

    def _request(
        self,
        path: str,
        body: dict[str, Any] | None,
        method: str,
        repeatable: bool,
        reader: Reader,
        limit: Limit,
    ) -> Request:
        headers = {
            "Authorization": f"Bearer {self._token(limit)}",
            "cpro-account": self.connection.account_header,
            "Content-Type": "application/json;charset=utf-8",
            "Accept": "application/json;charset=utf-8",
        }
        return Request(
            method,
            f"{self.connection.base_url}/{path}",
            path,
            headers,
            None if method == "GET" else Body(json.dumps(body or {}).encode()),
            subject_of(body),
            reader,
            self._retries(READS if repeatable else CONNECTIONS),
            **({} if repeatable else ONCE),
        )

    def _retries(self, attempts: Attempts) -> Attempts:
        return attempts if self._end is None else HURRIED

    def _limit(self, seconds: float) -> Limit:
        """The limit of one call: its own, or what is left of the time for all calls.

        :raises Unavailable: nothing is left; nothing was sent
        """
        if self._end is not None:
            seconds = min(seconds, self._end - time.monotonic())
        if seconds <= 0:
            raise errors.Unavailable("the time for all calls is up")
        return Limit(seconds)

    def _exchange(
        self, request: Request, limit: Limit
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Send a request; log it and note it; return (status, body, headers).

        :raises Unavailable: surely not accepted, or a read that failed
        :raises Uncertain: a request that may have been accepted
        :raises ProtocolError: a read that failed as no network fails
        """
        start = time.monotonic()
        call = Call(request.path, request.subject)
        self.calls.append(call)
        try:
            with (
                call.noted(),
                request.guarded(),
                limit.active(request),
                self._send(request, limit) as response,
            ):
                call.answered(response.status_code, response.headers)
                body = request.reader(response)
                return response.status_code, body, response.headers
        finally:
            took = (time.monotonic() - start) * 1000
            call.milliseconds = round(took)
            outcome = call.http_status or "no answer"
            _logger.info(
                "%s %s %s %.0f ms", request.method, request.path, outcome, took
            )

    def _send(self, request: Request, limit: Limit) -> requests.Response:
        return self._session.request(
            request.method,
            request.url,
            auth=_as_prepared,
            timeout=limit.left(),
            stream=True,
            allow_redirects=False,
            headers=request.headers,
            data=request.body,
        )


def _as_prepared(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave a request as it is: without this, the library lets an entry of the user's
    netrc file for the host replace our token with other credentials."""
    return request
