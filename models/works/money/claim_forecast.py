"""What a month of works is expected to come to, and what counts of it."""

from odoo import api, models

from .contract import exact, in_order
from .figures import Statement, forecast

# Of a forecast, shown on the claim under the same names.
SHOWN = (
    *("works", "revision", "vat", "total", "total_to_date"),
    *("subcontracted", "subcontracted_to_date", "retention", "retention_to_date"),
    *("recovered", "recovered_to_date", "due", "due_before", "due_to_date"),
)


class ChorusWorksClaim(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.claim"

    @api.depends(lambda self: self._chorus_reckoned_by())
    def _compute_forecast(self):
        for claim, (expected, _counted) in self._chorus_reckon_months().items():
            claim.update({name: float(getattr(expected, name)) for name in SHOWN})

    @api.model
    def _chorus_reckoned_by(self):
        """The fields by which a month is reckoned: its own, those of its contract, and
        those of the months before it."""
        contracts = self.env["l10n_fr_chorus_pro.contract"]
        typed = contracts._chorus_claim_fields()
        of_contract = contracts._chorus_money_fields()
        return [
            *typed,
            *(f"contract_id.{name}" for name in of_contract),
            *(f"contract_id.claim_ids.{name}" for name in typed),
        ]

    def _chorus_reckon_months(self):
        """Forecast and what counts, of each of these claims.

        :return: {claim: (Statement, Statement)}
        """
        found = {}
        for contract, claims in self.grouped("contract_id").items():
            kept = contract.claim_ids.filtered("month")
            found |= contract._chorus_statements(kept) if contract else {}
            # One that is being typed has no place among the stored ones.
            for claim in claims - kept:
                found[claim] = claim._chorus_month_being_typed()
        return {claim: found[claim] for claim in self}

    def _chorus_month_being_typed(self):
        if not (self.contract_id and self.month):
            return Statement(), Statement()
        before = self._chorus_before()
        expected = self._chorus_forecast(self._chorus_month_terms(), before)
        return expected, self._chorus_admitted(before) or expected

    def _chorus_before(self):
        """What counts of the month before this one.

        :rtype: Statement
        """
        self.ensure_one()
        earlier = self.contract_id.claim_ids.filtered(
            lambda one: one.month and one._origin != self._origin
        ).filtered(lambda one: in_order(one) < in_order(self))
        statements = self.contract_id._chorus_statements(earlier)
        return [*statements.values()][-1][1] if statements else Statement()

    def _chorus_forecast(self, terms, before, works_total=None):
        """What is expected of the month, had so much been claimed; None: as claimed.

        :rtype: Statement
        """
        self.ensure_one()
        claimed = exact(self.works_total) if works_total is None else works_total
        return forecast(
            terms,
            before,
            works_total=claimed,
            coefficient=exact(self.coefficient),
            subcontracted=exact(sum(self.share_ids.mapped("amount_untaxed"))),
            is_final=self.is_final,
        )
