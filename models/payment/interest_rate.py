from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .rules import half_year


class ChorusInterestRate(models.Model):
    """Rate of the European Central Bank on the first day of a half-year (R2192-31)."""

    _name = "l10n_fr_chorus_pro.interest.rate"
    _description = "Rate of the European Central Bank"
    _order = "date_from desc"
    _rec_name = "date_from"

    date_from = fields.Date(
        string="Half-Year From", required=True, help="1 January or 1 July."
    )
    rate = fields.Float(
        string="Rate (%)",
        digits=(5, 2),
        help="Of the main refinancing operations, on that day, without the 8 points.",
    )
    source = fields.Char(translate=True, help="Where the rate was read.")

    _date_unique = models.Constraint(
        "UNIQUE(date_from)", "This half-year has a rate already."
    )
    _rate_is_percentage = models.Constraint(
        "CHECK(rate BETWEEN -100 AND 100)", "A rate lies between -100 and 100 %."
    )

    @api.constrains("date_from")
    def _check_date_from(self):
        for row in self:
            if row.date_from != half_year(row.date_from):
                raise ValidationError(
                    self.env._("A half-year begins on 1 January or on 1 July.")
                )

    @api.model
    def _chorus_rates(self):
        """All rates, in percent, by the first day of their half-year."""
        rows = self.sudo().search_fetch([], ["date_from", "rate"])
        return {row.date_from: row.rate for row in rows}
