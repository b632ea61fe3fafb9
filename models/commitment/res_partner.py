"""The commitments of a customer."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..connection.groups import ACCOUNTING_GROUPS
from .commitment import REGISTERED_RECIPIENTS


class ResPartner(models.Model):
    _inherit = "res.partner"

    l10n_fr_chorus_commitment_ids = fields.Many2many(
        comodel_name="l10n_fr_chorus_pro.commitment",
        relation="chorus_commitment_partner_rel",
        column1="partner_id",
        column2="commitment_id",
        string="Commitments",
        copy=False,
        groups=ACCOUNTING_GROUPS,
        chorus_sealed=True,
    )
    l10n_fr_chorus_commitment_count = fields.Integer(
        string="Number of Commitments",
        compute="_compute_l10n_fr_chorus_commitment_count",
        groups=ACCOUNTING_GROUPS,
    )
    l10n_fr_chorus_is_on_register = fields.Boolean(
        string="Commitments Are in Chorus Pro",
        compute="_compute_l10n_fr_chorus_is_on_register",
        groups="base.group_user",
    )

    @api.depends("l10n_fr_chorus_commitment_ids")
    def _compute_l10n_fr_chorus_commitment_count(self):
        for partner in self:
            count = len(partner.l10n_fr_chorus_commitment_ids)
            partner.l10n_fr_chorus_commitment_count = count

    @api.depends("company_registry")
    def _compute_l10n_fr_chorus_is_on_register(self):
        companies = self.env["res.company"]
        for partner in self:
            siret = companies._chorus_siret(partner.company_registry)
            partner.l10n_fr_chorus_is_on_register = siret in REGISTERED_RECIPIENTS

    def action_chorus_open_commitments(self):
        """The commitments of this customer; a search from there attaches to it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Commitments"),
            "res_model": "l10n_fr_chorus_pro.commitment",
            "view_mode": "list,form",
            "domain": Domain("partner_ids", "in", self.ids),
            "context": {"chorus_customer_id": self.id},
        }
