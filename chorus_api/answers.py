"""What comes back from the portal: a body within limits, and what it means.

Source: ``doc/portal.md``, A 1.4 and A 1.5 (HTTP status, envelope).
"""

import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from . import errors, values

# A page of a search weighs kilobytes: more is not an answer of Chorus Pro.
ANSWER_LIMIT = 8 * 1024 * 1024
LONGEST_WAIT = 24 * 3600
# PISTE may send a request back that it refuses: with the file in it, which stays ours.
FILES = ("fichierFlux", "fichierFacture", "pieceJointeFichier")
# A piece as it travels; packed with gzip it may hold a thousand times as much.
CHUNK = 16 * 1024


def read_body(response: requests.Response) -> bytes:
    """The whole body of an answer.

    :raises requests.exceptions.ContentDecodingError: more than :data:`ANSWER_LIMIT`
        bytes, or packed in a way that cannot be read
    """
    body = bytearray()
    for chunk in chunks(response):
        body += chunk
        if len(body) > ANSWER_LIMIT:
            raise requests.exceptions.ContentDecodingError("answer too long")
    return bytes(body)


def chunks(response: requests.Response) -> Iterator[bytes]:
    """The body of an answer in pieces of at most :data:`CHUNK` bytes as they travel.

    :raises requests.RequestException: while pieces are taken: the body was cut
    """
    # urllib3 1.26 takes what came before the cut for the whole, unless told not to.
    response.raw.enforce_content_length = True
    return response.iter_content(CHUNK)


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object that a body holds; an empty dict where it holds anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def number(value: Any) -> float:
    """A value of an answer as a number; 0.0 where it is none that a float can hold."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0


def interpret(
    path: str,
    status: int,
    body: bytes,
    headers: Mapping[str, str],
    *,
    repeatable: bool,
) -> dict[str, Any]:
    """Turn an answer into its JSON object or into the error it means.

    :param path: the operation after ``/cpro/``; its first part is the API family
    :param status: of HTTP
    :param repeatable: the call was a read; what fails surely changed nothing then
    :raises ChorusError: one of its kinds, by HTTP status and ``codeRetour``
    """
    answer = json_object(body)
    family = path.partition("/")[0]
    told = {name: value for name, value in answer.items() if name not in FILES}
    details: dict[str, Any] = {"http_status": status, "payload": told}
    if status in (401, 403):
        cause = errors.ACCOUNT if status == 401 else errors.SUBSCRIPTION
        said = values.text(answer, "Description") or headers.get("WWW-Authenticate", "")
        raise errors.ConfigurationError(said, cause=cause, family=family, **details)
    if status == 404 or 300 <= status < 400:
        raise errors.ConfigurationError(
            path, cause=errors.ADDRESS, family=family, **details
        )
    if status == 429 or status >= 500:
        refused = status == 429 or repeatable
        failure: type[errors.ChorusError]
        failure = errors.Unavailable if refused else errors.Uncertain
        raise failure(f"HTTP {status}", retry_after=retry_after(headers), **details)
    code = _return_code(answer)
    if status < 300 and (status != 200 or not answer or code is None):
        failure = errors.ProtocolError if repeatable else errors.Uncertain
        raise failure("the answer is not one of Chorus Pro", **details)
    if status != 200 or code:
        label = values.text(answer, "libelle") or f"HTTP {status}"
        raise errors.Rejected(label, code=code, **details)
    return answer


def _return_code(answer: dict[str, Any]) -> int | None:
    """``codeRetour`` of an answer; 0 where it has none, None where it is no number."""
    try:
        return int(answer.get("codeRetour", 0))
    except (TypeError, ValueError, OverflowError):
        return None


def retry_after(headers: Mapping[str, str]) -> int:
    """Seconds that the header ``Retry-After`` asks to wait, told as a number or a date.

    :return: at most :data:`LONGEST_WAIT`; 0 where there is no such header, or one that
        cannot be read
    """
    value = (headers.get("Retry-After") or "").strip()
    try:
        if value.isascii() and value.isdecimal():
            return min(int(value), LONGEST_WAIT)
    except ValueError:  # thousands of digits
        return LONGEST_WAIT
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        wait = int(moment.timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0
    return max(0, min(wait, LONGEST_WAIT))
