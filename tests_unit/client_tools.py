"""For the tests of the client: its connection to the simulator, what reached it, and a
small server for the answers that the simulator does not give."""

import contextlib
import datetime
import ipaddress
import json
import re
import socket
import ssl
import threading
import time

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chorus_api import Connection, InvoiceSearch
from chorus_api.statuses import CII
from tests_unit.simulator_client import LOGIN
from tests_unit.simulator_files import cii

DEPOSIT = "factures/deposer/flux"
SEARCH = "factures/rechercher/fournisseur"
TOKEN = {"access_token": "T0ken-of-the-test", "expires_in": 3600}


def connection(url, **changes):
    """The demo company's connection to a simulator."""
    values = {
        "oauth_url": url,
        "api_url": url,
        "client_id": "simulator",
        "client_secret": "simulator",
        "login": LOGIN,
        "password": "simulator",
    }
    return Connection(**values | changes)


def calls(portal, operation):
    """The calls of an operation, such as ``token``, that reached the simulator."""
    return [call for call in portal.calls() if call["operation"] == operation]


def posts(portal, operation=DEPOSIT):
    """How often a deposit reached the simulator, once the call with the fault ended."""
    deadline = time.monotonic() + 5
    found = []
    while not any(call["fault"] for call in found):
        assert time.monotonic() < deadline, "no fault struck a deposit"
        found = calls(portal, operation)
    return len(found)


def stored_flows(portal):
    """How many flows the simulator has accepted."""
    return portal.control("state", method="get")["counts"]["flows"]


def fault(portal, kind, operation=DEPOSIT, **parameters):
    portal.control("faults", {"kind": kind, "operation": operation} | parameters)


def deposit(chorus, content=None, name="F1.xml"):
    """Deposit a good invoice, unless told otherwise."""
    return chorus.deposit_flow(name, content or cii(), CII)


def search_once(chorus):
    """The first page of a search that finds nothing."""
    return next(chorus.search_invoices(InvoiceSearch(invoice_number="F1")))


def set_status(portal, invoice, status, **details):
    """As the public body, give an invoice a status."""
    portal.control(f"invoices/{invoice}/status", {"status": status} | details)


def stored(portal, invoice):
    """What the simulator keeps of an invoice, by its identifier."""
    rows = portal.control("state", method="get")["invoices"]
    return next(row for row in rows if str(row["id"]) == invoice)


def page(portal, invoice):
    """The web page of an invoice."""
    return requests.get(f"{portal.url}/factures/{invoice}", timeout=10)


# -- A server of our own -------------------------------------------------------


def answer(body, status="200 OK", head=""):
    """An HTTP answer as bytes; anything but bytes becomes JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"{head}Content-Type: application/json\r\nConnection: close\r\n"
    lines = f"HTTP/1.1 {status}\r\n{head}Content-Length: {len(data)}\r\n\r\n"
    return lines.encode() + data


class SmallServer:
    """Gives one answer to every request, and tokens to those who ask for one.

    The requests it read, but for those of tokens, are kept as bytes.

    :param reply: bytes to send, or a function called with the socket
    :param tls: a server-side ``ssl.SSLContext``
    """

    def __init__(self, reply, tls=None):
        self.requests = []
        self._reply = reply
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _serve(self):
        while True:
            try:
                line, _address = self._listener.accept()
            except OSError:  # closed: the test is over
                return
            # A client that hangs up is the subject of some tests.
            with contextlib.suppress(OSError), self._secured(line) as line:
                self._answer(line)

    def _secured(self, line):
        return self._tls.wrap_socket(line, server_side=True) if self._tls else line

    def _answer(self, line):
        request = read_request(line)
        if request.startswith(b"POST /api/oauth/token"):
            line.sendall(answer(TOKEN))
            return
        self.requests.append(request)
        if callable(self._reply):
            self._reply(line)
        else:
            line.sendall(self._reply)


def read_request(line):
    """One whole request, as long as its Content-Length says."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += receive(line)
    end = data.index(b"\r\n\r\n") + 4
    length = re.search(rb"(?i)^content-length: *(\d+)", data[:end], re.MULTILINE)
    while length and len(data) < end + int(length[1]):
        data += receive(line)
    return data


def receive(line, count=65536):
    """Some bytes, at the most so many.

    :raises ConnectionError: no more will come
    """
    data = line.recv(min(count, 65536))
    if not data:
        raise ConnectionError("the client hung up")
    return data


def tls_server(folder):
    """A TLS context for 127.0.0.1, and the file with which a client trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path
