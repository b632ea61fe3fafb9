"""Whether a suspension now would interrupt the time to pay (R2192-27)."""

from odoo import models
from odoo.tools import format_date

from ....tools.portal_time import portal_today


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_why_not_interrupting(self):
        """Why a suspension now would leave the time to pay as it is.

        :return: a sentence; empty where it would interrupt it
        """
        self.ensure_one()
        if not self.began_on:
            return ""
        if self.ordered_on:
            return self.env._(
                "Payment was ordered on %(date)s: a suspension does not interrupt the"
                " time to pay any more (R2192-27). It still ends on %(due)s.",
                date=format_date(self.env, self.ordered_on),
                due=format_date(self.env, self.due_date),
            )
        if self.interrupted_on and self.resumed_on:
            return self.env._(
                "The time to pay was interrupted on %(date)s already, and the law lets"
                " that happen once (R2192-27). It still ends on %(due)s.",
                date=format_date(self.env, self.interrupted_on),
                due=format_date(self.env, self.due_date),
            )
        if self.due_date and self.due_date < portal_today(self.env):
            return self.env._(
                "The time to pay ended on %(due)s, and what is over is not interrupted"
                " (R2192-27): interest goes on until payment is released.",
                due=format_date(self.env, self.due_date),
            )
        return ""
