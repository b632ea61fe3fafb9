"""What is still withheld: until the guarantee period is over, or a guarantee stands in
its place. The final claim asks for nothing of it (CCP R2191-35, R2191-36)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ....tools.portal_time import portal_today

# CCAG travaux 2021, article 44.1.
GUARANTEE_PERIOD = relativedelta(years=1)
# CCP R2191-35.
TIME_TO_PAY_BACK = relativedelta(days=30)


class ChorusContract(models.Model):
    _inherit = "l10n_fr_chorus_pro.contract"

    guarantee_ends_on = fields.Date(
        string="Guarantee Period Ends On",
        compute="_compute_guarantee_ends_on",
        store=True,
        readonly=False,
        tracking=True,
        help="One year from the day on which the reception takes effect (CCAG travaux"
        " 2021, article 44.1): proposed from its notification. Later where the works"
        " owner prolonged it.",
    )
    retention_paid_back_on = fields.Date(
        tracking=True,
        help="When the public body paid back all that was withheld. What is put on the"
        " account of retentions counts by itself; enter the day where the payment is"
        " not booked so.",
    )
    retention_held = fields.Monetary(
        string="Still Withheld",
        compute="_compute_retention_held",
        help="Retention to date, without what was paid back. It is no part of the final"
        " claim.",
    )
    retention_note = fields.Text(
        string="Retention Paid Back", compute="_compute_retention_held"
    )

    @api.depends("acceptance_notified_on")
    def _compute_guarantee_ends_on(self):
        for contract in self:
            notified = contract.acceptance_notified_on
            contract.guarantee_ends_on = notified and notified + GUARANTEE_PERIOD

    # What was paid is read anew each time: to depend on it would cost every payment of
    # every company a query.
    @api.depends(
        "retained_total", "retention_paid_back_on", "guarantee_ends_on", "has_guarantee"
    )
    @api.depends_context("lang")
    def _compute_retention_held(self):
        for contract in self:
            held = contract.retained_total - contract._chorus_retention_paid_back()
            if contract.retention_paid_back_on:
                held = 0
            contract.retention_held = max(contract.currency_id.round(held), 0)
            contract.retention_note = contract._chorus_retention_sentence()

    def _chorus_retention_paid_back(self):
        """What was put on the account of retentions, of the invoices of the contract.

        :rtype: float
        """
        moves = self.sudo().claim_ids.move_id
        lines = moves.browse().line_ids
        for move in moves:
            lines |= move._chorus_retention_lines()
        lines = lines.filtered(lambda line: line.parent_state == "posted")
        return sum(line.balance - line.amount_residual for line in lines)

    def _chorus_retention_sentence(self):
        """Until when what is withheld stays so; False where nothing ever was."""
        env, day = self.env, self.guarantee_ends_on
        held = self.currency_id.format(self.retention_held)
        if not self.retention_held:
            is_over = self.retained_total > 0
            return is_over and env._("What was withheld is paid back.")
        if self.has_guarantee:
            return env._(
                "%s is withheld, and a guarantee stands in its place: ask the public"
                " body to pay it back (CCP R2191-36).",
                held,
            )
        if not day:
            return env._(
                "%s is withheld until the guarantee period is over, one year from the"
                " reception: enter the day on which its reception was notified.",
                held,
            )
        until = day + TIME_TO_PAY_BACK
        if until < portal_today(env):
            return env._(
                "%(amount)s should have been paid back by %(day)s (CCP R2191-35): ask"
                " the public body for it, unless reserves were notified and are not"
                " lifted.",
                amount=held,
                day=format_date(env, until),
            )
        return env._(
            "%(amount)s stays withheld until the guarantee period ends on %(end)s, and"
            " is to be paid back by %(day)s (CCP R2191-35), unless reserves were"
            " notified and are not lifted. A guarantee may stand in its place before"
            " that (R2191-36).",
            amount=held,
            end=format_date(env, day),
            day=format_date(env, until),
        )


class ChorusWorksClaim(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.claim"

    retention_note = fields.Text(related="contract_id.retention_note")
