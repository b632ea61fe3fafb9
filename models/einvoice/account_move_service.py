"""The service of the customer that an invoice is for, chosen by its code or name.

The code on the invoice (BT-10, a field of core) is what counts and what is sent; the
service is that code looked up among the services that are known.
"""

from odoo import api, fields, models

from ...chorus_api.parties import PUBLIC_ISSUERS_SERVICE
from ...tools.typed_texts import typed_code

SERVICE = "l10n_fr_chorus_service_id"


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        string="Service",
        compute="_compute_l10n_fr_chorus_service_id",
        inverse="_inverse_l10n_fr_chorus_service_id",
        # The State has thousands of services: a form does not carry them.
        domain="[('partner_id', '=', commercial_partner_id),"
        " ('code', '!=', l10n_fr_chorus_hidden_service)]",
        help="Who processes the invoice at the customer's (BT-10).",
        groups="base.group_user",
    )
    l10n_fr_chorus_hidden_service = fields.Char(
        compute="_compute_l10n_fr_chorus_service_id",
        help="Code of a service that takes no invoices of this company, if any.",
        groups="base.group_user",
    )
    l10n_fr_chorus_has_services = fields.Boolean(
        compute="_compute_l10n_fr_chorus_service_id",
        help="Services of the customer are known, so that one can be chosen.",
        groups="base.group_user",
    )
    l10n_fr_chorus_wants = fields.Selection(
        related="commercial_partner_id.l10n_fr_chorus_requirement",
        string="The Customer Asks For",
        help="What must stand on each invoice to this customer.",
        groups="base.group_user",
    )

    @api.depends(
        "buyer_reference",
        "commercial_partner_id",
        "commercial_partner_id.l10n_fr_chorus_directory_date",
        "commercial_partner_id.l10n_fr_chorus_service_ids",
        "company_id.l10n_fr_chorus_is_public_body",
    )
    def _compute_l10n_fr_chorus_service_id(self):
        for move in self:
            customer = move.commercial_partner_id
            code = typed_code(move.buyer_reference)
            is_public = move.company_id.l10n_fr_chorus_is_public_body
            hidden = False if is_public else PUBLIC_ISSUERS_SERVICE
            service = (customer if code else customer.browse())._chorus_service(code)
            move.l10n_fr_chorus_service_id = service.sudo(False)
            move.l10n_fr_chorus_hidden_service = hidden
            # A code that is none of theirs stays to be seen, and to be corrected.
            move.l10n_fr_chorus_has_services = bool(service) or (
                not code and customer._chorus_has_services(hidden)
            )

    def _inverse_l10n_fr_chorus_service_id(self):
        for move in self:
            service = move.l10n_fr_chorus_service_id
            code = (move.buyer_reference or "").strip()
            # A code that names no known service was typed: no service is behind it.
            is_chosen = code and move.commercial_partner_id._chorus_service(code)
            if service or is_chosen:
                move.buyer_reference = service.code

    @api.onchange("l10n_fr_chorus_service_id")
    def _onchange_l10n_fr_chorus_service_id(self):
        self._inverse_l10n_fr_chorus_service_id()

    # -- Both given: the code counts -------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        # A new invoice has no service that could be taken away.
        return super().create(
            [
                vals if vals.get(SERVICE) else _without_service(vals)
                for vals in map(_by_code, vals_list)
            ]
        )

    def write(self, vals):
        # EXTENDS 'account'
        return super().write(_by_code(vals))


def _by_code(vals):
    """The values of an invoice, without a service where its code is given as well."""
    return _without_service(vals) if "buyer_reference" in vals else vals


def _without_service(vals):
    return {name: value for name, value in vals.items() if name != SERVICE}
