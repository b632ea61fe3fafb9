"""Reading values of the portal's JSON, leniently where real answers were seen to stray.

``doc/portal.md``, A 1.7 and A 1.8: a list of one element may come as a bare object, a
number as a string, a field may be absent; times have four forms.
"""

import base64
import logging
import math
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .errors import ProtocolError

_logger = logging.getLogger(__name__)
PARIS = ZoneInfo("Europe/Paris")

Json = dict[str, Any]

# Identifiers of the portal are numbers of 64 bits.
LONGEST_REFERENCE = 19
SIRET_LENGTH = 14


def text(source: Json, key: str) -> str:
    """A text or a number as a text; empty for anything else.

    JSON may carry NUL and halves of characters, which no database takes.
    """
    value = source.get(key)
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).encode(errors="ignore").decode().replace("\0", "").strip()


def required(source: Json, key: str) -> str:
    """A text or a number as a text.

    :raises ProtocolError: it is absent or empty
    """
    value = text(source, key)
    if not value:
        raise ProtocolError(f"the answer lacks {key}", payload=source)
    return value


def siret(source: Json, key: str) -> str:
    """The identifier of a party, a SIRET or another one.

    A SIRET that came as a number has lost its leading zeros; what is much shorter is
    another kind of identifier.
    """
    value = text(source, key)
    if is_digits(value) and len(value) in (12, 13):
        return value.zfill(SIRET_LENGTH)
    return value


def is_digits(value: str) -> bool:
    """Whether a text holds digits 0 to 9 alone, and at least one."""
    return value.isascii() and value.isdecimal()


def is_reference(value: str) -> bool:
    """Whether a text can be one of the portal's identifiers: at most 19 digits."""
    return is_digits(value) and len(value) <= LONGEST_REFERENCE


def reference(value: str) -> int:
    """One of the portal's identifiers as a number, as requests carry it.

    :raises ProtocolError: the text is no such identifier
    """
    if not is_reference(value):
        raise ProtocolError(f"{value!r} is not an identifier of the portal")
    return int(value)


def file(source: Json, key: str) -> bytes:
    """The bytes of a base64 field; nothing where it is absent.

    :raises ProtocolError: it is not base64
    """
    try:
        return base64.b64decode(text(source, key), validate=True)
    except ValueError as error:
        raise ProtocolError(f"{key} is not base64") from error


def amount(source: Json, key: str) -> float | None:
    """A finite number, which may come as a text; None for anything else."""
    try:
        value = float(source[key])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def integer(source: Json, key: str) -> int:
    """A whole number, which may come as a text; 0 for anything else."""
    return int(amount(source, key) or 0)


def flag(source: Json, key: str, *, default: bool = False) -> bool:
    """A yes or no, which may come as a text; ``default`` for anything else."""
    value = source.get(key)
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else default


def objects(value: object) -> list[Json]:
    """A list of objects, of which a single one may stand without its list."""
    if isinstance(value, dict):
        value = [value]
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def nested(source: Json, key: str) -> Json:
    """An object; an empty one for anything else."""
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def words(source: Json, *keys: str) -> str:
    """The texts of several keys, those that are there, with a space between."""
    return " ".join(filter(None, (text(source, key) for key in keys)))


def moment(source: Json, key: str) -> datetime | None:
    """A date and time as a naive datetime in UTC; None where it is none."""
    return parse_moment(text(source, key))


def day(source: Json, key: str) -> date | None:
    """A day; None where it is none."""
    return parse_day(text(source, key))


def parse_moment(value: str) -> datetime | None:
    """A date and time of the portal, as a naive datetime in UTC, to the second.

    Without an offset the portal's times are those of Paris.
    """
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            found = found.replace(tzinfo=PARIS)
        return found.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        _logger.warning("Chorus Pro sent a date of an unknown form")
        return None


def parse_day(value: str) -> date | None:
    """A day of the portal, whose time of day is dropped where it has one."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        _logger.warning("Chorus Pro sent a day of an unknown form")
        return None


def paris(moment: datetime) -> str:
    """A naive datetime in UTC as the portal wants it: the time of Paris, without
    offset."""
    local = moment.replace(tzinfo=UTC).astimezone(PARIS)
    return local.strftime("%Y-%m-%dT%H:%M:%S")
