"""What a works contract says of its money: retention, advance, VAT."""

from dataclasses import replace
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .figures import Statement, Terms, advance


def exact(number):
    """A number of Odoo as the decimal that it stands for."""
    return Decimal(repr(round(number, 6)))


def in_order(claim):
    """By month; one that is not stored yet comes last of its month."""
    return claim.month, claim._origin.id or float("inf")


class ChorusContract(models.Model):
    _inherit = "l10n_fr_chorus_pro.contract"

    claim_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.works.claim",
        inverse_name="contract_id",
        string="Claims",
    )
    claim_count = fields.Integer(compute="_compute_claim_count")
    works_tax_id = fields.Many2one(
        comodel_name="account.tax",
        string="VAT",
        check_company=True,
        compute="_compute_works_tax_id",
        store=True,
        readonly=False,
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent')]",
        help="Of the works. The main contractor owes it on those of his subcontractors"
        " too: their invoices bear none, and a subcontractor chooses none here (CGI,"
        " article 283, 2 nonies).",
    )
    retention_rate = fields.Float(
        string="Retention (%)",
        default=5.0,
        tracking=True,
        help="Retenue de garantie, of what is owed with VAT: 5 % at most; 3 % at most"
        " for a small or medium company towards the State, its large bodies and large"
        " local authorities (CCP R2191-33). 0 where the contract has none.",
    )
    retention_on_revision = fields.Boolean(
        string="Retention on Revision",
        default=True,
        help="On: taken from works with their revision. Off, where the contract says"
        " so: from works at initial prices. It never exceeds its rate of the contract"
        " with amendments (CCP R2191-33).",
    )
    has_guarantee = fields.Boolean(
        string="Guarantee Instead",
        tracking=True,
        help="A guarantee on first demand, or a bank's where the body accepts it, is"
        " given in place of the retention: nothing is withheld (CCP R2191-36).",
    )
    works_months = fields.Integer(
        string="Months of Works",
        default=12,
        help="How long the contract lasts. Of more than 12 months the advance is"
        " reckoned on one year's share (CCP R2191-7).",
    )
    advance_rate = fields.Float(
        string="Advance (%)",
        default=5.0,
        help="Of the initial amount with VAT: 5 to 30 % (CCP R2191-7), a higher least"
        " rate for small and medium companies (R2191-10). 0 where it was renounced.",
    )
    advance_amount = fields.Monetary(
        string="Advance",
        compute="_compute_advance_amount",
        store=True,
        readonly=False,
        help="With VAT. Proposed: the rate of the initial amount without what goes to"
        " subcontractors who are paid directly (CCP R2193-18). As it was paid, once a"
        " date of payment is entered.",
    )
    advance_paid_on = fields.Date(help="From then on the amount of the advance stays.")
    recovered_from = fields.Float(
        string="Recovered From (%)",
        default=65.0,
        help="The advance begins to be taken off what is owed when works with VAT reach"
        " this share of the contract: 65 % unless the contract says otherwise (CCP"
        " R2191-11).",
    )
    recovered_until = fields.Float(
        string="Recovered Until (%)",
        default=80.0,
        help="It is all taken off when works reach this share: 80 % at the latest (CCP"
        " R2191-12).",
    )
    owed_total = fields.Monetary(
        string="Works to Date",
        compute="_compute_money",
        help="Works, revision and VAT, as admitted; as claimed where nothing is"
        " admitted yet.",
    )
    retained_total = fields.Monetary(
        string="Withheld",
        compute="_compute_money",
        help="Retention to date. It is paid back within 30 days after the guarantee"
        " period, one year from the reception, unless reserves are left (CCP"
        " R2191-35; CCAG travaux 2021, article 44.1).",
    )
    advance_left = fields.Monetary(
        string="Advance to Pay Back",
        compute="_compute_money",
        help="What of the advance was not taken off any month yet.",
    )
    disputed_amount = fields.Monetary(
        compute="_compute_money",
        help="With VAT: what was claimed and not admitted, in open disputes. What comes"
        " again with a later month counts once.",
    )

    _rates = models.Constraint(
        "CHECK (retention_rate >= 0 AND advance_rate >= 0 AND advance_rate <= 100"
        " AND recovered_from >= 0 AND recovered_from <= recovered_until"
        " AND recovered_until <= 100 AND works_months >= 0)",
        "Rates are between 0 and 100 %, and the recovery of the advance ends after it"
        " begins.",
    )

    @api.model
    def _chorus_usual_tax(self):
        tax = self.env.company.account_sale_tax_id
        return tax if tax.amount_type == "percent" else tax.browse()

    @api.depends("our_role")
    def _compute_works_tax_id(self):
        for contract in self:
            if contract.our_role == "subcontractor":
                contract.works_tax_id = False
                continue
            ours = contract.with_company(contract.company_id)
            contract.works_tax_id = contract.works_tax_id or ours._chorus_usual_tax()

    @api.constrains("retention_rate")
    def _check_retention_rate(self):
        for contract in self:
            if contract.retention_rate > 5:
                raise ValidationError(
                    self.env._(
                        "Contract %s: a retention is at most 5 %% (CCP R2191-33).",
                        contract.number,
                    )
                )

    @api.depends(
        "amount_untaxed",
        "works_tax_id",
        "advance_rate",
        "works_months",
        "advance_paid_on",
        "party_ids.kind",
        "party_ids.is_paid_directly",
        "party_ids.ceiling",
    )
    def _compute_advance_amount(self):
        for contract in self:
            if contract.advance_paid_on:
                contract.advance_amount = contract.advance_amount
                continue
            direct = contract.party_ids.filtered(
                lambda one: one.kind == "subcontractor" and one.is_paid_directly
            )
            terms = replace(
                contract._chorus_terms(), amount=exact(contract.amount_untaxed)
            )
            contract.advance_amount = float(
                advance(
                    terms,
                    exact(contract.advance_rate),
                    exact(sum(direct.mapped("ceiling"))),
                    contract.works_months,
                )
            )

    @api.depends("claim_ids")
    def _compute_claim_count(self):
        for contract in self:
            contract.claim_count = len(contract.claim_ids)

    @api.depends(
        lambda self: [
            *(f"claim_ids.{name}" for name in self._chorus_claim_fields()),
            *self._chorus_money_fields(),
        ]
    )
    def _compute_money(self):
        for contract in self:
            statements = contract._chorus_statements(contract.claim_ids)
            _forecast, last = ([*statements.values()] or [(None, Statement())])[-1]
            contract.owed_total = float(last.total_to_date)
            contract.retained_total = float(last.retention_to_date)
            contract.advance_left = (
                contract.advance_amount - float(last.recovered_to_date)
                if contract.advance_paid_on
                else 0
            )
            contract.disputed_amount = float(
                sum(
                    claim._chorus_still_disputed(*month)
                    for claim, month in statements.items()
                )
            )

    @api.model
    def _chorus_claim_fields(self):
        """What is typed into a claim, and on which the months after it hang."""
        return [
            *("month", "works_total", "coefficient", "share_ids.amount_untaxed"),
            *("admitted_on", "admitted_works_total", "admitted_revision"),
            *("admitted_vat", "admitted_subcontracted", "admitted_retention"),
            *("admitted_recovered", "admitted_other", "dispute_settled_on"),
            "is_final",
        ]

    @api.model
    def _chorus_money_fields(self):
        """What a contract says that months are reckoned by."""
        return [
            *("amount_untaxed", "amendment_ids.signed_on", "works_tax_id.amount"),
            *("amendment_ids.amount_untaxed", "retention_rate", "has_guarantee"),
            *("retention_on_revision", "advance_amount", "advance_paid_on"),
            *("recovered_from", "recovered_until"),
        ]

    def _chorus_terms(self, month=None):
        """What the contract says of its money in a month.

        :param date month: amendments signed after it do not count yet; None: all do
        :rtype: Terms
        """
        self.ensure_one()
        end = month and month + relativedelta(day=31)
        amendments = self.amendment_ids.filtered(
            lambda one: not end or (one.signed_on and one.signed_on <= end)
        )
        amount = self.amount_untaxed + sum(amendments.mapped("amount_untaxed"))
        return Terms(
            amount=exact(amount),
            vat_rate=exact(self.works_tax_id.amount),
            retention_rate=exact(0 if self.has_guarantee else self.retention_rate),
            retention_on_revision=self.retention_on_revision,
            advance=exact(self.advance_amount) if self.advance_paid_on else Decimal(0),
            recovered_from=exact(self.recovered_from),
            recovered_until=exact(self.recovered_until),
            unit=exact(self.currency_id.rounding or 0.01),
        )

    def _chorus_statements(self, claims):
        """What each month comes to, in their order: a month goes on from what was
        admitted of the one before it.

        :param claims: of this contract, all that count
        :return: {claim: (forecast, what counts: admitted, else forecast)} of Statement
        """
        self.ensure_one()
        before, statements = Statement(), {}
        for claim in claims.sorted(in_order):
            expected = claim._chorus_forecast(claim._chorus_month_terms(), before)
            counted = claim._chorus_admitted(before) or expected
            statements[claim] = expected, counted
            before = counted
        return statements
