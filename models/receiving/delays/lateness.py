"""How much of the time to pay is left, and what will be late."""

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.portal_time import portal_today
from ..stages import stage_codes

OPEN = stage_codes(over=False)
TO_ORDER = stage_codes(over=False, ordered=False)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    order_by = fields.Date(
        string="To Be Ordered By",
        compute="_compute_lateness",
        help="Day by which payment is to be ordered, so that the accountant has time"
        " left to release it; how many days he needs is a setting of the company.",
    )
    days_left = fields.Integer(
        compute="_compute_lateness",
        help="Days until the end of the time to pay, today not counted.",
    )
    days_late = fields.Integer(
        compute="_compute_lateness",
        help="Days after the time to pay, until today or until payment was released.",
    )
    will_be_late = fields.Boolean(
        compute="_compute_lateness",
        search="_search_will_be_late",
        help="Payment is not ordered, and the day by which it was to be is there.",
    )
    is_late = fields.Boolean(
        compute="_compute_lateness",
        search="_search_is_late",
        help="The time to pay is over, and payment is not released.",
    )

    @api.depends(
        "due_date", "released_on", "stage", "company_id.l10n_fr_chorus_order_days"
    )
    def _compute_lateness(self):
        today = portal_today(self.env)
        for received in self:
            due, released = received.due_date, received.released_on
            is_open = bool(due) and not released and received.stage in OPEN
            end = released or (today if is_open else due)
            received.order_by = due and due - received.company_id._chorus_reserve()
            received.days_left = max((due - today).days, 0) if is_open else 0
            received.days_late = max((end - due).days, 0) if due else 0
            received.is_late = is_open and due < today
            received.will_be_late = (
                is_open and received.stage in TO_ORDER and received.order_by <= today
            )

    @api.model
    def _search_will_be_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = portal_today(self.env)
        by_company = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("due_date", "<=", today + company._chorus_reserve())
            for company in self.env["res.company"].sudo()._chorus_public_bodies()
        )
        return (
            by_company
            & Domain("stage", "in", TO_ORDER)
            & Domain("released_on", "=", False)
        )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain(
            [
                ("due_date", "<", portal_today(self.env)),
                ("released_on", "=", False),
                ("stage", "in", OPEN),
            ]
        )
