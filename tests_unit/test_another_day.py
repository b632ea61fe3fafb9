"""Tests on another day: which one, and what a program then takes for now."""

import os
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest

from dev.another_day import OTHER_DAYS, chosen, environment, moved_by
from dev.console import DevError

NOW = "import time; time.sleep(0.01); print(time.time())"


def test_each_day_has_its_own_and_none_is_left_out():
    days = [date(2026, 12, 28) + timedelta(days=n) for n in range(len(OTHER_DAYS))]
    found = [chosen(day) for day in days]
    assert found == [chosen(day) for day in days]
    evening = next(text for text in found if "T" in text)
    assert evening in ("2026-12-31T23:30", "2027-12-31T23:30")
    assert {text if text in OTHER_DAYS else "12-31T23:30" for text in found} == set(
        OTHER_DAYS
    )


def test_days_and_moments():
    assert moved_by("+95") == timedelta(days=95)
    assert moved_by("-30") == timedelta(days=-30)
    winter, summer = moved_by("2026-12-31T23:30"), moved_by("2026-07-01T00:30")
    # An hour less by the clock on the wall, which summer time makes up for.
    assert abs(winter - summer - timedelta(days=184)) < timedelta(minutes=5)


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "+1.5", "--95"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(DevError, match=r"neither .* nor a time in Paris"):
        moved_by(text)


@pytest.mark.skipif(not (shutil.which("cc") or shutil.which("gcc")), reason="no cc")
@pytest.mark.parametrize("days", [95, -30])
def test_a_program_lives_then_and_still_sleeps(days):
    real = time.time() - int(os.environ.get("CHORUS_CLOCK_SECONDS", 0))
    done = subprocess.run(
        [sys.executable, "-c", NOW],
        env=os.environ | environment(timedelta(days=days)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert abs(float(done.stdout) - real - days * 86400) < 3600
