"""Statuses coming back: rows of a search applied to documents, then their history.

Design: pay for what changed. A row tells status, moment and comment; only a row that
differs from what is known costs a call for the history.
"""

import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..chorus_api import ChorusError, ConfigurationError, InvoiceSearch
from ..chorus_api.statuses import invoice_status
from .error_texts import explain
from .row_locks import take_free_rows

_logger = logging.getLogger(__name__)

# What the portal wrote just before its latest row may still become visible later.
WATERMARK_MARGIN = timedelta(hours=2)


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    @api.model
    def _cron_refresh_invoices(self):
        """Scheduled action: bring back what changed, account by account."""
        accounts = self.env["res.company"]._chorus_accounts()
        accounts = accounts.filtered(lambda account: not account._chorus_is_paused())
        if not accounts:
            return
        self.env["ir.cron"]._commit_progress(remaining=len(accounts))
        for account in accounts:
            try:
                # Where another worker refreshes this account, it is left to it.
                if take_free_rows(account, allow_referencing=True):
                    self._chorus_refresh_account(account)
            except ChorusError as error:
                self.env.cr.rollback()
                # Nothing to tell an accountant: the next run reads the same period.
                _logger.info(
                    "Refresh of %s stopped: %s", account.name, explain(self.env, error)
                )
                account._chorus_note_failure(error)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # the next run reads the same page again
            except Exception:  # noqa: BLE001 - one account must not starve the rest
                self.env.cr.rollback()
                _logger.exception("Refresh of %s failed", account.name)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _chorus_refresh_account(self, account):
        """Read the statuses changed since the watermark, page by page.

        Each page is applied and committed, so that a failure costs one page.

        :raises ChorusError: the portal failed; pages read before are kept
        """
        domain = self._chorus_account_domain(account)
        oldest = self.sudo().search(domain, order="create_date", limit=1)
        if not oldest:
            return
        since = account.l10n_fr_chorus_watermark or (
            oldest.create_date - timedelta(days=1)
        )
        first_page = max(account.l10n_fr_chorus_next_page, 1)
        seen = (first_page > 1 and account.l10n_fr_chorus_seen_until) or since
        with account._chorus_client() as client:
            search = InvoiceSearch(status_since=since)
            for page in client.search_invoices(search, first_page=first_page):
                for row, document in self._chorus_match(page.rows, domain):
                    document._chorus_apply_row(row, client)
                seen = max([seen, *(row.status_at or seen for row in page.rows)])
                account._chorus_note_page(since, page.page + 1, seen)
                if not self.env["ir.cron"]._commit_progress():
                    return  # the time is up: the next run goes on with the next page
            for document in self.sudo().search([*domain, ("history_due", "=", True)]):
                document._chorus_read_history(client, announce=False)
        account._chorus_note_success()
        account._chorus_note_page(max(since, seen - WATERMARK_MARGIN), 0, False)

    @api.model
    def _chorus_account_domain(self, account):
        return [
            ("company_id", "in", account._chorus_shared_companies().ids),
            ("deposit_id.environment", "=", account.l10n_fr_chorus_environment),
            ("state", "not in", ("to_send", "sending", "uncertain", "not_received")),
        ]

    @api.model
    def _chorus_match(self, rows, domain):
        """Pair rows of a search with our documents.

        By the portal's identifier; before it is known, by flow number and invoice
        number, never by the number alone.

        :param domain: the documents in question
        :return: list of (row, document), each locked for this transaction
        """
        documents = self.sudo().search(
            Domain(domain)
            & (
                Domain("chorus_identifier", "in", [r.chorus_invoice_id for r in rows])
                | (
                    Domain("chorus_identifier", "=", False)
                    & Domain(
                        "deposit_id.flow_number",
                        "in",
                        [row.flow_number for row in rows if row.flow_number],
                    )
                )
            )
        )
        documents = documents._chorus_without_rivals()
        documents = take_free_rows(documents)
        by_key = {
            d.chorus_identifier or (d.deposit_id.flow_number, d.invoice_number): d
            for d in documents
        }
        pairs = []
        for row in rows:
            document = by_key.get(row.chorus_invoice_id) or by_key.get(
                (row.flow_number, row.invoice_number)
            )
            if document:
                pairs.append((row, document))
        return pairs

    def _chorus_refresh_one(self, client):
        """Ask for one invoice alone, by its number."""
        self.ensure_one()
        search = InvoiceSearch(invoice_number=self.invoice_number)
        for page in client.search_invoices(search):
            for row, document in self._chorus_match(page.rows, [("id", "=", self.id)]):
                document._chorus_apply_row(row, client)

    def _chorus_apply_row(self, row, client):
        """Apply a row of a search where it tells something new.

        :return: whether the status, its moment or its comment changed
        """
        self.ensure_one()
        changed = (
            (self.raw_status or "") != row.status
            or (row.status_at and self.status_date != row.status_at)
            or (self.reason or "") != row.comment
        )
        if self.chorus_identifier and not changed:
            return False
        self.write(
            {
                "chorus_identifier": row.chorus_invoice_id,
                "raw_status": row.status,
                "state": invoice_status(row.status).state,
                "status_date": row.status_at,
                "reason": row.comment or False,
            }
        )
        self._chorus_read_history(client)
        return True

    def _chorus_read_history(self, client, announce=True):
        """Keep the events that are new, and tell the new statuses in their order.

        A failure costs the detail, not the status: it is told alone and the history is
        read again by the next refresh.
        """
        try:
            history = client.read_history(self.chorus_identifier)
        except ConfigurationError:
            raise
        except ChorusError as error:
            _logger.info("History of a document not read: %s", type(error).__name__)
            if announce:
                self.history_due = True
                self._chorus_say_status(self.raw_status, self.status_date, self.reason)
            return
        self.history_due = False
        new_events = self._chorus_keep_events(history.events)
        if not announce:
            return
        statuses = [event for event in new_events if event.kind == "status"]
        for event in statuses:
            is_current = event == statuses[-1] and event.code == self.raw_status
            comment = event.comment or (is_current and self.reason) or ""
            self._chorus_say_status(
                event.code, event.happened_at, comment, current=is_current
            )
        if not statuses or statuses[-1].code != self.raw_status:
            # The row is ahead of the history, or only its comment changed.
            self._chorus_say_status(self.raw_status, self.status_date, self.reason)

    def _chorus_keep_events(self, remote_events):
        """Store the events that are not known yet.

        :return: the new ones, oldest first
        """
        known = {(event.kind, event.remote_id) for event in self.event_ids}
        return self.env["l10n_fr_chorus_pro.event"].create(
            [
                {
                    "document_id": self.id,
                    "kind": event.kind,
                    "remote_id": event.remote_id,
                    "code": event.code,
                    "happened_at": event.at,
                    "comment": event.comment or False,
                    "author": event.author or False,
                    "author_email": event.email or False,
                    "author_phone": event.phone or False,
                }
                for event in remote_events
                if (event.kind, event.remote_id) not in known
            ]
        )
