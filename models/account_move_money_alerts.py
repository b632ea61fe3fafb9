"""What the banner of an invoice says of its money."""

from odoo import api, models
from odoo.tools import format_date

from .payment_rules import RECOVERY_FEE


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends(
        "l10n_fr_chorus_due_date", "l10n_fr_chorus_release_date", "payment_state"
    )
    def _compute_alerts(self):
        # EXTENDS 'account'
        return super()._compute_alerts()

    def _get_alerts(self):
        # EXTENDS 'account'
        alerts = super()._get_alerts()
        if not self.l10n_fr_chorus_state:
            return alerts
        if self.filtered_domain(self._chorus_late_domain()):
            alerts["l10n_fr_chorus_pro_late"] = {
                "level": "warning",
                "message": f"Chorus Pro – {self._chorus_late_sentence()}",
            }
        if self.filtered_domain(self._chorus_unreconciled_domain()):
            alerts["l10n_fr_chorus_pro_released"] = {
                "level": "info",
                "message": f"Chorus Pro – {self._chorus_gap_sentence()}",
            }
        return alerts

    def _chorus_late_sentence(self):
        """How late it is and what that costs, in the reader's language."""
        self.ensure_one()
        values = {
            "days": self.l10n_fr_chorus_days_late,
            "interest": self.currency_id.format(self.l10n_fr_chorus_interest),
            "fee": self.env.ref("base.EUR").format(RECOVERY_FEE),
        }
        if not self.l10n_fr_chorus_interest:
            return self.env._(
                "Past its due date by %(days)s days. Click Remind; interest for late"
                " payment is not estimated: enter the rate of that half-year in the"
                " configuration of Chorus Pro. Recovery fee %(fee)s.",
                **values,
            )
        return self.env._(
            "Past its due date by %(days)s days. Click Remind; estimated interest for"
            " late payment %(interest)s, recovery fee %(fee)s.",
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
