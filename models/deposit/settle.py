"""What came of a deposit, written down in two steps.

The row of the deposit alone first, and committed: nobody contends for it, so that a
flow number never waits in memory for somebody else's lock. Its invoices follow; those
that others hold are caught up with later.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import LazyTranslate

from ...chorus_api import ConfigurationError
from ...tools.portal_time import portal_moment
from ...tools.row_locks import (
    WRITE_TRIES,
    retry_on_conflict,
    take_free_rows,
    wait_a_little,
    wait_for_rows,
    write_at_any_cost,
)
from ...tools.together import together_or_alone
from ..connection.error_texts import explain
from ..invoice.states import (
    ENDED_DEPOSITS,
    ENDED_STATES,
    OPEN_DEPOSITS,
    OPEN_STATES,
    SETTLED_DEPOSITS,
)
from ..telling.credit_note_texts import is_credit_note
from .deposit import FIRST_CHECK, LONGEST_DELAY, RETRY_DELAY, SENDING_LIMIT, Outcome

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

# By whether it is a credit note.
HANDED_OVER = {
    False: _lt("Handed over to Chorus Pro on %(date)s, flow no. %(flow)s."),
    True: _lt("Credit note handed over to Chorus Pro on %(date)s, flow no. %(flow)s."),
}
CATCH_UP_BATCH = 200


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    def _chorus_settle(self, outcome, *, has_dialog=False):
        """Write the answer at once, as often as the database asks for.

        :param Outcome outcome: kept in memory; the call is never repeated
        :param bool has_dialog: a dialog says what failed, the chatter need not
        """
        answer = f"{outcome.state} {outcome.flow_number}"
        _logger.info("Deposit %s: %s", self.id, answer)
        is_open = write_at_any_cost(
            self,
            lambda deposit: deposit._chorus_write_outcome(outcome),
            self._chorus_commit,
            answer,
        )
        if is_open:
            self._chorus_complete_documents(WRITE_TRIES, has_dialog=has_dialog)
        elif outcome.flow_number:
            self._chorus_tell_late(outcome.flow_number)

    # -- The deposit alone -----------------------------------------------------

    def _chorus_write_answer(self, outcome):
        is_open = self._chorus_write_outcome(outcome)
        self._chorus_commit()
        return is_open

    def _chorus_write_outcome(self, outcome):
        """Write an outcome on the row of the deposit, and on nothing else.

        :return: False where it was decided meanwhile: of an answer that comes late only
            the flow number is kept
        """
        wait_for_rows(self)
        if self.state not in OPEN_DEPOSITS:
            if outcome.flow_number and not self.flow_number:
                self.flow_number = outcome.flow_number
            self.write(_values_of(outcome.invoice))
            return False
        now = fields.Datetime.now()
        env = self.company_id._chorus_lang_env()
        values = {
            "failure": explain(env, outcome.error) if outcome.error else False,
            "next_check_at": now + self._chorus_delay(outcome),
        }
        if outcome.rows and outcome.state == "refused":
            shown = self.document_ids._chorus_show_rows(outcome.rows)
            values["failure"] = "\n".join([values["failure"], *shown])
        if outcome.state == "deposited":
            values.update(flow_number=outcome.flow_number, deposited_at=now)
            values.update(_values_of(outcome.invoice))
        elif outcome.state in ENDED_DEPOSITS:
            values["next_check_at"] = False
        self._chorus_write_deposit_state(outcome.state, **values)
        return True

    def _chorus_delay(self, outcome):
        """How long a deposit waits for its next step."""
        asked = timedelta(seconds=outcome.error.retry_after if outcome.error else 0)
        if outcome.state != "to_send":
            return max(FIRST_CHECK, asked)
        if isinstance(outcome.error, ConfigurationError):
            return RETRY_DELAY  # the account's own pauses say when
        # The longer nobody answers, the rarer the attempts.
        age = fields.Datetime.now() - self.create_date
        return max(min(max(RETRY_DELAY, age / 4), LONGEST_DELAY), asked)

    # -- Its invoices ----------------------------------------------------------

    @api.model
    def _chorus_catch_up_all(self):
        """Do what needs neither a portal nor an account, in every company: see
        :meth:`_chorus_catch_up`."""
        old = fields.Datetime.now() - SENDING_LIMIT
        documents = Domain("state", "in", OPEN_STATES)
        sending = Domain("state", "=", "sending")
        behind = sending & Domain("sent_at", "<", old)
        behind |= Domain("state", "=", "uncertain") & Domain(
            "document_ids", "any", sending
        )
        settled = set(SETTLED_DEPOSITS) - set(OPEN_DEPOSITS)
        behind |= Domain("state", "in", sorted(settled)) & Domain(
            "document_ids", "any", documents
        )
        for deposit in self.sudo().search(behind, limit=CATCH_UP_BATCH):
            deposit.with_prefetch()._chorus_catch_up()

    def _chorus_catch_up(self):
        """Finish what a process left that was killed: a call that ended long ago is
        uncertain, and invoices take over what their deposit says."""
        self.ensure_one()
        if self.state == "sending":
            retry_on_conflict(self.env.cr, self._chorus_age)
        self._chorus_complete_documents()

    def _chorus_age(self):
        """Its call is bounded by a minute: where it is older, the process died."""
        is_old = self.sent_at < fields.Datetime.now() - SENDING_LIMIT
        if is_old and take_free_rows(self) and self.state == "sending":
            has_left = not self._chorus_only_uploaded()
            self._chorus_write_answer(Outcome("uncertain" if has_left else "to_send"))

    def _chorus_documents_behind(self):
        """The invoices that what the deposit says has not reached yet."""
        if self.state not in SETTLED_DEPOSITS:
            return self.document_ids.browse()
        return self._chorus_open_documents().filtered(lambda d: d.state != self.state)

    def _chorus_is_written(self):
        """Whether no call is under way and the invoices know what came of the last."""
        return self.state != "sending" and not self._chorus_documents_behind()

    def _chorus_complete_documents(self, tries=1, *, has_dialog=False):
        """Bring the invoices to what the deposit says, each with its message.

        Whatever fails here, the deposit is written already: the scheduled action does
        it again.
        """
        for attempt in range(tries):
            try:
                if self._chorus_complete_free(has_dialog):
                    return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
            except Exception:  # noqa: BLE001 - the caller goes on with other invoices
                self.env.cr.rollback()
                _logger.exception("Invoices of deposit %s not completed", self.id)
                return
            if attempt < tries - 1:
                wait_a_little(attempt)
        _logger.info("Deposit %s: others hold some of its invoices", self.id)

    def _chorus_complete_free(self, has_dialog):
        """Have the invoices that nobody else holds take over what the deposit says.

        :return: whether none is left
        """
        behind = self._chorus_documents_behind()
        if not behind:
            return True
        documents = take_free_rows(behind)
        moves = take_free_rows(documents.move_id, allow_referencing=True)
        documents = documents.filtered(lambda d: d.move_id in moves)
        # One that was told why it waits is told again when that is over.
        waited = documents.filtered("reason")
        documents._chorus_set_state(self.state, self.failure)
        if self.chorus_identifier:
            documents._chorus_take_answer()
        if self.state == "deposited":
            told = documents
        elif self.state == "to_send":
            told = documents - waited
        else:
            is_known = has_dialog and self.state != "uncertain"
            told = documents.browse() if is_known else documents
        self._chorus_say_settled(told)
        documents._chorus_doubt_directory()
        if documents == behind:
            if self.chorus_identifier:
                self._chorus_close_door()
            self._chorus_wake(self.next_check_at)
        self._chorus_commit()
        return documents == behind

    def _chorus_say_settled(self, documents):
        """Tell on invoices what came of their deposit; where that fails for one of
        them, on the others all the same."""

        def say(told):
            if self.state in ENDED_DEPOSITS:
                told.move_id._chorus_free_to_send()
            told._chorus_post(self._chorus_settled_news(told))

        together_or_alone(self.env.cr, documents, say)

    def _chorus_settled_news(self, documents):
        """
        :rtype: list of News
        """
        if self.state != "deposited":
            is_known = bool(self.failure)
            told = documents if is_known else documents.browse()
            return [d._chorus_state_news(reason=self.failure) for d in told]
        if self.chorus_identifier:
            return self._chorus_handed_in_news(documents)
        env = self.company_id._chorus_lang_env()
        values = {
            "date": portal_moment(env, self.deposited_at),
            "flow": self.flow_number,
        }
        news = []
        for document in documents:
            title = env._(HANDED_OVER[is_credit_note(document)])
            news.append(document._chorus_state_news(title % values, has_file=True))
        return news

    # -- An answer that comes after a person's decision ------------------------

    def _chorus_tell_late(self, flow_number):
        """Chorus Pro acknowledged a deposit that counted as decided: nothing of it is
        sent a second time unseen."""
        try:
            retry_on_conflict(self.env.cr, lambda: self._chorus_take_late(flow_number))
        except Exception:  # noqa: BLE001 - the number itself is kept
            self.env.cr.rollback()
            _logger.exception("Deposit %s: late flow %s", self.id, flow_number)

    def _chorus_take_late(self, flow_number):
        for rows in (self, self.document_ids, self.document_ids.move_id):
            wait_for_rows(rows)
        ended = self.document_ids.filtered(lambda d: d.state in ENDED_STATES)
        if self._chorus_may_reopen(ended):
            self._chorus_reopen_ended(ended, flow_number)
        elif self.state not in ("deposited", "integrated"):
            env = self.company_id._chorus_lang_env()
            text = env._(
                "Chorus Pro has acknowledged an earlier deposit of this invoice after"
                " all, flow no. %s.",
                flow_number,
            )
            for document in ended:
                document._chorus_say(text)
            if self.state == "not_received":
                # Followed to its end: until then nothing of it is sent again.
                now = fields.Datetime.now()
                self._chorus_write_deposit_state(
                    "deposited", deposited_at=now, next_check_at=now + FIRST_CHECK
                )
        self._chorus_commit()

    def _chorus_may_reopen(self, documents):
        """Whether a deposit that was given up may count again: its invoices are as they
        were sent, and no other attempt of theirs is under way."""
        account = self.company_id._chorus_account_company()
        return (
            self.state == "not_received"
            and bool(documents)
            and account.l10n_fr_chorus_environment == self.environment
            and all(
                document.move_id.state == "posted"
                and not document.move_id._chorus_live_document()
                for document in documents
            )
        )

    def _chorus_reopen_ended(self, documents, flow_number):
        now = fields.Datetime.now()
        self._chorus_write_deposit_state(
            "deposited",
            flow_number=flow_number,
            deposited_at=now,
            next_check_at=now + FIRST_CHECK,
        )
        documents._chorus_set_state("deposited")
        env = self.company_id._chorus_lang_env()
        text = env._(
            "Chorus Pro has acknowledged the deposit after all, flow no. %s: do not"
            " send the invoice again.",
            flow_number,
        )
        documents._chorus_link_files()
        documents._chorus_post([d._chorus_state_news(text) for d in documents])
        self._chorus_wake(self.next_check_at)


def _values_of(invoice):
    """What a deposit keeps of the answer of a door.

    :param invoice: Submitted, or None
    :rtype: dict
    """
    if not invoice:
        return {}
    return {
        "chorus_identifier": invoice.chorus_invoice_id,
        "invoice_number": invoice.invoice_number,
        "raw_status": invoice.status,
    }
