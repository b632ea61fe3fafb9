"""What a letter says that was attached to a record."""

import io

from odoo.tools.pdf import PdfFileReader


def last_letter(record):
    """The letter that was attached last, and its text, of one line.

    :return: (attachment, text, number of pages)
    """
    letter = record.env["ir.attachment"].search(
        [("res_model", "=", record._name), ("res_id", "=", record.id)],
        order="id desc",
        limit=1,
    )
    pages = PdfFileReader(io.BytesIO(letter.raw)).pages
    text = " ".join(page.extract_text() for page in pages)
    return letter, " ".join(text.replace("\xa0", " ").split()), len(pages)
