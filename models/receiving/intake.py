"""What a public body asks the portal for: a structure, perhaps one service, one kind.

An account may receive for several structures, and the portal searches for invoices and
for works pieces apart. Each has its own cursor, which nobody writes by hand.
"""

from odoo import api, fields, models

from ...chorus_api.receiving import INVOICE, WORKS
from ..connection.res_company import ENVIRONMENTS

KINDS = [(INVOICE, "Invoices"), (WORKS, "Works pieces")]


class ChorusIntake(models.Model):
    _name = "l10n_fr_chorus_pro.intake"
    _inherit = ["l10n_fr_chorus_pro.sealed.fields", "l10n_fr_chorus_pro.cursor"]
    _description = "Received From Chorus Pro"
    _order = "company_id, structure_siret, service_id, kind, id"

    active = fields.Boolean(
        default=True, help="Whether Odoo asks Chorus Pro for these invoices."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        chorus_sealed=True,
        help="The company that gets the invoices.",
    )
    environment = fields.Selection(
        selection=ENVIRONMENTS,
        compute="_compute_environment",
        store=True,
        precompute=True,
        chorus_sealed=True,
        help="Which Chorus Pro it is asked of: another one has other structures.",
    )
    structure_ref = fields.Char(
        required=True,
        chorus_sealed=True,
        help="Number inside Chorus Pro of the structure that receives.",
    )
    structure_siret = fields.Char(string="SIRET", chorus_sealed=True)
    structure_name = fields.Char(string="Structure", chorus_sealed=True)
    service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        ondelete="restrict",
        domain="[('partner_id', '=', body_id)]",
        help="Empty: the invoices of all its services. Once it changes, all of it is"
        " read again.",
    )
    body_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_body_id",
        compute_sudo=True,
        help="The contact that is this structure.",
    )
    kind = fields.Selection(selection=KINDS, required=True, chorus_sealed=True)

    # The cursor, as the refresh of the supplier's side has one.
    watermark = fields.Datetime(
        chorus_sealed=True,
        copy=False,
        help="Statuses changed until then, on the portal's clock, are known here.",
    )
    next_page = fields.Integer(
        chorus_sealed=True,
        copy=False,
        help="Page from which an interrupted search goes on; 0 when none is.",
    )
    seen_until = fields.Datetime(
        chorus_sealed=True,
        copy=False,
        help="Latest status change seen by the search that is under way.",
    )
    seen_limit = fields.Datetime(
        chorus_sealed=True,
        copy=False,
        help="The watermark stays before this moment: what changed since the search"
        " under way began may be on pages that it had read already.",
    )
    sweep_month = fields.Date(
        chorus_sealed=True,
        copy=False,
        help="Month of deposit with which an interrupted sweep goes on.",
    )
    sweep_page = fields.Integer(
        chorus_sealed=True,
        copy=False,
        help="Page of that month with which it goes on.",
    )
    period_ignored = fields.Boolean(
        chorus_sealed=True,
        copy=False,
        help="The portal was seen to answer searches by period of change with all"
        " invoices: they are swept by date of deposit instead.",
    )

    failure = fields.Char(
        string="Refused",
        chorus_sealed=True,
        copy=False,
        help="Why Chorus Pro does not let this account read them.",
    )

    _intake_unique = models.UniqueIndex(
        "(company_id, COALESCE(environment, ''), structure_ref,"
        " COALESCE(service_id, 0), kind)",
        "The invoices of this structure and service are asked for already.",
    )
    # Two companies would make two bills of each invoice.
    _structure_unique = models.UniqueIndex(
        "(COALESCE(environment, ''), structure_ref, COALESCE(service_id, 0), kind)"
        " WHERE active",
        "Another company fetches the invoices of this structure and service already:"
        " switch it off there first.",
    )

    @api.depends("company_id")
    def _compute_environment(self):
        for intake in self:
            account = intake.company_id._chorus_account_company()
            intake.environment = (
                intake.environment or account.l10n_fr_chorus_environment
            )

    @api.depends("company_id", "structure_siret")
    def _compute_body_id(self):
        for intake in self:
            intake.body_id = intake.company_id._chorus_body_of(intake.structure_siret)

    @api.depends("structure_siret", "structure_name", "service_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for intake in self:
            names = filter(
                None,
                (
                    intake.structure_siret,
                    intake.structure_name,
                    intake.service_id.display_name,
                    kinds.get(intake.kind),
                ),
            )
            intake.display_name = " – ".join(names)
