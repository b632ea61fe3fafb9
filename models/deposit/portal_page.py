"""The PDF that Chorus Pro makes of an invoice that came as data alone."""

import logging

from odoo import fields, models

from ...chorus_api import Rejected
from ..telling.chatter import News
from .document_sending import WITHOUT_ITEMS
from .follow_up import OVERDUE

_logger = logging.getLogger(__name__)


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    def _chorus_fetch_page(self, client):
        """Attach the PDF of Chorus Pro to the invoice, once there is one.

        :raises ChorusError: the portal does not answer
        """
        document = self.document_ids
        try:
            file = client.download_invoice(self.chorus_identifier)
        except Rejected as error:
            _logger.info("No PDF of deposit %s: %s", self.id, error.message)
            file = None
        if file and file.extension == "pdf":
            document._chorus_attach_page(file.content)
            self.next_check_at = False
        elif fields.Datetime.now() - self.deposited_at > OVERDUE:
            self.next_check_at = False
        else:
            self._chorus_postpone()


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_attach_page(self, content):
        """Show the PDF on the invoice, and say that it is there."""
        env = self.company_id._chorus_lang_env()
        number = "".join(c if c.isalnum() else "_" for c in self.invoice_number)
        attachment = (
            env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"Chorus_Pro_{number}.pdf",
                    "raw": content,
                    "mimetype": "application/pdf",
                    "res_model": self.move_id._name,
                    "res_id": self.move_id.id,
                }
            )
        )
        news = News(self, env._("Chorus Pro has made the PDF of the invoice."))
        # It becomes the document that the invoice shows first, and touches no item.
        move = self.move_id.with_env(env).with_context(**WITHOUT_ITEMS)
        messages = [(move, news.body(env), attachment.ids)]
        move._chorus_post_all(messages, news.subtype)
