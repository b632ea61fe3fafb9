"""The moments of the statuses: the history tells them to the minute."""

from datetime import datetime

from odoo import models


def minute_of(moment):
    """A moment as the history tells it: its dates have no seconds."""
    return moment.replace(second=0, microsecond=0) if moment else None


def order_of(event):
    """Sort key: the minute, then the portal's own number."""
    number = int(event.remote_id) if event.remote_id.isdigit() else 0
    return minute_of(event.happened_at) or datetime.min, number


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_moments(self):
        """The statuses of the invoice, oldest first, as (minute, code)."""
        self.ensure_one()
        statuses = [
            (minute_of(event.happened_at), event.code)
            for event in self.event_ids.sorted(order_of)
            if event.kind == "status" and event.happened_at
        ]
        current = (minute_of(self.status_date), self.raw_status)
        is_last = statuses and statuses[-1][1] == self.raw_status
        if all(current) and current not in statuses and not is_last:
            statuses.append(current)  # its history was not read yet
        return sorted(statuses, key=lambda status: status[0])
