"""Steps for many at once, of whom one must not keep the others back."""

import logging

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import mute_logger

_logger = logging.getLogger(__name__)

# Nobody follows these records by being the one who runs a scheduled action.
QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}


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


def create_together(records, items, values_of):
    """Create a record for each item, quietly and through ``sudo``. One that cannot be
    created costs itself alone, and is logged.

    :param records: of the model
    :param list items: what the records are made of: the log shows them
    :param values_of: from an item, the values of its record
    :raises OperationalError: another transaction got in the way, also by creating the
        same meanwhile
    """
    quiet = records.sudo().with_context(**QUIET)

    def create(some):
        try:
            with mute_logger("odoo.sql_db"):
                quiet.create([values_of(item) for item in some])
                records.env.cr.flush()
        except UniqueViolation as error:
            # Another worker has kept them meanwhile: a conflict as any other.
            raise SerializationFailure(str(error)) from error

    together_or_alone(records.env.cr, list(items), create)
