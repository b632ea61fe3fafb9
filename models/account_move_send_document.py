"""The document that is deposited, made where core makes its own."""

from odoo import api, models

from ..chorus_api.statuses import CII, FACTURX
from . import facturx_document
from .account_move_send import METHOD


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _chorus_is_xml_alone(self, invoice, invoice_data):
        """Whether nobody asks for a readable PDF: the deposit is an XML and nothing is
        mailed, posted or downloaded."""
        return (
            set(invoice_data["sending_methods"]) == {METHOD}
            and invoice._chorus_submission_mode() != "facturx"
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
        elif not is_live and (invoice.invoice_pdf_report_id or invoice.ubl_cii_xml_id):
            # Core keeps a file that exists, and that one was not made for Chorus Pro.
            invoice._chorus_free_to_send()

    def _prepare_invoice_pdf_report(self, invoices_data):
        # EXTENDS 'account'
        readable = {
            invoice: data
            for invoice, data in invoices_data.items()
            if not self._chorus_is_xml_alone(invoice, data)
        }
        if not readable:
            return None
        if any(METHOD in data["sending_methods"] for data in readable.values()):
            # The deposit needs the real PDF, also where core would save the rendering.
            self = self.with_context(force_report_rendering=True)
        return super()._prepare_invoice_pdf_report(readable)

    def _hook_invoice_document_after_pdf_report_render(self, invoice, invoice_data):
        # EXTENDS 'account'
        pdf_values = invoice_data.get("pdf_attachment_values")
        readable = pdf_values and pdf_values["raw"]
        if pdf_values or not self._chorus_is_xml_alone(invoice, invoice_data):
            super()._hook_invoice_document_after_pdf_report_render(
                invoice, invoice_data
            )
        if METHOD not in invoice_data["sending_methods"] or invoice._chorus_is_live():
            return
        xml, sentences = self._chorus_build_xml(invoice)
        if sentences:
            self._chorus_set_error(invoice, invoice_data, sentences)
        elif invoice._chorus_submission_mode() == "facturx":
            # Core has put its own data into the PDF: ours goes into the one before.
            lang = (invoice.partner_id.lang or "fr_FR").replace("_", "-")
            attachments = invoice.l10n_fr_chorus_attachment_ids
            pdf_values["raw"] = facturx_document.embed(
                readable, xml, lang, {a.name: a.raw for a in attachments}
            )
            invoice_data["chorus_document"] = ("pdf", pdf_values["raw"], FACTURX)
        else:
            invoice_data["ubl_cii_xml_attachment_values"] = {
                "name": self._chorus_file_name(invoice, "xml"),
                "raw": xml,
                "mimetype": "application/xml",
                "res_model": invoice._name,
                "res_id": invoice.id,
                "res_field": "ubl_cii_xml_file",
            }
            invoice_data["chorus_document"] = ("xml", xml, CII)

    def _link_invoice_documents(self, invoices_data):
        # EXTENDS 'account'
        super()._link_invoice_documents(invoices_data)
        for invoice, invoice_data in invoices_data.items():
            # Core takes an invoice without a PDF for one that was not sent.
            if self._chorus_is_xml_alone(invoice, invoice_data):
                invoice.is_move_sent = True

    def _chorus_build_xml(self, invoice):
        """The CII of an invoice for Chorus Pro.

        :return: (bytes, list of sentences that say what is missing)
        """
        builder = self.env["account.edi.xml.cii"].with_context(chorus_pro=True)
        xml, errors = builder._export_invoice(invoice.with_context(chorus_pro=True))
        framework = invoice._chorus_framework().code
        return facturx_document.with_framework(xml, framework), sorted(errors)

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
