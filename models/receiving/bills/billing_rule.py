"""Where the invoices of a service are booked, and whether their VAT is deductible."""

from odoo import api, fields, models
from odoo.fields import Domain


class ChorusBillingRule(models.Model):
    _name = "l10n_fr_chorus_pro.billing.rule"
    _description = "Booking of Received Invoices"
    _order = "company_id, service_id, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        domain="[('partner_id.ref_company_ids', 'in', company_id)]",
        ondelete="cascade",
        help="Empty: invoices to any service that has no rule of its own.",
    )
    journal_id = fields.Many2one(
        comodel_name="account.journal",
        check_company=True,
        domain="[('type', '=', 'purchase')]",
        help="Empty: the first purchase journal of the company.",
    )
    account_id = fields.Many2one(
        comodel_name="account.account",
        string="Expense Account",
        check_company=True,
        domain="[('account_type', 'in', ('expense', 'expense_direct_cost',"
        " 'asset_fixed', 'asset_current', 'asset_non_current'))]",
        help="Of lines for which no earlier bill of the supplier tells an account."
        " Empty: that of the journal.",
    )
    vat_deductible = fields.Boolean(
        string="VAT Deductible",
        help="Off: what is bought costs its price with VAT, as for what a body does as"
        " a public authority. On: the VAT of this service is recovered.",
    )

    _service_unique = models.UniqueIndex(
        "(company_id, COALESCE(service_id, 0)) WHERE active IS TRUE",
        "This service has a rule already.",
    )

    @api.depends("service_id", "journal_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            service = rule.service_id.display_name or self.env._("All services")
            names = filter(None, (service, rule.journal_id.display_name))
            rule.display_name = " – ".join(names)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._chorus_try_bills_again()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._chorus_try_bills_again()
        return result

    def _chorus_try_bills_again(self):
        """What could not be booked may be now."""
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        received.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("move_id", "=", False),
                ("bill_failure", "!=", False),
                # Not what somebody did not want.
                ("bill_given_up", "=", False),
            ]
        )._chorus_ask_for_bill()

    @api.model
    def _chorus_rule_of(self, received):
        """The rule of an invoice's service, else that of all services; may be empty."""
        rules = self.sudo().search(Domain("company_id", "=", received.company_id.id))
        code = received.service_id.code or received.service_code
        own = rules.filtered(lambda rule: code and rule.service_id.code == code)
        return own or rules.filtered(lambda rule: not rule.service_id)
