from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ChorusWorksClaimShare(models.Model):
    """What of a month a subcontractor did, whom the public body pays directly."""

    _name = "l10n_fr_chorus_pro.works.claim.share"
    _description = "Subcontractor's Part of a Claim"
    _order = "claim_id, id"
    _rec_name = "party_id"

    claim_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.claim",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True)
    contract_id = fields.Many2one(related="claim_id.contract_id")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    party_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract.party",
        string="Subcontractor",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('contract_id', '=', contract_id), ('is_paid_directly', '=', True)]",
    )
    amount_untaxed = fields.Monetary(
        string="Amount of the Month",
        required=True,
        help="As his invoice says, with its revision: it bears no VAT.",
    )
    left = fields.Monetary(
        string="Left to Him",
        compute="_compute_left",
        help="Of his acte spécial, after all claims. Below 0 the public body pays him"
        " nothing more before the acte spécial is changed.",
    )

    @api.depends("party_id.ceiling", "amount_untaxed", "party_id.share_ids")
    def _compute_left(self):
        for share in self:
            others = share.party_id.share_ids - share._origin
            used = sum(others.mapped("amount_untaxed")) + share.amount_untaxed
            share.left = share.party_id.ceiling - used

    @api.constrains("party_id", "claim_id")
    def _check_contract(self):
        for share in self:
            if share.party_id.contract_id != share.claim_id.contract_id:
                raise ValidationError(
                    self.env._(
                        "%s belongs to another contract.",
                        share.party_id.display_name,
                    )
                )


class ChorusContractParty(models.Model):
    _inherit = "l10n_fr_chorus_pro.contract.party"

    share_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.works.claim.share", inverse_name="party_id"
    )
