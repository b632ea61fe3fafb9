"""The log of API calls that tests and people read: no secret, no file content."""

import base64
import binascii
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone

from flask import Request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from .auth import bearer, technical_account
from .database import Database

KEPT = 20_000
FILE_FIELDS = ("fichierFlux", "fichierFacture", "pieceJointeFichier", "fichierResultat")
SECRET_FIELDS = ("client_secret", "access_token", "password")
SHOWN_HEADERS = ("Content-Type", "Content-Length", "Accept", "User-Agent")
TEXT_LENGTH = 500
ANSWER_FIELDS = (
    "codeRetour libelle numeroFluxDepot pieceJointeId identifiantFactureCPP"
    " numeroFacture statutFacture error ErrorCode"
).split()


class InProgress:
    """How many calls are being served: those that the log does not show yet."""

    def __init__(self):
        self._lock = threading.Lock()
        self.count = 0

    def __enter__(self):
        with self._lock:
            self.count += 1

    def __exit__(self, *failure):
        with self._lock:
            self.count -= 1


@dataclass
class CallRecord:
    """One call on its way: filled by the dispatcher, written at its end.

    :param unknown_fields: request fields the operation does not know
    :param fault: what fault control did to the call
    """

    operation: str
    started: float = field(default_factory=time.time)
    unknown_fields: list[str] = field(default_factory=list)
    fault: dict | None = None

    def save(self, database: Database, request: Request, response: Response | None):
        """Add the call to the log; no response means that the socket was cut."""
        with database.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO calls (at, method, path, operation, http_status,"
                " milliseconds, headers, body, answer, unknown_fields, fault)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
                    request.method,
                    request.path,
                    self.operation,
                    response.status_code if response else None,
                    round((time.time() - self.started) * 1000),
                    json.dumps(_headers(request)),
                    json.dumps(_request_summary(request, self.fault)),
                    json.dumps(_answer_summary(response)),
                    json.dumps(self.unknown_fields),
                    json.dumps(self.fault) if self.fault else None,
                ],
            )
            connection.execute(
                "DELETE FROM calls WHERE id <= ?", [(cursor.lastrowid or 0) - KEPT]
            )


def calls_since(database: Database, last_id: int) -> list[dict]:
    """The calls after an id, oldest first, as dicts ready for JSON."""
    rows = database.connection().execute(
        "SELECT * FROM calls WHERE id > ? ORDER BY id", [last_id]
    )
    packed = ("headers", "body", "answer", "unknown_fields", "fault")
    return [
        {
            name: json.loads(row[name]) if name in packed and row[name] else row[name]
            for name in row.keys()  # noqa: SIM118 -- a Row iterates over values
        }
        for row in rows
    ]


def _headers(request: Request) -> dict:
    shown = {name: request.headers.get(name) for name in SHOWN_HEADERS}
    return {name: value for name, value in shown.items() if value is not None} | {
        "authorization": bool(bearer(request) or request.authorization),
        "cpro-account": {
            "present": "cpro-account" in request.headers,
            "login": technical_account(request)[0],
        },
    }


def _request_summary(request: Request, fault: dict | None):
    if fault and fault["when"] == "during":
        return None  # reading the body now would wait for what never comes
    try:
        if request.form:
            return summary(request.form.to_dict())
        return _parsed(request.get_data(cache=True))
    except HTTPException:  # larger than the server takes
        return None


def _answer_summary(response: Response | None):
    if response is None:
        return None
    answer = _parsed(response.get_data())
    if isinstance(answer, dict):
        return {name: answer[name] for name in ANSWER_FIELDS if name in answer}
    return answer


def _parsed(data: bytes):
    if not data:
        return None
    try:
        return summary(json.loads(data))
    except (ValueError, RecursionError):
        return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def summary(value, name: str = ""):
    """The value without file contents and secrets, long texts cut."""
    if name in SECRET_FIELDS:
        return "***"
    if isinstance(value, dict):
        return {key: summary(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [summary(item) for item in value]
    if isinstance(value, str) and (name in FILE_FIELDS or len(value) > TEXT_LENGTH):
        if name not in FILE_FIELDS:
            return value[:TEXT_LENGTH] + "…"
        try:
            content = base64.b64decode(value)
        except (binascii.Error, ValueError):
            content = value.encode(errors="replace")
        return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return value
