"""By what a contract said when a month was admitted: later changes leave it alone."""

from dataclasses import asdict
from decimal import Decimal

from odoo import api, fields, models

from .figures import Terms


class ChorusWorksClaim(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.claim"

    admitted_terms = fields.Json(
        compute="_compute_admitted_terms",
        store=True,
        help="What the contract said of its money when the month was admitted. A"
        " guarantee or a rate that changes later is for the months after it.",
    )

    @api.depends("admitted_on")
    def _compute_admitted_terms(self):
        for claim in self:
            kept = claim._origin.admitted_terms
            if claim.admitted_on and claim.month and not kept:
                terms = asdict(claim.contract_id._chorus_terms(claim.month))
                kept = {
                    name: value if isinstance(value, bool) else str(value)
                    for name, value in terms.items()
                }
            claim.admitted_terms = claim.admitted_on and kept

    def _chorus_month_terms(self):
        """What the contract says of the month; of one admitted, what it said then.

        :rtype: Terms
        """
        self.ensure_one()
        if not (self.admitted_on and self.admitted_terms):
            return self.contract_id._chorus_terms(self.month)
        return Terms(
            **{
                name: value if isinstance(value, bool) else Decimal(value)
                for name, value in self.admitted_terms.items()
            }
        )
