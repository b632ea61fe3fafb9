"""Examples with values by chance, by hypothesis."""

import os

from .installed import need

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))


def play(example, count, arguments):
    """Call a function with many values; what fails is made as small as it can be.

    They are the same each time, so that nobody's change is blamed for what chance has
    found; with CHORUS_TEST_FULL=1 they are new ones.

    :param example: function of keyword arguments
    :param int count: how many times
    :param arguments: from the strategies of hypothesis, one for each argument (a dict)
    """
    need("hypothesis", "values by chance")
    from hypothesis import HealthCheck, given, settings, strategies

    options = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=not FULL,
        suppress_health_check=list(HealthCheck),
    )
    options(given(**arguments(strategies))(example))()
