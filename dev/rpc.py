"""A small JSON-RPC client for Odoo, as an outside program would use it."""

import itertools
import json
import urllib.error
import urllib.request

_request_ids = itertools.count(1)


class RpcError(Exception):
    """What the server answered: its message, exception name and traceback."""

    def __init__(self, message, name="", debug=""):
        super().__init__(message)
        self.message = message
        self.name = name
        self.debug = debug

    def __str__(self):
        return f"{self.name}: {self.message}" if self.name else self.message


def call(url, service, method, *args, timeout=120):
    """One call of the external API; raises RpcError, or OSError without an answer."""
    body = {
        "jsonrpc": "2.0",
        "method": "call",
        "id": next(_request_ids),
        "params": {"service": service, "method": method, "args": list(args)},
    }
    request = urllib.request.Request(
        f"{url}/jsonrpc",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        raise RpcError(f"HTTP {error.code}", debug=error.read().decode()) from error
    if "error" in answer:
        data = answer["error"].get("data") or {}
        message = data.get("message") or answer["error"].get("message")
        raise RpcError(message, data.get("name", ""), data.get("debug", ""))
    return answer.get("result")


class Session:
    """A logged-in user of one database."""

    def __init__(self, url, database, login="admin", password="admin", timeout=120):
        self.url = url
        self.database = database
        self.password = password
        self.timeout = timeout
        self.uid = self._call("common", "login", database, login, password)
        if not self.uid:
            raise RpcError(f"{login} cannot log in to {database}")

    def _call(self, service, method, *args):
        return call(self.url, service, method, *args, timeout=self.timeout)

    def execute_kw(self, model, method, args=(), kwargs=None):
        return self._call(
            *("object", "execute_kw", self.database, self.uid, self.password),
            *(model, method, list(args), kwargs or {}),
        )

    def execute(self, model, method, *args, **kwargs):
        """`session.execute("res.partner", "read", [1], fields=["name"])`"""
        return self.execute_kw(model, method, args, kwargs)

    def ref(self, xmlid):
        """Database id of a record known by its external identifier."""
        module, _dot, name = xmlid.partition(".")
        domain = [("module", "=", module), ("name", "=", name)]
        found = self.execute("ir.model.data", "search_read", domain, fields=["res_id"])
        if not found:
            raise RpcError(f"no record {xmlid} in {self.database}")
        return found[0]["res_id"]
