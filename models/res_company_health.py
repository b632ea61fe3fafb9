"""The circuit of a connection: scheduled actions stop calling where calls are refused.

Repeated refusals of the account or of the application open it and are told once; a
portal that asks for patience (429, 503) or does not answer only postpones.
"""

import logging
from datetime import timedelta

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..chorus_api import ConfigurationError, Unavailable, Uncertain
from .error_texts import explain
from .res_company import REOPENED
from .row_locks import take_free_rows

_logger = logging.getLogger(__name__)

REFUSALS_UNTIL_OPEN = 3
FIRST_PAUSE = timedelta(hours=1)
LONGEST_PAUSE = timedelta(hours=24)
SHORT_PAUSE = timedelta(minutes=5)


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_failure_count = fields.Integer(
        copy=False,
        groups="base.group_system",
        help="How often in a row Chorus Pro refused the account or the application.",
    )
    l10n_fr_chorus_paused_until = fields.Datetime(
        string="Chorus Pro Paused Until",
        copy=False,
        groups="base.group_system",
        help="Until then the scheduled actions leave Chorus Pro alone.",
    )
    l10n_fr_chorus_pause_reason = fields.Char(copy=False, groups="base.group_system")

    def _chorus_is_paused(self):
        self.ensure_one()
        until = self.sudo().l10n_fr_chorus_paused_until
        return bool(until) and until > fields.Datetime.now()

    def _chorus_may_ask(self):
        """Whether the portal can be asked in passing: connected, and no pause."""
        self.ensure_one()
        account = self._chorus_account_company()
        return self._chorus_is_configured() and not account._chorus_is_paused()

    def _chorus_note_success(self):
        """A call was answered: whatever was refused before is mended."""
        company = self.sudo()
        if company.l10n_fr_chorus_failure_count or company.l10n_fr_chorus_paused_until:
            company.write(REOPENED)

    def _chorus_note_failure(self, error):
        """Pause the scheduled actions of this account for what the failure is worth."""
        self.ensure_one()
        company = self.sudo()
        if isinstance(error, ConfigurationError):
            company._chorus_note_refusal(error)
        elif isinstance(error, Unavailable | Uncertain):
            wait = timedelta(seconds=getattr(error, "retry_after", 0))
            pause = max(SHORT_PAUSE, wait)
            company.l10n_fr_chorus_paused_until = fields.Datetime.now() + pause

    def _chorus_note_patience(self, error):
        """A person's click was asked for patience: the scheduled actions wait as well.

        The row of the account is left to whoever writes it right now.
        """
        if not getattr(error, "retry_after", 0):
            return
        account = self._chorus_account_company()
        self.env.flush_all()  # what fails there is not ours to swallow
        try:
            with self.env.cr.savepoint():
                for free in take_free_rows(account, allow_referencing=True):
                    free._chorus_note_failure(error)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("%s: its account is being written by others", self.name)

    def _chorus_note_refusal(self, error):
        count = self.l10n_fr_chorus_failure_count + 1
        self.l10n_fr_chorus_failure_count = count
        if count < REFUSALS_UNTIL_OPEN:
            return
        pause = FIRST_PAUSE * 2 ** min(count - REFUSALS_UNTIL_OPEN, 5)
        env = self._chorus_lang_env()
        reason = explain(env, error)
        self.l10n_fr_chorus_paused_until = fields.Datetime.now() + min(
            pause, LONGEST_PAUSE
        )
        self.l10n_fr_chorus_pause_reason = reason
        if count == REFUSALS_UNTIL_OPEN:
            _logger.warning("Chorus Pro paused for %s: %s", self.name, reason)
            self.partner_id.with_env(env).message_post(
                body=env._(
                    "%(reason)s Odoo has stopped following the invoices of %(company)s"
                    " in Chorus Pro. It tries again now and then, and at once when the"
                    " connection is changed or tested in the settings.",
                    reason=reason,
                    company=self.name,
                )
            )
