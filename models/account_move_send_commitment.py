"""The commitments of invoices to the State, looked up just before the deposit."""

from odoo import models

from .account_move_send import METHOD


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    def _generate_invoice_documents(self, invoices_data, allow_fallback_pdf=False):
        # EXTENDS 'account'
        moves = self.env["account.move"].browse(
            invoice.id
            for invoice, data in invoices_data.items()
            if METHOD in data["sending_methods"] and not invoice._chorus_is_live()
        )
        for company, same in moves.grouped("company_id").items():
            same._chorus_freshen_commitments(company)
        return super()._generate_invoice_documents(
            invoices_data, allow_fallback_pdf=allow_fallback_pdf
        )
