"""The colour of a status: one rule for badges, lists and the timeline."""

from odoo import api, fields, models

from ...chorus_api.statuses import ACTION, ENDED, PAID, REFUSED, invoice_status
from .states import OWN_STATES

# Bootstrap's name of a colour, by how much a status asks of us; else it only informs.
COLOUR_OF_KIND = {
    PAID: "success",
    REFUSED: "danger",
    ACTION: "warning",
    ENDED: "muted",
}
# Those that ask for something.
LOUD = ("danger", "warning")


def colour_of_status(code):
    """The colour of a status of the portal; one that nobody knows informs."""
    return COLOUR_OF_KIND.get(invoice_status(code).kind, "info")


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_tone = fields.Char(
        compute="_compute_l10n_fr_chorus_tone",
        string="Chorus Pro Colour",
        help="Colour of the status: how much it asks of you.",
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "move_type",
        "payment_state",
        "l10n_fr_chorus_framework",
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_in_core_queue",
        "l10n_fr_chorus_to_send",
        "l10n_fr_chorus_way_out",
    )
    def _compute_l10n_fr_chorus_tone(self):
        queued = self.filtered("l10n_fr_chorus_in_core_queue")
        queued.l10n_fr_chorus_tone = "info"
        sent = self.filtered("l10n_fr_chorus_state") - queued
        for move in self - sent - queued:
            move.l10n_fr_chorus_tone = move.l10n_fr_chorus_to_send and "warning"
        asking = sent._chorus_are(self._chorus_asks_domain())
        settled = sent._chorus_are(self._chorus_settled_domain())
        for move in sent:
            status, state = move.l10n_fr_chorus_status, move.l10n_fr_chorus_state
            if status:
                tone = colour_of_status(status)
            else:
                tone = OWN_STATES[state].colour
            if move in asking and tone not in LOUD:
                tone = "warning"
            elif move in settled and tone in LOUD and state != "uncertain":
                tone = "muted"
            move.l10n_fr_chorus_tone = tone
