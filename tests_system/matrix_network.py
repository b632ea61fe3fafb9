"""Addresses at which nobody answers, as a network in trouble has them."""

import contextlib
import socket


@contextlib.contextmanager
def closed_port():
    """Base address of a port at which connections are refused."""
    with socket.socket() as line:
        # Bound, so that nobody else gets it; never listening.
        line.bind(("127.0.0.1", 0))
        yield _address(line)


@contextlib.contextmanager
def silent_port():
    """Base address of a port at which no connection is ever made: its queue is full,
    and the kernel drops whoever asks."""
    with socket.socket() as line, contextlib.ExitStack() as waiting:
        line.bind(("127.0.0.1", 0))
        line.listen(0)
        for _place in range(2):
            filler = waiting.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(line.getsockname())
        yield _address(line)


def _address(line):
    host, port = line.getsockname()
    return f"http://{host}:{port}"


UNREACHABLE = {"closed": closed_port, "silent": silent_port}
