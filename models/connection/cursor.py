"""How far a search by period of change got, and a sweep by months of deposit.

A mixin of what is asked for: a company's own invoices, what a body receives. It is
committed with each page, so that whatever stops a run costs that page alone.
"""

import calendar
import logging
from datetime import timedelta

from odoo import fields, models

from ...tools.row_locks import wait_for_rows

_logger = logging.getLogger(__name__)

# What the portal wrote just before its latest row may still become visible later.
WATERMARK_MARGIN = timedelta(hours=2)
# A portal that filters by whole days, in whatever zone, does not ignore the period.
PERIOD_TOLERANCE = timedelta(days=2)
NO_SEARCH = {"next_page": 0, "seen_until": False, "seen_limit": False}


class ChorusCursor(models.AbstractModel):
    """The fields are those of the model that inherits it: ``watermark``, ``next_page``,
    ``seen_until``, ``seen_limit``, ``sweep_month``, ``sweep_page``,
    ``period_ignored``, each behind its prefix.

    No row is held while the portal is asked: a search that finds the cursor moved by
    another worker, or by the settings, leaves the rest to it.
    """

    _name = "l10n_fr_chorus_pro.cursor"
    _description = "How far the reading of Chorus Pro got"

    # On a model of core a field bears our prefix.
    _chorus_cursor_prefix = ""

    def _chorus_cursor(self, name):
        """The value of a field of the cursor."""
        return self[f"{self._chorus_cursor_prefix}{name}"]

    def _chorus_move_cursor(self, **values):
        self.write({f"{self._chorus_cursor_prefix}{n}": v for n, v in values.items()})

    # -- The search by period of change ----------------------------------------

    def _chorus_search_changes(self, since, read, apply):
        """Read the pages of a search by period of change, from the cursor on.

        :param datetime since: where it begins, unless an interrupted one goes on
        :param read: function from (since, number of the first page) to pages
        :param apply: function from rows to an iterator over pieces of work, whose value
            is a list of the moments of the rows that others kept from being applied
        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; what was committed is kept
        """
        since, page_number = self._chorus_begin_refresh(since)
        # Committed: nobody waits for this row while the portal is asked.
        self.env["ir.cron"]._commit_progress()
        for page in read(since, page_number):
            if not self._chorus_is_at(since, page.page):
                return
            left = yield from apply(page.rows)
            if any(
                row.status_at and row.status_at < since - PERIOD_TOLERANCE
                for row in page.rows
            ):
                self._chorus_note_period_ignored()
                yield
                return
            if not self._chorus_note_page(since, page, left):
                return
            yield
            page_number = page.page + 1
        self._chorus_end_refresh(since, page_number)
        yield

    def _chorus_known_until(self):
        """Until when the statuses are known, on the portal's clock; False for never.

        Nothing is known of the future: a clock that was ahead has left such a moment.
        """
        watermark = self._chorus_cursor("watermark")
        return watermark and min(watermark, fields.Datetime.now())

    def _chorus_begin_refresh(self, since):
        """Remember where a refresh begins, unless an interrupted one goes on.

        :param datetime since: on the portal's clock
        :return: (since, page) with which to go on, for the other methods
        """
        self.ensure_one()
        wait_for_rows(self)
        is_open = self._chorus_cursor("next_page") > 1
        if not is_open or self._chorus_cursor("watermark") != since:
            self._chorus_move_cursor(
                watermark=since,
                next_page=1,
                seen_until=since,
                seen_limit=fields.Datetime.now(),
            )
        return since, self._chorus_cursor("next_page")

    def _chorus_is_at(self, since, page):
        """Whether a refresh that began there is still the one that reads this page."""
        watermark = self._chorus_cursor("watermark")
        return (watermark, self._chorus_cursor("next_page")) == (since, page)

    def _chorus_note_page(self, since, page, left):
        """Remember that a page was read.

        :param datetime since: where the refresh began
        :param page: of its search; its rows have a ``status_at``
        :param left: moments of the rows that could not be applied now: the watermark
            stays before them
        :return: False where another worker has done so meanwhile
        """
        wait_for_rows(self)
        if not self._chorus_is_at(since, page.page):
            return False
        moments = [row.status_at for row in page.rows if row.status_at]
        self._chorus_move_cursor(
            next_page=page.page + 1,
            seen_until=max([self._chorus_cursor("seen_until"), *moments]),
            seen_limit=min([self._chorus_cursor("seen_limit"), *left]),
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
        seen = min(self._chorus_cursor("seen_until"), self._chorus_cursor("seen_limit"))
        watermark = max(since, seen - WATERMARK_MARGIN)
        self._chorus_move_cursor(watermark=watermark, **NO_SEARCH)

    def _chorus_note_period_ignored(self):
        """The portal ignores the period of a search: say it once, sweep from now on."""
        wait_for_rows(self)
        _logger.warning(
            "Chorus Pro ignores the period of change in searches for %s: its invoices"
            " are followed by their dates of deposit instead.",
            self.display_name,
        )
        self._chorus_move_cursor(period_ignored=True, **NO_SEARCH)

    # -- The sweep -------------------------------------------------------------

    def _chorus_search_months(self, months, read, apply, limit):
        """Read the pages of each month of deposit from the cursor on.

        :param months: their first days, oldest first
        :param read: function from (first day, last day, number of the first page) to
            pages
        :param apply: as that of ``_chorus_search_changes``
        :param int limit: of pages; the next sweep goes on with the following one
        :return: an iterator, to be committed at each stop
        """
        begun, page_number = (
            self._chorus_cursor("sweep_month"),
            self._chorus_cursor("sweep_page"),
        )
        pages = 0
        for month in months:
            if begun and month < begun:
                continue
            first_page = max(page_number, 1) if month == begun else 1
            for page in read(month, last_day(month), first_page):
                yield from apply(page.rows)
                self._chorus_note_sweep(month, page.page + 1)
                yield
                pages += 1
                if pages >= limit:
                    return
        self._chorus_note_sweep(False, 0)
        yield

    def _chorus_note_sweep(self, month, page):
        """Remember how far a sweep got; no month when it is done."""
        wait_for_rows(self)
        self._chorus_move_cursor(sweep_month=month, sweep_page=page)


def last_day(month):
    """The last day of a month.

    :param date month: any of its days
    """
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
