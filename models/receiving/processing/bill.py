from odoo import api, fields, models


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    has_bill = fields.Boolean(
        compute="_compute_has_bill",
        help="There is a bill of it, though not everybody may open bills.",
    )

    @api.depends("move_id")
    def _compute_has_bill(self):
        for received in self:
            received.has_bill = bool(received.sudo().move_id)

    def action_chorus_open_bill(self):
        """Open the bill that was made of this invoice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bill"),
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
