"""Which checks an invoice fails, and what its form marks for that."""

from odoo import api, fields, models

from .directory import find_missing_commitment, find_missing_service
from .table import failures_of


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_misses_service = fields.Boolean(
        compute="_compute_l10n_fr_chorus_misses",
        help="The customer asks for a service code that is not given.",
        groups="base.group_user",
    )
    l10n_fr_chorus_misses_commitment = fields.Boolean(
        compute="_compute_l10n_fr_chorus_misses",
        help="The customer asks for a commitment number that is not given.",
        groups="base.group_user",
    )

    def _chorus_failures(self):
        """The checks before sending that the invoice fails; see ``table.py``."""
        self.ensure_one()
        return failures_of(self)

    def _chorus_checks(self):
        """What would make Chorus Pro refuse the invoice, in plain sentences.

        :return: list of str, empty where nothing is wrong
        """
        self.ensure_one()
        return [
            failure.sentence
            for failure in self._chorus_failures()
            if failure.check.blocking
        ]

    @api.depends(
        "buyer_reference",
        "purchase_order_reference",
        "commercial_partner_id.l10n_fr_chorus_requirement",
        "commercial_partner_id.l10n_fr_chorus_service_ids.commitment_required",
    )
    def _compute_l10n_fr_chorus_misses(self):
        for move in self:
            move.l10n_fr_chorus_misses_service = bool(find_missing_service(move))
            move.l10n_fr_chorus_misses_commitment = bool(find_missing_commitment(move))
