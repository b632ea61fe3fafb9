from odoo import api, fields, models
from odoo.exceptions import AccessError

FINANCE = "l10n_fr_chorus_pro.group_received_finance"
# What a finance officer decides: neither who may do what nor the connection.
DECISIONS = (
    "l10n_fr_chorus_own_delay_id",
    "l10n_fr_chorus_order_days",
    "l10n_fr_chorus_receive_from",
)


class ChorusReceivingSettings(models.TransientModel):
    """What a finance officer sets, who may not write companies or Settings."""

    _name = "l10n_fr_chorus_pro.receiving.settings"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Chorus Pro settings of the finance officer"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    l10n_fr_chorus_own_delay_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.payment.delay",
        string="Kind of Public Body",
        help="Says how many days this body has to pay what it receives. Empty: the"
        " general delay.",
    )
    l10n_fr_chorus_order_days = fields.Integer(
        string="Payment Ordered Within",
        help="Days of the time to pay that this body has to order payment; the rest is"
        " for the accountant. 20 of 30 days, or 35 of 50, are usual. What is not"
        " ordered by then will be late, and somebody is told.",
    )
    l10n_fr_chorus_receive_from = fields.Date(
        string="Receive Invoices From",
        help="Invoices deposited in Chorus Pro since that day are fetched: a month"
        " before the first connection, unless you say otherwise. What is older stays"
        " in the portal, whatever becomes of it.",
    )

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        values = super().default_get(fields)
        company = self.env.company
        for name in set(DECISIONS) & set(fields):
            values[name] = company._fields[name].convert_to_write(
                company[name], company
            )
        return values

    def action_save(self):
        """Write what was decided on the company, and nothing else.

        :raises AccessError: not a finance officer of that company
        """
        self.ensure_one()
        is_finance = self.env.user.has_group(FINANCE)
        if not is_finance or self.company_id not in self.env.companies:
            raise AccessError(
                self.env._("Only a finance officer of the company may decide this.")
            )
        values = self._convert_to_write({name: self[name] for name in DECISIONS})
        self.company_id.sudo().write(values)
        return {"type": "ir.actions.act_window_close"}
