"""The due date of a bill follows the legal time to pay, as long as it is a draft."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    bill_date_moved = fields.Boolean(
        compute="_compute_bill_date_moved",
        store=True,
        help="The legal due date changed since its bill was drafted: the draft follows"
        " soon. A bill that is posted keeps its own.",
    )
    _bill_date_moved_idx = models.Index("(id) WHERE bill_date_moved IS TRUE")

    @api.depends("due_date")
    def _compute_bill_date_moved(self):
        for received in self:
            bill = received.move_id
            received.bill_date_moved = (
                bill.state == "draft"
                and bool(received._chorus_bill_due_date())
                and bill.invoice_date_due != received.due_date
            )

    def _chorus_follow_due_date(self):
        """Give the draft bill of this invoice the due date of now."""
        self.ensure_one()
        self.bill_date_moved = False
        bill, values = self.move_id, self._chorus_bill_due_date()
        if values and bill.state == "draft" and bill.invoice_date_due != self.due_date:
            bill.write(values)

    @api.model
    def _chorus_follow_due_dates(self):
        """The same of all whose date moved; what cannot be changed costs itself."""
        for received in self.sudo().search([("bill_date_moved", "=", True)]):
            try:
                with self.env.cr.savepoint():
                    received._chorus_follow_due_date()
            except UserError as error:
                _logger.info("Bill of received invoice %s: %s", received.id, error)
                received.bill_date_moved = False
