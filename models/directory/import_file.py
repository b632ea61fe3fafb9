"""Imports of the directory of public bodies: their file, how far they are, what they
met."""

import hashlib
import io
import os
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...chorus_api.directory import Failure
from .texts import FAILURE_TEXTS, as_list, problem_lines

# The bytes of a directory are of no use to a search of attachments, and indexing them
# would take as much memory again.
MIMETYPE = "application/octet-stream"
KEPT = timedelta(days=365)


class ChorusDirectoryImport(models.Model):
    """One directory file, read once from its beginning to its end, in several runs."""

    _name = "l10n_fr_chorus_pro.directory.import"
    _description = "Import of the Directory of Public Bodies"
    _order = "id desc"

    origin = fields.Selection(
        selection=[("portal", "Chorus Pro"), ("upload", "Uploaded file")],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        readonly=True,
        index=True,
        help="Whose account downloaded the file, or for whom it was uploaded. A file of"
        " Chorus Pro updates the customers of all companies, an uploaded one those that"
        " its uploader may change in this company.",
    )
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Stopped"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    payload_sha256 = fields.Char(
        string="SHA-256",
        readonly=True,
        help="Fingerprint of the file, to which the position belongs.",
    )
    position = fields.Integer(
        string="Public Bodies Read",
        readonly=True,
        help="An import that was interrupted goes on after these.",
    )
    progress = fields.Float(
        string="Progress (%)", readonly=True, help="How much of the file is read."
    )
    matched_count = fields.Integer(
        string="Customers Found",
        readonly=True,
        help="Entries of the file whose SIRET is that of a contact.",
    )
    changed_count = fields.Integer(
        string="Customers Updated",
        readonly=True,
        help="Of which the file told something new; the others were left untouched.",
    )
    failed_count = fields.Integer(
        string="Customers Not Updated",
        readonly=True,
        help="Odoo refused what the file tells of them; the server's log says why.",
    )
    attempt_count = fields.Integer(readonly=True)
    failure = fields.Char(string="Stopped Because", readonly=True)
    failure_code = fields.Char(readonly=True)
    notes = fields.Json(readonly=True)
    problems = fields.Html(
        string="Not Understood", compute="_compute_problems", sanitize=False
    )
    finished_at = fields.Datetime(string="Finished", readonly=True)

    @api.depends("create_date", "origin")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            moment = format_datetime(self.env, record.create_date, dt_format="short")
            record.display_name = self.env._("Directory of %s", moment)

    @api.depends("notes", "failure", "failure_code")
    @api.depends_context("lang")
    def _compute_problems(self):
        for record in self:
            lines = problem_lines(self.env, record.notes) if record.notes else []
            if record.failure_code:
                text = FAILURE_TEXTS[Failure(record.failure_code)]
                lines.insert(0, self.env._(text))
            record.problems = as_list(lines)

    # -- Its file --------------------------------------------------------------

    def _chorus_keep_upload(self, content, name):
        """Keep the file until it is read; its position starts anew if it is another.

        :param bytes content: a ZIP, or one XML or CSV file
        """
        self.ensure_one()
        self._chorus_drop_file()
        self.env["ir.attachment"].sudo().create(
            {
                "name": name,
                "raw": content,
                "mimetype": MIMETYPE,
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "file",
            }
        )
        digest = hashlib.sha256(content).hexdigest()
        if digest != self.payload_sha256:
            self._chorus_restart()
        self.write({"payload_sha256": digest, "file_name": name})

    def _chorus_restart(self):
        self.write(
            {
                "position": 0,
                "progress": 0,
                "matched_count": 0,
                "changed_count": 0,
                "failed_count": 0,
                "notes": False,
            }
        )

    def _chorus_attachment(self):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "file"),
                ]
            )
        )

    def _chorus_drop_file(self):
        self._chorus_attachment().unlink()

    def _chorus_open_file(self):
        """The file to read, from the disk where it lies there.

        :return: a binary stream to close, or None where the file is not what it was
        """
        self.ensure_one()
        attachment = self._chorus_attachment()[:1]
        path = attachment.store_fname and attachment._full_path(attachment.store_fname)
        if path and os.path.isfile(path):
            file = open(path, "rb")  # noqa: SIM115 - closed by whom it is given to
        else:
            file = io.BytesIO(attachment.raw or b"")
            attachment.invalidate_recordset(["raw"])
        if hashlib.file_digest(file, "sha256").hexdigest() != self.payload_sha256:
            file.close()
            return None
        return file

    @api.autovacuum
    def _gc_directory_imports(self):
        """Forget imports that ended long ago."""
        oldest = fields.Datetime.now() - KEPT
        domain = [("state", "in", ("done", "failed")), ("create_date", "<", oldest)]
        self.sudo().search(domain).unlink()
