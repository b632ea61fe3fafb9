from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from odoo.addons.l10n_fr_chorus_pro.models.einvoice.service_default import (
    set_service_code,
)

# Named as on the invoice.
REFERENCES = ("buyer_reference", "purchase_order_reference", "contract_reference")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "l10n_fr_chorus_pro.supplier.views"]

    buyer_reference = fields.Char(
        string="Service Code",
        compute="_compute_buyer_reference",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        help="Service of the public body that ordered (code service).",
        groups="base.group_user",
    )
    purchase_order_reference = fields.Char(
        string="Commitment Number",
        copy=False,
        help="The public body's own number of this order (numéro d'engagement). Orders"
        " with different numbers are invoiced apart.",
        groups="base.group_user",
    )
    contract_reference = fields.Char(
        string="Contract Number",
        help="Number of the public contract (numéro de marché).",
        groups="base.group_user",
    )
    l10n_fr_chorus_service_default = fields.Char(
        string="Proposed Service Code",
        compute="_compute_buyer_reference",
        store=True,
        precompute=True,
        copy=True,
        help="The service code that was taken from the customer's contacts. It follows"
        " them while nothing else is typed.",
        groups="base.group_user",
    )
    l10n_fr_chorus_is_concerned = fields.Boolean(
        string="May Go to Chorus Pro",
        compute="_compute_l10n_fr_chorus_is_concerned",
        help="The company invoices by Chorus Pro, and the customer is French or is"
        " invoiced so.",
        groups="base.group_user",
    )

    def _auto_init(self):
        # EXTENDS 'base'
        # Odoo would compute new columns for every order there is.
        for name in ("buyer_reference", "l10n_fr_chorus_service_default"):
            if not column_exists(self.env.cr, "sale_order", name):
                create_column(self.env.cr, "sale_order", name, "varchar")
        return super()._auto_init()

    @api.depends("partner_invoice_id", "partner_shipping_id")
    def _compute_buyer_reference(self):
        for order in self:
            set_service_code(order, order.partner_invoice_id, order.partner_shipping_id)

    @api.depends("partner_invoice_id", "company_id")
    def _compute_l10n_fr_chorus_is_concerned(self):
        for order in self:
            customer = order.partner_invoice_id.commercial_partner_id
            customer = customer.with_company(order.company_id)
            is_supplier = order.company_id._chorus_is_supplier()
            order.l10n_fr_chorus_is_concerned = bool(is_supplier and customer) and (
                customer.invoice_sending_method == "chorus_pro"
                or customer._chorus_is_french()
            )

    # -- To the invoice --------------------------------------------------------

    def _prepare_invoice(self):
        # EXTENDS 'sale'
        values = super()._prepare_invoice()
        # Text, never False: core sorts the orders by these values.
        values.update({name: self[name] or "" for name in REFERENCES})
        if not self.buyer_reference and not self.l10n_fr_chorus_service_default:
            # Ordered before a contact had a code; who empties a proposal wants none.
            code = self.partner_invoice_id._chorus_usual_service_code(
                self.partner_shipping_id
            )
            values["buyer_reference"] = code or ""
        return values

    def _get_invoice_grouping_keys(self):
        # EXTENDS 'sale'
        return [*super()._get_invoice_grouping_keys(), *REFERENCES]
