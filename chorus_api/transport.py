"""Calls of the API through PISTE: token, technical account, JSON, one log line each.

Reference: ``chorus-pro-api.md`` section 1 (hosts, headers, HTTP status, envelope).
"""

import base64
import hashlib
import io
import json
import logging
import threading
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from . import errors, values

_logger = logging.getLogger(__name__)

CALL_TIMEOUT = 30.0
DEPOSIT_TIMEOUT = 60.0
# A page of a search weighs kilobytes: more is not an answer of Chorus Pro.
ANSWER_LIMIT = 8 * 1024 * 1024
TOKEN_MARGIN = 120.0
LONGEST_WAIT = 24 * 3600
# A connection that could not be made delivered nothing: it may be tried again, for any
# call. What was sent is never sent again by this; reads are tried once more where the
# gateway stumbled, and 429 or 503 wait for whoever called.
BACKOFF = 0.2
CONNECT_RETRIES = Retry(
    total=None,
    connect=2,
    read=0,
    redirect=0,
    status=0,
    other=0,
    backoff_factor=BACKOFF,
    backoff_jitter=BACKOFF,
)
READ_RETRIES = Retry(
    total=3,
    connect=2,
    read=1,
    redirect=0,
    status=1,
    other=0,
    backoff_factor=BACKOFF,
    backoff_jitter=BACKOFF,
    status_forcelist=(502, 504),
    allowed_methods=None,
    raise_on_status=False,
    respect_retry_after_header=False,
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Connection:
    """Where and as whom to call.

    :param oauth_url: the token's address, or its host alone
    :param api_url: the API's address without ``/cpro``
    :raises ConfigurationError: an address is neither https nor loopback
    """

    oauth_url: str
    api_url: str
    client_id: str
    client_secret: str = field(repr=False)
    login: str
    password: str = field(repr=False)

    def __post_init__(self):
        for url in (self.oauth_url, self.api_url):
            parts = urlsplit(url)
            secure = parts.scheme == "https" or (
                parts.scheme == "http" and parts.hostname in LOOPBACK
            )
            if not secure or not parts.hostname:
                raise errors.ConfigurationError(url, cause=errors.ADDRESS)

    @property
    def token_url(self) -> str:
        if urlsplit(self.oauth_url).path.strip("/"):
            return self.oauth_url
        return self.oauth_url.rstrip("/") + "/api/oauth/token"

    @property
    def base_url(self) -> str:
        return self.api_url.rstrip("/").removesuffix("/cpro") + "/cpro"

    @property
    def account_header(self) -> str:
        return base64.b64encode(f"{self.login}:{self.password}".encode()).decode()


class TokenCache:
    """Access tokens of this process, by address and credentials."""

    def __init__(self):
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


class _Body(io.BytesIO):
    """A request's body that knows whether any of it was handed to a connection.

    Until then nothing of the request can have been accepted, whatever failed: the
    address, the connection or its encryption.
    """

    touched = False

    def read(self, *size) -> bytes:
        self.touched = True
        return super().read(*size)


class Transport:
    """One company's line to Chorus Pro, kept open between calls.

    :param session: another ``requests.Session``, for proxies of one's own
    """

    def __init__(self, connection: Connection, session: requests.Session | None = None):
        self.connection = connection
        self._session = session or requests.Session()
        self._once = HTTPAdapter(max_retries=CONNECT_RETRIES)
        self._session.mount(connection.base_url, HTTPAdapter(max_retries=READ_RETRIES))
        self._session.mount(connection.token_url, self._once)

    def close(self) -> None:
        self._session.close()

    def authenticate(self) -> str:
        """A token that is still valid, fetched from PISTE where none is at hand.

        :raises ConfigurationError: PISTE refuses the credentials
        :raises Unavailable: PISTE does not answer
        """
        token = TOKENS.get(self.connection)
        if token is None:
            token, seconds = self._fetch_token()
            TOKENS.put(self.connection, token, seconds)
        return token

    def _fetch_token(self) -> tuple[str, float]:
        status, body, headers = self._exchange(
            "POST",
            self.connection.token_url,
            "token",
            timeout=CALL_TIMEOUT,
            data={
                "grant_type": "client_credentials",
                "client_id": self.connection.client_id,
                "client_secret": self.connection.client_secret,
                "scope": "openid",
            },
        )
        answer = _json_object(body)
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
                f"HTTP {status}", retry_after=_retry_after(headers), http_status=status
            )
        return token, _number(answer.get("expires_in"))

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
        """
        answer = self._call_once(path, body, method, repeatable, timeout)
        if answer[0] == 401:
            # A 401 is refused before it is read: calling again repeats nothing.
            TOKENS.drop(self.connection)
            answer = self._call_once(path, body, method, repeatable, timeout)
        return _interpret(path, *answer, repeatable=repeatable)

    def _call_once(self, path, body, method, repeatable, timeout):
        headers = {
            "Authorization": f"Bearer {self.authenticate()}",
            "cpro-account": self.connection.account_header,
            "Content-Type": "application/json;charset=utf-8",
            "Accept": "application/json;charset=utf-8",
        }
        return self._exchange(
            method,
            f"{self.connection.base_url}/{path}",
            path,
            timeout=timeout,
            repeatable=repeatable,
            headers=headers,
            data=None if method == "GET" else _Body(json.dumps(body or {}).encode()),
        )

    def _exchange(self, method, url, path, *, timeout, repeatable=True, **request):
        """Send one request; log it; return (status, body, headers).

        :raises Unavailable: surely not accepted, or a read that failed
        :raises Uncertain: a request that may have been accepted
        """
        if not repeatable:
            # The longest prefix wins: what changes something has manners of its own.
            self._session.mount(url, self._once)
        start = time.monotonic()
        outcome: object = "no answer"
        try:
            with self._session.request(
                method,
                url,
                auth=_as_prepared,
                timeout=timeout,
                stream=True,
                allow_redirects=False,
                **request,
            ) as response:
                outcome = response.status_code
                body = _read(response, start + timeout)
                return response.status_code, body, response.headers
        except (requests.RequestException, HTTPError) as error:
            body = request.get("data")
            delivered = not isinstance(body, _Body) or body.touched
            kind = errors.Unavailable
            if delivered and not repeatable:
                kind = errors.Uncertain
            # The library's own text carries addresses and objects: name the kind.
            raise kind(type(error).__name__) from error
        finally:
            elapsed = (time.monotonic() - start) * 1000
            _logger.info("%s %s %s %.0f ms", method, path, outcome, elapsed)


def _as_prepared(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave a request as it is: without this, the library lets an entry of the user's
    netrc file for the host replace our token with other credentials."""
    return request


def _read(response: requests.Response, deadline: float) -> bytes:
    """The body, within the limits of time and size that one answer may take."""
    body = bytearray()
    # What has come is taken as it is: a full buffer may never come in time.
    while chunk := response.raw.read1(64 * 1024, decode_content=True):
        body += chunk
        if len(body) > ANSWER_LIMIT:
            raise requests.exceptions.ContentDecodingError("answer too long")
        if time.monotonic() > deadline:
            raise requests.ReadTimeout("answer too slow")
    return bytes(body)


def _json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in the body; an empty one for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0


def _interpret(path, status, body, headers, *, repeatable) -> dict[str, Any]:
    """Turn an answer into its JSON object or into the error it means."""
    answer = _json_object(body)
    family = path.partition("/")[0]
    details = {"http_status": status, "payload": answer}
    if status in (401, 403):
        cause = errors.ACCOUNT if status == 401 else errors.SUBSCRIPTION
        said = values.text(answer, "Description") or headers.get("WWW-Authenticate", "")
        raise errors.ConfigurationError(said, cause=cause, family=family, **details)
    if status == 404 or 300 <= status < 400:
        raise errors.ConfigurationError(
            path, cause=errors.ADDRESS, family=family, **details
        )
    if status == 429 or (status >= 500 and repeatable):
        wait = _retry_after(headers)
        raise errors.Unavailable(f"HTTP {status}", retry_after=wait, **details)
    if status >= 500:
        raise errors.Uncertain(f"HTTP {status}", **details)
    code = _return_code(answer)
    if status < 300 and (status != 200 or not answer or code is None):
        kind = errors.ProtocolError if repeatable else errors.Uncertain
        raise kind("the answer is not one of Chorus Pro", **details)
    if status != 200 or code:
        label = values.text(answer, "libelle") or f"HTTP {status}"
        raise errors.Rejected(label, code=code, **details)
    return answer


def _return_code(answer: dict[str, Any]) -> int | None:
    """``codeRetour``, 0 where there is none, None where it cannot be read."""
    try:
        return int(answer.get("codeRetour", 0))
    except (TypeError, ValueError, OverflowError):
        return None


def _retry_after(headers) -> int:
    """Seconds that ``Retry-After`` asks for, as a number or a date; 0 otherwise."""
    value = headers.get("Retry-After") or ""
    if value.isdigit():
        return min(int(value), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError):
        return 0
    return max(0, min(int(moment - time.time()), LONGEST_WAIT))
