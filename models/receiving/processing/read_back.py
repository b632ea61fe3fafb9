"""Acts of which no answer came: the portal is read before anything is done again."""

import logging
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ....chorus_api import (
    ChorusError,
    ConfigurationError,
    ProtocolError,
    Rejected,
    Unavailable,
    Uncertain,
)
from ....tools.row_locks import busy, retry_on_conflict, take_free_rows
from ...connection.error_texts import explain, explain_reading
from ...connection.time_limits import LOOK_UP_LIMIT
from ..received_act import OPEN_ACTS
from .received_act import act_label
from .settle import CUT_OFF, GIVEN_UP, READ_BACK_DELAY

_logger = logging.getLogger(__name__)

# Who waited longest for a look comes first.
ORDER = "looked_at NULLS FIRST, id"
BATCH = 100


class ChorusReceivedAct(models.Model):
    _inherit = "l10n_fr_chorus_pro.received.act"

    def _chorus_settle_open(self, client):
        """Find out what came of an act, before the invoice is acted on again.

        :raises UserError: it is under way, or the portal may yet show it
        """
        self.ensure_one()
        if self._chorus_is_under_way():
            raise busy(self.received_id)
        try:
            self._chorus_read_back_act(client)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        if self.state in OPEN_ACTS:
            raise UserError(
                self.env._(
                    "%(invoice)s: the answer of Chorus Pro to « %(act)s » did not reach"
                    " us, and it does not show the new status yet. Odoo looks again:"
                    " try in ten minutes.",
                    invoice=self.received_id.display_name,
                    act=act_label(self.env, self.act),
                )
            )

    def _chorus_is_under_way(self):
        """Whether somebody's click may still be waiting for the portal."""
        age = fields.Datetime.now() - self.asked_at
        # One in the future was written down by a clock that was ahead.
        return self.state == "sending" and timedelta() <= age < CUT_OFF

    def _chorus_read_back_act(self, client):
        """Ask the portal whether the invoice has the status, and write it down.

        :raises ChorusError: the portal does not say
        """
        history = client.read_history(self.received_id.chorus_identifier)
        retry_on_conflict(self.env.cr, lambda: self._chorus_write_read_back(history))
        retry_on_conflict(self.env.cr, self._chorus_tell_and_keep)

    def _chorus_write_read_back(self, history):
        self._chorus_hold_with_invoice()
        if self.state in OPEN_ACTS:
            state = self._chorus_state_by(history)
            if state != self.state:
                text = self._chorus_read_back_text(state, history)
                self._chorus_write_end(state, text)
        self._chorus_take_history(history)

    def _chorus_state_by(self, history):
        """What a history says of an act: the status was given since, or was not."""
        if self._chorus_is_given(history):
            return "done"
        is_old = fields.Datetime.now() - self.asked_at >= READ_BACK_DELAY
        is_other = history.current_status != self.status_before
        # Another application was quicker, or the time to show it is over.
        return "not_done" if is_other or is_old else "uncertain"

    def _chorus_is_given(self, history):
        """Whether the portal has given the status since the act was written down."""
        if history.current_status == self.raw_status != self.status_before:
            return True
        known = self.received_id.event_ids.filtered(
            lambda event: event.kind == "status" and event.create_date < self.asked_at
        )
        known_ids = set(known.mapped("remote_id"))
        return any(
            event.kind == "status"
            and event.remote_id not in known_ids
            and self._chorus_may_have_given(event.code, event.at)
            for event in history.events
        )

    def _chorus_read_back_text(self, state, history):
        env = self.company_id._chorus_lang_env()
        if state == "uncertain":
            return self.portal_answer or env._(
                "Odoo was interrupted before the answer of Chorus Pro came. It looks"
                " there whether the invoice has the new status."
            )
        if state == "done":
            return ""
        if history.current_status != self.status_before:
            return env._(
                "Chorus Pro did not take it: meanwhile another application gave the"
                " invoice another status, which counts."
            )
        return env._(
            "Chorus Pro did not take it: the invoice has its old status there. You may"
            " do it again."
        )

    # -- The scheduled action --------------------------------------------------

    @api.model
    def _cron_read_back_acts(self):
        """Scheduled action: find out what came of acts without an answer, and tell what
        was not told yet."""
        domain = self._chorus_unanswered_domain()
        due = self.sudo().search(domain, order=ORDER, limit=BATCH)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        silent = self.env["res.company"]
        for act in due:
            account = act.company_id._chorus_account_company()
            # What is settled is told without a word of the portal.
            is_asked = act.state not in OPEN_ACTS or not (
                account in silent or account._chorus_is_paused()
            )
            if is_asked and not act._chorus_read_back_alone():
                silent |= account
            if not cron._commit_progress(1):
                break

    @api.model
    def _chorus_unanswered_domain(self):
        """What is to be read back, of the portals of now, and what is to be told."""
        cut_off = fields.Datetime.now() - CUT_OFF
        is_open = Domain("state", "=", "uncertain") | (
            Domain("state", "=", "sending") & Domain("asked_at", "<=", cut_off)
        )
        received = self.env["l10n_fr_chorus_pro.received"]
        accounts = self.env["res.company"]._chorus_accounts()
        asked = Domain.OR(
            received._chorus_received_domain(account, role="")
            for account in accounts
            if not account._chorus_is_paused()
        )
        settled = Domain("state", "not in", OPEN_ACTS) & Domain("news_due", "=", True)
        return settled | is_open & Domain("received_id", "any", asked)

    def _chorus_read_back_alone(self):
        """Read one act back; its trouble is its own.

        :return: False where the portal of its account does not answer
        """
        try:
            if not take_free_rows(self.received_id, allow_referencing=True):
                return True  # somebody is at it
            if self.state not in OPEN_ACTS:
                self._chorus_tell_and_keep()
                return True
            self.looked_at = fields.Datetime.now()
            with self.company_id._chorus_client(patience=LOOK_UP_LIMIT) as client:
                self._chorus_read_back_or_give_up(client)
        except (Unavailable, Uncertain, ConfigurationError) as error:
            _logger.info("Act %s not read back: %s", self.id, explain(self.env, error))
            self.company_id._chorus_account_company()._chorus_note_failure(error)
            return False
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # the next run reads it back
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Act %s not read back", self.id)
            self.looked_at = fields.Datetime.now()
        return True

    def _chorus_read_back_or_give_up(self, client):
        """Where the portal has refused for a day to show the invoice, somebody looks
        there himself: it is kept from no other act any longer.

        :raises ChorusError: the portal answers for no invoice
        """
        try:
            self._chorus_read_back_act(client)
        except (Rejected, ProtocolError) as error:
            _logger.info("Act %s not shown: %s", self.id, explain(self.env, error))
            if fields.Datetime.now() - self.asked_at >= GIVEN_UP:
                step = partial(self._chorus_end_unshown, error)
                retry_on_conflict(self.env.cr, step)

    def _chorus_end_unshown(self, error):
        received = self._chorus_hold_with_invoice()
        env = self.company_id._chorus_lang_env()
        text = env._(
            "Chorus Pro does not show whether it took it. Look at the invoice there"
            " before you do it again. %s",
            explain_reading(env, error),
        )
        standing = received.raw_status, received.status_date
        if self.state in OPEN_ACTS:
            # A search may have shown what the history does not.
            is_other = standing[0] != self.status_before
            is_given = is_other and self._chorus_may_have_given(*standing)
            state, said = ("done", "") if is_given else ("not_done", text)
            self._chorus_write_end(state, said)
        self._chorus_tell_and_keep()
