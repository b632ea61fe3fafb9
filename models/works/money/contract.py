"""What a works contract says of its money: retention, advance, VAT."""

from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .figures import (
    RECOVERED_FROM,
    RECOVERED_UNTIL,
    Statement,
    Terms,
    advance,
    recovery,
)


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
    has_several_rates = fields.Boolean(
        string="Several Rates of VAT",
        help="Parts of the works bear another rate. Odoo reckons a claim with one rate:"
        " of such a contract it makes none, and follows what was deposited outside.",
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
        " rate for small and medium companies (R2191-10); more where the body agreed to"
        " it (R2191-8). 0 where it was renounced.",
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
        compute="_compute_recovery",
        store=True,
        readonly=False,
        help="The advance begins to be taken off what is owed when works with VAT reach"
        " this share of the contract: 65 % unless the contract says otherwise (CCP"
        " R2191-11, 1°); 0, so with the first claim, where the advance is above 30 % of"
        " the contract with VAT (R2191-11, 2°).",
    )
    recovered_until = fields.Float(
        string="Recovered Until (%)",
        compute="_compute_recovery",
        store=True,
        readonly=False,
        help="It is all taken off when works reach this share: 80 % at the latest;"
        " where the advance is 80 % of the contract or more, as much as it is (CCP"
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

    @api.constrains("has_several_rates")
    def _check_several_rates(self):
        for contract in self:
            if contract.claim_ids and contract.has_several_rates:
                raise ValidationError(contract._chorus_several_rates())

    def _chorus_several_rates(self):
        """What cannot be done of a contract with several rates, and what can."""
        return self.env._(
            "Contract %s has works at several rates of VAT, and Odoo reckons a claim"
            " with one. Deposit its claims in the portal, then choose « Deposited"
            " Outside Odoo »: its dossier follows them. Make its invoices in Invoicing,"
            " with a line for each rate.",
            self.number,
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
            contract.advance_amount = float(
                advance(
                    contract._chorus_initial_terms(),
                    exact(contract.advance_rate),
                    exact(sum(direct.mapped("ceiling"))),
                    contract.works_months,
                )
            )

    @api.depends("advance_amount")
    def _compute_recovery(self):
        """What the contract itself says stays."""
        for contract in self:
            begins, ends = recovery(
                contract._chorus_initial_terms(), exact(contract.advance_amount)
            )
            if contract.recovered_from in (0, RECOVERED_FROM):
                contract.recovered_from = float(begins)
            if not 0 < contract.recovered_until < RECOVERED_UNTIL:
                contract.recovered_until = float(ends)

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

    def _chorus_initial_terms(self):
        """What an advance is reckoned by: the contract as it was notified.

        :rtype: Terms
        """
        self.ensure_one()
        return Terms(
            amount=exact(self.amount_untaxed),
            vat_rate=exact(self.works_tax_id.amount),
            unit=exact(self.currency_id.rounding or 0.01),
        )

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
