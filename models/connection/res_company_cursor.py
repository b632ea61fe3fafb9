"""How far the reading of statuses got: the cursors of the refresh and of the sweep.

They are committed with each page, so that whatever stops a run costs that page alone.
"""

import logging
from datetime import timedelta

from odoo import fields, models

from ...tools.row_locks import wait_for_rows

_logger = logging.getLogger(__name__)

# What the portal wrote just before its latest row may still become visible later.
WATERMARK_MARGIN = timedelta(hours=2)
NO_REFRESH = {
    "l10n_fr_chorus_next_page": 0,
    "l10n_fr_chorus_seen_until": False,
    "l10n_fr_chorus_seen_limit": False,
}
FORGOTTEN_CURSOR = {
    "l10n_fr_chorus_watermark": False,
    **NO_REFRESH,
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

    # -- The refresh -----------------------------------------------------------
    # No row is held while the portal is asked: a refresh that finds the cursor moved
    # by another worker, or by the settings, leaves the rest to it.

    def _chorus_known_until(self):
        """Until when the statuses are known, on the portal's clock; False for never.

        Nothing is known of the future: a clock that was ahead has left such a moment.
        """
        watermark = self.l10n_fr_chorus_watermark
        return watermark and min(watermark, fields.Datetime.now())

    def _chorus_begin_refresh(self, since):
        """Remember where a refresh begins, unless an interrupted one goes on.

        :param datetime since: on the portal's clock
        :return: (since, page) with which to go on, for the other methods
        """
        self.ensure_one()
        wait_for_rows(self)
        is_open = self.l10n_fr_chorus_next_page > 1
        if not is_open or self.l10n_fr_chorus_watermark != since:
            self.write(
                {
                    "l10n_fr_chorus_watermark": since,
                    "l10n_fr_chorus_next_page": 1,
                    "l10n_fr_chorus_seen_until": since,
                    "l10n_fr_chorus_seen_limit": fields.Datetime.now(),
                }
            )
        return since, self.l10n_fr_chorus_next_page

    def _chorus_is_at(self, since, page):
        """Whether a refresh that began there is still the one that reads this page."""
        return (self.l10n_fr_chorus_watermark, self.l10n_fr_chorus_next_page) == (
            since,
            page,
        )

    def _chorus_note_page(self, since, page, left):
        """Remember that a page was read.

        :param datetime since: where the refresh began
        :param InvoicePage page: of its search
        :param left: moments of the rows that could not be applied now: the watermark
            stays before them
        :return: False where another worker has done so meanwhile
        """
        wait_for_rows(self)
        if not self._chorus_is_at(since, page.page):
            return False
        moments = [row.status_at for row in page.rows if row.status_at]
        self.write(
            {
                "l10n_fr_chorus_next_page": page.page + 1,
                "l10n_fr_chorus_seen_until": max(
                    [self.l10n_fr_chorus_seen_until, *moments]
                ),
                "l10n_fr_chorus_seen_limit": min(
                    [self.l10n_fr_chorus_seen_limit, *left]
                ),
            }
        )
        return True

    def _chorus_end_refresh(self, since, page):
        """All pages were read: the next refresh begins where this one has been.

        :param datetime since: where it began
        :param int page: the one after the last
        """
        wait_for_rows(self)
        if not self._chorus_is_at(since, page):
            return
        seen = min(self.l10n_fr_chorus_seen_until, self.l10n_fr_chorus_seen_limit)
        self.write(
            {
                "l10n_fr_chorus_watermark": max(since, seen - WATERMARK_MARGIN),
                **NO_REFRESH,
            }
        )

    def _chorus_note_period_ignored(self):
        """The portal ignores the period of a search: say it once, sweep from now on."""
        wait_for_rows(self)
        _logger.warning(
            "Chorus Pro ignores the period of change in searches for %s: its invoices"
            " are followed by their dates of deposit instead.",
            self.name,
        )
        self.write({"l10n_fr_chorus_period_ignored": True, **NO_REFRESH})

    # -- The sweep -------------------------------------------------------------

    def _chorus_note_sweep(self, month, page):
        """Remember how far a sweep got; no month when it is done."""
        wait_for_rows(self)
        self.write(
            {"l10n_fr_chorus_sweep_month": month, "l10n_fr_chorus_sweep_page": page}
        )
