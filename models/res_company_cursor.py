"""How far the reading of statuses got: the cursors of the refresh and of the sweep.

They are committed with each page, so that whatever stops a run costs that page alone.
"""

import logging
from datetime import timedelta

from odoo import fields, models

_logger = logging.getLogger(__name__)

# What the portal wrote just before its latest row may still become visible later.
WATERMARK_MARGIN = timedelta(hours=2)
FORGOTTEN = {
    "l10n_fr_chorus_watermark": False,
    "l10n_fr_chorus_next_page": 0,
    "l10n_fr_chorus_seen_until": False,
    "l10n_fr_chorus_seen_limit": False,
    "l10n_fr_chorus_sweep_month": False,
    "l10n_fr_chorus_sweep_page": 0,
    "l10n_fr_chorus_period_ignored": False,
}


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_watermark = fields.Datetime(
        copy=False,
        groups="base.group_system",
        help="Statuses changed until then, on the portal's clock, are known here.",
    )
    l10n_fr_chorus_next_page = fields.Integer(
        copy=False,
        groups="base.group_system",
        help="Page from which an interrupted refresh goes on; 0 when none is.",
    )
    l10n_fr_chorus_seen_until = fields.Datetime(
        copy=False,
        groups="base.group_system",
        help="Latest status change seen by the refresh that is under way.",
    )
    l10n_fr_chorus_seen_limit = fields.Datetime(
        copy=False,
        groups="base.group_system",
        help="The watermark stays before this moment: what changed since the refresh"
        " under way began may be on pages that it had read already.",
    )
    l10n_fr_chorus_sweep_month = fields.Date(
        copy=False,
        groups="base.group_system",
        help="Month of deposit with which an interrupted sweep goes on.",
    )
    l10n_fr_chorus_sweep_page = fields.Integer(
        copy=False,
        groups="base.group_system",
        help="Page of that month with which it goes on.",
    )
    l10n_fr_chorus_period_ignored = fields.Boolean(
        copy=False,
        groups="base.group_system",
        help="The portal was seen to answer searches by period of change with all"
        " invoices: they are swept by date of deposit instead.",
    )

    def _chorus_begin_refresh(self, since):
        """Remember where a refresh begins, unless an interrupted one goes on.

        :param datetime since: on the portal's clock
        """
        self.ensure_one()
        if self.l10n_fr_chorus_next_page > 1:
            return
        self.write(
            {
                "l10n_fr_chorus_watermark": since,
                "l10n_fr_chorus_next_page": 1,
                "l10n_fr_chorus_seen_until": since,
                "l10n_fr_chorus_seen_limit": fields.Datetime.now(),
            }
        )

    def _chorus_note_page(self, rows, next_page):
        """Remember that a page was read."""
        moments = [row.status_at for row in rows if row.status_at]
        self.write(
            {
                "l10n_fr_chorus_next_page": next_page,
                "l10n_fr_chorus_seen_until": max(
                    [self.l10n_fr_chorus_seen_until, *moments]
                ),
            }
        )

    def _chorus_note_left(self, row):
        """A row could not be applied now: the watermark stays before it."""
        if row.status_at:
            self.l10n_fr_chorus_seen_limit = min(
                self.l10n_fr_chorus_seen_limit or row.status_at, row.status_at
            )

    def _chorus_end_refresh(self):
        """All pages were read: the next refresh begins where this one has been."""
        seen = min(self.l10n_fr_chorus_seen_until, self.l10n_fr_chorus_seen_limit)
        self.write(
            {
                "l10n_fr_chorus_watermark": max(
                    self.l10n_fr_chorus_watermark, seen - WATERMARK_MARGIN
                ),
                "l10n_fr_chorus_next_page": 0,
                "l10n_fr_chorus_seen_until": False,
                "l10n_fr_chorus_seen_limit": False,
            }
        )

    def _chorus_note_period_ignored(self):
        """The portal ignores the period of a search: say it once, sweep from now on."""
        _logger.warning(
            "Chorus Pro ignores the period of change in searches for %s: its invoices"
            " are followed by their dates of deposit instead.",
            self.name,
        )
        self.write(
            {
                "l10n_fr_chorus_period_ignored": True,
                "l10n_fr_chorus_next_page": 0,
                "l10n_fr_chorus_seen_until": False,
                "l10n_fr_chorus_seen_limit": False,
            }
        )

    def _chorus_note_sweep(self, month, page):
        """Remember how far a sweep got; no month when it is done."""
        self.write(
            {"l10n_fr_chorus_sweep_month": month, "l10n_fr_chorus_sweep_page": page}
        )
