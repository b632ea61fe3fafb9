"""Until when a month is in dispute: most of what was cut comes again with the next."""

from odoo import models

from .contract import exact, in_order
from .figures import disputed, kept_back


class ChorusWorksClaim(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.claim"

    def _chorus_dispute_state(self, expected, counted):
        """A key of DISPUTES. A later month that was admitted in full, or whose dispute
        was settled, closes this one too: works are claimed to date.

        :param Statement expected: of this month
        :param Statement counted: what was admitted of it
        """
        self.ensure_one()
        if not disputed(expected, counted):
            return "none"
        if self.dispute_settled_on:
            return "settled"
        later = self._chorus_admitted_later()
        if not later or self._chorus_kept_back(expected, counted):
            return "open"
        closed = any(
            claim.dispute_settled_on
            or disputed(*month) <= claim._chorus_kept_back(*month)
            for claim, month in later._chorus_reckon_months().items()
        )
        return "settled" if closed else "open"

    def _chorus_still_disputed(self, expected, counted):
        """What of the month is in dispute and in that of no later month, with VAT."""
        self.ensure_one()
        if self.dispute != "open":
            return 0
        if self._chorus_admitted_later():
            return self._chorus_kept_back(expected, counted)
        return disputed(expected, counted)

    def _chorus_admitted_later(self):
        return self.contract_id.claim_ids.filtered(
            lambda one: (
                one.month
                and one.admitted_on
                and one not in (self | self._origin)
                and in_order(one) > in_order(self)
            )
        )

    def _chorus_kept_back(self, expected, counted):
        """:rtype: Decimal"""
        terms = self._chorus_month_terms()
        return kept_back(terms, exact(self.coefficient), expected, counted)
