"""The moments of the statuses: the history tells them to the minute."""

from datetime import datetime, timedelta

from odoo import models

# No two zones are further apart.
TWO_CLOCKS = timedelta(days=1)


def minute_of(moment):
    """A moment as the history tells it: its dates have no seconds."""
    return moment.replace(second=0, microsecond=0) if moment else None


def is_near(moment, other):
    """Whether two moments may be one, told on the clocks of two zones."""
    return bool(moment and other) and abs(moment - other) <= TWO_CLOCKS


def order_of(event):
    """Sort key: the minute, then the portal's own number."""
    number = int(event.remote_id) if event.remote_id.isdigit() else 0
    return minute_of(event.happened_at) or datetime.min, number


def moments_of(events, raw_status, status_date):
    """The statuses that a history and the current status tell, oldest first.

    :param events: records with kind, code, happened_at and remote_id
    :param str raw_status: the current status, which the history may not tell yet
    :param datetime status_date: when it was given
    :return: list of (minute, code)
    """
    statuses = [
        (minute_of(event.happened_at), event.code)
        for event in events.sorted(order_of)
        if event.kind == "status" and event.happened_at
    ]
    current = (minute_of(status_date), raw_status)
    is_last = (
        bool(statuses)
        and statuses[-1][1] == raw_status
        and is_near(statuses[-1][0], current[0])
    )
    if all(current) and current not in statuses and not is_last:
        statuses.append(current)  # its history was not read yet
    return sorted(statuses, key=lambda status: status[0])


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_moments(self):
        """The statuses of the invoice, oldest first, as (minute, code)."""
        self.ensure_one()
        return moments_of(self.event_ids, self.raw_status, self.status_date)
