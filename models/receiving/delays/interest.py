"""What being late costs the body: reckoned for the day of release, or for today.

It is owed without being asked for (L2192-13), and nobody may waive it (L2192-14).
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ...payment.rules import (
    DAYS_A_YEAR,
    DAYS_TO_PAY_INTEREST,
    INTEREST_POINTS,
    RECOVERY_FEE,
    interest,
    rate_of_lateness,
)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    interest_rate = fields.Float(
        string="Rate of the Central Bank (%)",
        digits=(5, 2),
        compute="_compute_interest",
        help="Of the half-year in which the lateness began, without the 8 points.",
    )
    is_rate_missing = fields.Boolean(
        compute="_compute_interest",
        help="It is late, and the rate of that half-year is not in the table.",
    )
    late_interest = fields.Monetary(
        string="Interest for Late Payment",
        compute="_compute_interest",
        help="Owed for the days after the time to pay, the day of release included"
        " (R2192-31 to 33); an estimate for today until then. 40 euros for the cost of"
        " recovery come on top (D2192-35).",
    )
    interest_reckoning = fields.Char(
        string="How It Is Reckoned", compute="_compute_interest"
    )
    recovery_fee = fields.Char(
        string="Cost of Recovery",
        compute="_compute_recovery_fee",
        help="A fixed sum, owed for each invoice that is paid late (D2192-35).",
    )
    interest_deadline = fields.Date(
        string="Interest to Be Paid By",
        compute="_compute_interest_deadline",
        help="45 days after the release of the payment (R2192-36).",
    )

    @api.depends("due_date", "released_on", "stage", "amount_due", "amount_total")
    @api.depends_context("lang")
    def _compute_interest(self):
        late = self.filtered("days_late")
        (self - late).update(
            {
                "late_interest": 0,
                "interest_rate": 0,
                "interest_reckoning": False,
                "is_rate_missing": False,
            }
        )
        if not late:
            return
        rates = self.env["l10n_fr_chorus_pro.interest.rate"]._chorus_rates()
        for received in late:
            rate = rate_of_lateness(rates, received.due_date)
            received.is_rate_missing = rate is None
            received.interest_rate = rate or 0
            received.late_interest = rate is not None and received.currency_id.round(
                interest(received._chorus_principal(), rate, received.days_late)
            )
            received.interest_reckoning = received._chorus_reckoning()

    @api.depends("released_on", "days_paid_late")
    def _compute_interest_deadline(self):
        for received in self:
            received.interest_deadline = received.days_paid_late and (
                received.released_on + timedelta(days=DAYS_TO_PAY_INTEREST)
            )

    @api.depends_context("lang")
    def _compute_recovery_fee(self):
        euro = self.env["ir.model.data"]._xmlid_to_res_id("base.EUR")
        self.recovery_fee = self.env["res.currency"].browse(euro).format(RECOVERY_FEE)

    def _chorus_principal(self):
        """What is paid late: taxes included, without retention money and what others
        are paid directly (R2192-33)."""
        return self.sudo()._chorus_net_asked() or 0

    def _chorus_reckoning(self):
        """The reckoning as a sentence, in the reader's language."""
        if self.is_rate_missing:
            return self.env._(
                "The time to pay ended on %(due)s (days late: %(days)s); the rate of"
                " the European Central Bank of that half-year is not in the table.",
                days=self.days_late,
                due=format_date(self.env, self.due_date),
            )
        return self.env._(
            "%(principal)s × (%(rate)s %% + %(points)s points) × %(days)s/%(year)s"
            " (days late after %(due)s) = %(interest)s",
            principal=self.currency_id.format(self._chorus_principal()),
            rate=formatLang(self.env, self.interest_rate, digits=2),
            points=INTEREST_POINTS,
            days=self.days_late,
            due=format_date(self.env, self.due_date),
            year=DAYS_A_YEAR,
            interest=self.currency_id.format(self.late_interest),
        )
