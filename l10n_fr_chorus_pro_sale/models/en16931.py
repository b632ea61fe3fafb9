from odoo import api, models


class ChorusEn16931(models.AbstractModel):
    _inherit = "l10n_fr_chorus_pro.terms"

    @api.model
    def _earlier_invoices(self, move):
        # EXTENDS 'l10n_fr_chorus_pro': a final invoice names its down payments.
        earlier = super()._earlier_invoices(move)
        taken_off = move.invoice_line_ids.filtered(
            lambda line: (
                line.price_subtotal < 0
                and any(line.sale_line_ids.mapped("is_downpayment"))
            )
        )
        invoices = taken_off.sale_line_ids.invoice_lines.move_id.filtered(
            lambda m: m.state == "posted" and m.move_type == "out_invoice"
        )
        return earlier | (invoices - move).sorted("invoice_date")
