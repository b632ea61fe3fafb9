"""What came of telling the portal, written down at once and then told."""

import logging
from datetime import datetime, timedelta

from odoo import fields, models

from ....chorus_api import ChorusError
from ....tools.row_locks import retry_on_conflict, wait_for_rows
from ...connection.error_texts import explain, explain_reading
from ..received_act import OPEN_ACTS

_logger = logging.getLogger(__name__)

# A click is bounded by a minute and a half: an act older than this was cut off.
CUT_OFF = timedelta(minutes=3)
# Where the portal still shows the old status after so long, it did not take the act.
READ_BACK_DELAY = timedelta(minutes=10)
# Where the portal does not let the invoice be read, nobody waits longer for it.
GIVEN_UP = timedelta(days=1)
LOOK_AGAIN = timedelta(minutes=2)


class ChorusReceivedAct(models.Model):
    _inherit = "l10n_fr_chorus_pro.received.act"

    def _chorus_settle_act(self, answer, client):
        """Write the answer down as often as the database asks for, then tell it.

        :param Answer answer: kept in memory; the call is never repeated
        """
        self.ensure_one()
        _logger.info("Act %s: %s", self.id, answer.state)
        retry_on_conflict(self.env.cr, lambda: self._chorus_write_given(answer))
        try:
            if self.state == "uncertain":
                self._chorus_read_back_act(client)
            else:
                self._chorus_read_status(client)
        except ChorusError as error:
            # What was done stays done: the scheduled actions bring the status.
            _logger.info("Status after an act not read: %s", type(error).__name__)
        if self.state == "uncertain":
            self._chorus_look_again()
        retry_on_conflict(self.env.cr, self._chorus_tell_and_keep)

    def _chorus_write_given(self, answer):
        """Write an answer on the act, and the status that it gave on its invoice."""
        received = self._chorus_hold_with_invoice()
        if self.state in OPEN_ACTS:
            self._chorus_write_end(answer.state, self._chorus_answer_text(answer))
            if answer.state == "done":
                now, before = fields.Datetime.now(), _told(received)
                received._chorus_take_status(self.raw_status, now, self.reason)
                # Whatever came before it is told once the history is read.
                received._chorus_owe_history(before)
        self._chorus_keep_act()

    def _chorus_hold_with_invoice(self):
        """Wait for the rows of the act and of its invoice, and read them anew.

        :return: the invoice
        """
        received = self.received_id
        wait_for_rows(received)
        wait_for_rows(self)
        self.invalidate_recordset()
        received.invalidate_recordset()
        return received

    def _chorus_write_end(self, state, text=""):
        """:param str text: what the portal said, or why it was not done"""
        told = {"portal_answer": text or False, "news_due": state not in OPEN_ACTS}
        self._chorus_write_act_state(state, **told)
        self.received_id.history_due = True

    def _chorus_answer_text(self, answer):
        """What is said of an answer to people of the company."""
        env, error = self.company_id._chorus_lang_env(), answer.error
        if answer.state == "uncertain":
            return env._(
                "The answer of Chorus Pro did not reach us. Odoo looks there in a few"
                " minutes whether it has the new status: do not do it again on the"
                " portal."
            )
        if not error:
            return ""
        is_refused = answer.state == "refused"
        return explain(env, error) if is_refused else explain_reading(env, error)

    def _chorus_read_status(self, client):
        """Bring the status that the portal shows now.

        :raises ChorusError: the portal does not say
        """
        history = client.read_history(self.received_id.chorus_identifier)
        retry_on_conflict(self.env.cr, lambda: self._chorus_take_history(history))

    def _chorus_take_history(self, history):
        """Keep a history with its current status, and tell what is new: this act first,
        then what others made of the invoice."""
        received = self._chorus_hold_with_invoice()
        known, told = received.event_ids, _told(received)
        given = last_line(history, self.raw_status) if self.state == "done" else None
        current = last_line(history, history.current_status)
        if current:
            received._chorus_take_status(current.code, current.at, current.comment)
        received._chorus_keep_history(history.events)
        received.history_due = False
        if self.news_due:
            self._chorus_tell_act(given and given.at)
            self.news_due = False
        received._chorus_tell_history(told, known, given and given.remote_id)
        self._chorus_keep_act()

    def _chorus_tell_and_keep(self):
        """Tell what came of it in the conversation of the invoice, once."""
        self._chorus_hold_with_invoice()
        if self.news_due:
            self._chorus_tell_act(self.received_id.status_date)
            self.news_due = False
        self._chorus_keep_act()

    def _chorus_keep_act(self):
        """Commit: the portal's side cannot be rolled back, so ours must not be."""
        self.env["l10n_fr_chorus_pro.deposit"]._chorus_commit()

    def _chorus_look_again(self):
        """Have the scheduled action look at the portal soon."""
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_received_acts", False)
        if cron:
            cron.sudo()._trigger(at=fields.Datetime.now() + LOOK_AGAIN)
            self._chorus_keep_act()


def _told(received):
    """The status of an invoice that is known and told, as the telling compares it."""
    return received.raw_status, received.status_date, received.reason or ""


def last_line(history, status):
    """The last line of a history for a status, or None.

    :param InvoiceHistory history: as the portal tells it
    :param str status: the portal's code
    """
    events = (e for e in history.events if (e.kind, e.code) == ("status", status))
    return max(events, key=lambda event: event.at or datetime.min, default=None)
