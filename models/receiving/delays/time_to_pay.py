"""Until when a body has to pay what it received: derived from what the portal tells."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ....chorus_api.frameworks import PREPAID
from ....chorus_api.receiving import WORKS
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
from ..roles import RECIPIENT
from ..stages import stage_codes
from .works import (
    AT_THE_MANAGER,
    AT_THE_OWNER,
    BALANCE,
    claim_of,
    framework_of,
)

CERTIFIED = (ACTS["certify"].status,)


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
        " it, and where none runs. A draft bill follows it; a posted one does not.",
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

    days_paid_late = fields.Integer(
        compute="_compute_time_to_pay",
        store=True,
        help="Days between the end of the time to pay and the release of payment: for"
        " these interest is owed.",
    )

    @api.depends(
        "raw_status",
        "role",
        "status_date",
        "reason",
        "act_ids.service_done_on",
        "act_ids.state",
        "event_ids.code",
        "event_ids.comment",
        "event_ids.happened_at",
        "event_ids.kind",
        "amount_due",
        "amount_total",
        "company_id",
        "content",
        "contract_number",
        "deposited_on",
        "framework",
        "is_credit_note",
        "kind",
        "served_on",
        "works_manager_on",
        "works_type",
    )
    def _compute_time_to_pay(self):
        contracts = self.env["l10n_fr_chorus_pro.received.contract"]
        contracts = contracts._chorus_clauses_of(self)
        for received in self:
            number = (received.contract_number or "").strip()
            contract = contracts.get((received.company_id.id, number))
            received._chorus_take_payment(contract)

    def _chorus_take_payment(self, contract):
        """Reckon the time to pay of one invoice.

        :param contract: what its contract says of that, or None
        """
        statuses = self._chorus_dated_statuses()
        payment = follow_payment(
            statuses,
            self._chorus_days_to_pay(contract),
            current=self.raw_status or "",
            framework=framework_of(self),
            received_on=self._chorus_received_elsewhere(contract, statuses),
            served_on=self._chorus_executed_on(contract, statuses),
        )
        statuses = at_the_right_body(statuses)
        self.available_on = payment.available
        self.began_on = payment.began
        self.due_date = payment.due
        self.is_interrupted = payment.interrupted and not payment.resumed
        self.interrupted_on = payment.interrupted
        self.resumed_on = payment.resumed
        self.certified_on = _first_day(statuses, CERTIFIED)
        self.ordered_on = _first_day(statuses, ORDERED)
        self.released_on = payment.released
        is_late = payment.due and payment.released and payment.released > payment.due
        self.days_paid_late = (payment.released - payment.due).days if is_late else 0

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

    def _chorus_days_to_pay(self, contract):
        """Days that the body has to pay it; 0 where no time to pay runs."""
        self.ensure_one()
        if self.role != RECIPIENT:
            return 0
        if self.is_credit_note or self.framework == PREPAID:
            return 0
        asked = self._chorus_net_asked()
        if asked is not None and asked <= 0:
            return 0
        if self.kind == WORKS and not claim_of(self):
            return 0
        legal = self.company_id._chorus_own_days()
        return min(contract.days or legal, legal) if contract else legal

    def _chorus_net_asked(self):
        """What the supplier asks for: where a search says zero or nothing, what the
        file states, and the total before there is one. A credit note gives its total
        back, whatever is said to be left of it.

        :return: float, below zero of a credit note; None where nobody knows
        """
        self.ensure_one()
        if self.is_credit_note:
            return -abs(self.amount_total) or None
        if self.amount_total < 0:
            return self.amount_total
        if self.amount_due:
            return self.amount_due
        stated = (self.content or {}).get("amount_due")
        if stated is not None:
            return float(stated)
        return self.amount_total or None

    def _chorus_received_elsewhere(self, contract, statuses):
        """When somebody had it whose receipt counts in place of the body's.

        :return: a date, or None where the body's own counts
        """
        if self.kind != WORKS:
            return None
        if claim_of(self) == BALANCE:
            # R2192-16: the works owner may have it before who pays has.
            return _first_day(statuses, AT_THE_OWNER)
        if contract and contract.works_manager_counts:
            return self.works_manager_on or _first_day(statuses, AT_THE_MANAGER)
        return None

    def _chorus_executed_on(self, contract, statuses):
        """When the service was done, or held to be (R2192-13 and 17): the day that an
        agent certified, before the one that the supplier tells.

        :return: a date, or None where nobody knows
        """
        done_on = self._chorus_last_act("certify").service_done_on or self.served_on
        if not contract or not contract.conformity_counts:
            return done_on or None
        statuses = at_the_right_body(statuses)
        checked_from = done_on or _first_day(statuses, (AVAILABLE,))
        if not checked_from:
            return None
        # Without a decision in time, what was delivered is held to be in conformity.
        last = checked_from + timedelta(days=contract.conformity_days)
        stated = _first_day(statuses, (*CERTIFIED, *ORDERED))
        return min(stated or last, last)

    @api.model
    def _chorus_reckon_open(self, domain=Domain.TRUE):
        """Reckon the time to pay anew of what is not paid or closed: a delay was
        changed. What is over keeps the delay under which it was paid."""
        is_open = Domain("stage", "in", stage_codes(over=False))
        received = self.sudo().search(is_open & Domain(domain))
        self.env.add_to_compute(self._fields["due_date"], received)


def _first_day(statuses, codes):
    return next((day for day, code in statuses if code in codes), None)
