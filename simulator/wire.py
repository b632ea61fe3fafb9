"""How values look in the JSON of Chorus Pro, and where that differs from the swagger.

The swagger calls every date ``date-time``; the real answers do not. This file holds
those differences, in one table, next to what applies them. Their sources are sections
of ``doc/portal.md``.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

DAY = "day"  # 2018-04-19
MINUTE = "minute"  # 2018-04-19 11:30, Paris time without saying so
INSTANT = "instant"  # 2018-02-16T15:10:25.536+01:00
SECOND = "second"  # 2016-12-28T08:31:19+01:00
DECIMAL = "decimal"  # 1840.5


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference between the swagger and the real answers.

    :param field: the name in the answer
    :param shape: DAY, MINUTE, SECOND or INSTANT (how a date looks), DECIMAL (amounts
        that the swagger calls whole), or "bare" (a list of one element came as the
        element itself once: the fault "bare_lists" does so)
    :param source: where the difference was seen
    """

    field: str
    shape: str
    source: str


DEVIATIONS = {
    deviation.field: deviation
    for deviation in (
        Deviation("dateDepot", DAY, "A 1.7"),
        Deviation("dateFacture", DAY, "A 1.7"),
        Deviation("dateTraitement", DAY, "A 1.7"),
        Deviation("histoStatutDatePassage", MINUTE, "A 1.7"),
        Deviation("histoActionDateHeure", MINUTE, "A 1.7"),
        Deviation("evenementDateHeure", MINUTE, "A 1.7"),
        Deviation("dateHeureEtatCourant", INSTANT, "A 1.7"),
        Deviation("dateDepotFlux", INSTANT, "A 1.7"),
        Deviation("dateHeureEtatCourantFlux", INSTANT, "A 1.7"),
        Deviation(
            "dateExpirationMotPasseCompteTech",
            INSTANT,
            "a client that parses it as RFC 3339",
        ),
        # Not since: a live run of 2026 has arrays, `[]` for none (A 1.8).
        Deviation("listeErreurDP", "bare", "A 1.8, one sample of 2018"),
        Deviation("listeErreurTechnique", "bare", "by analogy with listeErreurDP"),
        Deviation("dateDbtService", MINUTE, "A 3"),
        Deviation("dateFinService", MINUTE, "by analogy with dateDbtService"),
        Deviation("dateCreation", SECOND, "A 1.7"),
        Deviation("dateDebutValidite", SECOND, "A 1.7"),
        Deviation("dateFinValidite", SECOND, "by analogy with dateDebutValidite"),
        Deviation("dateNotificationEJ", SECOND, "A 1.7"),
        Deviation("dateFournisseur", DAY, "by analogy with dateFacture"),
        # In the searches of validators alone (A 2.10).
        Deviation("montantHT", DECIMAL, "by analogy with the other searches"),
        Deviation("montantTTC", DECIMAL, "by analogy with the other searches"),
        Deviation("montantAPayer", DECIMAL, "by analogy with the other searches"),
    )
}
# A field that is there without a value, which :func:`conform` writes as null: what was
# not read in a PDF (A 2.2).
NULL = object()
NULL_FIELDS = frozenset(
    "numeroFacture dateFacture codeDestinataire codeServiceExecutant codeFournisseur"
    " codeDeviseFacture typeTva numeroBonCommande montantTtcAvantRemiseGlobalTTC"
    " montantAPayer montantHtTotal montantTVA".split()
)
# Operations whose answers have the envelope, which their swagger lacks (A 2.2).
ENVELOPED = ("deposer/pdf",)
# In real answers but no longer in the swagger of 2024.
EXTRA_FIELDS = {
    "dateDbtService": "A 3",
    "dateFinService": "A 3",
}


def conform(answer: Any, field: str = "") -> Any:
    """Turn an answer into what goes on the wire.

    A field that is None is left out (A 1.8: absent rather than null), one that is
    :data:`NULL` is null; a float
    field whose deviation is a date shape is read as seconds since the epoch.

    :param answer: a dict of numbers, strings, dicts and lists
    """
    if answer is NULL:
        return None
    deviation = DEVIATIONS.get(field)
    shape = deviation.shape if deviation else None
    if isinstance(answer, dict):
        return {
            key: conform(value, key)
            for key, value in answer.items()
            if value is not None
        }
    if isinstance(answer, list):
        return [conform(item) for item in answer]
    if isinstance(answer, float):
        if shape in (DAY, MINUTE, SECOND, INSTANT):
            return moment(answer, shape)
        # Amounts without cents are whole numbers on the wire: 120, not 120.0.
        return int(answer) if answer.is_integer() else answer
    return answer


def bare(answer: dict) -> dict:
    """The answer with its lists of one element as the element itself, where the table
    says that they came so."""
    return {
        name: value[0]
        if isinstance(value, list) and len(value) == 1 and _came_bare(name)
        else value
        for name, value in answer.items()
    }


def _came_bare(field: str) -> bool:
    return field in DEVIATIONS and DEVIATIONS[field].shape == "bare"


def moment_of(seconds: float) -> datetime:
    """Seconds since the epoch, as a date and time of Paris."""
    return datetime.fromtimestamp(seconds, PARIS)


def moment(seconds: float, shape: str) -> str:
    """Seconds since the epoch, as Paris time in one of the four shapes."""
    at = moment_of(seconds)
    if shape == DAY:
        return at.strftime("%Y-%m-%d")
    if shape == MINUTE:
        return at.strftime("%Y-%m-%d %H:%M")
    return at.isoformat(timespec="seconds" if shape == SECOND else "milliseconds")


def read_day(text: str) -> str:
    """The calendar day of a criterion, ``YYYY-MM-DD``; a time of day is ignored.

    :raises ValueError: not a date
    """
    return read_datetime(text)[0].strftime("%Y-%m-%d")


def read_instant(text: str, end: bool = False) -> float:
    """A criterion on date and time, in seconds; without offset it is Paris time.

    :param end: it is the end of a period: a bare date then means the end of that day
    :raises ValueError: not a date
    """
    at, bare = read_datetime(text)
    if bare and end:
        at = datetime.combine(at, time(23, 59, 59, 999_000), PARIS)
    return round(at.timestamp(), 3)


def read_datetime(text: str) -> tuple[datetime, bool]:
    """A date as clients send them, and whether it came without a time of day.

    Seen from working clients: ``2018-04-19``, ``2018-04-19T11:30:00``, and
    ``2018-04-19T11:30:00.000+02:00`` (doc/portal.md, A 1.7).

    :raises ValueError: not a date
    """
    text = text.strip()
    if len(text) == 10:
        day = date.fromisoformat(text)
        return datetime.combine(day, time(), PARIS), True
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (at if at.tzinfo else at.replace(tzinfo=PARIS)), False
