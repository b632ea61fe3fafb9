"""``Retry-After``: what a portal in trouble asks for, in whatever form."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus_api.answers import LONGEST_WAIT, retry_after


def told(value):
    return retry_after({"Retry-After": value})


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("17", 17),
        (" 17 ", 17),
        ("0017", 17),
        (str(LONGEST_WAIT), LONGEST_WAIT),
        (str(LONGEST_WAIT + 1), LONGEST_WAIT),
        ("9" * 5000, LONGEST_WAIT),
    ],
)
def test_a_number_of_seconds_is_read_up_to_a_day(value, seconds):
    assert told(value) == seconds


@pytest.mark.parametrize("in_seconds", [90, 3600, 5 * 3600])
def test_a_date_to_come_is_read(in_seconds):
    moment = datetime.now(UTC) + timedelta(seconds=in_seconds)
    value = format_datetime(moment, usegmt=True)
    assert in_seconds - 5 <= told(value) <= in_seconds


def test_a_date_to_come_without_a_zone_is_one_of_greenwich():
    moment = datetime.now(UTC) + timedelta(hours=1)
    value = moment.strftime("%a, %d %b %Y %H:%M:%S -0000")
    assert 3590 <= told(value) <= 3600


def test_a_date_far_away_is_one_day_away():
    moment = datetime.now(UTC) + timedelta(days=3)
    assert told(format_datetime(moment, usegmt=True)) == LONGEST_WAIT == 24 * 3600


@pytest.mark.parametrize(
    "value",
    [
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "-5",
        "+5",
        "1.5",
        "1e3",
        "²",
        "\u0661\u0667",
        "",
        " ",
        "soon",
        "nan",
        "inf",
        "Wed, 21 Oct 99999999999 07:28:00 GMT",
        "Wed, 99 Oct 2035 07:28:00 GMT",
        "Wed, 21 Oct 2035 99:99:99 GMT",
        "Wed, 21 Oct 2035 07:28:00 +99999999999",
        "Wed, 21 Oct " + "9" * 5000,
        "Mon, 01 Jan 0001 00:00:00 +2359",
        ",",
        "\0",
    ],
)
def test_what_is_past_or_nonsense_asks_for_nothing(value):
    assert told(value) == 0


def test_no_header_asks_for_nothing():
    assert retry_after({}) == 0


@given(st.one_of(st.text(), st.from_regex(r"[\w ,:+-]*"), st.integers().map(str)))
def test_no_text_breaks_the_reader(value):
    assert 0 <= told(value) <= LONGEST_WAIT
