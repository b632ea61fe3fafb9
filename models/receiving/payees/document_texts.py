"""What can be read in the documents of a received invoice: XML, and text in PDFs.

A scan has no text. What cannot be read is left out: nothing is let through by it, for
it only adds to what is looked at.
"""

import io
import re
from contextlib import suppress

from odoo import models
from odoo.tools.pdf import OdooPdfFileReader, PdfReadError

# Bytes and pages: longer ones are no invoices.
LARGEST = 5 * 1024 * 1024
MOST_PAGES = 10
TAG = re.compile(rb"<[^>]*>")


class ChorusReceivedDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.received.document"

    def _chorus_texts(self):
        """The texts of these documents, each of an XML file or of a PDF.

        :return: list of str
        """
        texts = []
        for attachment in self.sudo().attachment_id:
            if attachment.file_size > LARGEST:
                continue
            raw = attachment.raw or b""
            if raw.startswith(b"%PDF"):
                texts += _texts_of_pdf(raw)
            elif attachment.name.lower().endswith((".xml", ".txt", ".csv")):
                texts.append(_text_of_xml(raw))
        return texts


def _text_of_xml(raw):
    return TAG.sub(b"\n", raw).decode("utf-8", "replace")


def _texts_of_pdf(raw):
    """Text of the pages, and of the XML files inside (Factur-X)."""
    texts = []
    # What pypdf meets in broken files; the rest of it is read.
    broken = (PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError)
    with suppress(*broken, RecursionError):
        reader = OdooPdfFileReader(io.BytesIO(raw), strict=False)
        for _name, content in reader.getAttachments():
            texts.append(_text_of_xml(content))
        for page in reader.pages[:MOST_PAGES]:
            texts.append(page.extract_text() or "")
    return texts
