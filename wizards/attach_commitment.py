from odoo import Command, api, fields, models


class ChorusAttachCommitment(models.TransientModel):
    """Say which customers a commitment is of."""

    _name = "l10n_fr_chorus_pro.attach.commitment"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Attach a commitment to customers"

    commitment_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.commitment",
        required=True,
        readonly=True,
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="chorus_attach_commitment_partner_rel",
        string="Customers",
        compute="_compute_partner_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.depends("commitment_id")
    def _compute_partner_ids(self):
        for wizard in self:
            attached = wizard.commitment_id.sudo().partner_ids.sudo(False)
            wizard.partner_ids = attached._filtered_access("read")

    def action_confirm(self):
        """Attach the commitment to these customers, and to no other that the user
        sees."""
        self.ensure_one()
        self.commitment_id._chorus_check_acting()
        self.partner_ids.check_access("read")
        attached = self.commitment_id.sudo().partner_ids.sudo(False)
        hidden = attached - attached._filtered_access("read")
        customers = self.partner_ids.commercial_partner_id | hidden
        self.commitment_id.sudo().partner_ids = [Command.set(customers.ids)]
        return {"type": "ir.actions.act_window_close"}
