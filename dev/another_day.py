"""Tests on another day: the wall clock of Python, moved. PostgreSQL keeps real time.

What a test says of an invoice must hold tomorrow, next year, and at midnight in Paris.
"""

import os
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dev.apt import ensure_compiler
from dev.console import DevError, run
from dev.environment import CACHE, digest

SOURCE = Path(__file__).with_name("wall_clock.c")
PARIS = ZoneInfo("Europe/Paris")
# What `make test-full` goes through, a day each: days from now, or a time in Paris of
# this year. Another month, another year and half-year, summer time, a 29 February that
# is past; and an evening whose UTC day is not over when that of Paris is.
OTHER_DAYS = ("-30", "+1", "+32", "+95", "+457", "12-31T23:30")


def chosen(today: date) -> str:
    """The one of OTHER_DAYS that belongs to a day: days, or a time of that year."""
    text = OTHER_DAYS[today.toordinal() % len(OTHER_DAYS)]
    return text if text[0] in "+-" else f"{today.year}-{text}"


def moved_by(text: str) -> timedelta:
    """By how much to move the clock.

    :param text: a number of days (``+95``, ``-30``), or a time in Paris
        (``2026-12-31T23:30``)
    :raises DevError: it is neither
    """
    if re.fullmatch(r"[+-]?\d{1,5}", text):
        return timedelta(days=int(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise DevError(
            f"{text!r} is neither a number of days (+95, -30) nor a time in Paris "
            "(2026-12-31T23:30)"
        ) from error
    return moment.replace(tzinfo=moment.tzinfo or PARIS) - datetime.now(UTC)


def reads(moved: timedelta) -> str:
    """The date and time in Paris that a moved clock shows now."""
    return f"{datetime.now(PARIS) + moved:%d/%m/%Y %H:%M}"


def environment(moved: timedelta) -> dict:
    """Environment variables that move the clock of a Python program.

    :raises DevError: there is no C compiler, and none could be installed
    """
    library = CACHE / f"wall_clock-{digest(SOURCE)}.so"
    if not library.is_file():
        _build(library)
    seconds = round(moved.total_seconds())
    preloaded = filter(None, (str(library), os.environ.get("LD_PRELOAD")))
    return {"LD_PRELOAD": ":".join(preloaded), "CHORUS_CLOCK_SECONDS": str(seconds)}


def _build(library):
    ensure_compiler()
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise DevError(
            "tests on another day need a C compiler: install gcc and libc6-dev"
        )
    partial = library.with_suffix(f".{os.getpid()}")
    run([compiler, "-O2", "-shared", "-fPIC", "-o", partial, SOURCE, "-ldl"])
    partial.replace(library)
