"""What an invoice shows that went by a door: the PDF that was handed in, or the one
that Chorus Pro makes of data alone."""

import logging

from odoo import fields, models

from ...chorus_api import Rejected
from ...chorus_api.doors import ENTRY
from ..telling.chatter import News
from .deposit import SENDING_LIMIT
from .document_sending import WITHOUT_ITEMS
from .follow_up import OVERDUE

_logger = logging.getLogger(__name__)


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    def _chorus_close_door(self):
        """The portal has the invoice: a door has no flow to follow, and what is left is
        to show it. Whoever sends by a click shows the file at its end, and no other one
        is made meanwhile."""
        now = fields.Datetime.now()
        if self.door == ENTRY:
            next_check_at = now
        else:
            move = self.document_ids.move_id
            is_shown = move.is_move_sent and move.invoice_pdf_report_id
            next_check_at = not is_shown and now + SENDING_LIMIT
        self._chorus_write_deposit_state(
            "integrated",
            integrated_at=now,
            deposited_at=self.deposited_at or now,
            chorus_identifier=self.document_ids.chorus_identifier,
            next_check_at=next_check_at,
            failure=False,
        )

    def _chorus_show_file(self, client):
        """Have the invoice show its file, where its sending was cut off.

        :raises ChorusError: the portal does not answer
        """
        self.document_ids._chorus_link_files()
        if self.door == ENTRY:
            self._chorus_fetch_page(client)
        else:
            self.next_check_at = False

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
