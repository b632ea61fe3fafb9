import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError


class ChorusDirectoryUpload(models.TransientModel):
    """A directory file that a person downloaded from Chorus Pro or from the State."""

    _name = "l10n_fr_chorus_pro.directory.upload"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Upload of the Directory of Public Bodies"

    file = fields.Binary(
        string="Directory",
        attachment=False,
        required=True,
        help="The directory of public bodies as Chorus Pro gives it (a ZIP of XML), or"
        " the list that the State publishes (CSV).",
    )
    file_name = fields.Char()

    def action_import(self):
        """Hand the file to the scheduled action, and show how far it is.

        :raises UserError: the file is empty or did not arrive whole, or the user may
            not change contacts
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env["res.partner"].has_access("write"):
            raise UserError(
                self.env._(
                    "You may not change contacts, so that the file would update none."
                    " Ask an administrator for the right “Contact Creation”."
                )
            )
        try:
            content = base64.b64decode(self.file or b"", validate=True)
        except binascii.Error as error:
            raise UserError(
                self.env._("The file did not arrive whole. Upload it again.")
            ) from error
        if not content:
            raise UserError(self.env._("The file is empty."))
        imports = self.env["l10n_fr_chorus_pro.directory.import"]
        values = {"origin": "upload", "company_id": self.env.company.id}
        directory = imports.sudo().create(values)
        directory._chorus_keep_upload(content, self.file_name or "annuaire")
        self.unlink()
        self.env.ref(
            "l10n_fr_chorus_pro.ir_cron_uploaded_directories"
        ).sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "res_model": imports._name,
            "res_id": directory.id,
            "view_mode": "form",
        }
