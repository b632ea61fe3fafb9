"""Who may certify, order or account in the name of the body, and within what limits."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .acts import ACCOUNTANT, AGENT, ORDERER

ACTORS = [
    (AGENT, "Certifies service done"),
    (ORDERER, "Orders payment"),
    (ACCOUNTANT, "Acts as public accountant"),
]
SCOPES = [("services", "These services"), ("all", "All services")]


class ChorusDelegation(models.Model):
    """A delegation, with its dates. It is ended, never removed."""

    _name = "l10n_fr_chorus_pro.delegation"
    _inherit = ["mail.thread"]
    _description = "Delegation on Received Invoices"
    _order = "company_id, actor, user_id, date_from desc, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Who acts. He also needs the group of what he does.",
    )
    actor = fields.Selection(
        selection=ACTORS,
        string="What For",
        required=True,
        default=AGENT,
        tracking=True,
    )
    scope = fields.Selection(
        selection=SCOPES,
        string="Services",
        required=True,
        default="services",
        tracking=True,
        help="Who certifies does so for the services that are listed; none listed is"
        " none at all. Who orders does so for all.",
    )
    service_ids = fields.Many2many(
        comodel_name="l10n_fr_chorus_pro.service",
        relation="l10n_fr_chorus_pro_delegation_service_rel",
        string="Listed Services",
        tracking=True,
    )
    takes_without_service = fields.Boolean(
        string="Without Service Too",
        tracking=True,
        help="Also the invoices that name no service.",
    )
    intake_ids = fields.Many2many(
        comodel_name="l10n_fr_chorus_pro.intake",
        relation="l10n_fr_chorus_pro_delegation_intake_rel",
        string="Other Structures",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        tracking=True,
        help="Structures of another SIREN for whose invoices he acts as well: a body"
        " whose validation is delegated to this one. Empty: the company's own alone.",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="Until",
        tracking=True,
        help="Last day. Empty: until it is withdrawn, which is to enter its last day.",
    )
    delegated_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Given By",
        required=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Who delegates: never the person himself.",
    )
    order_number = fields.Char(
        string="Number of the Order",
        tracking=True,
        help="The order (arrêté) by which it was given.",
    )

    _dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A delegation ends after it begins.",
    )

    @api.depends("user_id", "actor", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        actors = dict(self._fields["actor"]._description_selection(self.env))
        for delegation in self:
            delegation.display_name = (
                f"{delegation.user_id.name} – {actors.get(delegation.actor)}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        res = super().create(vals_list)
        res._chorus_refuse_own()
        return res

    def write(self, vals):
        self._chorus_refuse_own()
        res = super().write(vals)
        self._chorus_refuse_own()
        return res

    def _chorus_refuse_own(self):
        """:raises AccessError: somebody changes what he may do himself"""
        for delegation in self:
            if delegation.user_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "Nobody gives a delegation to himself or changes his own:"
                        " another finance officer does."
                    )
                )

    @api.constrains("user_id", "delegated_by_id", "company_id")
    def _check_people(self):
        for delegation in self:
            person, giver = delegation.user_id, delegation.delegated_by_id
            if person == giver:
                sentence = self.env._(
                    "%s cannot give a delegation to himself: name who gives it.",
                    person.name,
                )
            elif any(user._is_superuser() or user.share for user in person | giver):
                sentence = self.env._(
                    "A delegation is given to a person by a person, who both sign in"
                    " to Odoo."
                )
            elif delegation.company_id not in person.sudo().company_ids:
                sentence = self.env._(
                    "%(person)s has no access to %(company)s.",
                    person=person.name,
                    company=delegation.company_id.name,
                )
            else:
                continue
            raise ValidationError(sentence)

    # -- What it allows --------------------------------------------------------

    def _chorus_of(self, company, user, actor):
        """The delegations of a person, whatever their dates.

        :param str actor: AGENT, ORDERER or ACCOUNTANT
        """
        domain = Domain([("user_id", "=", user.id), ("actor", "=", actor)]) & Domain(
            "company_id", "=", company.id
        )
        return self.sudo().search(domain)

    def _chorus_in_force(self, day):
        """Those of them that hold on a day."""
        return self.filtered(
            lambda delegation: (
                delegation.date_from <= day
                and (not delegation.date_to or day <= delegation.date_to)
            )
        )

    def _chorus_takes_service(self, received):
        """Whether the service of an invoice is one of this delegation's."""
        self.ensure_one()
        if self.scope == "all":
            return True
        if received.service_id:
            return received.service_id in self.service_ids
        if code := received.service_code:
            clean, siret = self.company_id._chorus_siret, received.recipient_siret
            # Other structures have services of the same code.
            return any(
                service.code == code
                and clean(service.partner_id.company_registry) == siret
                for service in self.sudo().service_ids
            )
        return self.takes_without_service

    def _chorus_takes_structure(self, received):
        """Whether it holds for the structure that received an invoice."""
        self.ensure_one()
        return (
            received._chorus_is_own_structure()
            or received.recipient_siret
            in self.intake_ids.filtered("structure_siret").mapped("structure_siret")
        )
