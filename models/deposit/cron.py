"""The scheduled action on deposits: pack what waits, then advance what is due.

Several copies of it may run at once, on several machines: each locks the rows it takes
and skips those that another one holds, and each step is committed before the next.
"""

import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ChorusError, ConfigurationError, Unavailable, Uncertain
from ...tools.row_locks import take_free_rows
from ..connection.error_texts import explain
from .deposit import LOT_DELAY

_logger = logging.getLogger(__name__)

BATCH = 200
# So many unanswered calls in a row mean that the portal is down: the rest can wait.
SILENCE_LIMIT = 3


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    @api.model
    def _chorus_due_domain(self, account):
        return Domain(
            [
                ("next_check_at", "<=", fields.Datetime.now()),
                ("company_id", "in", account._chorus_shared_companies().ids),
                # Another portal would know nothing of it.
                ("environment", "=", account.l10n_fr_chorus_environment),
            ]
        )

    @api.model
    def _chorus_queue_domain(self, account):
        return Domain(
            [
                ("company_id", "in", account._chorus_shared_companies().ids),
                ("state", "=", "to_send"),
                ("deposit_id", "=", False),
            ]
        )

    @api.model
    def _cron_deposits(self):
        """Scheduled action: send and follow, account by account."""
        self._chorus_catch_up_all()
        self._chorus_run_accounts()
        self.env["l10n_fr_chorus_pro.batch"]._chorus_tell_ended()

    @api.model
    def _chorus_run_accounts(self):
        accounts = self.env["res.company"]._chorus_accounts()
        work = {
            account: self._chorus_count_work(account)
            for account in accounts
            if not account._chorus_is_paused()
        }
        if not sum(work.values()):
            return
        self.env["ir.cron"]._commit_progress(remaining=sum(work.values()))
        for account, count in work.items():
            if count and not self._chorus_run_account(account, count):
                break

    @api.model
    def _chorus_count_work(self, account):
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        return documents.search_count(
            self._chorus_queue_domain(account)
        ) + self.sudo().search_count(self._chorus_due_domain(account))

    @api.model
    def _chorus_run_account(self, account, count):
        """Do the work of one account; its trouble is never that of another.

        :return: False when the time of the run is up
        """
        try:
            in_time = self._chorus_follow_account(account, count)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # what is left of it is still due
            in_time = self.env["ir.cron"]._commit_progress()
        except Exception:  # noqa: BLE001 - one account must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Deposits of %s could not be followed", account.name)
            in_time = self.env["ir.cron"]._commit_progress(count)
        return bool(in_time)

    @api.model
    def _chorus_follow_account(self, account, count):
        """Pack and advance, until all is done or the account is refused."""
        try:
            with account._chorus_client() as client:
                client.authenticate()
                in_time, failure = self._chorus_pack_all(account, client)
                if in_time:
                    in_time = self._chorus_advance_all(account, client, failure)
                if failure:
                    raise failure
            account._chorus_note_success(client.answered)
            self.env["ir.cron"]._commit_progress()
        except ChorusError as error:
            self.env.cr.rollback()
            _logger.info("%s: %s", account.name, explain(self.env, error))
            account._chorus_note_failure(error)
            # Its work waits for the account, not for this run.
            in_time = self.env["ir.cron"]._commit_progress(count)
        return in_time

    # -- What is due -----------------------------------------------------------

    @api.model
    def _chorus_advance_all(self, account, client, failure=None):
        """Advance the deposits that are due, oldest first.

        :param failure: what became of a file just now; after it no other one is sent
        :raises ChorusError: the portal refuses the account or does not answer
        """
        domain = self._chorus_due_domain(account)
        if failure:
            domain &= Domain("state", "!=", "to_send")
        silence = 0
        for deposit in self.sudo().search(
            domain, order="next_check_at, id", limit=BATCH
        ):
            # Alone: the invoices of all the others would be read ahead with its own.
            error = deposit.with_prefetch()._chorus_try(client, domain)
            in_time = self.env["ir.cron"]._commit_progress(1)
            silence = silence + 1 if isinstance(error, Unavailable) else 0
            if silence >= SILENCE_LIMIT or _ends_run(error):
                raise error
            if not in_time:
                return False
        return True

    def _chorus_try(self, client, domain):
        """Advance one deposit; a failure postpones it and nothing else.

        :return: the error of the portal, or None
        """
        self.ensure_one()
        try:
            self._chorus_catch_up()
            if self._chorus_hold(domain):
                error = self._chorus_advance(client)
                self.env.flush_all()  # what fails to be written fails here
                return error
        except ChorusError as error:
            self._chorus_put_off(error)
            return error
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # still due: the next run takes it
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            _logger.exception("Deposit %s could not be followed up", self.id)
            self._chorus_put_off()
        return None

    def _chorus_hold(self, domain):
        """Lock the deposit and all that its next step may write.

        :return: False where another worker has it, or somebody one of its invoices
        """
        # Another worker may have done it since the search.
        if not take_free_rows(self).filtered_domain(domain):
            return False
        for rows in (self.document_ids, self.document_ids.move_id):
            if take_free_rows(rows, allow_referencing=True) != rows:
                self._chorus_wake(fields.Datetime.now() + LOT_DELAY)
                return False
        return self._chorus_is_written()

    def _chorus_put_off(self, error=None):
        """Forget a step that failed and look again later, unless another worker has the
        deposit by now: it says itself when that is."""
        self.env.cr.rollback()
        try:
            take_free_rows(self)._chorus_postpone(error)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()


def _ends_run(error):
    """Whether an error says more of account or portal than of one deposit."""
    return error and (
        isinstance(error, ConfigurationError | Uncertain) or error.retry_after
    )
