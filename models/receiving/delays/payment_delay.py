from odoo import api, models


class ChorusPaymentDelay(models.Model):
    _inherit = "l10n_fr_chorus_pro.payment.delay"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'l10n_fr_chorus_pro': a new row may be the general one
        delays = super().create(vals_list)
        self.env["l10n_fr_chorus_pro.received"]._chorus_reckon_open()
        return delays

    def write(self, vals):
        # EXTENDS 'l10n_fr_chorus_pro'
        result = super().write(vals)
        if {"days", "sequence"} & set(vals):
            self.env["l10n_fr_chorus_pro.received"]._chorus_reckon_open()
        return result

    def unlink(self):
        # EXTENDS 'l10n_fr_chorus_pro'
        result = super().unlink()
        self.env["l10n_fr_chorus_pro.received"]._chorus_reckon_open()
        return result
