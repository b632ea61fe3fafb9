"""What an invoice asks of its people now, in sentences: banner, activity and lists."""

from odoo import api, fields, models

from ..invoice.states import ENDED_STATES, OWN_STATES
from .money_texts import NOTHING_TO_DO
from .status_texts import what_to_do


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_next_step = fields.Char(
        string="What To Do",
        compute="_compute_l10n_fr_chorus_next_step",
        help="What this status asks of you.",
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "payment_state",
        "l10n_fr_chorus_document_ids.chorus_identifier",
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_status_date",
        "l10n_fr_chorus_reason",
        "l10n_fr_chorus_in_core_queue",
        "l10n_fr_chorus_to_send",
        "l10n_fr_chorus_way_out",
        "l10n_fr_chorus_due_date",
        "l10n_fr_chorus_release_date",
        "l10n_fr_chorus_mandate_number",
        "l10n_fr_chorus_factor_id",
        "l10n_fr_chorus_contested_on",
        "l10n_fr_chorus_validator_id",
        "l10n_fr_chorus_document_ids.second_validator",
    )
    @api.depends_context("lang")
    def _compute_l10n_fr_chorus_next_step(self):
        sent = self.filtered("l10n_fr_chorus_state")
        queued = OWN_STATES["to_send"].sentence
        for move in self - sent:
            step = move.l10n_fr_chorus_to_send and self.env._("Click Send.")
            if move.l10n_fr_chorus_in_core_queue:
                step = self.env._(queued)
            move.l10n_fr_chorus_next_step = step
        late = sent._chorus_are(
            self._chorus_late_domain() & ~self._chorus_asks_domain()
        )
        nothing = self.env._(NOTHING_TO_DO)
        for move in sent:
            document = move._chorus_current_document()
            step = what_to_do(self.env, document) if document else False
            if document.state == "not_sent" and document.reason:
                # What is to be done is what was named.
                step = f"{document.meaning} {step}"
            if move in late:
                told = step.removesuffix(nothing).rstrip()
                step = f"{told} {move._chorus_late_sentence()}"
            if move.l10n_fr_chorus_in_core_queue:
                step = self.env._(queued)  # once more
            if contest := move._chorus_contest_sentence():
                step = f"{contest} {step}"
            if doubles := move._chorus_doubles():
                step = doubles[0]._chorus_double_text(self.env)
            move.l10n_fr_chorus_next_step = step

    def _chorus_sentences(self):
        """What is wrong and what to do now: our meaning, the words of the portal, the
        next step.

        :return: list of str, in the language of the environment
        """
        document = self._chorus_current_document()
        step = self.l10n_fr_chorus_next_step or ""
        told = document._chorus_meaning(document.reason)
        return [text for text in told if text not in step] + [step]

    def _chorus_banner_sentences(self):
        """The same for the banner, behind which the words of the portal are folded:
        those of a refused deposit are technical, and left out where we have our own.

        :return: list of str, in the language of the environment
        """
        document = self._chorus_current_document()
        reason = document.reason
        is_ours = (
            document.state == "refused"
            and document.reason_id
            and not document._chorus_has_several(reason)
        )
        if not is_ours or self._chorus_doubles():
            return self._chorus_sentences()
        quoted = document._chorus_quoted(reason)
        told = [text for text in document._chorus_meaning(reason) if text != quoted]
        return [*told, what_to_do(self.env, document, is_quoting=False)]

    def _chorus_speaks_up(self):
        """Whether the banner tells the state: where it asks for something, forbids to
        send again, or says what to mend in a draft."""
        if self.l10n_fr_chorus_in_core_queue:
            return False  # what it asked for is done, as far as anybody knows
        return (
            bool(self._chorus_are(self._chorus_asks_domain()))
            or self.l10n_fr_chorus_state == "uncertain"
            or (self.state == "draft" and self.l10n_fr_chorus_state in ENDED_STATES)
        )

    def _chorus_reason_words(self):
        """The reason in the words of the portal, without its codes."""
        reasons = self.env["l10n_fr_chorus_pro.reason"]
        return reasons._chorus_words(self.l10n_fr_chorus_reason)
