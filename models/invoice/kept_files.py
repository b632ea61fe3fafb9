"""What was deposited stays: the chatter shows the kept file itself, no copy of it."""

from odoo import api, models
from odoo.exceptions import UserError

KEEPERS = ("l10n_fr_chorus_pro.deposit", "l10n_fr_chorus_pro.document")
# None of the documents that went with the invoice.
FIELDS = ("file", False)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept_by_chorus(self):
        for attachment in self.sudo():
            is_kept = attachment.res_field in FIELDS
            if attachment.res_model in KEEPERS and is_kept:
                keeper = self.env[attachment.res_model].browse(attachment.res_id)
                if keeper.exists():
                    raise UserError(
                        self.env._(
                            "%s is the file that was made for Chorus Pro: it is kept as"
                            " the proof of what was deposited.",
                            attachment.name,
                        )
                    )
