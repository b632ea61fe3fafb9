from odoo import api, models

from ..models.account_move_send import METHOD


class AccountMoveSendBatchWizard(models.TransientModel):
    _inherit = "account.move.send.batch.wizard"

    @api.depends("move_ids")
    def _compute_summary_data(self):
        # EXTENDS 'account'
        super()._compute_summary_data()
        field = self.env["res.partner"]._fields["invoice_sending_method"]
        label = dict(field._description_selection(self.env))[METHOD]
        for wizard in self:
            summary = wizard.summary_data or {}
            if METHOD in summary:
                # Core shows the source text of the selection, in English.
                chosen = {**summary[METHOD], "label": label}
                wizard.summary_data = {**summary, METHOD: chosen}
