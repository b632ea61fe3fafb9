from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_chorus_history(self):
        """Open the history of these invoices as a list, to filter or export it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_fr_chorus_pro.event_action"
        )
        return {**action, "domain": [("move_id", "in", self.ids)]}
