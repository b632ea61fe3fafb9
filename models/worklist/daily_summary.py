"""One mail a day at the most, for those who want it: news and what needs action."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...tools.portal_time import portal_date
from ..telling.message_subtypes import NEWS, SPECIAL

_logger = logging.getLogger(__name__)

# What was told within these minutes may not be committed yet: it is for the next day.
SETTLING = timedelta(minutes=10)
# Who asks for summaries again after a long time is not told of all that time.
LOOK_BACK = timedelta(days=7)
# Lines of each list; beyond them the mail names how many there are.
LINES_SHOWN = 50


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _cron_chorus_daily_summary(self):
        """Scheduled action: write to each user who wants it, each in a commit."""
        users = self.sudo().search([("l10n_fr_chorus_daily_summary", "=", True)])
        users = users.filtered(lambda user: not user.share)
        self.env["ir.cron"]._commit_progress(remaining=len(users))
        for user in users:
            try:
                # The day is read under the lock: another run may be writing it.
                if user.try_lock_for_update(allow_referencing=True):
                    user._chorus_send_summary()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # the next run finds the day still empty
            except Exception:  # noqa: BLE001 - one user must not starve the rest
                self.env.cr.rollback()
                _logger.exception("Summary of Chorus Pro for user %s failed", user.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _chorus_send_summary(self):
        """Queue the summary of one user and remember it, in one transaction.

        Either both are committed or none: a crash neither loses nor repeats it.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        today = portal_date(self.env, now)
        if self.l10n_fr_chorus_summary_day == today or not self.email:
            return
        until = now - SETTLING
        since = self.l10n_fr_chorus_summary_until or until - timedelta(days=1)
        since = max(since, now - LOOK_BACK)
        reader = (
            self.env["account.move"]
            .with_user(self)
            .with_context(
                allowed_company_ids=self.company_ids.ids, lang=self.lang, tz=self.tz
            )
        )
        if not reader.has_access("read"):
            return
        changed = reader.search([("id", "in", self._chorus_changed_ids(since, until))])
        needed = reader.search(reader._chorus_work_domain("action"))
        if not changed and not needed:
            return
        self.env["mail.mail"].create(self._chorus_summary_mail(changed, needed))
        self.write(
            {
                "l10n_fr_chorus_summary_until": until,
                "l10n_fr_chorus_summary_day": today,
            }
        )

    @api.model
    def _chorus_changed_ids(self, since, until):
        """The invoices whose chatter was told something by Chorus Pro in a period.

        Documents are written just before they are told of: they lead to the messages
        of few invoices, whose table has no index on the date.
        """
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        written = documents.search_fetch(
            [("write_date", ">=", since - timedelta(days=1))], ["move_id"]
        )
        subtypes = [self.env.ref(name, False) for name in (NEWS, *SPECIAL)]
        groups = self.env["mail.message"]._read_group(
            [
                ("model", "=", "account.move"),
                ("res_id", "in", written.move_id.ids),
                ("subtype_id", "in", [s.id for s in subtypes if s]),
                ("date", ">=", since),
                ("date", "<", until),
            ],
            ["res_id"],
        )
        return [res_id for (res_id,) in groups]

    def _chorus_summary_mail(self, changed, needed):
        """Values of the mail.

        :param changed: invoices in the environment of the reader, as ``needed`` is
        :rtype: dict
        """
        env = changed.env
        body = env["ir.qweb"]._render(
            "l10n_fr_chorus_pro.daily_summary",
            {
                "user": self,
                "lists": [
                    (env._("Action needed"), needed[:LINES_SHOWN], len(needed)),
                    (env._("What changed"), changed[:LINES_SHOWN], len(changed)),
                ],
            },
        )
        subject = env._(
            "Chorus Pro: %(needed)s to act on, %(changed)s changed",
            needed=len(needed),
            changed=len(changed),
        )
        sender = self.company_id.email_formatted or self.email_formatted
        return {
            "subject": subject,
            "body_html": body,
            "email_from": sender,
            "email_to": self.email_formatted,
            "auto_delete": True,
        }
