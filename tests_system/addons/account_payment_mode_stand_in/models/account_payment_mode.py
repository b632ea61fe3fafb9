from odoo import fields, models


class AccountPaymentMode(models.Model):
    """How a customer pays."""

    _name = "account.payment.mode"
    _description = "Payment Mode"

    name = fields.Char(required=True)
    fixed_journal_id = fields.Many2one(comodel_name="account.journal")
