"""What happened, told once in the chatter of the invoice."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from markupsafe import Markup

from odoo import api, models

from ...chorus_api.statuses import invoice_status
from ...tools.portal_time import portal_moment
from .message_subtypes import NEWS, SUBTYPE_OF_STATE
from .status_texts import what_to_do


@dataclass(frozen=True)
class News:
    """One message for an invoice.

    :ivar document: the attempt that it is about
    :ivar title: what happened, in the reader's language
    :ivar when: when it happened at Chorus Pro, naive UTC
    :ivar reason: as it came; those of a refused deposit are a line each
    :ivar step: what to do now
    :ivar has_file: whether the deposited file goes with it
    :ivar subtype: XML id of the kind of news, for those who follow it
    """

    document: models.Model
    title: str
    when: datetime | Literal[False] | None = False
    reason: str | Literal[False] = ""
    step: str = ""
    has_file: bool = False
    subtype: str = NEWS

    def body(self, env):
        """What, when, why, and what to do now, as HTML in the language of ``env``."""
        body = Markup("<p><strong>%s</strong>%s</p>") % (
            self.title,
            f" – {portal_moment(env, self.when)}" if self.when else "",
        )
        told = self.document.with_env(env)._chorus_meaning(self.reason)
        # The words of the portal may stand in the sentence on what to do.
        for sentence in [text for text in told if text not in self.step] + [self.step]:
            if sentence:
                body += Markup("<p>%s</p>") % sentence
        return body


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    @api.model
    def _chorus_post(self, news):
        """Post news on their invoices, in their order; all of one company and kind at
        once.

        :param news: list of News
        """

        def kind(item):
            return item.document.company_id.id, item.subtype

        # Of those that follow each other: several of one invoice keep their order.
        runs = groupby(news, key=kind)  # pylint: disable=bad-builtin-groupby
        for (_company, subtype), group in runs:
            items = list(group)
            documents = self.browse().union(*(item.document for item in items))
            env = documents.company_id._chorus_lang_env()
            shown = self.browse().union(*(i.document for i in items if i.has_file))
            files = shown._chorus_kept_files() if shown else {}
            messages = [
                (
                    item.document.move_id.with_env(env),
                    item.body(env),
                    files[item.document].ids if item.has_file else [],
                )
                for item in items
            ]
            self.env["account.move"].with_env(env)._chorus_post_all(messages, subtype)

    def _chorus_say(self, title, **details):
        """Post one message on the invoice; see :class:`News`."""
        self.ensure_one()
        self._chorus_post([News(self, title, **details)])

    def _chorus_status_news(self, status, when, reason, *, current=True):
        """The message of a status of the portal; only the current one says what to do,
        and alerts those who follow it.

        :rtype: News
        """
        env = self.company_id._chorus_lang_env()
        row = invoice_status(status)
        return News(
            self,
            env._("Chorus Pro: %s", row.label),
            when=when,
            reason=reason,
            step=self._chorus_status_step(env) if current else "",
            subtype=SUBTYPE_OF_STATE.get(row.state, NEWS) if current else NEWS,
        )

    def _chorus_status_step(self, env):
        """What the portal's status asks for, and before it what the law holds against
        a rejection.

        :param env: an environment in the reader's language
        :rtype: str
        """
        contest = self.move_id.with_env(env)._chorus_contest_sentence()
        return " ".join(filter(None, (contest, what_to_do(env, self))))

    def _chorus_state_news(self, title=None, **details):
        """The message of our own state, while the portal has no status.

        :rtype: News
        """
        env = self.company_id._chorus_lang_env()
        label = dict(self._fields["state"]._description_selection(env))[self.state]
        return News(
            self,
            title or env._("Chorus Pro: %s", label),
            step=what_to_do(env, self),
            subtype=SUBTYPE_OF_STATE.get(self.state, NEWS),
            **details,
        )

    def _chorus_say_state(self, title=None, **details):
        """Post the message of our own state, while the portal has no status."""
        self._chorus_post([self._chorus_state_news(title, **details)])
