"""What the bill shows of the received invoice that it was made of."""

from odoo import fields, models

from ..account_move import READERS


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_received_acts = fields.Char(
        related="l10n_fr_chorus_received_id.next_acts",
        string="What May Be Done at Chorus Pro",
        groups=READERS,
    )
    l10n_fr_chorus_received_status = fields.Char(
        related="l10n_fr_chorus_received_id.status_label",
        string="Status at Chorus Pro",
        groups=READERS,
    )
    l10n_fr_chorus_received_tone = fields.Char(
        related="l10n_fr_chorus_received_id.tone",
        string="Colour of the Status",
        groups=READERS,
    )
    l10n_fr_chorus_received_step = fields.Char(
        related="l10n_fr_chorus_received_id.next_step",
        string="What to Do at Chorus Pro",
        groups=READERS,
    )
    l10n_fr_chorus_received_reason = fields.Text(
        related="l10n_fr_chorus_received_id.reason",
        string="Reason at Chorus Pro",
        groups=READERS,
    )
    l10n_fr_chorus_received_payee_block = fields.Text(
        related="l10n_fr_chorus_received_id.payee_block",
        string="Payment May Not Be Ordered",
        groups=READERS,
    )
    l10n_fr_chorus_received_total_gap = fields.Char(
        related="l10n_fr_chorus_received_id.bill_gap",
        string="Gap to the Invoice in Chorus Pro",
        groups=READERS,
    )

    def action_chorus_open_received(self):
        """Open the invoice in Chorus Pro that this bill was made of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Received Invoice"),
            "res_model": "l10n_fr_chorus_pro.received",
            "res_id": self.l10n_fr_chorus_received_id.id,
            "view_mode": "form",
        }
