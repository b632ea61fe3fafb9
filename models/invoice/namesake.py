"""Two invoices of one number: to the portal they are the same invoice."""

from odoo import api, fields, models

from .states import ENDED_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_namesake_id = fields.Many2one(
        comodel_name="account.move",
        compute="_compute_l10n_fr_chorus_namesake_id",
        string="Invoice of the Same Number",
        help="Another invoice of the same SIREN, number and year that Chorus Pro has.",
        # It may be another company's: the check alone reads it, and tells of it.
        groups="base.group_system",
    )

    @api.depends("name", "invoice_date", "company_id")
    def _compute_l10n_fr_chorus_namesake_id(self):
        numbers = {move: move._chorus_number() for move in self}
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        # Once for all invoices that are looked at together.
        documents = documents.search(
            [
                ("invoice_number", "in", [n for n in numbers.values() if n]),
                ("state", "not in", ENDED_STATES),
            ]
        )
        for move in self:
            siren = move._chorus_supplier_siret()[:9]
            alike = documents.filtered(
                lambda d, move=move, siren=siren: (
                    d.invoice_number == numbers[move]
                    and d.move_id != move._origin
                    and siren
                    and (d.supplier_siret or "").startswith(siren)
                    and d.invoice_date
                    and move.invoice_date
                    and d.invoice_date.year == move.invoice_date.year
                )
            )
            move.l10n_fr_chorus_namesake_id = alike[:1].move_id
