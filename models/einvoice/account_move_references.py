"""Service and commitment of an invoice: where they come from, and what a copy keeps."""

from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ...tools.typed_texts import typed_code
from .service_default import set_service_code


class AccountMove(models.Model):
    _inherit = "account.move"

    buyer_reference = fields.Char(
        compute="_compute_buyer_reference",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
    )
    # Each order has a commitment of its own, and a public body pays one only once.
    purchase_order_reference = fields.Char(copy=False)
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

    def _auto_init(self):
        # EXTENDS 'base'
        # Odoo would compute a new column for every entry there is.
        if not column_exists(
            self.env.cr, "account_move", "l10n_fr_chorus_service_default"
        ):
            create_column(
                self.env.cr, "account_move", "l10n_fr_chorus_service_default", "varchar"
            )
        return super()._auto_init()

    @api.depends("partner_id", "partner_shipping_id", "move_type")
    def _compute_buyer_reference(self):
        for move in self:
            customer = self.env["res.partner"]
            if move.is_sale_document(include_receipts=True):
                customer = move.partner_id
            if move.state == "draft":
                set_service_code(move, customer, move.partner_shipping_id)
            else:
                move.buyer_reference = move.buyer_reference
                move.l10n_fr_chorus_service_default = (
                    move.l10n_fr_chorus_service_default
                )

    # -- As they are sent and searched for -------------------------------------

    def _chorus_number(self):
        """The number of the invoice (BT-1)."""
        return typed_code(self.name)

    def _chorus_service_code(self):
        """The service (BT-10), spelled as in the directory where that knows it."""
        code = typed_code(self.buyer_reference)
        customer = self.commercial_partner_id
        known = code and customer and customer._chorus_service(code).code
        return known or code

    def _chorus_commitment_number(self):
        """The commitment (BT-13), spelled as in the register where that is kept."""
        number = typed_code(self.purchase_order_reference)
        return self._chorus_as_kept("number", number)

    def _chorus_contract_number(self):
        """The contract (BT-12), spelled as on the commitment that is kept."""
        return self._chorus_as_kept(
            "contract_number", typed_code(self.contract_reference)
        )

    def _chorus_as_kept(self, name, typed):
        """What the register has for a value that differs from it in capitals alone."""
        kept = typed and self.sudo().l10n_fr_chorus_commitment_id[name]
        return kept if kept and kept.upper() == typed.upper() else typed

    # -- Copies that are about the same order ----------------------------------

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # EXTENDS 'account'
        values_list = default_values_list or [{} for _move in self]
        for move, values in zip(self, values_list, strict=False):
            values.setdefault("purchase_order_reference", move.purchase_order_reference)
        return super()._reverse_moves(values_list, cancel=cancel)

    def _get_fields_to_copy_recurring_entries(self, values):
        # EXTENDS 'account'
        values["purchase_order_reference"] = self.purchase_order_reference
        return super()._get_fields_to_copy_recurring_entries(values)
