"""What is sent, whether it may be sent again, and what it means that no answer came."""

import contextlib
import io
import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError

from . import answers
from .errors import ChorusError, ProtocolError, Unavailable
from .limits import READS, Attempts

_logger = logging.getLogger(__name__)

# What networks do; the libraries tell a mistake in address or header as a ValueError.
NETWORK_FAILURES = (requests.RequestException, HTTPError, TimeoutError)
# Takes the body from an answer.
Reader = Callable[[requests.Response], bytes]


class Body(io.BytesIO):
    """A request's body that knows whether any of it was handed to a connection.

    Until then nothing of the request can have been accepted, whatever failed: the
    address, the connection or its encryption.
    """

    touched = False

    def read(self, *size: int | None) -> bytes:
        self.touched = True
        return super().read(*size)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, by one attempt or several; a read unless told otherwise.

    :param path: what the log calls it
    :param subject: what it is about, for the journal
    :param body: None for an operation without one
    :param reader: takes the body from the answer
    :param retries: when it may be sent again
    :param unanswered: what it means that the network failed then
    :param broken: what it means that anything else failed then
    """

    method: str
    url: str
    path: str
    headers: dict[str, str]
    body: Body | None
    subject: str = ""
    reader: Reader = answers.read_body
    retries: Attempts = READS
    unanswered: type[ChorusError] = Unavailable
    broken: type[ChorusError] = ProtocolError

    @property
    def delivered(self) -> bool:
        """Whether any of it left, so that the portal may have read it."""
        return self.body is None or self.body.touched

    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn any failure into an error of ours that says what became of the request.

        The message is the kind of the failure alone: the texts of libraries carry
        addresses, headers and contents.

        :raises Unavailable: none of the request left
        :raises ChorusError: of the kind ``unanswered`` where the network failed, of the
            kind ``broken`` where anything else did
        """
        try:
            yield
        except ChorusError:
            raise
        except Exception as error:  # noqa: BLE001 - a caller must learn what was done
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> ChorusError:
        kind = type(error).__name__
        is_network = isinstance(error, NETWORK_FAILURES)
        if not is_network or isinstance(error, ValueError):
            self._log_place(error)
        if not self.delivered:
            return Unavailable(kind)
        return self.unanswered(kind) if is_network else self.broken(kind)

    def _log_place(self, error: Exception) -> None:
        place = "".join(traceback.format_tb(error.__traceback__))
        kind = type(error).__name__
        _logger.error("%s %s: %s\n%s", self.method, self.path, kind, place)
