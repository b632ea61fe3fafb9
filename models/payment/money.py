"""Where the money is: when the customer has to pay, and what being late costs it.

Information only: nothing here registers a payment.
"""

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.portal_time import portal_date, portal_today
from ..invoice.asks import UNPAID
from .rules import follow_payment, interest, rate_of_lateness

GAP_REASONS = [
    ("retention", "Retention money"),
    ("penalties", "Penalties"),
    ("admitted", "Admitted amount"),
    ("opposition", "Opposition"),
]


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_available_date = fields.Date(
        string="Available Since",
        compute="_compute_l10n_fr_chorus_payment",
        store=True,
        copy=False,
        help="When the customer received the invoice in Chorus Pro.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_due_date = fields.Date(
        string="To Be Paid By",
        compute="_compute_l10n_fr_chorus_payment",
        store=True,
        copy=False,
        index="btree_not_null",
        help="Last day of the legal time to pay, from the later of availability and"
        " delivery. Empty while a suspension interrupts it. The journal items keep the"
        " date of the payment terms, which runs from the date of the invoice.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_is_interrupted = fields.Boolean(
        string="Time to Pay Interrupted",
        compute="_compute_l10n_fr_chorus_is_interrupted",
        help="A suspension interrupts the time to pay: no due date holds until the"
        " invoice is completed.",
        groups="base.group_user",
    )
    l10n_fr_chorus_release_date = fields.Date(
        string="Payment Released On",
        compute="_compute_l10n_fr_chorus_payment",
        store=True,
        copy=False,
        index="btree_not_null",
        help="When the public accountant ordered the transfer.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_mandate_number = fields.Char(
        string="Payment Order",
        compute="_compute_l10n_fr_chorus_mandate_number",
        store=True,
        copy=False,
        index="btree_not_null",
        help="Number of the customer's payment order (mandat): the transfer names it.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_days_late = fields.Integer(
        string="Days Late",
        compute="_compute_l10n_fr_chorus_days_late",
        help="Days after the legal time to pay, until today or until the payment was"
        " released.",
        groups="base.group_user",
    )
    l10n_fr_chorus_interest = fields.Monetary(
        string="Interest for Late Payment",
        compute="_compute_l10n_fr_chorus_days_late",
        help="Estimate: rate of the European Central Bank of the half-year in which the"
        " lateness began, plus 8 points. Nothing where this rate is not in the table."
        " 40 euros for the cost of recovery come on top.",
        groups="base.group_user",
    )
    l10n_fr_chorus_gap_reason = fields.Selection(
        selection=GAP_REASONS,
        string="Why Not in Full",
        copy=False,
        tracking=True,
        help="Why the customer paid less than the invoice, or somebody else.",
        groups="base.group_user",
    )

    # -- Derived from the statuses ---------------------------------------------

    @api.depends(
        "l10n_fr_chorus_document_ids.state",
        "l10n_fr_chorus_document_ids.raw_status",
        "l10n_fr_chorus_document_ids.status_date",
        "l10n_fr_chorus_document_ids.event_ids.code",
        "l10n_fr_chorus_document_ids.event_ids.happened_at",
        "l10n_fr_chorus_framework",
        "l10n_fr_chorus_is_works",
        "move_type",
        "delivery_date",
        "commercial_partner_id.l10n_fr_chorus_payment_delay_id",
    )
    def _compute_l10n_fr_chorus_payment(self):
        for move in self:
            document = move._chorus_current_document()
            payment = follow_payment(
                document._chorus_statuses() if document else [],
                move._chorus_payment_days() if document else 0,
                current=document.raw_status or "",
                served_on=move.delivery_date or None,
                framework=move.l10n_fr_chorus_framework,
            )
            move.l10n_fr_chorus_available_date = payment.available
            move.l10n_fr_chorus_release_date = payment.released
            move.l10n_fr_chorus_due_date = move._chorus_is_owed() and payment.due

    @api.depends(
        "l10n_fr_chorus_available_date",
        "l10n_fr_chorus_due_date",
        "l10n_fr_chorus_state",
    )
    def _compute_l10n_fr_chorus_is_interrupted(self):
        for move in self:
            move.l10n_fr_chorus_is_interrupted = bool(
                move.l10n_fr_chorus_state == "suspended"
                and move.l10n_fr_chorus_available_date
                and not move.l10n_fr_chorus_due_date
                and move._chorus_is_owed()
            )

    def _chorus_is_owed(self):
        """Whether a time to pay runs for it from its availability: not for a credit
        note, an invoice that was paid before, or a statement of works, whose time
        begins at the works supervisor's."""
        return (
            self.move_type == "out_invoice"
            and self.l10n_fr_chorus_framework != "A2"
            and not self.l10n_fr_chorus_is_works
        )

    def _chorus_payment_days(self):
        """Days that the customer has to pay, by its kind of public body."""
        self.ensure_one()
        body = self.sudo().commercial_partner_id.l10n_fr_chorus_payment_delay_id
        return body.days or (
            self.env["l10n_fr_chorus_pro.payment.delay"]._chorus_general_days()
        )

    @api.model
    def _chorus_reckon_due_dates(self):
        """Reckon the due dates of unpaid invoices anew: a legal delay was changed."""
        moves = self.sudo().search(
            [
                ("l10n_fr_chorus_available_date", "!=", False),
                ("payment_state", "in", UNPAID),
            ]
        )
        self.env.add_to_compute(self._fields["l10n_fr_chorus_due_date"], moves)

    @api.depends("l10n_fr_chorus_document_ids.mandate_number")
    def _compute_l10n_fr_chorus_mandate_number(self):
        for move in self:
            number = move._chorus_current_document().mandate_number
            move.l10n_fr_chorus_mandate_number = number

    # -- Late ------------------------------------------------------------------

    @api.depends(
        "l10n_fr_chorus_due_date",
        "l10n_fr_chorus_release_date",
        "l10n_fr_chorus_factor_id",
        "state",
        "payment_state",
        "amount_residual",
    )
    def _compute_l10n_fr_chorus_days_late(self):
        timed = self.filtered("l10n_fr_chorus_due_date")
        (self - timed).update(
            {"l10n_fr_chorus_days_late": 0, "l10n_fr_chorus_interest": 0}
        )
        if not timed:
            return
        late = timed.filtered_domain(self._chorus_late_domain())
        today, rates = portal_today(self.env), None
        for move in timed:
            due = move.l10n_fr_chorus_due_date
            released = move.l10n_fr_chorus_release_date
            end = released or (today if move in late else due)
            days = max((end - due).days, 0)
            if days and rates is None:
                rates = self.env["l10n_fr_chorus_pro.interest.rate"]._chorus_rates()
            rate = rate_of_lateness(rates, due) if days else None
            # Once released, what is left open is a gap and was not paid late.
            principal = move.amount_total if released else move.amount_residual
            move.l10n_fr_chorus_days_late = days
            move.l10n_fr_chorus_interest = (
                interest(principal, rate, days) if rate is not None else 0
            )

    @api.model
    def _chorus_late_domain(self):
        """Not paid, not released, and past the legal time to pay."""
        today = portal_today(self.env)
        return self._chorus_awaited_domain() & Domain(
            [
                ("l10n_fr_chorus_due_date", "<", today),
                ("l10n_fr_chorus_release_date", "=", False),
            ]
        )

    @api.model
    def _chorus_unreconciled_domain(self):
        """Released by Chorus Pro, and not or not wholly paid in Odoo; until somebody
        has said why."""
        released = Domain("l10n_fr_chorus_release_date", "!=", False)
        unexplained = Domain("l10n_fr_chorus_gap_reason", "=", False)
        return self._chorus_awaited_domain() & released & unexplained

    @api.model
    def _chorus_awaited_domain(self):
        """Invoices whose money the company awaits itself: a factor collects his own."""
        return Domain(
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", UNPAID),
                # Without it nobody knows a date to pay; with it the index serves.
                ("l10n_fr_chorus_state", "!=", False),
                ("l10n_fr_chorus_factor_id", "=", False),
            ]
        )


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_statuses(self):
        """The statuses of the invoice, oldest first, as (day in Paris, code)."""
        return [
            (portal_date(self.env, moment), code)
            for moment, code in self._chorus_moments()
        ]
