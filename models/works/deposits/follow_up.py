"""What becomes of a works piece that was handed in: its report, then the piece."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ....chorus_api import (
    ChorusError,
    ConfigurationError,
    FlowUnknown,
    Rejected,
    Unavailable,
    Uncertain,
)
from ....chorus_api.statuses import INTEGRATED, PARTLY_INTEGRATED, flow_status
from ....tools.row_locks import take_free_rows, wait_for_rows
from ...deposit.deposit import LONGEST_DELAY, SENDING_LIMIT
from ...deposit.follow_up import OVERDUE, SHORTEST_DELAY
from ...telling.own_reasons import FORMAT_NOT_FOLLOWED, NO_REASON, own_reason
from .trace import is_unsubscribed

_logger = logging.getLogger(__name__)

BATCH = 100


class ChorusWorksAttempt(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.attempt"

    def _chorus_hold_attempt(self):
        """Wait for the row and read it anew."""
        wait_for_rows(self)
        self.invalidate_recordset()

    def _chorus_look_later(self, seconds=0):
        """Look again: the older the rarer, and not before the portal wants it."""
        now = fields.Datetime.now()
        age = now - self.create_date
        delay = min(max(age / 4, SHORTEST_DELAY), LONGEST_DELAY)
        self.next_check_at = now + max(delay, timedelta(seconds=seconds))

    # -- The scheduled action --------------------------------------------------

    @api.model
    def _cron_works_deposits(self):
        """Scheduled action: what is due of the pieces that were handed in."""
        turns = self.env["l10n_fr_chorus_pro.document"]
        if self._chorus_due_attempts():
            turns._chorus_take_turns(self._chorus_follow_attempts)

    @api.model
    def _chorus_due_attempts(self, account=None):
        due = Domain("next_check_at", "<=", fields.Datetime.now())
        due |= Domain("news_due", "=", True)
        if account:
            # Another portal would know nothing of it.
            due &= Domain("environment", "=", account.l10n_fr_chorus_environment)
            due &= Domain("company_id", "in", account._chorus_shared_companies().ids)
        return self.sudo().search(due, order="next_check_at, id", limit=BATCH)

    @api.model
    def _chorus_follow_attempts(self, account):
        """Follow the pieces of an account.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal or the account failed; what was done is kept
        """
        due = self._chorus_due_attempts(account)
        if not due:
            return
        with account._chorus_client() as client:
            client.authenticate()
            for attempt in due:
                attempt.with_prefetch()._chorus_follow_attempt_alone(client)
                yield
        account._chorus_note_success(client.answered)

    @api.model
    def _chorus_wake_attempts(self, moment):
        """Have the scheduled action run at a moment, if any."""
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_works_deposits", False)
        if moment and cron:
            cron.sudo()._trigger(at=moment)

    def _chorus_follow_attempt_alone(self, client):
        """Take the next step of one attempt; its trouble is its own.

        :raises ChorusError: the portal or the account failed
        """
        try:
            if not take_free_rows(self):
                return
            now = fields.Datetime.now()
            if self.next_check_at and self.next_check_at <= now:
                self._chorus_follow_attempt(client)
            self._chorus_tell_attempt()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # still due
        except ChorusError as error:
            self.env.cr.rollback()
            self._chorus_put_attempt_off(error)
            is_of_all = isinstance(error, ConfigurationError | Unavailable | Uncertain)
            if is_of_all and not is_unsubscribed(error):
                raise
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Works attempt %s not followed", self.id)
            self._chorus_put_attempt_off()

    def _chorus_put_attempt_off(self, error=None):
        """Look again later, unless another worker has it by now."""
        try:
            seconds = error.retry_after if error else 0
            for attempt in take_free_rows(self):
                attempt._chorus_look_later(seconds)
            self.env["l10n_fr_chorus_pro.deposit"]._chorus_commit()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()

    def _chorus_follow_attempt(self, client):
        """Take the next step, by the state.

        :raises ChorusError: the portal failed
        """
        if self.state == "sending":
            self._chorus_age_attempt()
        if self.state == "to_send":
            self._chorus_send_piece_again(client)
        elif self.state in ("deposited", "uncertain") and self.flow_number:
            self._chorus_read_flow(client)
        elif self.state == "uncertain":
            self._chorus_trace_attempt(client)
        elif self.state == "integrated":
            self._chorus_find_piece(client)

    def _chorus_age_attempt(self):
        """Its call is bounded by a minute: where it is older, the process died."""
        if self.sent_at < fields.Datetime.now() - SENDING_LIMIT:
            now = fields.Datetime.now()
            self._chorus_write_attempt_state(
                "uncertain", next_check_at=now, news_due=True
            )

    # -- The report of the flow ------------------------------------------------

    def _chorus_read_flow(self, client):
        """Read what became of the flow; after long silence a person has to ask."""
        is_overdue = fields.Datetime.now() - self.deposited_at > OVERDUE
        try:
            self._chorus_take_report(client.read_flow_report(self.flow_number), client)
        except FlowUnknown:
            self._chorus_look_later()  # it is on its way to those who are asked
        except Rejected:
            if not is_overdue:
                raise
        if self.state == "deposited" and is_overdue:
            self._chorus_write_attempt_state("uncertain", news_due=True)
        if self.state == "uncertain":
            self._chorus_trace_attempt(client)

    def _chorus_take_report(self, report, client):
        """:param FlowReport report: of the flow of this piece alone"""
        status = flow_status(report.status)
        self.raw_status = report.status
        is_named = bool(report.invoice_errors or report.technical_errors)
        if not status.final:
            least = timedelta(minutes=status.check_after).total_seconds()
            self._chorus_look_later(least)
        elif status.kind == INTEGRATED or (
            status.kind == PARTLY_INTEGRATED and not is_named
        ):
            self._chorus_write_attempt_state(
                "integrated",
                integrated_at=fields.Datetime.now(),
                next_check_at=fields.Datetime.now(),
                failure=False,
                news_due=True,
            )
            self._chorus_find_piece(client)
        else:
            self._chorus_refuse_piece(
                client,
                failure=self._chorus_flow_words(status, report),
                report_details="\n".join(report.schema_errors),
            )

    def _chorus_flow_words(self, status, report):
        """Why a flow was refused, a line for each reason."""
        env = self.company_id._chorus_lang_env()
        lines = [error.text for error in report.invoice_errors if error.text]
        lines += report.technical_errors
        if report.schema_errors:
            count = len(report.schema_errors)
            lines.append(own_reason(env, FORMAT_NOT_FOLLOWED, count))
        return "\n".join(lines or [own_reason(env, NO_REASON, status.label)])
