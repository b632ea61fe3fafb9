import hashlib

from odoo import fields, models


class ChorusFileMixin(models.AbstractModel):
    """Bytes kept exactly as they were, with their name, syntax and fingerprint."""

    _name = "l10n_fr_chorus_pro.file.mixin"
    _description = "Chorus Pro File"

    syntax = fields.Char(help="Syntax code announced to Chorus Pro.")
    file = fields.Binary(attachment=True, help="The exact bytes that were deposited.")
    file_name = fields.Char()
    payload_sha256 = fields.Char(
        string="SHA-256", help="Fingerprint of the deposited file."
    )

    def _chorus_keep_file(self, content):
        """Keep the bytes under the file's own name: a Binary would call it ``file``."""
        self.ensure_one()
        self.payload_sha256 = hashlib.sha256(content).hexdigest()
        self.env["ir.attachment"].sudo().create(
            {
                "name": self.file_name,
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "file",
            }
        )

    def _chorus_content(self):
        """The exact bytes; empty where no file is kept.

        :rtype: bytes
        """
        self.ensure_one()
        attachments = self.env["ir.attachment"].sudo()
        kept = attachments.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", "file"),
            ],
            limit=1,
        )
        content = kept.raw or b""
        # Read for one call: the cache would keep the files of a whole run.
        kept.invalidate_recordset(["raw"])
        return content
