"""What the works supervisor admitted of a claim, beside what was expected."""

from odoo import api, models
from odoo.exceptions import UserError

from ....tools.portal_time import portal_today
from .contract import exact
from .figures import Statement, disputed, summed

# What somebody reads in the statement, by the name that a forecast has for it.
ADMITTED = {
    "works_total": "admitted_works_total",
    "revision": "admitted_revision",
    "vat": "admitted_vat",
    "subcontracted": "admitted_subcontracted",
    "retention": "admitted_retention",
    "recovered": "admitted_recovered",
    "other": "admitted_other",
}


class ChorusWorksClaim(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.claim"

    @api.depends(lambda self: self._chorus_reckoned_by())
    def _compute_admitted(self):
        for claim, (expected, counted) in self._chorus_reckon_months().items():
            lines = claim._chorus_differences(expected, counted)
            claim.admitted_total = claim.admitted_on and float(counted.total)
            claim.admitted_due = claim.admitted_on and float(counted.due)
            claim.differences = "\n".join(lines)
            claim.disputed_amount = float(disputed(expected, counted))
            claim.dispute = claim._chorus_dispute_state(expected, counted)

    def _chorus_differences(self, expected, counted):
        """A sentence for each component that was not admitted as expected."""
        env, money = self.env, self.currency_id.format
        labels = {
            "works_total": env._("Works to date"),
            "revision": env._("Revision"),
            "vat": env._("VAT"),
            "subcontracted": env._("Subcontractors"),
            "retention": env._("Retention"),
            "recovered": env._("Advance taken off"),
            "other": env._("Penalties and others"),
            "due": env._("Due to us"),
        }
        return [
            env._(
                "%(component)s: %(expected)s expected, %(admitted)s admitted"
                " (%(difference)s)",
                component=label,
                expected=money(float(getattr(expected, name))),
                admitted=money(float(getattr(counted, name))),
                difference=money(
                    float(getattr(counted, name) - getattr(expected, name))
                ),
            )
            for name, label in labels.items()
            if getattr(expected, name) != getattr(counted, name)
        ]

    def _chorus_admitted(self, before):
        """What was admitted of the month; None where nothing is known yet.

        :rtype: Statement
        """
        self.ensure_one()
        if not self.admitted_on:
            return None
        return summed(
            Statement(**{name: exact(self[field]) for name, field in ADMITTED.items()}),
            before,
        )

    @api.onchange("admitted_works_total")
    def _onchange_admitted_works_total(self):
        """Works were cut: what revision, VAT and deductions come to by the contract."""
        if self.admitted_on:
            self._chorus_admit_works(exact(self.admitted_works_total))

    def _chorus_admit_works(self, works_total):
        """Keep as admitted what the contract makes of these works.

        :param Decimal works_total: to date, at initial prices, untaxed
        """
        self.ensure_one()
        terms = self._chorus_month_terms()
        expected = self._chorus_forecast(terms, self._chorus_before(), works_total)
        self.update(
            {
                field: float(getattr(expected, name))
                for name, field in ADMITTED.items()
                if name != "other"
            }
        )

    def action_chorus_admit(self):
        """The statement says what was expected; what differs is typed over it."""
        self.check_access("write")
        for claim in self.filtered(lambda one: not one.admitted_on):
            claim._chorus_admit_works(exact(claim.works_total))
            claim.write(
                {
                    "admitted_on": portal_today(self.env),
                    "deposited_on": claim.deposited_on or portal_today(self.env),
                }
            )

    def action_chorus_settle(self):
        """The dispute is over: the body paid the rest, or it is given up."""
        self.check_access("write")
        for claim in self:
            if claim.dispute != "open":
                raise UserError(
                    self.env._("%s: no dispute is open.", claim.display_name)
                )
            claim.dispute_settled_on = portal_today(self.env)
