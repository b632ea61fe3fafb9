"""Row locks of the scheduled actions, several copies of which run at once."""

import logging
import random
import time

import psycopg2

from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# About a quarter of a minute in all.
WRITE_TRIES = 20
LONGEST_PAUSE = 1.6
# Somebody who goes on changing a record is left in peace after these.
STEP_TRIES = 3
# What a step came to that others are at.
LEFT = object()


def take_free_rows(records, limit=None, *, allow_referencing=False):
    """Core's ``try_lock_for_update``, silent where another worker was quicker.

    A row that changed since this transaction began makes PostgreSQL refuse. That is how
    workers share the rows, no error that an administrator must see in the log: whoever
    calls rolls back and looks at what is left.

    :param records: saved records of one model
    :param limit: how many rows at most, the first ones in the order of the records
    :param allow_referencing: others may refer to these rows meanwhile
    :return: the records that are locked now
    :raises SerializationFailure: see above; other failures of
        ``PG_CONCURRENCY_EXCEPTIONS_TO_RETRY`` too
    """
    lock = "FOR NO KEY UPDATE" if allow_referencing else "FOR UPDATE"
    return _lock(records, f"{lock} SKIP LOCKED", limit)


def take_unchanged_rows(records):
    """Lock as many rows as may be, each by itself where others got in the way: what
    they have changed since this transaction began is left to a later one.

    :param records: saved records of one model
    :return: the records that are locked now
    """
    cursor = records.env.cr
    try:
        with cursor.savepoint(flush=False):
            return take_free_rows(records)
    except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
        if len(records) == 1:
            return records.browse()
    alone = (take_unchanged_rows(record) for record in records)
    return records.browse().union(*alone)


def hold_or_refuse(record):
    """Lock a record for the click of a person; others may refer to it meanwhile.

    :param record: a saved record
    :raises UserError: somebody else is at it right now
    """
    if not take_free_rows(record, allow_referencing=True):
        raise busy(record)


def busy(record):
    """That somebody else is at a record right now, in the reader's language.

    :rtype: UserError
    """
    return UserError(
        record.env._(
            "%s: someone else is working on it right now. Try again in a minute.",
            record.display_name,
        )
    )


def wait_for_rows(records):
    """Lock rows that are about to be written, once whoever writes them now is done.

    As silent as :func:`take_free_rows` where they were changed meanwhile: whoever calls
    rolls back and does it again. Others may refer to the rows.

    :param records: saved records of one model
    :raises SerializationFailure: they were changed since this transaction began; other
        failures of ``PG_CONCURRENCY_EXCEPTIONS_TO_RETRY`` too
    """
    # In one order, so that two who wait never wait for each other.
    _lock(records.sorted("id"), "FOR NO KEY UPDATE")


def mark_rows(records):
    """Have whoever is at these rows at the same time begin anew after our commit: a row
    that was locked alone looks unchanged to him.

    :param records: saved records of one model
    :raises SerializationFailure: somebody else did the same since this transaction
        began, silently, as in :func:`take_free_rows`
    """
    records.flush_recordset()
    table = SQL.identifier(records._table)
    # The ORM does not write what does not change.
    query = SQL(
        "UPDATE %s SET write_date = write_date WHERE id IN %s", table, records._ids
    )
    records.env.cr.execute(query, log_exceptions=False)


def retry_on_conflict(cursor, step):
    """Do a step until no other transaction gets in its way, each time from its start.

    :param step: a function that locks, writes and commits
    :return: what the step returns
    :raises OperationalError: others were in its way to the end, one of
        ``PG_CONCURRENCY_EXCEPTIONS_TO_RETRY``
    """
    for attempt in range(WRITE_TRIES - 1):
        try:
            return step()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            cursor.rollback()
            wait_a_little(attempt)
    return step()


def write_at_any_cost(record, step, commit, answer):
    """Write what must not be lost, such as the answer to a call that is never repeated:
    as often as the database asks for, and where its connection is lost on another one.

    :param record: a single saved record
    :param step: a function of that record, in whichever environment; it writes
    :param commit: a function that commits here
    :param str answer: what is written, in short, for the log
    :return: what the step returns
    :raises InterfaceError, OperationalError: the connection is lost; it was written on
        another one, or the log says what was not
    """

    def write():
        result = step(record)
        commit()
        return result

    try:
        return retry_on_conflict(record.env.cr, write)
    except (psycopg2.InterfaceError, psycopg2.OperationalError):
        _write_elsewhere(record, step, answer)
        raise


def _write_elsewhere(record, step, answer):
    for attempt in range(WRITE_TRIES):
        try:
            with record.env.registry.cursor() as cursor:
                step(record.with_env(record.env(cr=cursor)))
            return
        except psycopg2.Error:
            wait_a_little(attempt)
    _logger.error("The answer to %s could not be written: %s", record, answer)


def do_alone(record, step):
    """Do something with a record while nobody else does, and write it.

    Where somebody changes it, or what the step writes beside it, it is undone and done
    again: the transaction holds nothing else that is worth keeping.

    :param step: function without arguments; it may ask the portal
    :return: what the step returns; ``LEFT`` where it is left to others
    :raises ChorusError: of the step
    """
    cursor = record.env.cr
    for _attempt in range(STEP_TRIES):
        try:
            if not take_free_rows(record):
                break
            result = step()
            cursor.flush()
            return result
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            cursor.rollback()
    return LEFT


def wait_a_little(attempt):
    """Sleep until whoever was in the way may be done: the longer the more often."""
    time.sleep(random.uniform(0, min(0.05 * 2**attempt, LONGEST_PAUSE)))  # noqa: S311


def _lock(records, clause, limit=None):
    """The records that the clause could lock."""
    if not records:
        return records
    query = records._as_query(ordered=True)
    query.limit = limit
    cursor = records.env.cr
    cursor.execute(SQL("%s %s", query.select(), SQL(clause)), log_exceptions=False)
    return records.browse(row[0] for row in cursor.fetchall())
