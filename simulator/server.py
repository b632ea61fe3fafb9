"""The HTTP server: Werkzeug's threaded one, with connections that stay open."""

import select
import socket
import struct
from typing import IO, TYPE_CHECKING, cast

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app
from werkzeug.wsgi import LimitedStream

from .response_stream import KEY, PIECE, ResponseStream

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# How much of a body nobody read is thrown away to keep the connection in step.
DRAINED = 64 * 1024 * 1024


class KeepAliveHandler(WSGIRequestHandler):
    """Answers one connection.

    Werkzeug's own handler closes after each answer, since it does not know where a
    body that was left unread ends. Here the body is limited to its announced length
    and what is left of it is thrown away, so the next request can follow.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120  # an idle connection ends

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").lower().strip() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        self.environ = environ = self.make_environ()
        chunked = "wsgi.input_terminated" in environ
        body = environ["wsgi.input"]
        if not chunked:
            body = LimitedStream(cast(IO[bytes], self.rfile), self._announced())
            environ["wsgi.input"] = body
        environ[KEY] = stream = ResponseStream()
        chunks, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        answer = (int(status.split()[0]), headers, b"".join(chunks))
        if stream.early:
            # The client reads once it has sent everything.
            self.close_connection = True
            self._answer(stream, *answer)
            if not stream.breaks:
                self._drain(body)
            return
        if not stream.breaks and (chunked or not self._drain(body)):
            self.close_connection = True
        self._answer(stream, *answer)

    def _answer(
        self, stream: ResponseStream, status: int, headers, data: bytes
    ) -> None:
        if not stream.silent:
            self._send_head(stream, status, headers, len(data))
            if self.command != "HEAD":
                self._send_body(stream, data[: stream.sent])
            self.wfile.flush()
        if stream.breaks:
            self._hold(stream.held)
            self._cut()

    def _send_head(
        self, stream: ResponseStream, status: int, headers, length: int
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if stream.pieces:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _send_body(self, stream: ResponseStream, data: bytes) -> None:
        if not stream.pieces:
            self.wfile.write(data)
            return
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        if not stream.breaks:
            self.wfile.write(b"0\r\n\r\n")

    def _announced(self) -> int:
        length = self.headers.get("Content-Length", "0")
        return int(length) if length.isdigit() else 0

    def _drain(self, body: LimitedStream) -> bool:
        """Throw the rest of a body away; False when that is not worth it."""
        if self._announced() > DRAINED:
            return False
        while body.read(1024 * 1024):
            pass
        return True

    def _hold(self, seconds: float) -> None:
        """Keep the connection open and silent until the client gives it up."""
        poll = select.poll()
        poll.register(self.connection, select.POLLRDHUP)
        poll.poll(seconds * 1000)

    def _cut(self) -> None:
        """End the connection as a broken network does: with a reset."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        # The files over the socket hold it open until the handler ends; then the
        # last close sends the reset. The end of reading stops what is on the way.
        self.connection.shutdown(socket.SHUT_RD)


def serve(app: "WSGIApplication", host: str, port: int) -> BaseWSGIServer:
    """A server that is bound to its port and waits to be told to serve.

    :param port: 0 for a free one, then found as the ``port`` of the server
    """
    return make_server(host, port, app, threaded=True, request_handler=KeepAliveHandler)
