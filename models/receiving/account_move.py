from odoo import api, fields, models
from odoo.fields import Domain

READERS = "l10n_fr_chorus_pro.group_received_reader"


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_received_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.received",
        inverse_name="move_id",
        string="Received by Chorus Pro",
        copy=False,
        groups=READERS,
    )
    l10n_fr_chorus_received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        string="Received Invoice",
        compute="_compute_l10n_fr_chorus_received_id",
        search="_search_l10n_fr_chorus_received_id",
        help="The invoice in Chorus Pro that this bill was made of.",
        groups=READERS,
    )

    @api.depends("l10n_fr_chorus_received_ids")
    def _compute_l10n_fr_chorus_received_id(self):
        for move in self:
            move.l10n_fr_chorus_received_id = move.l10n_fr_chorus_received_ids[:1]

    def _search_l10n_fr_chorus_received_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("l10n_fr_chorus_received_ids", operator, value)

    def _chorus_bill_name(self):
        """What a bill is called in sentences and files: by its number, before it has
        one by that of its supplier.

        :return: str, empty of no bill
        """
        name = self.name if self.name != "/" else ""
        return name or self.ref or self.partner_id.name or ""
