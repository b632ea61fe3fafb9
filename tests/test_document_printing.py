"""What a person reads in a deposited Factur-X: seller, mentions, French labels."""

import io
import os

from pypdf import PdfReader, PdfWriter

from odoo import Command
from odoo.tests import tagged

from odoo.addons.base.models import ir_actions_report

from ..chorus_api.files import FILE_LIMIT, XML_ATTACHMENTS_LIMIT
from ..models.einvoice.printing import prints_headers
from .common import WANTS_SERVICE
from .test_documents import DocumentCase

FOOTER = "<p>SARL au capital de 20 000 €, RCS Lyon, SIRET 732 829 320 00074</p>"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPrinting(DocumentCase):
    def printed(self, invoice):
        """The words of the PDF that was deposited, and their blanks as plain ones."""
        content = invoice.l10n_fr_chorus_document_ids._chorus_content()
        with io.BytesIO(content) as file:
            pages = [page.extract_text() for page in PdfReader(file).pages]
        return " ".join(" ".join(pages).split())

    def without_headers(self):
        """The server has Debian's wkhtmltopdf."""
        info = ir_actions_report._wkhtml()._replace(is_patched_qt=False)
        self.patch(ir_actions_report, "_wkhtml", lambda: info)

    def test_the_seller_and_french_labels_are_on_the_file(self):
        if not prints_headers():
            self.skipTest("this wkhtmltopdf prints no headers and footers")
        self.company.sudo().report_footer = FOOTER
        school = self.new_customer("Lycée", WANTS_SERVICE)
        invoice = self.new_invoice(
            school,
            buyer_reference="SERVICE_DEST_SERV_OBL",
            purchase_order_reference="1501966748",
            contract_reference="2026-M-17",
        )
        self.send(invoice)
        text = self.printed(invoice)
        for words in (
            "Atelier Lumière SARL",
            "SIRET 732 829 320 00074",
            "RCS Lyon",
            "Code service : SERVICE_DEST_SERV_OBL",
            "N° d'engagement : 1501966748",
            "N° de marché : 2026-M-17",
        ):
            self.assertIn(words, text)
        self.assertNotIn("Reference", text)
        self.assertEqual(text.count("1501966748"), 1)

    def test_an_xml_is_not_printed_and_asks_for_no_other_server(self):
        self.without_headers()
        self.company.sudo().l10n_fr_chorus_environment = "production"
        (failure,) = self.new_invoice()._chorus_failures()
        self.assertEqual(
            (failure.check.name, failure.check.blocking), ("header", False)
        )
        self.company.l10n_fr_chorus_submission_mode = "ubl"
        self.assertFalse(self.new_invoice()._chorus_failures())

    def test_a_printed_invoice_that_is_too_heavy_says_what_helps(self):
        self.print_heavily()
        invoice = self.new_invoice()
        with self.assertRaisesRegex(Exception, "CII ou UBL"):
            self.send(invoice)
        self.assertEqual(self.simulator.calls("deposer/flux"), [])
        self.without_headers()
        with self.assertRaisesRegex(Exception, "patched Qt"):
            self.send(invoice)
        self.company.l10n_fr_chorus_submission_mode = "cii"
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def print_heavily(self):
        """Let what is printed weigh more than a flow takes."""
        reports = type(self.env["ir.actions.report"])
        print_pdf = reports._run_wkhtmltopdf

        def heavy(self, *args, **options):
            with io.BytesIO(print_pdf(self, *args, **options)) as file:
                writer = PdfWriter(clone_from=file)
            writer.add_attachment("photo.jpg", os.urandom(FILE_LIMIT))
            with io.BytesIO() as file:
                writer.write(file)
                return file.getvalue()

        self.patch(reports, "_run_wkhtmltopdf", heavy)

    def test_documents_inside_an_xml_can_be_read_again(self):
        """A node of more than 10,000,000 characters is refused by readers of XML."""
        self.company.l10n_fr_chorus_submission_mode = "ubl"
        plan = {
            "name": "plan.pdf",
            "raw": b"%PDF-" + b"x" * (XML_ATTACHMENTS_LIMIT - 5),
        }
        invoice = self.new_invoice(l10n_fr_chorus_attachment_ids=[Command.create(plan)])
        self.assertFalse(invoice._chorus_failures())
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        invoice = self.new_invoice(
            l10n_fr_chorus_attachment_ids=[
                Command.create({**plan, "raw": plan["raw"] + b"x"})
            ]
        )
        (failure,) = invoice._chorus_failures()
        self.assertEqual(failure.check.name, "attachments")
        self.assertIn("7,5", failure.sentence)
