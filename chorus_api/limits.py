"""How long a call may take, whatever the other side does.

The time-outs of ``requests`` are those of one wait: an answer in drops goes on for
ever, each attempt begins anew, and a block of the body has the time of a connection.
Here one :class:`Limit` counts for a whole call, and each wait of its connections is cut
to what is left of it. Two things are out of reach: the resolver, which looks up the
name of a host within limits of its own, and the several addresses of one host, of which
each has :data:`CONNECT_TIMEOUT`.

Only what urllib3 1.26 and 2 have in common is used: Odoo runs on both.
"""

import contextlib
import http.client
import io
import random
import socket
import time
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, PoolManager, Retry
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProtocolError

# A host that is there answers within a second; the system asks it three times in these.
# Longer would not help, and Odoo kills a worker after two minutes.
CONNECT_TIMEOUT = 5.0
# Bytes a second (2 Mbit/s) of the slowest line that lots may leave by: the largest
# single file (10 MB, 13 MB in base64) then leaves within a minute.
SLOWEST_UPLINK = 250_000
BACKOFF = 0.2

_current: ContextVar["Limit | None"] = ContextVar("limit of the call", default=None)


class Attempted(Protocol):
    """What the limit of a call knows of what is sent."""

    @property
    def retries(self) -> "Attempts":
        """When it may be sent again."""

    @property
    def delivered(self) -> bool:
        """Whether the portal may have read any of it."""


class Limit:
    """The time of one call: token, connections, attempts and answer together.

    While a body leaves the clock stands still, for as long as :data:`SLOWEST_UPLINK`
    would take for it: the answer has what was left before, and a call never lasts
    longer than ``seconds + bytes sent / SLOWEST_UPLINK``. Where nothing at all leaves
    for ``seconds``, the call ends as well. What the system has taken over counts as
    sent, at most a few megabytes too early.
    """

    # Set by :meth:`active`.
    request: "Attempted"

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._sent = 0
        self._sending = 0.0

    def left(self) -> float:
        """Seconds that are left of the call; always more than 0.

        :raises TimeoutError: nothing is left
        """
        return self._until(self._end + min(self._sending, self._sent / SLOWEST_UPLINK))

    @contextlib.contextmanager
    def sending(self, sock: socket.socket, size: int) -> Iterator[None]:
        """Give a block of the request's body the time that it takes to leave.

        :param size: bytes of the block
        :raises TimeoutError: the time of the body and of the call are used up
        """
        start = time.monotonic()
        self._sent += size
        until = self._end + self._sent / SLOWEST_UPLINK
        sock.settimeout(min(self._seconds, self._until(until)))
        yield
        self._sending += time.monotonic() - start

    @contextlib.contextmanager
    def active(self, request: "Attempted") -> Iterator[None]:
        """Have the connections of :class:`LimitedAdapter` keep to this limit.

        :param request: with ``retries`` and whether it was ``delivered``
        """
        self.request = request
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    @staticmethod
    def _until(moment: float) -> float:
        left = moment - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Attempts(Retry):
    """urllib3's own attempts, with random pauses that fit into the limit of the call.

    What breaks before any of the body was handed over, such as the encryption, counts
    as a connection that could not be made. Who waited in vain for one does not wait
    again.
    """

    def get_backoff_time(self) -> float:
        seconds = super().get_backoff_time() + random.uniform(0, BACKOFF)  # noqa: S311
        limit = _current.get()
        if limit is not None and seconds >= limit.left():
            raise TimeoutError
        return seconds

    def _is_connection_error(self, err: Exception) -> bool:
        if isinstance(err, ConnectTimeoutError) and not isinstance(
            err, NewConnectionError
        ):
            return False
        limit = _current.get()
        untouched = limit is not None and not limit.request.delivered
        return super()._is_connection_error(err) or (
            untouched and isinstance(err, ProtocolError)
        )


def _attempts(connect: int, repeats: int) -> Attempts:
    return Attempts(
        total=None,
        connect=connect,
        read=repeats,
        status=repeats,
        other=0,
        redirect=False,
        # A POST as well: the operation says whether it may be repeated.
        allowed_methods=None,
        status_forcelist=(502, 504),
        backoff_factor=BACKOFF,
        raise_on_status=False,
        respect_retry_after_header=False,
    )


# A connection that could not be made delivered nothing: it may be tried again, for any
# call. What was sent is never sent again; reads are, once, where the gateway stumbled.
# 429 and 503 wait for whoever called.
CONNECTIONS = _attempts(connect=2, repeats=0)
READS = _attempts(connect=2, repeats=1)
# Who is in a hurry does not wait for the same thing twice.
HURRIED = _attempts(connect=0, repeats=0)


class LimitedAdapter(HTTPAdapter):
    """An adapter of ``requests``: connections keep to the active :class:`Limit`."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        _limit_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> PoolManager:
        return _limit_pools(super().proxy_manager_for(proxy, **options))

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: str | tuple[str, str] | None = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        limit = _current.get()
        if limit is not None:
            left = limit.left()
            timeout = (min(CONNECT_TIMEOUT, left), left)
            self.max_retries = limit.request.retries
        return super().send(request, stream, timeout, verify, cert, proxies)


def _limit_pools(manager: PoolManager) -> PoolManager:
    manager.pool_classes_by_scheme = {
        scheme: _limited(pool)
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }
    return manager


@cache
def _limited(pool: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
    """A kind of pool whose connections keep to the limit.

    :param pool: the kind it derives from; one that keeps to the limit is returned as
        it is
    """
    if issubclass(pool.ConnectionCls, _LimitedConnection):
        return pool
    bases = (_LimitedConnection, pool.ConnectionCls)
    connection = type(pool.ConnectionCls.__name__, bases, {})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


class _LimitedConnection(http.client.HTTPConnection):
    """Mixed into connections of urllib3; overrides methods of ``http.client`` alone."""

    def send(self, data: Any) -> None:
        limit = _current.get()
        if self.sock is None and self.auto_open:
            self.connect()
        if limit is None or self.sock is None:
            super().send(data)
            return
        with limit.sending(self.sock, len(data)):
            super().send(data)

    # ``http.client`` has a class there, which it does nothing with but call.
    def response_class(  # type: ignore[override]  # a function is called the same way
        self, sock: socket.socket, *args: Any, **options: Any
    ) -> http.client.HTTPResponse:
        answer = http.client.HTTPResponse(sock, *args, **options)
        limit = _current.get()
        if limit is not None:
            reading = _Reading(answer.fp.detach(), sock, limit)
            answer.fp = io.BufferedReader(reading)
        return answer


class _Reading(io.RawIOBase):
    """What comes from a socket, for as long as the limit lasts."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, limit: Limit):
        self._raw = raw
        self._sock = sock
        self._limit = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._limit.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
