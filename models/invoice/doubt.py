"""A refusal for a reference: what the directory told of the customer is in doubt."""

import logging

from odoo import models

from ...tools.row_locks import take_free_rows

_logger = logging.getLogger(__name__)

# What the directory tells: services, what is asked for, the SIRET itself.
TOLD_BY_DIRECTORY = {
    ("account.move", "buyer_reference"),
    ("account.move", "purchase_order_reference"),
    ("res.partner", "company_registry"),
}
DOUBTFUL_STATES = ("refused", "suspended", "to_recycle", "rejected")


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_doubt_directory(self):
        """Have the directory asked again about customers who refused these invoices for
        a reference.

        Nothing depends on it: it waits for nobody, and what fails here is logged alone.
        """
        doubtful = self.filtered(lambda document: document._chorus_is_of_directory())
        customers = self.env["res.partner"].sudo()
        for document in doubtful:
            customers |= document._chorus_customer().sudo().commercial_partner_id
        known = customers.filtered(
            lambda customer: (
                customer.l10n_fr_chorus_directory_date
                and not customer.l10n_fr_chorus_look_up_due
            )
        )
        if not known:
            return
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                free = take_free_rows(known, allow_referencing=True)
                free.l10n_fr_chorus_look_up_due = True
        except Exception as error:  # noqa: BLE001 - see above
            _logger.info("Directory not doubted: %s", type(error).__name__)

    def _chorus_is_of_directory(self):
        """Whether it was refused for something that the directory tells."""
        if self.state not in DOUBTFUL_STATES or not self.reason:
            return False
        reasons = self.env["l10n_fr_chorus_pro.reason"].sudo()
        found = reasons._chorus_find(self.reason).field_id
        return any((f.model, f.name) in TOLD_BY_DIRECTORY for f in found)
