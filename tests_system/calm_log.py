"""What the log of a running Odoo must not hold, whatever fails at the portal."""

import re

from dev.odoo_log import LogReader

# Warnings of our own that a fault explains: (beginning, why).
EXPLAINED = [
    (
        "Chorus Pro paused for ",
        "the circuit of an account that was refused again and again, said once",
    ),
]


def complaints(log):
    """Errors of whoever it is, and warnings of our own loggers.

    :param log: what a server that has started wrote
    """
    reader = LogReader()
    reader.installing = False
    for line in log.splitlines():
        reader.feed(line)
    reader.close()
    return [text for text in reader.log_errors if not _is_explained(text)]


def _is_explained(text):
    _level, _colon, message = text.partition(": ")
    return any(re.match(beginning, message) for beginning, _reason in EXPLAINED)
