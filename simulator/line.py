"""What happens to the line of one call, apart from what its answer says.

A fault orders it, the server does it, for only the server holds the socket.
"""

from dataclasses import dataclass

from flask import Request

# Where the server finds it in the WSGI environment.
KEY = "simulator.line"
PIECE = 16


@dataclass(slots=True)
class Line:
    """How an answer leaves.

    :param silent: no byte of it does, not even the status line
    :param sent: how many bytes of its body leave before the line breaks; None: all
    :param held: seconds for which a line that breaks stays open first, unless the
        client gives it up
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
        return self.silent or self.sent is not None


def line_of(request: Request) -> Line:
    """The line of a call."""
    return request.environ.setdefault(KEY, Line())
