"""How the answer of one call leaves through its socket, apart from what it says.

A fault orders it, the server does it, for only the server holds the socket.
"""

from dataclasses import dataclass

from flask import Request

# Where the server finds it in the WSGI environment.
KEY = "simulator.response_stream"
PIECE = 16


@dataclass(slots=True)
class ResponseStream:
    """How an answer leaves.

    :param silent: no byte of it does, not even the status line
    :param sent: how many bytes of its body leave before the connection breaks; None:
        all
    :param held: seconds for which a connection that breaks stays open first, unless
        the client gives it up
    :param pieces: the body leaves in chunks of a few bytes, its length unannounced
    :param early: it leaves before the rest of the request is read
    """

    silent: bool = False
    sent: int | None = None
    held: float = 0
    pieces: bool = False
    early: bool = False

    @property
    def breaks(self) -> bool:
        """Whether the connection is reset after what was sent."""
        return self.silent or self.sent is not None


def stream_of(request: Request) -> ResponseStream:
    """How the answer of a call leaves: kept in the call's WSGI environment."""
    return request.environ.setdefault(KEY, ResponseStream())
