"""The circuit of a connection: scheduled actions stop calling where calls are refused.

Repeated refusals of the account or of one of its APIs open it and are told once; a
portal that asks for patience (429, 503) or does not answer only postpones.
"""

import logging
from datetime import timedelta

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ConfigurationError, Unavailable, Uncertain
from ...chorus_api.errors import ACCOUNT, CREDENTIALS
from ...tools.row_locks import take_free_rows
from .error_texts import explain
from .res_company import REOPENED

_logger = logging.getLogger(__name__)

REFUSALS_UNTIL_OPEN = 3
FIRST_PAUSE = timedelta(hours=1)
LONGEST_PAUSE = timedelta(hours=24)
SHORT_PAUSE = timedelta(minutes=5)
# In the place of an API family: the account as a whole is refused.
WHOLE_ACCOUNT = ""


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_refusals = fields.Json(
        copy=False,
        groups="base.group_system",
        help="How often in a row Chorus Pro refused each of its API families, by their"
        " names; the account itself under an empty name.",
    )
    l10n_fr_chorus_paused_until = fields.Datetime(
        string="Chorus Pro Paused Until",
        copy=False,
        groups="base.group_system",
        help="Until then the scheduled actions leave Chorus Pro alone.",
    )
    l10n_fr_chorus_pause_reason = fields.Char(copy=False, groups="base.group_system")

    # -- Asking ----------------------------------------------------------------

    def _chorus_is_paused(self):
        self.ensure_one()
        until = self.sudo().l10n_fr_chorus_paused_until
        now = fields.Datetime.now()
        # No pause is longer: this one was noted by a clock that was ahead.
        return bool(until) and now < until <= now + LONGEST_PAUSE

    def _chorus_may_ask(self):
        """Whether the portal can be asked in passing: connected, and no pause."""
        self.ensure_one()
        account = self._chorus_account_company()
        return self._chorus_is_configured() and not account._chorus_is_paused()

    def _chorus_waits_for_connection(self):
        """Whether nothing is sent for this company until an administrator acts: it has
        no connection, or Chorus Pro has refused it again and again."""
        self.ensure_one()
        account = self._chorus_account_company()
        refused = account.sudo().l10n_fr_chorus_pause_reason
        return bool(refused) or not self._chorus_is_configured()

    # -- Noting ----------------------------------------------------------------

    def _chorus_reopen(self):
        """A person has seen that the connection works: forget all refusals."""
        company = self.sudo()
        if any(company[name] for name in REOPENED):
            company.write(REOPENED)

    def _chorus_note_success(self, families):
        """These APIs answered: they are mended, and so is the account. What is refused
        of other APIs is as it was.

        :param families: names of API families, such as ``factures``
        """
        mended = {WHOLE_ACCOUNT, *families}
        if mended.isdisjoint(self.sudo().l10n_fr_chorus_refusals or {}):
            return
        for account in self._chorus_hold_health():
            refusals = account.l10n_fr_chorus_refusals.items()
            left = {name: count for name, count in refusals if name not in mended}
            account.l10n_fr_chorus_refusals = left or False
            if not left:
                account.l10n_fr_chorus_pause_reason = False

    def _chorus_note_failure(self, error):
        """Pause the scheduled actions of this account for what the failure is worth."""
        self.ensure_one()
        if not isinstance(error, ConfigurationError | Unavailable | Uncertain):
            return
        for account in self._chorus_hold_health():
            if isinstance(error, ConfigurationError):
                account._chorus_note_refusal(error)
            else:
                pause = timedelta(seconds=error.retry_after)
                account._chorus_pause(max(pause, SHORT_PAUSE))

    def _chorus_hold_health(self):
        """This account, its row locked until the commit that follows.

        :return: empty where somebody else is writing it: nobody waits for a note that
            the next run makes again
        """
        try:
            with self.env.cr.savepoint(flush=False):
                return take_free_rows(self.sudo(), allow_referencing=True)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return self.sudo().browse()

    def _chorus_pause(self, pause):
        """Leave the portal alone for so long; a longer pause stays."""
        until = fields.Datetime.now() + min(pause, LONGEST_PAUSE)
        if not self._chorus_is_paused() or self.l10n_fr_chorus_paused_until < until:
            self.l10n_fr_chorus_paused_until = until

    def _chorus_note_patience(self, error):
        """A person's click was asked for patience: the scheduled actions wait too."""
        if error.retry_after:
            self._chorus_account_company()._chorus_note_failure(error)

    def _chorus_note_refusal(self, error):
        is_whole = error.cause in (ACCOUNT, CREDENTIALS)
        family = WHOLE_ACCOUNT if is_whole else error.family
        refusals = self.l10n_fr_chorus_refusals or {}
        count = refusals.get(family, 0) + 1
        self.l10n_fr_chorus_refusals = {**refusals, family: count}
        if count < REFUSALS_UNTIL_OPEN:
            return
        # The other APIs may well be open: they do not wait a day for one that is not.
        longer = 0 if family else min(count - REFUSALS_UNTIL_OPEN, 5)
        self._chorus_pause(FIRST_PAUSE * 2**longer)
        env = self._chorus_lang_env()
        reason = explain(env, error)
        self.l10n_fr_chorus_pause_reason = reason
        if count == REFUSALS_UNTIL_OPEN:
            self._chorus_tell_refusal(env, reason)

    def _chorus_tell_refusal(self, env, reason):
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
