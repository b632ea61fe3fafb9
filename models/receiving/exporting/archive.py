"""The file with the documents of its invoices, a folder each."""

import re
import tempfile
import zipfile
from math import ceil

from odoo import models
from odoo.exceptions import UserError

from ....chorus_api.pivot.documents import free_name

# Bytes: it is made in one request.
LARGEST = 100 * 1024 * 1024
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_export_archive(self, table_name):
        """A ZIP of the table and of all documents that are kept.

        :param str table_name: of the table in it
        :return: bytes
        :raises UserError: the documents are too large together
        """
        documents = self.sudo().document_ids.filtered("attachment_id")
        size = sum(documents.attachment_id.mapped("file_size"))
        if size > LARGEST:
            raise UserError(
                self.env._(
                    "The documents are %(size)s MB together, and %(limit)s MB fit in"
                    " one file: choose fewer invoices, or leave the documents out.",
                    size=ceil(size / 1024**2),
                    limit=LARGEST // 1024**2,
                )
            )
        with tempfile.TemporaryFile() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(table_name, self._chorus_export())
                taken = set()
                for document in documents:
                    name = free_name(_path_of(document), taken)
                    archive.writestr(name, document.attachment_id.raw or b"")
                    document.attachment_id.invalidate_recordset(["raw"])
            file.seek(0)
            return file.read()


def _path_of(document):
    folder = document.received_id.chorus_identifier
    name = UNSAFE.sub("_", document.name).strip(". ") or "document"
    return f"{folder}/{name}"
