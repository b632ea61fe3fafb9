"""Examples with values by chance, by hypothesis."""

from .installed import need


def play(example, count, arguments):
    """Call a function with many values; what fails is made as small as it can be.

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
        suppress_health_check=list(HealthCheck),
    )
    options(given(**arguments(strategies))(example))()
