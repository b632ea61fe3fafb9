"""Until when a body has to pay what it received: derived from what the portal tells."""

from odoo import api, fields, models

from ....tools.portal_time import portal_date
from ...invoice.moments import moments_of
from ...payment.rules import (
    AVAILABLE,
    ORDERED,
    SUSPENDED,
    at_the_right_body,
    follow_payment,
)
from ..acts import ACTS
from ..intake import WORKS
from ..stages import stage_codes
from .works import CLAIM_OF_TYPE, FRAMEWORK_OF_TYPE

CERTIFIED = (ACTS["certify"].status,)
PAID_ALREADY = "A2"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    available_on = fields.Date(
        string="Available Since",
        compute="_compute_time_to_pay",
        store=True,
        help="When Chorus Pro told this body that it has the invoice (R2192-15); the"
        " day of deposit where the history does not say.",
    )
    began_on = fields.Date(
        string="Time to Pay From",
        compute="_compute_time_to_pay",
        store=True,
        help="The later of receipt and delivery (R2192-12 and 13). Empty where no time"
        " to pay runs.",
    )
    due_date = fields.Date(
        string="To Be Paid By",
        compute="_compute_time_to_pay",
        store=True,
        index="btree_not_null",
        help="Last day of the legal time to pay. Empty while a suspension interrupts"
        " it, and where none runs.",
    )
    is_interrupted = fields.Boolean(
        string="Time to Pay Interrupted",
        compute="_compute_time_to_pay",
        store=True,
        help="A suspension interrupts the time to pay until the supplier completes the"
        " invoice.",
    )
    interrupted_on = fields.Date(
        compute="_compute_time_to_pay",
        store=True,
        help="When the one suspension came that interrupts the time to pay (R2192-27).",
    )
    resumed_on = fields.Date(
        compute="_compute_time_to_pay",
        store=True,
        help="When the last document came after that suspension (R2192-29).",
    )
    certified_on = fields.Date(
        string="Service Done On",
        compute="_compute_time_to_pay",
        store=True,
        help="When service done was told to Chorus Pro first.",
    )
    ordered_on = fields.Date(
        compute="_compute_time_to_pay",
        store=True,
        help="When payment was ordered, or the accountant had it, first.",
    )
    released_on = fields.Date(
        string="Payment Released On",
        compute="_compute_time_to_pay",
        store=True,
        index="btree_not_null",
    )

    @api.depends(
        "raw_status",
        "status_date",
        "reason",
        "event_ids.code",
        "event_ids.comment",
        "event_ids.happened_at",
        "event_ids.kind",
        "deposited_on",
        "served_on",
        "framework",
        "works_type",
        "is_credit_note",
    )
    def _compute_time_to_pay(self):
        for received in self:
            statuses = received._chorus_dated_statuses()
            payment = follow_payment(
                statuses,
                received._chorus_days_to_pay(),
                current=received.raw_status or "",
                served_on=received.served_on or None,
                framework=received._chorus_known_framework(),
            )
            statuses = at_the_right_body(statuses)
            received.available_on = payment.available
            received.began_on = payment.began
            received.due_date = payment.due
            received.is_interrupted = payment.interrupted and not payment.resumed
            received.interrupted_on = payment.interrupted
            received.resumed_on = payment.resumed
            received.certified_on = _first_day(statuses, CERTIFIED)
            received.ordered_on = _first_day(statuses, ORDERED)
            received.released_on = payment.released

    def _chorus_dated_statuses(self):
        """The statuses that count for the time to pay, oldest first, as (day in Paris,
        code): a suspension without a reason is none (R2192-28)."""
        self.ensure_one()
        events = self.event_ids.filtered(lambda e: e.code != SUSPENDED or e.comment)
        told = self.raw_status != SUSPENDED or self.reason
        moments = moments_of(events, told and self.raw_status, self.status_date)
        statuses = [(portal_date(self.env, moment), code) for moment, code in moments]
        if self.deposited_on and AVAILABLE not in [code for _day, code in statuses]:
            statuses.insert(0, (self.deposited_on, AVAILABLE))
        return statuses

    def _chorus_days_to_pay(self):
        """Days that the body has to pay it; 0 where no time to pay runs."""
        self.ensure_one()
        if self.is_credit_note or self.framework == PAID_ALREADY:
            return 0
        if self.kind == WORKS and self.works_type not in ("", False, *CLAIM_OF_TYPE):
            return 0
        return self.company_id._chorus_own_days()

    def _chorus_known_framework(self):
        """Its framework, also before it was downloaded where its type tells it."""
        self.ensure_one()
        return self.framework or FRAMEWORK_OF_TYPE.get(self.works_type) or ""

    @api.model
    def _chorus_reckon_open(self, domain=()):
        """Reckon the time to pay anew of what is not paid or closed: a delay was
        changed. What is over keeps the delay under which it was paid."""
        received = self.sudo().search(
            [("stage", "in", stage_codes(over=False)), *domain]
        )
        self.env.add_to_compute(self._fields["due_date"], received)


def _first_day(statuses, codes):
    return next((day for day, code in statuses if code in codes), None)


class ChorusPaymentDelay(models.Model):
    _inherit = "l10n_fr_chorus_pro.payment.delay"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'l10n_fr_chorus_pro': a new row may be the general one
        delays = super().create(vals_list)
        self.env["l10n_fr_chorus_pro.received"]._chorus_reckon_open()
        return delays

    def write(self, vals):
        # EXTENDS 'l10n_fr_chorus_pro'
        result = super().write(vals)
        if {"days", "sequence"} & set(vals):
            self.env["l10n_fr_chorus_pro.received"]._chorus_reckon_open()
        return result

    def unlink(self):
        # EXTENDS 'l10n_fr_chorus_pro'
        result = super().unlink()
        self.env["l10n_fr_chorus_pro.received"]._chorus_reckon_open()
        return result
