from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    payment_mode_id = fields.Many2one(comodel_name="account.payment.mode")

    @api.depends("payment_mode_id")
    def _compute_partner_bank_id(self):
        # EXTENDS 'account'
        res = super()._compute_partner_bank_id()
        self.filtered("payment_mode_id").partner_bank_id = False
        return res
