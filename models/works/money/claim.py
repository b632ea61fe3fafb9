"""A month of works: what is claimed, and what the statement is expected to say."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ....tools.portal_time import portal_today

DISPUTES = [
    ("none", "None"),
    ("open", "Open dispute"),
    ("settled", "Settled"),
]
STATES = [
    ("draft", "Draft"),
    ("deposited", "Deposited"),
    ("admitted", "Admitted"),
    ("admitted_for_less", "Admitted for less"),
    ("paid", "Paid"),
]


class ChorusWorksClaim(models.Model):
    """A claim for a month (projet de décompte mensuel), or the final one.

    What is typed is what the claim says; anything else is reckoned, anew each time.
    """

    _name = "l10n_fr_chorus_pro.works.claim"
    _inherit = ["mail.thread"]
    _description = "Claim of a Works Contract"
    _order = "contract_id, month desc, id desc"
    _check_company_auto = True

    contract_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    number = fields.Integer(
        compute="_compute_number", help="Counted by month within the contract."
    )
    month = fields.Date(
        required=True,
        default=lambda self: portal_today(self.env),
        help="Any day of the month that is claimed. Amendments signed by its end"
        " count.",
    )
    is_final = fields.Boolean(
        string="Final Claim",
        help="Projet de décompte final: all that the works come to, within 30 days of"
        " the notified reception (CCAG travaux 2021, article 12.3).",
    )
    works_total = fields.Monetary(
        required=True,
        tracking=True,
        help="All works since the beginning of the contract, at initial prices, without"
        " revision and VAT (CCAG travaux 2021, article 12.1). It counts those of the"
        " subcontractors.",
    )
    coefficient = fields.Float(
        string="Revision Coefficient",
        digits=(12, 6),
        default=1.0,
        help="By which the works of the month are multiplied, as the contract's formula"
        " makes it. 1 where prices are firm, or the indices are not known yet.",
    )
    share_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.works.claim.share",
        inverse_name="claim_id",
        string="Subcontractors",
    )
    piece_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="Piece in Chorus Pro",
        compute="_compute_piece_id",
        store=True,
        readonly=False,
        check_company=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('contract_id', 'in', [contract_id, False]), ('is_ours', '=', True)]",
        help="By which the claim was deposited. Found by the contract and by the last"
        " number of the piece, which is that of the claim; or chosen.",
    )
    deposited_on = fields.Date(
        compute="_compute_deposited_on",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="When the works supervisor received the claim through Chorus Pro.",
    )
    works = fields.Monetary(
        string="Works of the Month",
        compute="_compute_forecast",
        help="At initial prices, untaxed: less what was admitted before.",
    )
    revision = fields.Monetary(
        compute="_compute_forecast",
        help="Works of the month by the coefficient, less 1.",
    )
    vat = fields.Monetary(string="VAT", compute="_compute_forecast")
    total = fields.Monetary(
        string="Works with VAT",
        compute="_compute_forecast",
        help="Works of the month, revision and VAT, those of subcontractors too.",
    )
    total_to_date = fields.Monetary(compute="_compute_forecast")
    subcontracted = fields.Monetary(
        string="Paid to Subcontractors",
        compute="_compute_forecast",
        help="Without VAT: the public body pays it to them directly.",
    )
    subcontracted_to_date = fields.Monetary(compute="_compute_forecast")
    retention = fields.Monetary(
        compute="_compute_forecast", help="Retenue de garantie of the month."
    )
    retention_to_date = fields.Monetary(compute="_compute_forecast")
    recovered = fields.Monetary(
        string="Advance Taken Off",
        compute="_compute_forecast",
        help="What of the advance is paid back with this month.",
    )
    recovered_to_date = fields.Monetary(compute="_compute_forecast")
    due = fields.Monetary(
        string="Due to Us",
        compute="_compute_forecast",
        help="What the public body is expected to pay us for the month.",
    )
    due_before = fields.Monetary(
        compute="_compute_forecast", help="With earlier claims."
    )
    due_to_date = fields.Monetary(compute="_compute_forecast")

    admitted_on = fields.Date(
        copy=False,
        tracking=True,
        help="Date of the statement (état d'acompte) by which something was admitted.",
    )
    admitted_works_total = fields.Monetary(
        string="Admitted Works",
        copy=False,
        tracking=True,
        help="To date, at initial prices, untaxed, as the statement says.",
    )
    admitted_revision = fields.Monetary(copy=False, help="Of the month.")
    admitted_vat = fields.Monetary(string="Admitted VAT", copy=False)
    admitted_subcontracted = fields.Monetary(
        string="Admitted for Subcontractors", copy=False
    )
    admitted_retention = fields.Monetary(string="Retention Withheld", copy=False)
    admitted_recovered = fields.Monetary(
        string="Advance Taken Off by the Body", copy=False
    )
    admitted_other = fields.Monetary(
        string="Penalties and Others",
        copy=False,
        help="What else the public body takes off the month: penalties, reductions.",
    )
    admitted_total = fields.Monetary(
        string="Admitted with VAT",
        compute="_compute_admitted",
        help="Works of the month, revision and VAT, as admitted.",
    )
    admitted_due = fields.Monetary(
        string="Admitted for Us", compute="_compute_admitted"
    )
    differences = fields.Text(
        compute="_compute_admitted",
        help="Which parts of the statement differ from what was expected.",
    )
    disputed_amount = fields.Monetary(
        compute="_compute_admitted",
        help="What was claimed and not admitted, with VAT; or what is taken off beyond"
        " what was expected, where that is more.",
    )
    dispute = fields.Selection(
        selection=DISPUTES,
        compute="_compute_admitted",
        help="Open while less is admitted than was claimed, until a later month admits"
        " it or somebody settles it."
        " What is admitted is paid meanwhile (CCP R2192-34).",
    )
    dispute_settled_on = fields.Date(copy=False, tracking=True)

    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        check_company=True,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Of this month. It is for the accounts: Chorus Pro has the claim.",
    )
    posted_as_claimed = fields.Boolean(
        copy=False,
        readonly=True,
        help="The invoice may be posted for what was claimed, whatever is admitted: the"
        " difference stays an open dispute.",
    )
    move_state = fields.Char(string="Status", compute="_compute_move_state")
    has_invoice = fields.Boolean(
        compute="_compute_move_state",
        help="Of the month, neither cancelled nor reversed.",
    )
    state = fields.Selection(selection=STATES, compute="_compute_state")

    _move_unique = models.UniqueIndex("(move_id) WHERE move_id IS NOT NULL")
    _piece_unique = models.UniqueIndex(
        "(piece_id) WHERE piece_id IS NOT NULL",
        "Another claim has this piece of Chorus Pro already.",
    )

    @api.depends("month", "contract_id.claim_ids.month")
    def _compute_number(self):
        for contract, claims in self.grouped("contract_id").items():
            rows = contract.claim_ids.sorted(lambda one: (one.month, one._origin.id))
            order = {row._origin.id: rank for rank, row in enumerate(rows, 1)}
            for claim in claims:
                claim.number = order.get(claim._origin.id, len(order) + 1)

    @api.depends("number", "month", "contract_id.number", "is_final")
    def _compute_display_name(self):
        for claim in self:
            month = claim.month and format_date(
                self.env, claim.month, date_format="MMMM y"
            )
            named = {"contract": claim.contract_id.number or "", "month": month or ""}
            claim.display_name = (
                self.env._("%(contract)s, final claim, %(month)s", **named)
                if claim.is_final
                else self.env._(
                    "%(contract)s, claim %(number)s, %(month)s",
                    number=claim.number,
                    **named,
                )
            )

    @api.constrains("contract_id")
    def _check_one_rate(self):
        if several := self.contract_id.filtered("has_several_rates")[:1]:
            raise ValidationError(several._chorus_several_rates())

    @api.constrains("works_total", "coefficient")
    def _check_amounts(self):
        for claim in self:
            if claim.coefficient <= 0:
                raise ValidationError(
                    self.env._(
                        "%s: a revision coefficient is above 0; 1 changes nothing.",
                        claim.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        for claim in self:
            if claim.state != "draft":
                raise UserError(
                    self.env._(
                        "%s was deposited: later claims go on from it, and it stays.",
                        claim.display_name,
                    )
                )
            if claim.sudo().move_id.state == "posted":
                raise UserError(
                    self.env._(
                        "%(claim)s was invoiced by %(invoice)s, which is posted, and it"
                        " stays: its works would be invoiced twice.",
                        claim=claim.display_name,
                        invoice=claim.sudo().move_id.name,
                    )
                )

    def action_chorus_deposited(self):
        """The claim was deposited in Chorus Pro, today."""
        self.check_access("write")
        for claim in self.filtered(lambda one: not one.deposited_on):
            claim.deposited_on = portal_today(self.env)
