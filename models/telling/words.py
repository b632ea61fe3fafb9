"""A reason as a person reads it: what it means first, then the portal's own words."""

import re
from textwrap import shorten

from odoo import api, fields, models
from odoo.tools import ormcache

from ...tools.typography import quoted
from ..connection.portal_words import portal_words
from ..invoice.reason import COMPENSATED
from ..invoice.states import SILENT_STATES
from .own_reasons import OWN_REASONS
from .rejection_texts import REASON_TEXTS

# More of a text stands in the technical tab.
LONGEST = 400
# As it stands in an escaped sentence.
PLACEHOLDER = re.compile(r"%(?:\\\(\w+\\\))?s")


class ChorusReason(models.Model):
    _inherit = "l10n_fr_chorus_pro.reason"

    @api.model
    def _chorus_words(self, text):
        """A text of the portal without its codes; of a code alone, what it stands for.

        :rtype: str
        """
        words = portal_words(text) or self.sudo()._chorus_find(text)[:1].label or text
        return shorten(words or "", LONGEST, placeholder=" …")

    @api.model
    def _chorus_in_guillemets(self, text):
        """The words of a text of the portal as a quotation; a line of ours as it is.

        :rtype: str
        """
        if self._chorus_is_ours(text):
            return text
        return quoted(self.env, self._chorus_words(text))

    @api.model
    def _chorus_is_ours(self, line):
        """Whether a line of a reason is a sentence of ours, in whatever language.

        :param str line: one line, as it is kept
        """
        return any(pattern.fullmatch(line) for pattern in self._chorus_own_patterns())

    @api.model
    @ormcache()
    def _chorus_own_patterns(self):
        """The sentences of ours in all languages, as compiled expressions."""
        installed = self.env["res.lang"].get_installed()
        codes = {"en_US", *(code for code, _name in installed)}
        texts = {
            self.with_context(lang=code).env._(text)
            for code in codes
            for text in OWN_REASONS
        }
        return tuple(
            re.compile(PLACEHOLDER.sub(".*", re.escape(text))) for text in sorted(texts)
        )


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    meaning = fields.Text(
        string="Why",
        compute="_compute_meaning",
        help="What the reason means, then the words of Chorus Pro.",
    )

    @api.depends("reason", "raw_status", "state")
    @api.depends_context("lang")
    def _compute_meaning(self):
        for document in self:
            document.meaning = " ".join(document._chorus_meaning(document.reason))

    def _chorus_meaning(self, reason):
        """What a reason means, then its words in guillemets; a sentence of ours alone.

        :param str reason: as it came; may be empty
        :return: list of str, in the language of the environment
        """
        reasons = self.env["l10n_fr_chorus_pro.reason"]
        if self._chorus_has_several(reason):
            return [
                sentence
                for line, told in reasons._chorus_explain_lines(reason)
                for sentence in (*told, self._chorus_quoted(line))
            ]
        rows = reasons.sudo()._chorus_find(reason)
        # Where what to do speaks of the reason, it says all of it.
        if self._chorus_way_out() == COMPENSATED[0]:
            rows = rows.browse()
        sentences = [
            # Of a refused deposit, what to do names the field.
            row.explanation
            if self.state == "refused" and row == self.reason_id
            else row._chorus_sentence()
            for row in rows
            if row.code not in REASON_TEXTS
        ]
        return [*sentences, *filter(None, [self._chorus_quoted(reason)])]

    def _chorus_has_several(self, reason):
        """Whether a deposit was refused for several reasons: they are a line each,
        where the lines of a person belong together."""
        return self.state == "refused" and len((reason or "").splitlines()) > 1

    def _chorus_quoted(self, reason):
        """The words of a reason: in guillemets, unless they are ours.

        :rtype: str
        """
        if not reason or self.state == "uncertain":
            return ""  # what to do says all that is known
        if self._chorus_is_own_reason():
            # Lines become one; the narrow spaces of French stay.
            return " ".join(filter(None, map(str.strip, reason.splitlines())))
        return self.env["l10n_fr_chorus_pro.reason"]._chorus_in_guillemets(reason)

    def _chorus_is_own_reason(self):
        """Whether the reason is a sentence of ours, for the portal has said nothing."""
        is_handed_over = self.state == "deposited" and not self.raw_status
        return is_handed_over or self.state in SILENT_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_meaning = fields.Text(
        string="Why",
        compute="_compute_l10n_fr_chorus_meaning",
        help="What the reason means, then the words of Chorus Pro.",
        groups="base.group_user",
    )

    @api.depends("l10n_fr_chorus_reason", "l10n_fr_chorus_state")
    @api.depends_context("lang")
    def _compute_l10n_fr_chorus_meaning(self):
        for move in self:
            document = move.l10n_fr_chorus_state and move._chorus_current_document()
            move.l10n_fr_chorus_meaning = document and document.meaning
