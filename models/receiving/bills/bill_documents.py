"""The documents of a received invoice, on its bill too: rows of the same files."""

from odoo import models

# What the portal calls the copy to read that it makes of a UBL or a CII.
READABLE = "Facture PDF"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_attach_documents(self, move):
        """Attach the documents that the bill does not have yet.

        :return: the new attachments of the bill
        """
        self.ensure_one()
        has = set(move.attachment_ids.mapped("checksum"))
        copies, main = self.env["ir.attachment"], self.env["ir.attachment"]
        for document in self.document_ids.sorted(_reading_order):
            original = document.attachment_id
            if not original or original.checksum in has:
                continue
            copy = original.copy(
                {
                    "name": document.name,
                    "res_model": move._name,
                    "res_id": move.id,
                    "res_field": False,
                }
            )
            has.add(original.checksum)
            copies |= copy
            main = main or copy
        if main and not move.message_main_attachment_id:
            move._message_set_main_attachment_id(main, force=True, filter_xml=False)
        return copies


def _reading_order(document):
    """Before all others a PDF to read: the invoice itself, or its copy."""
    is_pdf = (document.attachment_id.mimetype or "").endswith("pdf")
    is_invoice = document.is_main or document.category == READABLE
    return (not (is_pdf and is_invoice), not is_pdf, not document.is_main, document.id)
