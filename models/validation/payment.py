"""Odoo's own payments leave alone what the public body pays to a subcontractor."""

from odoo import api, models

from ..receiving.payees.payment import moves_to_pay


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    @api.model
    def default_get(self, fields):
        # EXTENDS 'account': « Pay » opens the dialog, from wherever it is
        res = super().default_get(fields)
        moves_to_pay(self.env, res)._chorus_assert_ours_to_pay()
        return res

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        res = super().create(vals_list)
        res.line_ids.move_id._chorus_assert_ours_to_pay()
        return res


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _reconcile_pre_hook(self):
        # EXTENDS 'account': what was paid, here or as the bank tells, is put on bills
        self._chorus_assert_paid_bills_are_ours()
        return super()._reconcile_pre_hook()

    def _chorus_assert_paid_bills_are_ours(self):
        """:raises UserError: a payment is put on a bill that the public body pays"""
        moves = self.move_id
        if moves.origin_payment_id or moves.statement_line_id:
            moves._chorus_assert_ours_to_pay()
