from odoo import api, fields, models

from ..models.sending.send import METHOD


class AccountMoveSendBatchWizard(models.TransientModel):
    _inherit = "account.move.send.batch.wizard"

    # The approved platform's warning reads it of either dialog, and core's own gives it
    # to that of one invoice alone.
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_company_id"
    )

    @api.depends("move_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.move_ids.company_id[:1] or self.env.company

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

    def action_send_and_print(self, force_synchronous=False, allow_fallback_pdf=False):
        # EXTENDS 'account'
        self.move_ids.filtered(self._chorus_is_chosen)._chorus_remember_batch()
        return super().action_send_and_print(
            force_synchronous=force_synchronous, allow_fallback_pdf=allow_fallback_pdf
        )

    def _chorus_is_chosen(self, move):
        """Whether this batch brings an invoice to Chorus Pro."""
        return METHOD in self._get_default_sending_methods(
            move
        ) and self._is_applicable_to_move(METHOD, move)
