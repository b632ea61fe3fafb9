"""Whether an invoice asks its people for something, and what settles it.

One rule, which badge, banner, button, list, activity and counts all read.
"""

from odoo import api, models
from odoo.fields import Domain

from .document import ACTION_STATUSES
from .states import ACTION_STATES, ENDED_STATES, TRAVELLING_STATES

# A payment that is blocked in Odoo is awaited all the same.
UNPAID = ("not_paid", "partial", "blocked")
# Core's own order of invoices, for indexes.
LIST_ORDER = "date DESC, name DESC, invoice_date DESC, id DESC"


class AccountMove(models.Model):
    _inherit = "account.move"

    # Few of all the invoices are open: work lists and refresh look at these alone. In
    # the order of the lists, for PostgreSQL would else walk through all dates to fill
    # a page.
    _chorus_open_idx = models.Index(
        f"({LIST_ORDER}) WHERE state = 'posted' AND payment_state IN {UNPAID}"
        " AND l10n_fr_chorus_state IS NOT NULL"
    )
    _chorus_prepaid_idx = models.Index(
        f"({LIST_ORDER}) WHERE l10n_fr_chorus_framework = 'A2'"
    )

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
    def _chorus_followed_domain(self):
        """Invoices whose status at Chorus Pro somebody waits for."""
        return Domain.OR(self._chorus_followed_kinds())

    @api.model
    def _chorus_followed_kinds(self):
        """What is followed, in parts: PostgreSQL finds each by an index, and all of
        them together by reading every invoice.

        An invoice that was paid before it was sent (A2) still has to reach the
        customer. A credit note is often reconciled before it is sent: it is followed
        until the customer has it.

        :return: list of domains, which may overlap
        """
        deposited = Domain("state", "=", "posted") & Domain(
            "l10n_fr_chorus_state", "!=", False
        )
        return [
            deposited & Domain("payment_state", "in", UNPAID),
            deposited
            & Domain("l10n_fr_chorus_framework", "=", "A2")
            & Domain("payment_state", "!=", "reversed"),
            deposited
            & Domain("move_type", "=", "out_refund")
            & Domain("l10n_fr_chorus_state", "in", TRAVELLING_STATES),
        ]

    def _chorus_is_followed(self):
        return bool(self.filtered_domain(self._chorus_followed_domain()))
