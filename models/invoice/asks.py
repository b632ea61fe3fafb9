"""Whether an invoice asks its people for something, and what settles it.

One rule, which badge, banner, button, list, activity and counts all read.
"""

from odoo import api, models
from odoo.fields import Domain

from .document import ACTION_STATUSES
from .states import ACTION_STATES, ENDED_STATES, TRAVELLING_STATES

# A payment that is blocked in Odoo is awaited all the same.
UNPAID = ("not_paid", "partial", "blocked")


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _chorus_asks_domain(self):
        """What wants a person, and nobody has answered it yet."""
        return (
            self._chorus_wants_domain()
            & Domain("state", "=", "posted")
            & ~self._chorus_settled_domain()
        )

    @api.model
    def _chorus_wants_domain(self):
        """What wants a person by its status or state alone."""
        return Domain("l10n_fr_chorus_state", "in", ACTION_STATES) | Domain(
            "l10n_fr_chorus_status", "in", ACTION_STATUSES
        )

    @api.model
    def _chorus_settled_domain(self):
        """What nobody has to answer any more: it was decided upon, cancelled, or paid
        after all."""
        return (
            Domain("l10n_fr_chorus_way_out", "!=", False)
            | self._chorus_cancelled_domain()
            | self._chorus_paid_domain()
        )

    @api.model
    def _chorus_cancelled_domain(self):
        return Domain("state", "=", "cancel") | Domain("payment_state", "=", "reversed")

    @api.model
    def _chorus_paid_domain(self):
        """What its money settles.

        Not one that was paid before it was sent (A2), nor a credit note, which is
        reconciled with its invoice when it is posted; nor what Chorus Pro does not have
        and the customer is still to receive there.
        """
        return (
            Domain("move_type", "=", "out_invoice")
            & Domain("l10n_fr_chorus_framework", "!=", "A2")
            & Domain("l10n_fr_chorus_state", "not in", ENDED_STATES)
            & Domain("payment_state", "not in", UNPAID)
        )

    def _chorus_are(self, domain):
        """Those of these invoices that are of a domain of this file, whoever asks."""
        return self.sudo().filtered_domain(domain).with_env(self.env)

    @api.model
    def _chorus_open_domain(self):
        """What is not settled in the accounts. An invoice that was paid before it was
        sent (A2) still has to reach the customer."""
        return Domain("state", "=", "posted") & (
            Domain("payment_state", "in", UNPAID)
            | Domain("l10n_fr_chorus_framework", "=", "A2")
            & Domain("payment_state", "!=", "reversed")
        )

    @api.model
    def _chorus_followed_domain(self):
        """Invoices whose status at Chorus Pro somebody waits for.

        A credit note is often reconciled before it is sent: it is followed until the
        customer has it.
        """
        return self._chorus_open_domain() | (
            Domain("state", "=", "posted")
            & Domain("move_type", "=", "out_refund")
            & Domain("l10n_fr_chorus_state", "in", TRAVELLING_STATES)
        )

    def _chorus_is_followed(self):
        return bool(self.filtered_domain(self._chorus_followed_domain()))
