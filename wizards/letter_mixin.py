"""What the dialogs that make a letter share."""

from odoo import api, models

from ..models.works.contest.letter import french_day
from ..tools.portal_time import portal_today


class ChorusLetterMixin(models.AbstractModel):
    """A dialog with ``company_id``, ``recipient_id`` and ``subject``, of which the
    template ``letter`` makes a letter."""

    _name = "l10n_fr_chorus_pro.letter.mixin"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Dialog That Makes a Letter"

    @api.model
    def _address_of(self, partner):
        """The lines below a name, as an envelope has them inside France."""
        city = " ".join(filter(None, [partner.zip, partner.city]))
        return "\n".join(filter(None, [partner.street, partner.street2, city]))

    def _french_today(self):
        """The day of the letter, as it stands in it."""
        return french_day(portal_today(self.env))

    def _make_letter(self, record, report, name, note, documents=None):
        """Print the letter, and attach it to what it is about, with a note.

        :param record: what it is about, with a chatter
        :param str report: xmlid of the report of this dialog
        :param str name: of the file
        :param note: markup
        :param documents: attachments that go with it, maybe none
        :return: an action that downloads the letter
        """
        printer = self.env["ir.actions.report"].sudo()
        content, _kind = printer._render_qweb_pdf(report, self.ids)
        message = record.message_post(
            body=note,
            attachments=[(name.replace("/", "-"), content)],
            attachment_ids=documents.ids if documents else None,
            subtype_xmlid="mail.mt_note",
        )
        others = documents or self.env["ir.attachment"]
        letter = (message.sudo().attachment_ids - others.sudo())[:1]
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{letter.id}?download=true",
            "close": True,
        }
