"""How late a payment is or was, and what may be claimed for that: sentences."""

from odoo import models
from odoo.tools import format_date

from ...tools.day_count import days_text
from .rules import RECOVERY_FEE


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_late_sentence(self):
        """How late it is and what that costs, in the reader's language."""
        self.ensure_one()
        values = self._chorus_late_values()
        if not self.l10n_fr_chorus_interest:
            return self.env._(
                "Past its due date by %(days)s. Click Remind; interest for late payment"
                " is not estimated: enter the rate of that half-year in the"
                " configuration of Chorus Pro. Recovery fee %(fee)s.",
                **values,
            )
        return self.env._(
            "Past its due date by %(days)s. Click Remind; estimated interest for late"
            " payment %(interest)s, recovery fee %(fee)s.",
            **values,
        )

    def _chorus_was_paid_late(self):
        """Whether its payment was released after the legal time, and what that costs
        is ours to claim: a factor claims his own."""
        self.ensure_one()
        move = self.sudo()
        return bool(
            move.l10n_fr_chorus_release_date
            and move.l10n_fr_chorus_days_late
            and move.state == "posted"
            and not move.l10n_fr_chorus_factor_id
        )

    def _chorus_late_values(self):
        """Days, interest and fee, in the reader's format."""
        # Known without a query, which each row of a list would make.
        euro = self.env["ir.model.data"]._xmlid_to_res_id("base.EUR")
        return {
            "days": days_text(self.env, self.l10n_fr_chorus_days_late),
            "interest": self.currency_id.format(self.l10n_fr_chorus_interest),
            "fee": self.currency_id.browse(euro).format(RECOVERY_FEE),
        }

    def _chorus_paid_late_sentence(self):
        """How late it was paid, and what may be claimed for that."""
        values = self._chorus_late_values()
        if not self.l10n_fr_chorus_interest:
            return self.env._(
                "Paid %(days)s late: recovery fee %(fee)s; interest for late"
                " payment is not estimated: enter the rate of that half-year in the"
                " configuration of Chorus Pro. Click Remind to claim them.",
                **values,
            )
        return self.env._(
            "Paid %(days)s late: estimated interest for late payment %(interest)s,"
            " recovery fee %(fee)s. Click Remind to claim them.",
            **values,
        )

    def _chorus_gap_sentence(self):
        """What was released and is not in Odoo yet."""
        self.ensure_one()
        values = {
            "date": format_date(self.env, self.l10n_fr_chorus_release_date),
            "gap": self.currency_id.format(self.amount_residual),
        }
        if self.payment_state == "partial":
            return self.env._(
                "Payment released on %(date)s, of which %(gap)s are missing in Odoo."
                " Say why in the Chorus Pro tab, or register the rest when it arrives.",
                **values,
            )
        return self.env._(
            "Payment released on %(date)s, not registered in Odoo yet: %(gap)s.",
            **values,
        )
