"""What may be written down of a call: no content, no secret.

Source: ``doc/portal.md``, A 1.8 (the number that the gateway gives to a request).
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .errors import ChorusError

# What a request is about, by the fields that name it, the surest first.
SUBJECTS = (
    "numeroFluxDepot",
    "identifiantFactureCPP",
    "idFacture",
    "idDemandePaiement",
    "numeroFactureSaisi",
    "numeroFacture",
    "numeroEngagementJuridique",
    "idStructureCPP",
    "identifiantStructure",
    "nomFichier",
)
# In what lists the things stand that a request is about.
LISTS = ("listeFacture", "listeDemandePaiement", "structure")
CORRELATION_HEADERS = ("X-CorrelationID", "X-Correlation-ID", "X-Request-ID")
# What a gateway numbers requests with; anything else could be anything.
NUMBER = re.compile(r"[\w.:-]{1,80}", re.ASCII)
LONGEST_SUBJECT = 100


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


@dataclass(slots=True)
class Call:
    """One request that was sent, and what came of it.

    :param operation: the path after ``/cpro/``, or ``token``
    :param subject: number of the flow or invoice, or name of the file that it is about;
        empty where it is about none
    :param at: when it began, a naive datetime in UTC
    :param http_status: None where no answer came
    :param return_code: ``codeRetour`` of the answer; None where there was none
    :param correlation_id: the number of the request at the gateway, where it tells one
    :param failure: name of the kind of ``ChorusError`` that came of it, else empty
    """

    operation: str
    subject: str = ""
    at: datetime = field(default_factory=_now)
    milliseconds: int = 0
    http_status: int | None = None
    return_code: int | None = None
    correlation_id: str = ""
    failure: str = ""

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        self.http_status = status
        numbers = (headers.get(name, "") for name in CORRELATION_HEADERS)
        found = next(filter(None, numbers), "")
        self.correlation_id = found if NUMBER.fullmatch(found) else ""

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Note how a part of the call failed."""
        try:
            yield
        except ChorusError as error:
            self.failure = type(error).__name__
            self.return_code = error.code
            raise


def subject_of(body: Mapping[str, Any] | None) -> str:
    """What a request is about, by its own number.

    :param body: the JSON object that is sent; only :data:`SUBJECTS` are read of it
    """
    if not body:
        return ""
    for key in SUBJECTS:
        value = body.get(key)
        if value and isinstance(value, str | int):
            return str(value)[:LONGEST_SUBJECT]
    for key in LISTS:
        inner = body.get(key)
        first = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(first, dict) and (subject := subject_of(first)):
            return subject
    return ""
