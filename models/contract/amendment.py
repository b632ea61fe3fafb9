from odoo import fields, models


class ChorusContractAmendment(models.Model):
    """What changed the amount of a contract (avenant, or what stands in for one)."""

    _name = "l10n_fr_chorus_pro.contract.amendment"
    _description = "Amendment of a Public Contract"
    _order = "contract_id, signed_on, id"
    _rec_name = "number"

    contract_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    number = fields.Char(required=True)
    name = fields.Char(string="Subject")
    signed_on = fields.Date(
        required=True,
        help="From this day on the amount of the contract, and with it the limits of"
        " retention and recovery, counts the amendment.",
    )
    amount_untaxed = fields.Monetary(
        string="Amount", help="Untaxed. Negative where the contract became smaller."
    )
