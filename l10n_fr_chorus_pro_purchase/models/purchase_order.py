from odoo import api, fields, models

PUBLIC_BODY = "l10n_fr_chorus_is_public_body"


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    l10n_fr_chorus_commitment_number = fields.Char(
        string="Commitment Number",
        copy=False,
        index="btree_not_null",
        help="Number of the commitment (numéro d'engagement) that suppliers name on"
        " their invoices, where it is not the number of this order.",
        groups="base.group_user",
    )
    l10n_fr_chorus_contract_number = fields.Char(
        string="Contract Number",
        index="btree_not_null",
        help="Number of the public contract (numéro de marché).",
        groups="base.group_user",
    )
    l10n_fr_chorus_receives = fields.Boolean(
        string="Receives by Chorus Pro",
        compute="_compute_l10n_fr_chorus_receives",
        help="The company is a public body, whose suppliers invoice by Chorus Pro.",
        groups="base.group_user",
    )

    @api.depends("company_id")
    def _compute_l10n_fr_chorus_receives(self):
        for order in self:
            company = order.company_id
            order.l10n_fr_chorus_receives = bool(company) and company._chorus_does(
                PUBLIC_BODY
            )
