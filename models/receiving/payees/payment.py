"""Odoo's own payments: what came by Chorus Pro is paid to the confirmed payee alone.

Where the public accountant is not in Odoo, he pays, and Odoo does not.
"""

from odoo import api, models
from odoo.fields import Command

UNPAID = ("draft", "canceled", "rejected")


def moves_to_pay(env, values):
    """What the dialog « Pay » is opened on.

    :param dict values: its default values, as core gives them
    :rtype: account.move
    """
    lines = env["account.move.line"]
    for command in values.get("line_ids") or []:
        if command[0] == Command.SET:
            lines |= lines.browse(command[2])
    return lines.move_id


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    @api.model
    def default_get(self, fields):
        # EXTENDS 'account': « Pay » opens the dialog, from wherever it is
        res = super().default_get(fields)
        moves_to_pay(self.env, res)._chorus_assert_payable()
        return res

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        res = super().create(vals_list)
        res.line_ids.move_id._chorus_assert_payable()
        return res

    def _get_batch_available_partner_banks(self, batch_result, journal):
        # EXTENDS 'account'
        banks = super()._get_batch_available_partner_banks(batch_result, journal)
        moves = batch_result["lines"].move_id
        received = moves._chorus_received_to_pay()
        if not received or batch_result["payment_values"]["payment_type"] == "inbound":
            return banks
        payable = banks.browse()
        for one in received.values():
            payable |= one._chorus_payable_account()
        return payable

    def _init_payments(self, to_process, edit_mode=False):
        # EXTENDS 'account'
        res = super()._init_payments(to_process, edit_mode)
        for values in to_process:
            paid_on = values["payment"].partner_bank_id
            values["to_reconcile"].move_id._chorus_assert_payable(paid_on)
        return res


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _reconcile_pre_hook(self):
        # EXTENDS 'account': what was paid, here or as the bank tells, is put on bills
        self._chorus_assert_paid_bills()
        return super()._reconcile_pre_hook()

    def _chorus_assert_paid_bills(self):
        """:raises UserError: a payment is put on a bill that may not be paid so"""
        if not self.company_id._chorus_is_public_body():
            return
        moves = self.move_id
        payments = moves.origin_payment_id
        others = moves.filtered(lambda m: not m.origin_payment_id)
        bills = others.filtered(lambda move: not move.statement_line_id)
        for payment in payments:
            bills._chorus_assert_payable(payment.partner_bank_id)
        if others - bills:
            bills._chorus_assert_payable()


class AccountPayment(models.Model):
    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        res = super().create(vals_list)
        res._chorus_assert_payees()
        return res

    def write(self, vals):
        # EXTENDS 'account'
        drafts = self.filtered(lambda payment: payment.state in UNPAID)
        res = super().write(vals)
        if "state" in vals:
            drafts._chorus_assert_payees()
        return res

    def _chorus_assert_payees(self):
        """:raises UserError: one that is made pays what may not be paid so"""
        own = self.filtered(lambda one: one.company_id._chorus_is_public_body())
        for payment in own:
            if payment.state not in UNPAID:
                bills = payment.invoice_ids | payment.reconciled_bill_ids
                bills._chorus_assert_payable(payment.partner_bank_id)
