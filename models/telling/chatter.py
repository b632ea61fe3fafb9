"""What happened, told once in the chatter of the invoice."""

from markupsafe import Markup

from odoo import models

from ...chorus_api.statuses import invoice_status
from ...tools.portal_time import portal_moment
from .message_subtypes import NEWS, SUBTYPE_OF_STATE
from .status_texts import what_to_do


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_say(
        self,
        title,
        *,
        when=False,
        reason="",
        step="",
        attachments=None,
        subtype=NEWS,
    ):
        """Post one message on the invoice: what, when, why, and what to do now.

        :param str title: what happened, in the reader's language
        :param datetime when: when it happened at Chorus Pro, naive UTC
        :param str reason: as it came; those of a refused deposit are a line each
        :param attachments: list of (name, bytes) kept with the message alone
        :param str subtype: XML id of the kind of news, for those who follow it
        """
        self.ensure_one()
        env = self.company_id._chorus_lang_env()
        body = Markup("<p><strong>%s</strong>%s</p>") % (
            title,
            f" – {portal_moment(env, when)}" if when else "",
        )
        told = self.with_env(env)._chorus_meaning(reason)
        # The words of the portal may stand in the sentence on what to do.
        for sentence in [text for text in told if text not in step] + [step]:
            if sentence:
                body += Markup("<p>%s</p>") % sentence
        message = self.move_id.with_env(env).message_post(
            body=body, subtype_xmlid=subtype, attachments=attachments
        )
        # The file belongs to this message: the invoice's own list has its PDF already.
        message.attachment_ids.write({"res_model": message._name, "res_id": message.id})

    def _chorus_say_status(self, status, when, reason, *, current=True):
        """Post the message of a status of the portal; only the current one says what
        to do, and alerts those who follow it."""
        env = self.company_id._chorus_lang_env()
        row = invoice_status(status)
        self._chorus_say(
            env._("Chorus Pro: %s", row.label),
            when=when,
            reason=reason,
            step=what_to_do(env, self) if current else "",
            subtype=SUBTYPE_OF_STATE.get(row.state, NEWS) if current else NEWS,
        )

    def _chorus_say_state(self, title=None, **details):
        """Post the message of our own state, while the portal has no status."""
        env = self.company_id._chorus_lang_env()
        label = dict(self._fields["state"]._description_selection(env))[self.state]
        self._chorus_say(
            title or env._("Chorus Pro: %s", label),
            step=what_to_do(env, self),
            subtype=SUBTYPE_OF_STATE.get(self.state, NEWS),
            **details,
        )
