"""The way out of a file that Chorus Pro refuses: the same invoice as a plain PDF."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.sending.send import METHOD
from ..tools.notification import notify


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_offers_pdf = fields.Boolean(
        compute="_compute_l10n_fr_chorus_offers_pdf",
        help="Chorus Pro has refused its file: it may go as a plain PDF, under the same"
        " number.",
        groups="base.group_user",
    )

    @api.depends("state", "l10n_fr_chorus_state", "l10n_fr_chorus_document_ids.door")
    def _compute_l10n_fr_chorus_offers_pdf(self):
        for move in self:
            is_refused = move.l10n_fr_chorus_state == "refused"
            move.l10n_fr_chorus_offers_pdf = (
                is_refused
                and move.state == "posted"
                and not move._chorus_current_document().door
            )

    def action_chorus_send_as_pdf(self):
        """Send a refused invoice as a plain PDF, by the dialog's own way and with all
        of its guards.

        :return: a note of what came of it
        :raises UserError: why it was not sent; the invoice stays as it is
        """
        self.ensure_one()
        self.check_access("write")
        if self._chorus_live_document():
            return self._chorus_note_status()  # a second click
        if not self.l10n_fr_chorus_offers_pdf:
            raise UserError(
                self.env._(
                    "%s is no invoice whose file Chorus Pro has refused.", self.name
                )
            )
        self.l10n_fr_chorus_submission_mode = "pdf"
        dialog = self.env["account.move.send.wizard"].with_context(
            active_model=self._name, active_ids=self.ids
        )
        dialog = dialog.create({"move_id": self.id, "sending_methods": [METHOD]})
        action = dialog.action_send_and_print()
        if action.get("tag") == "display_notification":
            return action  # the answer got lost
        return self._chorus_note_status()

    def _chorus_note_status(self):
        """A note that says where the invoice is."""
        what = self.env._("%(what)s: ", what=self.name)
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notify(self.env, what + self.l10n_fr_chorus_status_label, then=reload)
