"""Who calls: client credentials, bearer tokens, technical accounts.

Source: doc/portal.md, A 1.2 to A 1.4 (token, headers, HTTP status of each refusal).
"""

import base64
import binascii
import hmac
import secrets
import sqlite3
import time

from flask import Request

from .database import Database
from .errors import Refusal
from .seed import CLIENT


def issue_token(request: Request, database: Database, lifetime: float) -> dict:
    """Answer ``POST /api/oauth/token``; credentials come as form fields or as HTTP
    Basic, any scope is accepted.

    Tokens live in real time: the simulated clock can jump by days without every
    client having to log in again.

    :raises Refusal: 400 with the body of RFC 6749 section 5.2
    """
    basic = request.authorization
    if basic is not None and basic.type == "basic":
        client_id, secret = basic.username, basic.password
    else:
        client_id = request.form.get("client_id")
        secret = request.form.get("client_secret")
    known = _same(client_id, CLIENT["id"]) and _same(secret, CLIENT["secret"])
    if not known:
        raise _oauth_error("invalid_client", "Client authentication failed")
    if request.form.get("grant_type") != "client_credentials":
        raise _oauth_error("unsupported_grant_type", "Use client_credentials")
    token, now = secrets.token_urlsafe(32), time.time()
    with database.transaction() as connection:
        connection.execute("DELETE FROM tokens WHERE expires_at <= ?", [now])
        connection.execute("INSERT INTO tokens VALUES (?, ?)", [token, now + lifetime])
    return {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": int(lifetime),
        "scope": request.form.get("scope") or "openid",
    }


def check_token(request: Request, connection: sqlite3.Connection) -> None:
    """Refuse a call without a living token.

    :raises Refusal: 401, with the challenge that PISTE sends
    """
    row = connection.execute(
        "SELECT 1 FROM tokens WHERE token = ? AND expires_at > ?",
        [bearer(request), time.time()],
    ).fetchone()
    if row is None:
        raise Refusal(401, headers={"WWW-Authenticate": 'Bearer realm="PISTE"'})


def bearer(request: Request) -> str:
    """The bearer token of a request; empty where it carries none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def check_account(request: Request, connection: sqlite3.Connection) -> sqlite3.Row:
    """The row of the technical account (with its structure's identifier).

    :raises Refusal: 401 with the body seen for a bad technical account
    """
    login, password = technical_account(request)
    row = connection.execute(
        "SELECT accounts.*, structures.identifier FROM accounts"
        " JOIN structures ON structures.id = structure_id WHERE login = ?",
        [login],
    ).fetchone()
    if row is None or not _same(password, row["password"]):
        raise Refusal(401, {"ErrorCode": "401", "Description": "[invalid field]"})
    return row


def technical_account(request: Request) -> tuple[str, str]:
    """Login and password of the header ``cpro-account``; empty when unreadable."""
    try:
        text = base64.b64decode(request.headers.get("cpro-account", ""), validate=True)
        login, _, password = text.decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return login, password


def _same(given: str | None, expected: str) -> bool:
    return hmac.compare_digest((given or "").encode(), expected.encode())


def _oauth_error(code: str, description: str) -> Refusal:
    return Refusal(400, {"error": code, "error_description": description})
