"""Days on which a delay of a contract may end. Days in, days out."""

from datetime import date, timedelta

from dateutil.easter import easter

# Code du travail, L3133-1: day and month, or days after Easter Sunday.
HOLIDAYS = ((1, 1), (1, 5), (8, 5), (14, 7), (15, 8), (1, 11), (11, 11), (25, 12))
AFTER_EASTER = (1, 39, 50)
SATURDAY = 5


def holidays(year):
    """The public holidays of a year in the whole of France; a few places have more.

    :rtype: set of date
    """
    sunday = easter(year)
    return {date(year, month, day) for day, month in HOLIDAYS} | {
        sunday + timedelta(days=days) for days in AFTER_EASTER
    }


def next_working_day(day):
    """The day itself, or the first one after it that is neither a Saturday, a Sunday
    nor a public holiday."""
    while day.weekday() >= SATURDAY or day in holidays(day.year):
        day += timedelta(days=1)
    return day
