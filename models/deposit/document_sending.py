"""The attempt of one invoice: written down, sent, its file shown on the invoice."""

from dataclasses import dataclass
from datetime import timedelta

import psycopg2

from odoo import api, models

from ...chorus_api import Submission
from ...chorus_api.doors import ENTRY
from ..connection.submission_modes import SubmissionMode
from ..einvoice.file_mixin import content_of

# After this long an invoice of an integrated flow that the portal does not show was
# refused without being named.
IDENTIFY_LIMIT = timedelta(hours=4)
# Core's names for a write that leaves the journal items alone.
WITHOUT_ITEMS = {"check_move_validity": False, "skip_invoice_sync": True}


@dataclass(frozen=True)
class Attempt:
    """An invoice that is to be deposited, with the file for it.

    :param submission: its data, where they go by a door; the file is the PDF then, or
        the data alone
    """

    move: models.Model
    file_name: str
    content: bytes
    mode: SubmissionMode
    submission: Submission | None = None

    def values(self):
        """What is written down of it.

        :rtype: dict
        """
        values = {
            **self.move._chorus_document_values(),
            "state": "to_send",
            "syntax": self.mode.syntax,
            "door": self.mode.door,
            "file_name": self.file_name,
        }
        if self.submission:
            # What the portal gives itself is no mark to know the invoice by.
            values["invoice_date"] = self.submission.invoice_date or False
            values["submission"] = self.submission.dump()
        return values


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    @api.model
    def _chorus_write_down(self, attempts):
        """Write down that invoices are to be deposited; the caller commits it.

        :param attempts: list of Attempt, one an invoice
        :return: the documents; none of an invoice that has a live attempt already
        """
        documents = self.sudo().browse()
        if not attempts:
            return documents
        try:
            with self.env.cr.savepoint():
                written = documents.create(
                    [
                        {
                            **attempt.values(),
                            **self._chorus_kept_values(attempt.content),
                        }
                        for attempt in attempts
                    ]
                )
                written._chorus_keep_files([a.content for a in attempts])
                written._chorus_keep_attachments()
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation:
            # Somebody was quicker with one of them: the others leave all the same.
            alone = attempts if len(attempts) > 1 else []
            return documents.union(*(self._chorus_write_down([a]) for a in alone))
        return written

    def _chorus_send_now(self, client, *, has_dialog=False):
        """Send a document that waits, without waiting for others.

        :param bool has_dialog: a dialog says what failed, the chatter need not
        :return: the outcome; None where another worker is at it, or has sent it while
            this one waited for an answer about another invoice
        """
        self.ensure_one()
        waiting = self.try_lock_for_update()
        if not waiting or waiting.state != "to_send" or waiting.deposit_id:
            return None
        deposits = self.env["l10n_fr_chorus_pro.deposit"]
        deposit, content = deposits._chorus_pack(self)
        return deposit._chorus_send(
            client, content, is_click=True, has_dialog=has_dialog
        )

    def _chorus_link_files(self):
        """Show the deposited files on invoices whose sending was cut off."""
        moves = self.move_id.sudo()
        moves.filtered(lambda move: not move.is_move_sent).is_move_sent = True
        for document, file in self._chorus_kept_files().items():
            if file.checksum:
                document._chorus_link_file(file)

    def _chorus_link_file(self, file):
        """Show a deposited file on its invoice.

        One that was made meanwhile is another one: it steps aside, and stays among the
        attachments of the invoice.

        :param file: the ``ir.attachment`` of this document
        """
        if self.door == ENTRY:
            return  # data alone: what there is to read, Chorus Pro makes
        move = self.move_id.sudo()
        _key, kept, values = self._chorus_file_values()
        if kept.checksum == file.checksum:
            return
        kept.res_field = False
        attachments = self.env["ir.attachment"].sudo()
        raw = content_of(file)
        attachment = attachments.create(
            {"raw": raw, "res_model": move._name, "res_id": move.id, **values}
        )
        move._chorus_forget_files()
        if attachment.mimetype == "application/pdf":
            move.message_main_attachment_id = attachment

    def _chorus_file_values(self):
        """Where core keeps a deposited file on its invoice.

        :return: (key of core's values, attachment that is there already, values)
        """
        invoice = self.move_id
        if (self.file_name or "").endswith(".pdf"):
            return (
                "pdf_attachment_values",
                invoice.invoice_pdf_report_id,
                {
                    "name": invoice._get_invoice_report_filename(),
                    "mimetype": "application/pdf",
                    "res_field": "invoice_pdf_report_file",
                },
            )
        return (
            "ubl_cii_xml_attachment_values",
            invoice.ubl_cii_xml_id,
            {
                "name": self.file_name,
                "mimetype": "application/xml",
                "res_field": "ubl_cii_xml_file",
            },
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_free_to_send(self):
        """After a refusal: the next Send renders a new document under the number.

        Core never renders again a file that exists, so ours steps aside; it stays among
        the attachments of the invoice, and on its deposit.
        """
        for move in self.sudo():
            (move.invoice_pdf_report_id | move.ubl_cii_xml_id).res_field = False
            move.is_move_sent = False
        self._chorus_forget_files()

    def _chorus_forget_files(self):
        """Read anew which files the invoice has: they are found by their field."""
        self.invalidate_recordset(
            [
                "invoice_pdf_report_id",
                "invoice_pdf_report_file",
                "ubl_cii_xml_id",
                "ubl_cii_xml_file",
            ]
        )
