"""Row locks of the scheduled actions, several copies of which run at once."""

from odoo.tools import SQL


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
    if not records:
        return records
    query = records._as_query(ordered=True)
    query.limit = limit
    lock = "FOR NO KEY UPDATE" if allow_referencing else "FOR UPDATE"
    cursor = records.env.cr
    cursor.execute(
        SQL("%s %s SKIP LOCKED", query.select(), SQL(lock)), log_exceptions=False
    )
    return records.browse(row[0] for row in cursor.fetchall())
