from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    l10n_fr_chorus_own_delay_id = fields.Many2one(
        related="company_id.l10n_fr_chorus_own_delay_id", readonly=False
    )
    l10n_fr_chorus_order_days = fields.Integer(
        related="company_id.l10n_fr_chorus_order_days", readonly=False
    )
