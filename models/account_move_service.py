"""The service of the customer that an invoice is for, chosen by its code or name.

The code on the invoice (BT-10, a field of core) is what counts and what is sent; the
service is that code looked up among the services that are known.
"""

from odoo import api, fields, models

from ..chorus_api.parties import PUBLIC_ISSUERS_SERVICE
from .checks_directory import find_missing_commitment, find_missing_service


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        string="Service",
        compute="_compute_l10n_fr_chorus_service_id",
        inverse="_inverse_l10n_fr_chorus_service_id",
        domain="[('id', 'in', l10n_fr_chorus_offered_service_ids)]",
        help="Who processes the invoice at the customer's (BT-10).",
    )
    l10n_fr_chorus_offered_service_ids = fields.Many2many(
        comodel_name="l10n_fr_chorus_pro.service",
        compute="_compute_l10n_fr_chorus_service_id",
        help="The services of the customer that take invoices of this company.",
    )
    l10n_fr_chorus_has_services = fields.Boolean(
        compute="_compute_l10n_fr_chorus_service_id",
        help="Services of the customer are known, so that one can be chosen.",
    )
    l10n_fr_chorus_wants = fields.Selection(
        related="commercial_partner_id.l10n_fr_chorus_requirement",
        string="The Customer Asks For",
        help="What must stand on each invoice to this customer.",
    )

    l10n_fr_chorus_misses_service = fields.Boolean(
        compute="_compute_l10n_fr_chorus_misses",
        help="The customer asks for a service code that is not given.",
    )
    l10n_fr_chorus_misses_commitment = fields.Boolean(
        compute="_compute_l10n_fr_chorus_misses",
        help="The customer asks for a commitment number that is not given.",
    )

    @api.depends("buyer_reference", "purchase_order_reference", "commercial_partner_id")
    def _compute_l10n_fr_chorus_misses(self):
        for move in self:
            move.l10n_fr_chorus_misses_service = bool(find_missing_service(move))
            move.l10n_fr_chorus_misses_commitment = bool(find_missing_commitment(move))

    @api.depends("buyer_reference", "commercial_partner_id", "company_id")
    def _compute_l10n_fr_chorus_service_id(self):
        for move in self:
            customer = move.commercial_partner_id
            code = (move.buyer_reference or "").strip()
            offered = customer.sudo().l10n_fr_chorus_service_ids
            if not move.company_id.l10n_fr_chorus_is_public_body:
                offered = offered.filtered(lambda s: s.code != PUBLIC_ISSUERS_SERVICE)
            service = offered.browse()
            if code and customer:
                service = customer._chorus_service(code)[:1]
            move.l10n_fr_chorus_service_id = service.sudo(False)
            move.l10n_fr_chorus_offered_service_ids = offered.sudo(False)
            # A code that is none of theirs stays to be seen, and to be corrected.
            move.l10n_fr_chorus_has_services = bool(offered) and bool(
                service or not code
            )

    def _inverse_l10n_fr_chorus_service_id(self):
        for move in self:
            move.buyer_reference = move.l10n_fr_chorus_service_id.code

    @api.onchange("l10n_fr_chorus_service_id")
    def _onchange_l10n_fr_chorus_service_id(self):
        self._inverse_l10n_fr_chorus_service_id()
