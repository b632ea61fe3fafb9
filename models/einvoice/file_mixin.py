import hashlib

from odoo import api, fields, models


class ChorusFileMixin(models.AbstractModel):
    """Bytes kept exactly as they were, with their name, syntax and fingerprint."""

    _name = "l10n_fr_chorus_pro.file.mixin"
    _description = "Chorus Pro File"

    syntax = fields.Char(help="Syntax code announced to Chorus Pro.")
    door = fields.Char(
        help="How it is handed in where it is no file of its own: with a plain PDF"
        " (DEPOT_PDF_API), or as data alone (SAISIE_API)."
    )
    file = fields.Binary(attachment=True, help="The exact bytes that were deposited.")
    file_name = fields.Char()
    payload_sha256 = fields.Char(
        string="SHA-256", help="Fingerprint of the deposited file."
    )

    @api.model
    def _chorus_kept_values(self, content):
        """What is written on a record of the file that it keeps."""
        return {"payload_sha256": hashlib.sha256(content).hexdigest()}

    def _chorus_keep_files(self, contents):
        """Keep the bytes under each file's own name: a Binary would call it ``file``.

        :param contents: list of bytes, in the order of the records
        """
        self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": record.file_name,
                    "raw": content,
                    "res_model": record._name,
                    "res_id": record.id,
                    "res_field": "file",
                }
                for record, content in zip(self, contents, strict=True)
            ]
        )

    def _chorus_kept_files(self):
        """Where the exact bytes are kept.

        :return: dict of an ``ir.attachment`` by record, empty where no file is kept
        """
        attachments = self.env["ir.attachment"].sudo()
        kept = attachments.search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("res_field", "=", "file"),
            ],
            ["res_model", "res_id", "checksum", "store_fname", "mimetype"],
            order="id",  # of two, the last one
        )
        by_id = {attachment.res_id: attachment for attachment in kept}
        return {record: by_id.get(record.id, attachments) for record in self}

    def _chorus_content(self):
        """The exact bytes; empty where no file is kept.

        :rtype: bytes
        """
        self.ensure_one()
        return content_of(self._chorus_kept_files()[self])


def content_of(attachment):
    """The bytes of a kept file, read for one use: a cache would keep those of a whole
    run.

    :rtype: bytes
    """
    alone = attachment.with_prefetch()
    content = alone.raw or b""
    alone.invalidate_recordset(["raw"], flush=False)
    return content
