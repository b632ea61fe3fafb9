from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [("subcontractor", "Subcontractor"), ("co_contractor", "Co-contractor")]


class ChorusContractParty(models.Model):
    """Another company of a contract; of a subcontractor what the acte spécial says."""

    _name = "l10n_fr_chorus_pro.contract.party"
    _description = "Party of a Public Contract"
    _order = "contract_id, kind, rank, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    kind = fields.Selection(selection=KINDS, required=True, default="subcontractor")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Other Company",
        required=True,
        index=True,
        check_company=True,
        domain="[('is_company', '=', True)]",
        ondelete="restrict",
    )
    name = fields.Char(string="Works", help="What this company does.")
    rank = fields.Integer(
        default=1,
        help="1: subcontractor of the main contractor, whom the public body may pay"
        " directly (CCP L2193-11). 2 and more: subcontractor of a subcontractor.",
    )
    accepted_on = fields.Date(
        help="When the public body accepted the subcontractor and the terms of its"
        " payment, by the acte spécial or in silence after 21 days (CCP R2193-4)."
    )
    ceiling = fields.Monetary(
        help="Untaxed amount up to which the public body pays this company, as the"
        " acte spécial says."
    )
    is_paid_directly = fields.Boolean(
        string="Paid Directly",
        compute="_compute_is_paid_directly",
        store=True,
        readonly=False,
        precompute=True,
        help="By the public body: an accepted subcontractor of the first rank, from"
        " 600 € with VAT on (CCP R2193-10).",
    )

    @api.depends("kind", "rank", "accepted_on")
    def _compute_is_paid_directly(self):
        for party in self:
            party.is_paid_directly = party.kind == "co_contractor" or bool(
                party.rank == 1 and party.accepted_on
            )

    @api.constrains("rank")
    def _check_rank(self):
        for party in self:
            if party.rank < 1:
                raise ValidationError(
                    self.env._(
                        "%s: the rank of a subcontractor is 1 or more.",
                        party.partner_id.display_name,
                    )
                )

    @api.depends("partner_id", "contract_id")
    def _compute_display_name(self):
        for party in self:
            names = (party.partner_id.name, party.contract_id.number)
            party.display_name = " – ".join(filter(None, names))
