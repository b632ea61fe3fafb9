"""What to do with a received invoice now, in a sentence for each stage."""

from odoo import api, fields, models
from odoo.tools import LazyTranslate, formatLang

from ..acts import HELIOS
from .validator_steps import VALIDATOR_STEPS

_lt = LazyTranslate(__name__)

STEPS = {
    "to_process": _lt(
        "Check it, then certify the service done. What is missing or wrong: suspend it,"
        " or reject it with a reason."
    ),
    "completed": _lt(
        "The supplier has completed it: look at its documents, then certify the service"
        " done, or say what is still wrong."
    ),
    "suspended": _lt("The supplier is to send what was asked for. Nothing to do."),
    "to_recycle": _lt("The supplier is to route it anew. Nothing to do."),
    "certified": _lt("Order the payment, with the number of the payment order."),
    "ordered": _lt("Hand it over to the accountant, or book it."),
    "with_accountant": _lt("It is for the accountant to book it and to pay it."),
    "released": _lt("The payment was released. Nothing to do."),
    "rejected": _lt("It was rejected: the supplier issues another one. Nothing to do."),
    "ended": _lt("It was withdrawn. Nothing to do."),
    "other": _lt("Look at it in Chorus Pro: its status is new to Odoo."),
}
# Where the public accountant is not in Odoo.
HELIOS_STEPS = {
    "ordered": _lt("The public accountant goes on, in Hélios. Nothing to do."),
    "with_accountant": _lt("The public accountant has it, in Hélios. Nothing to do."),
}


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    next_step = fields.Char(
        string="What to Do",
        compute="_compute_next_step",
        help="What to do with the invoice now, in a sentence.",
    )
    bill_gap = fields.Char(
        compute="_compute_bill_gap",
        help="That the bill and the invoice in Chorus Pro are of different totals.",
    )

    @api.depends(
        "raw_status",
        "role",
        "validator_turn",
        "act_ids.state",
        "move_id.state",
        "move_id.payment_state",
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        for received in self:
            open_act = received._chorus_open_act()
            if open_act:
                received.next_step = open_act.portal_answer or self.env._(
                    "Chorus Pro is being told of it right now."
                )
                continue
            stage, bill = received._chorus_stage(), received._chorus_live_bill()
            if bill and stage.over and not stage.ordered:
                received.next_step = self.env._(
                    "« %(status)s » in Chorus Pro: nothing is to be paid, and its bill"
                    " %(bill)s is still there. Cancel it, or reverse it where it is"
                    " posted.",
                    status=received.status_label,
                    bill=bill._chorus_bill_name(),
                )
                continue
            profile = received.company_id.sudo().l10n_fr_chorus_recipient_profile
            own = {**STEPS, **HELIOS_STEPS} if profile == HELIOS else STEPS
            steps = {**own, **VALIDATOR_STEPS}
            received.next_step = self.env._(steps[stage.code])

    def _chorus_live_bill(self):
        """Its bill, where it is neither cancelled nor reversed."""
        return self.sudo().move_id.filtered(
            lambda bill: bill.state != "cancel" and bill.payment_state != "reversed"
        )

    @api.depends("move_id.amount_total", "move_id.currency_id", "amount_total")
    @api.depends_context("lang")
    def _compute_bill_gap(self):
        for received in self:
            received.bill_gap = received._chorus_bill_gap()

    def _chorus_bill_gap(self):
        """
        :return: a sentence; empty where there is no bill, or its total is that of the
            invoice
        """
        self.ensure_one()
        bill, currency = self.sudo().move_id, self.currency_id
        totals = abs(bill.amount_total), abs(self.amount_total)
        same_money = bill.currency_id == currency
        if not bill or (same_money and not currency.compare_amounts(*totals)):
            return ""
        return self.env._(
            "The bill is of %(bill)s, the invoice in Chorus Pro of %(invoice)s.",
            bill=formatLang(self.env, totals[0], currency_obj=bill.currency_id),
            invoice=formatLang(self.env, totals[1], currency_obj=currency),
        )
