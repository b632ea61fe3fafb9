"""What a supplier sent stays with the invoice: nobody deletes a document of it."""

from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_received_by_chorus(self):
        documents = self.env["l10n_fr_chorus_pro.received.document"].sudo()
        kept = documents.search([("attachment_id", "in", self.ids)], limit=1)
        if kept:
            raise UserError(
                self.env._(
                    "%s came with an invoice of Chorus Pro: it is kept as its supplier"
                    " sent it.",
                    kept.name,
                )
            )
