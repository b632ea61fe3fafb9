from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _modify_default_reverse_values(self, origin_move):
        # EXTENDS 'account'
        values = super()._modify_default_reverse_values(origin_move)
        # The invoice that replaces another one is about the same order.
        commitment = origin_move.purchase_order_reference
        return {"purchase_order_reference": commitment, **values}
