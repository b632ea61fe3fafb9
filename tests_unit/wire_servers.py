"""Servers that treat a connection as networks do: slowly, in drops, or not at all."""

import contextlib
import re
import socket
import struct
import threading

from tests_unit.client_tools import (
    TOKEN,
    SmallServer,
    answer,
    read_request,
    receive,
)

STEPS = 20


class SlowUplink(SmallServer):
    """Takes a body in :data:`STEPS` parts with a pause before each; then it answers.

    :param pause: seconds
    :param stops_after: parts after which it takes no more, for as long as it lives
    """

    def __init__(self, reply, pause=0.0, stops_after=STEPS):
        super().__init__(reply)
        # What waits in the buffers of the system has left, as far as a client knows.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        self._pause = pause
        self._stops_after = stops_after
        self._over = threading.Event()

    def __exit__(self, *error):
        self._over.set()
        super().__exit__(*error)

    def _answer(self, line):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += receive(line, 1)
        length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])
        if head.startswith(b"POST /api/oauth/token"):
            _take(line, length)
            line.sendall(answer(TOKEN))
            return
        for step in range(STEPS):
            if step == self._stops_after:
                self._over.wait(90)
                return
            self._over.wait(self._pause)
            _take(line, length * (step + 1) // STEPS - length * step // STEPS)
        line.sendall(self._reply)


def _take(line, count):
    while count:
        count -= len(receive(line, count))


class DroppingServer(SmallServer):
    """Sends its answers byte by byte, with a pause after each.

    :param reply: of all requests but those of tokens
    """

    def __init__(self, reply, pause=0.02):
        super().__init__(self._drip)
        self._bytes = reply
        self._pause = pause
        self._over = threading.Event()

    def __exit__(self, *error):
        self._over.set()
        super().__exit__(*error)

    def _drip(self, line):
        for place in range(len(self._bytes)):
            line.sendall(self._bytes[place : place + 1])
            if self._over.wait(self._pause):
                return


class KeepingServer(SmallServer):
    """Keeps a connection open, where it is let, and counts the connections."""

    def __init__(self, reply, token=TOKEN):
        super().__init__(reply)
        self.connections = 0
        self._token = token

    def _answer(self, line):
        self.connections += 1
        while True:
            request = read_request(line)
            is_token = request.startswith(b"POST /api/oauth/token")
            reply = answer(self._token) if is_token else self._reply
            if b"\r\nconnection: close\r\n" in request.lower():
                line.sendall(reply)
                return
            line.sendall(reply.replace(b"Connection: close\r\n", b""))


class ResettingServer(SmallServer):
    """Resets the first connections before their encryption stands, then answers.

    :param resets: how many
    """

    def __init__(self, reply, tls, resets):
        super().__init__(reply, tls)
        self.connections = 0
        self._resets = resets

    def _secured(self, line):
        self.connections += 1
        if self.connections > self._resets:
            return super()._secured(line)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()
        raise ConnectionResetError


@contextlib.contextmanager
def deaf_url():
    """An address that answers no request for a connection."""
    with contextlib.ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _number in range(4):
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextlib.contextmanager
def mute_url(scheme):
    """An address that takes connections and says nothing on them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
