"""The document that is deposited, made where core makes its own."""

import json
from dataclasses import replace

from odoo import api, models

from ...chorus_api.doors import ENTRY
from ...chorus_api.files import FILE_LIMIT, MEGABYTE
from ..deposit.document_sending import WITHOUT_ITEMS, Attempt
from ..einvoice.facturx_document import InvalidDocument, render, render_facturx
from ..einvoice.printing import prints_headers
from .send import METHOD


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _chorus_is_unprinted(self, invoice, invoice_data):
        """Whether nobody asks for a readable PDF: what is deposited is none, and
        nothing is mailed, posted or downloaded."""
        return (
            set(invoice_data["sending_methods"]) == {METHOD}
            and not invoice._chorus_submission_mode().is_printed
        )

    def _hook_invoice_document_before_pdf_report_render(self, invoice, invoice_data):
        # EXTENDS 'account'
        super()._hook_invoice_document_before_pdf_report_render(invoice, invoice_data)
        if METHOD not in invoice_data["sending_methods"]:
            return
        is_live = invoice._chorus_is_live()
        sentences = [] if is_live else invoice._chorus_checks()
        if clash := self._chorus_clash(invoice_data["sending_methods"]):
            sentences.append(clash)
        if sentences:
            self._chorus_set_error(invoice, invoice_data, sentences)
            is_expected = not is_live and not invoice.l10n_fr_chorus_outside_reason
            if is_expected and self._chorus_is_background(invoice):
                documents = self.env["l10n_fr_chorus_pro.document"]
                documents._chorus_note_unsent(invoice, "\n".join(sentences))
        elif not is_live and (invoice.invoice_pdf_report_id or invoice.ubl_cii_xml_id):
            # Core keeps a file that exists, and that one was not made for Chorus Pro.
            invoice._chorus_free_to_send()

    def _call_web_service_before_invoice_pdf_render(self, invoices_data):
        # EXTENDS 'account'
        super()._call_web_service_before_invoice_pdf_render(invoices_data)
        chosen = [i for i, d in invoices_data.items() if METHOD in d["sending_methods"]]
        # Core reads them invoice by invoice when it counts the taxes of each.
        lines = self.env["account.move"].union(*chosen).line_ids
        lines.fetch(["tax_ids", "tax_tag_ids"])

    def _prepare_invoice_pdf_report(self, invoices_data):
        # EXTENDS 'account'
        readable = {
            invoice: data
            for invoice, data in invoices_data.items()
            if not self._chorus_is_unprinted(invoice, data)
        }
        if not readable:
            return None
        if any(METHOD in data["sending_methods"] for data in readable.values()):
            # The deposit needs the real PDF, also where core would save the rendering.
            self = self.with_context(force_report_rendering=True)
        return super()._prepare_invoice_pdf_report(readable)

    def _hook_invoice_document_after_pdf_report_render(self, invoice, invoice_data):
        # EXTENDS 'account'
        if METHOD not in invoice_data["sending_methods"]:
            return super()._hook_invoice_document_after_pdf_report_render(
                invoice, invoice_data
            )
        # Core would embed a document of its own into the PDF, whatever the format.
        if (
            invoice._chorus_is_live()
            or "proforma_pdf_attachment_values" in invoice_data
        ):
            return None
        try:
            self._chorus_build_document(invoice, invoice_data)
        except InvalidDocument as error:
            sentence = self.env._(
                "Its document does not follow the official format: %s Tell whoever"
                " looks after your Odoo.",
                error,
            )
            self._chorus_set_error(invoice, invoice_data, [sentence])
        return None

    def _chorus_build_document(self, invoice, invoice_data):
        """Make the file that is deposited, and leave it where core keeps such files.

        :raises InvalidDocument: the official schema refuses it
        """
        mode = invoice._chorus_submission_mode()
        if mode.door:
            attempt = self._chorus_build_submission(invoice, invoice_data, mode)
            invoice_data["chorus_document"] = attempt
            return
        terms = self.env["l10n_fr_chorus_pro.terms"]._en16931(invoice)
        documents = invoice._chorus_documents()
        if mode.code == "facturx":
            pdf_values = invoice_data["pdf_attachment_values"]
            lang = (invoice.partner_id.lang or "fr_FR").replace("_", "-")
            content = render_facturx(terms, pdf_values["raw"], lang, documents)
            if len(content) > FILE_LIMIT:
                self._chorus_set_error(
                    invoice, invoice_data, [self._chorus_too_heavy(invoice, content)]
                )
                return
            pdf_values["raw"] = content
            name = self._chorus_file_name(invoice, "pdf")
            invoice_data["chorus_document"] = Attempt(invoice, name, content, mode)
            return
        content = render(terms, mode.syntax, documents)
        name = self._chorus_file_name(invoice, "xml")
        invoice_data["ubl_cii_xml_attachment_values"] = {
            "name": name,
            "raw": content,
            "mimetype": "application/xml",
            "res_model": invoice._name,
            "res_id": invoice.id,
            "res_field": "ubl_cii_xml_file",
        }
        invoice_data["chorus_document"] = Attempt(invoice, name, content, mode)

    @api.model
    def _chorus_build_submission(self, invoice, invoice_data, mode):
        """The data of an invoice for a door, with the PDF that Odoo prints where the
        door wants one.

        :rtype: Attempt
        """
        form = invoice.company_id._chorus_submission_form()
        submission = invoice._chorus_submission()
        if not submission.number and invoice._chorus_lost_documents():
            # What an earlier attempt may still bring is a double under its own number
            # alone: under another one Chorus Pro would take both.
            submission = replace(submission, number=invoice._chorus_number())
        if mode.door == ENTRY:
            if not form.date_in_entry:
                submission = replace(submission, invoice_date=None)
            text = json.dumps(submission.dump(), indent=1, ensure_ascii=False)
            extension, content = "json", text.encode()
        else:
            extension = "pdf"
            content = invoice_data["pdf_attachment_values"]["raw"]
            if len(content) > FILE_LIMIT:
                sentence = self._chorus_too_heavy(invoice, content)
                self._chorus_set_error(invoice, invoice_data, [sentence])
        name = self._chorus_file_name(invoice, extension)
        return Attempt(invoice, name, content, mode, submission)

    @api.model
    def _chorus_too_heavy(self, invoice, content):
        """That the printed invoice is no file for Chorus Pro, and what helps."""
        values = {
            "weight": f"{len(content) / MEGABYTE:.1f}",
            "limit": FILE_LIMIT // MEGABYTE,
        }
        if invoice.l10n_fr_chorus_attachment_ids or prints_headers():
            return self.env._(
                "The printed invoice weighs %(weight)s MB with its documents, and"
                " Chorus Pro takes %(limit)s MB. Choose the format CII or UBL for this"
                " customer, which is not printed, or make documents and pictures"
                " smaller.",
                **values,
            )
        return self.env._(
            "The printed invoice weighs %(weight)s MB, and Chorus Pro takes %(limit)s"
            " MB. Choose the format CII or UBL for this customer, which is not printed,"
            " or have the wkhtmltopdf with the patched Qt installed on the server: its"
            " files are far smaller.",
            **values,
        )

    def _link_invoice_documents(self, invoices_data):
        # EXTENDS 'account'
        # Core writes twice on each invoice, nothing of which touches a journal item:
        # they need not be made up and counted anew each time.
        light = {
            invoice.with_context(**WITHOUT_ITEMS)
            if METHOD in data["sending_methods"]
            else invoice: data
            for invoice, data in invoices_data.items()
        }
        super()._link_invoice_documents(light)
        # Core takes an invoice without a PDF for one that was not sent. And all of ours
        # are written on once together: their items are looked at then, and no more at
        # core's last write on each.
        ours = [
            invoice
            for invoice, data in invoices_data.items()
            if METHOD in data["sending_methods"] and not data.get("error")
        ]
        self.env["account.move"].sudo().union(*ours).is_move_sent = True
        for invoice in ours:
            # Data alone leave no file, and core returns that of each invoice.
            none = self.env["ir.attachment"]
            invoices_data[invoice].setdefault("proforma_pdf_attachment", none)

    @api.model
    def _chorus_file_name(self, invoice, extension):
        """Name of the deposited file: the invoice's number in harmless characters."""
        stem = "".join(c if c.isalnum() and c.isascii() else "_" for c in invoice.name)
        return f"{stem}.{extension}"

    def _chorus_set_error(self, invoice, invoice_data, sentences):
        invoice_data["error"] = {
            "error_title": self.env._("%s was not sent to Chorus Pro.", invoice.name),
            "errors": sentences,
        }
