"""What came of a piece that was handed in, told once on its contract."""

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import LazyTranslate

from ....tools.portal_time import portal_day, portal_moment
from ....tools.row_locks import retry_on_conflict
from ...telling.message_subtypes import NEWS

_lt = LazyTranslate(__name__)

# What happened and what to do, by the state of the attempt.
TOLD = {
    "to_send": _lt(
        "%(piece)s: Chorus Pro does not answer. Odoo tries again on its own. Nothing to"
        " do."
    ),
    "uncertain": _lt(
        "%(piece)s: the answer of Chorus Pro did not reach us. Do not hand it in again:"
        " Odoo is checking whether it was received."
    ),
    "not_received": _lt(
        "There is no trace of %(piece)s in Chorus Pro (checked on %(today)s). You can"
        " hand it in again under the same number."
    ),
    "not_sent": _lt(
        "%(piece)s: nothing has left. Do what is named, then hand it in under the same"
        " number."
    ),
    "refused": _lt(
        "Chorus Pro has refused the deposit of %(piece)s. The piece does not exist"
        " there. Correct what is named, then hand it in again under the same number."
    ),
    "deposited": _lt(
        "%(piece)s was handed over to Chorus Pro on %(date)s, flow no. %(flow)s. Chorus"
        " Pro has not accepted it yet. Nothing to do."
    ),
    "integrated": _lt("%(piece)s is in Chorus Pro. Do not hand it in again."),
}
# Somebody has to do it again.
ASKING = ("not_received", "not_sent", "refused")


class ChorusWorksAttempt(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.attempt"

    def _chorus_tell_attempt(self):
        """Tell what is not told yet, and commit."""
        if self.news_due:
            retry_on_conflict(self.env.cr, self._chorus_tell_once)

    def _chorus_tell_once(self):
        self._chorus_hold_attempt()
        if self.news_due:
            self.news_due = False
            self._chorus_post_attempt()
        self.env["l10n_fr_chorus_pro.deposit"]._chorus_commit()

    def _chorus_told(self, env):
        """What happened and what to do, in a language.

        :rtype: str; empty while it is being sent
        """
        sentence = TOLD.get(self.state)
        if not sentence:
            return ""
        told = env._(sentence)
        sent_at = self.deposited_at or self.sent_at
        return told % {
            "piece": self.with_env(env).display_name,
            "today": portal_day(env, fields.Datetime.now()),
            "date": portal_moment(env, sent_at),
            "flow": self.flow_number or "",
        }

    def _chorus_post_attempt(self):
        env = self.company_id._chorus_lang_env()
        contract = self.contract_id.with_env(env).sudo()
        text = self._chorus_told(env)
        body = Markup("<p><strong>%s</strong></p>") % text
        for line in (self.failure or "").splitlines():
            body += Markup("<p>%s</p>") % line
        shown = self._chorus_kept_files()[self].ids
        contract.message_post(
            body=body,
            subtype_xmlid=NEWS,
            attachment_ids=shown if self.state == "deposited" else [],
        )
        if self.state in ASKING:
            contract.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.user_id.id, summary=text
            )
