"""What is told of a received invoice: on its bill, before there is one on itself."""

from markupsafe import Markup

from odoo import models

from ...tools.portal_time import portal_moment
from ...tools.typography import quoted


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_tell_news(self, title, *, when=None, reason="", step="", files=()):
        """Post one message, in the language of the company.

        :param str title: what happened; made in ``company_id._chorus_lang_env()``
        :param when: when it happened at Chorus Pro, naive UTC
        :param str reason: what came with it, as it came
        :param str step: what to do now
        :param files: ids of attachments
        """
        self.ensure_one()
        env = self.company_id._chorus_lang_env()
        at = f" – {portal_moment(env, when)}" if when else ""
        body = Markup("<p><strong>%s</strong>%s</p>") % (title, at)
        for sentence in (reason and quoted(env, reason), step):
            if sentence:
                body += Markup("<p>%s</p>") % sentence
        record = self.sudo().with_env(env(su=True))
        thread = record.move_id or record
        thread.message_post(body=body, attachment_ids=list(files))
