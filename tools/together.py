"""Steps for many at once, of whom one must not keep the others back."""

import logging

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


def together_or_alone(cursor, items, step):
    """Do a step for all items at once; where that fails, for each by itself. The one at
    fault is logged, and what was done of it is undone.

    :param items: records: the log names them by their ids, and tells nothing of them
    :param step: a function of some of these records
    :raises OperationalError: another transaction got in the way, one of
        ``PG_CONCURRENCY_EXCEPTIONS_TO_RETRY``
    """
    if not items:
        return
    try:
        with cursor.savepoint():
            step(items)
    except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
        raise
    except Exception:  # noqa: BLE001 - the others are not to suffer
        if len(items) == 1:
            _logger.exception("A step failed for %s and was left out", items)
            return
        for index in range(len(items)):
            together_or_alone(cursor, items[index : index + 1], step)
