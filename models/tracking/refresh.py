"""Statuses coming back: what changed, page by page, account by account in turns.

Design: pay for what changed. One paged search brings the rows whose status changed
since the watermark; each changed invoice and each page is committed on its own.
"""

import logging
from collections import deque
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ChorusError, InvoiceSearch
from ...tools.row_locks import LEFT, do_alone
from ..connection.error_texts import explain
from ..invoice.states import ENDED_STATES

_logger = logging.getLogger(__name__)

DUE_BATCH = 100
# So many open invoices tell whether any is waited for.
LATEST = 100
# In the place of a piece of work, where there is none left.
OVER = object()
# An invoice that was given up may show up so late in the portal.
LATEST_ARRIVAL = timedelta(days=30)


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    @api.model
    def _cron_refresh_invoices(self):
        """Scheduled action: bring back what changed."""
        self._chorus_take_turns(self._chorus_refresh_account)

    # -- Accounts in turns -----------------------------------------------------

    @api.model
    def _chorus_take_turns(self, work_of):
        """Work for every account, one piece each in turns, so that none starves the
        others; each piece is committed.

        :param work_of: function from an account to an iterator over pieces of work
        """
        accounts = self.env["res.company"]._chorus_accounts()
        accounts = accounts.filtered(lambda account: not account._chorus_is_paused())
        if not accounts:
            return
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(accounts))
        turns = deque((account, work_of(account)) for account in accounts)
        while turns:
            account, work = turns.popleft()
            if self._chorus_take_turn(account, work):
                turns.append((account, work))
            else:
                work.close()
            # Each piece counts: an account with much news is no run without progress.
            if not cron._commit_progress(1, remaining=len(turns)):
                break  # the time is up: the next run goes on from the cursors
        for _account, work in turns:
            work.close()

    @api.model
    def _chorus_take_turn(self, account, work):
        """Do one piece of work of an account; its trouble ends its work alone.

        :return: whether there is more of it
        """
        try:
            is_over = next(work, OVER) is OVER
            # What PostgreSQL refuses of this piece it refuses here, not at the commit.
            self.env.cr.flush()
        except ChorusError as error:
            self.env.cr.rollback()
            # Nothing to tell an accountant: the next run goes on from the cursor.
            _logger.info(
                "Refresh of %s stopped: %s", account.name, explain(self.env, error)
            )
            account._chorus_note_failure(error)
            return False
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # the next run reads the same page again
            return False
        except Exception:  # noqa: BLE001 - one account must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Refresh of %s failed", account.name)
            return False
        return not is_over

    # -- What changed ----------------------------------------------------------

    @api.model
    def _chorus_refresh_account(self, account):
        """Read the statuses changed since the watermark and the histories owed, then
        tell the portal what it is still to be told.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; what was committed is kept
        """
        if self._chorus_awaits_news(account):
            yield from self._chorus_read_news(account)
        yield from self._chorus_tell_rejections(account)

    @api.model
    def _chorus_read_news(self, account):
        with account._chorus_client() as client:
            if not account.l10n_fr_chorus_period_ignored:
                yield from self._chorus_read_changes(account, client)
            if account.l10n_fr_chorus_period_ignored:
                yield from self._chorus_sweep(account, client)
            yield from self._chorus_read_due_histories(account, client)
        account._chorus_note_success(client.answered)

    @api.model
    def _chorus_read_changes(self, account, client):
        """The pages of the search by period of change, from the cursor on."""
        yield from account._chorus_search_changes(
            account._chorus_known_until() or self._chorus_first_moment(account),
            lambda since, number: client.search_invoices(
                InvoiceSearch(status_since=since), first_page=number
            ),
            lambda rows: self._chorus_apply_page(account, client, rows),
        )

    @api.model
    def _chorus_first_moment(self, account):
        """Before it nothing of this account was sent.

        :return: naive datetime
        """
        domain = self._chorus_account_domain(account)
        oldest = self.sudo().search(domain, order="id", limit=1)
        begin = min(oldest.create_date, fields.Datetime.now())
        return begin.replace(microsecond=0) - timedelta(days=1)

    @api.model
    def _chorus_apply_page(self, account, client, rows):
        """Apply the rows that tell something new, each committed on its own.

        :return: an iterator over the pieces, whose value is a list of the moments of
            the rows that others kept from being applied
        """
        domain = self._chorus_account_domain(account)
        left = []
        for row, document in self._chorus_pair_rows(rows, domain):
            if not document._chorus_is_news(row):
                continue
            step = partial(document._chorus_take_row, row, client)
            try:
                if do_alone(document, step) is LEFT and row.status_at:
                    left.append(row.status_at)
            except ChorusError:
                raise
            except Exception:  # noqa: BLE001 - one bad record must not starve the rest
                self.env.cr.rollback()
                _logger.exception("Status of document %s not applied", document.id)
            yield
        return left

    @api.model
    def _chorus_read_due_histories(self, account, client):
        """The histories that could not be read when their status came."""
        domain = self._chorus_account_domain(account) & Domain("history_due", "=", True)
        due = self.sudo().search(domain, order="write_date", limit=DUE_BATCH)
        yield from due._chorus_read_each_history(client)

    # -- Which documents -------------------------------------------------------

    @api.model
    def _chorus_awaits_news(self, account):
        """Whether a status of any invoice of an account is waited for.

        The latest invoices are looked at first, for they nearly always say so. Asked
        for any one of all, PostgreSQL begins with the oldest, which are over.
        """
        documents, known = self.sudo(), self._chorus_known_domain(account)
        companies = Domain("company_id", "in", account._chorus_shared_companies().ids)
        for kind in self.env["account.move"]._chorus_followed_kinds():
            moves = self.env["account.move"].sudo()
            latest = moves.search(kind & companies, limit=LATEST)
            if documents.search_count(known & Domain("move_id", "in", latest.ids)):
                return True
            rest = known & Domain("move_id", "any", kind)
            if len(latest) == LATEST and documents.search_count(rest, limit=1):
                return True
        lost = self._chorus_lost_lately_domain(account)
        return bool(documents.search_count(lost, limit=1))

    @api.model
    def _chorus_known_domain(self, account):
        """Those of an account that its portal has shown."""
        return self._chorus_account_domain(account) & Domain(
            "chorus_identifier", "!=", False
        )

    @api.model
    def _chorus_awaited_news_kinds(self, account):
        """Those of an account whose news somebody waits for, in parts: see
        ``_chorus_followed_kinds``.

        :return: list of domains, which may overlap
        """
        known = self._chorus_known_domain(account)
        return [
            known & Domain("move_id", "any", kind)
            for kind in self.env["account.move"]._chorus_followed_kinds()
        ]

    @api.model
    def _chorus_lost_lately_domain(self, account):
        """Those that were given up or refused lately: they may arrive after all."""
        since = fields.Datetime.now() - LATEST_ARRIVAL
        return (
            self._chorus_account_domain(account)
            & Domain("state", "in", ENDED_STATES)
            & Domain("chorus_identifier", "=", False)
            & Domain("deposit_id.sent_at", ">=", since)
        )
