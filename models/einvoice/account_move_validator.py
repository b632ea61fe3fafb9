"""Who agrees with an invoice before the customer has it; earlier ones tell who."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.sql import column_exists, create_column

VALIDATED_FRAMEWORKS = ("A9", "A12")


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_validator_id = fields.Many2one(
        comodel_name="res.partner",
        string="Validator",
        compute="_compute_l10n_fr_chorus_validator_id",
        store=True,
        readonly=False,
        check_company=True,
        help="Who agrees with the invoice before the customer receives it: the main"
        " contractor of a subcontractor (A9), the agent of co-contractors (A12). Its"
        " SIRET goes with the invoice. Proposed from the last invoice of this contract,"
        " else of this customer.",
        groups="base.group_user",
    )

    def _auto_init(self):
        # EXTENDS 'base'
        # Odoo would compute a new column for every entry there is.
        name = "l10n_fr_chorus_validator_id"
        if not column_exists(self.env.cr, "account_move", name):
            create_column(self.env.cr, "account_move", name, "int4")
        return super()._auto_init()

    @api.depends("partner_id", "contract_reference", "l10n_fr_chorus_framework")
    def _compute_l10n_fr_chorus_validator_id(self):
        for move in self:
            validator = move.l10n_fr_chorus_validator_id
            if move.state == "draft" and move._chorus_needs_validator():
                validator = move._chorus_usual_validator() or validator
            move.l10n_fr_chorus_validator_id = validator

    def _chorus_needs_validator(self):
        """Whether the framework is one that somebody else validates first."""
        return self.l10n_fr_chorus_framework in VALIDATED_FRAMEWORKS

    def _chorus_usual_validator(self):
        """Who agreed with the last invoice of the same contract; where it names none,
        or is the first of its contract and nobody was chosen, of the same customer.

        :rtype: res.partner
        """
        domain = (
            Domain("id", "!=", self._origin.id)
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("company_id", "=", self.company_id.id)
            & Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
            & Domain("l10n_fr_chorus_framework", "=", self.l10n_fr_chorus_framework)
            & Domain("l10n_fr_chorus_validator_id", "!=", False)
        )
        contract = self.contract_reference
        found = self.browse()
        if contract:
            own = domain & Domain("contract_reference", "=", contract)
            found = self.search(own, order="id desc", limit=1)
        if not found and not self.l10n_fr_chorus_validator_id:
            found = self.search(domain, order="id desc", limit=1)
        return found.l10n_fr_chorus_validator_id
