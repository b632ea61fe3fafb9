"""Core's word « Sent »: never of an invoice that Chorus Pro does not have."""

from odoo import api, models

from .states import ENDED_STATES, SILENT_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends(
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_in_core_queue",
        "l10n_fr_chorus_to_send",
    )
    def _compute_status_in_payment(self):
        # EXTENDS 'account'
        super()._compute_status_in_payment()
        for move in self.filtered(lambda m: m.status_in_payment == "sent"):
            # Customers may read core's field, and none of ours.
            known = move.sudo()
            state = known.l10n_fr_chorus_state
            is_unsent = (
                known.l10n_fr_chorus_to_send or known.l10n_fr_chorus_in_core_queue
            )
            if state in SILENT_STATES + ENDED_STATES or (not state and is_unsent):
                move.status_in_payment = move.state
