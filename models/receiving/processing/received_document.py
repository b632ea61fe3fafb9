from odoo import models
from odoo.exceptions import UserError


class ChorusReceivedDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.received.document"

    def action_chorus_open(self):
        """Show the document in a page of its own, or save it where no browser can.

        :raises UserError: Chorus Pro gave no content, in a sentence
        """
        self.ensure_one()
        if not self.attachment_id:
            raise UserError(
                self.failure
                or self.env._("Chorus Pro named « %s » and gave no content.", self.name)
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}",
            "target": "new",
        }
