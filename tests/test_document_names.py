"""Names of documents are cleaned before they leave, whatever way they take."""

import io

from lxml import etree
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_actions import ActionCase

HOSTILE = {
    "../../x.pdf": "x.pdf",
    "a\r\nContent-Type: b.pdf": "a Content-Type_ b.pdf",
    "bon\u202efdp.exe.pdf": "bonfdp.exe.pdf",
    "n\u200bul\0l.pdf": "null.pdf",
    ".pdf": "document.pdf",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDocumentNames(ActionCase):
    def hostile_files(self):
        files = self.env["ir.attachment"]
        for name in HOSTILE:
            # PostgreSQL takes no NUL, and needs none to be shown the others.
            files |= self.file(name.replace("\0", "\x01"), b"%PDF-1.4 x")
        return files

    def deposited(self, mode):
        self.company.sudo().l10n_fr_chorus_submission_mode = mode
        invoice = self.new_invoice(
            l10n_fr_chorus_attachment_ids=self.hostile_files().ids
        )
        self.send(invoice)
        (document,) = invoice.sudo().l10n_fr_chorus_document_ids
        return document.deposit_id

    def test_in_the_xml(self):
        deposit = self.deposited("cii")
        root = etree.fromstring(deposit.sudo()._chorus_content())
        names = [
            node.get("filename")
            for node in root.iterfind(".//{*}AttachmentBinaryObject")
        ]
        self.assertEqual(sorted(names), sorted(HOSTILE.values()))
        references = [
            node.findtext("{*}IssuerAssignedID")
            for node in root.iterfind(".//{*}AdditionalReferencedDocument")
        ]
        self.assertLessEqual(set(HOSTILE.values()), set(references))

    def test_in_the_factur_x(self):
        deposit = self.deposited("facturx")
        reader = PdfReader(io.BytesIO(deposit.sudo()._chorus_content()))
        names = set(reader.attachments)
        self.assertEqual(names, {"factur-x.xml", *HOSTILE.values()})

    def test_with_complete(self):
        invoice = self.suspended()
        files = self.hostile_files()
        self.dialog(
            "complete", invoice, attachment_ids=[Command.set(files.ids)]
        ).action_confirm()
        sent = [
            call["body"]["pieceJointeNom"]
            for call in self.simulator.calls("ajouter/fichier")
        ]
        self.assertEqual(sorted(sent), sorted(HOSTILE.values()))
        named = str(self.simulator.calls("completer")[0]["body"])
        for hostile in HOSTILE:
            self.assertTrue(hostile == ".pdf" or hostile not in named)

    def test_names_are_judged_as_they_leave(self):
        """Equal once cleaned, kept for the data, or of no known kind."""
        cases = {
            ("../bon.pdf", "bon\u200b.pdf"): "bon.pdf",
            ("x/factur-x.xml",): "factur-x.xml",
            ("bon.pdf\u200b.exe",): "bon.pdf.exe",
        }
        self.company.sudo().l10n_fr_chorus_submission_mode = "facturx"
        for names, told in cases.items():
            with self.subTest(names=names):
                files = [self.file(name).id for name in names]
                invoice = self.new_invoice(l10n_fr_chorus_attachment_ids=files)
                self.assertIn(told, "\n".join(invoice._chorus_checks()))
                with self.assertRaises(UserError):
                    self.send(invoice)
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_what_cannot_be_seen_is_not_counted(self):
        name = "a" + "\u200b" * 60 + ".pdf"
        invoice = self.new_invoice(
            l10n_fr_chorus_attachment_ids=self.file(name).ids, post=False
        )
        self.assertFalse(invoice.l10n_fr_chorus_has_long_names)
        self.assertNotIn("50", "\n".join(invoice._chorus_checks()))
