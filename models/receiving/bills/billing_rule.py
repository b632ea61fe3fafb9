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
        domain="[('id', 'in', choice_ids)]",
        ondelete="cascade",
        help="Empty: invoices to any service that has no rule of its own.",
    )
    choice_ids = fields.Many2many(
        comodel_name="l10n_fr_chorus_pro.service",
        compute="_compute_choice_ids",
        help="The services of all structures that the company receives for.",
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

    @api.depends("company_id")
    def _compute_choice_ids(self):
        for rule in self:
            company = rule.company_id.sudo()
            bodies = company.partner_id
            for siret in set(
                company.l10n_fr_chorus_intake_ids.mapped("structure_siret")
            ):
                bodies |= company._chorus_body_of(siret)
            rule.choice_ids = bodies.l10n_fr_chorus_service_ids

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
        service = received.service_id
        own = rules.filtered(lambda rule: service and rule.service_id == service)
        own = own or rules.filtered(lambda rule: rule._chorus_books_for(received))[:1]
        return own or rules.filtered(lambda rule: not rule.service_id)

    def _chorus_books_for(self, received):
        """Whether a rule's service is the one that an invoice names, of the structure
        that received it: other structures have services of the same code."""
        service, named = self.service_id, received.service_id
        code = named.code or received.service_code
        siret = self.company_id._chorus_siret(service.partner_id.company_registry)
        is_same = service.code == code and siret == (received.recipient_siret or "")
        return bool(service and code) and is_same
