"""The HTTP server: Werkzeug's threaded one, with connections that stay open."""

import socket
import struct

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app
from werkzeug.wsgi import LimitedStream

from .faults import CUT

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
            body = LimitedStream(self.rfile, self._announced())
            environ["wsgi.input"] = body
        environ[CUT] = cut = {}
        chunks, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        data = b"".join(chunks)
        cut_after = cut.get("after")
        if cut_after == 0:
            self._cut()
            return
        if chunked or not self._drain(body):
            self.close_connection = True
        self._send(int(status.split()[0]), headers, data, cut_after)

    def _send(self, status: int, headers, data: bytes, cut_after: int | None) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[:cut_after])
        self.wfile.flush()
        if cut_after is not None:
            self._cut()

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

    def _cut(self) -> None:
        """End the connection as a broken network does: with a reset."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        # The files over the socket hold it open until the handler ends; then the
        # last close sends the reset. The end of reading stops what is on the way.
        self.connection.shutdown(socket.SHUT_RD)


def serve(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """A server that is bound to its port and waits to be told to serve.

    :param port: 0 for a free one, then found as the ``port`` of the server
    """
    return make_server(host, port, app, threaded=True, request_handler=KeepAliveHandler)
