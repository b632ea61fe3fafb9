"""Invoices that Chorus Pro has twice: given up, changed, sent, and both arrived."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate, format_date

from ...chorus_api.statuses import INVOICE_STATUSES
from ..invoice.states import ENDED_DEPOSITS, ENDED_STATES, OVER_STATES
from ..payment.rules import RELEASED

_lt = LazyTranslate(__name__)

# Nobody waits for money of what is at one of these.
OVER_STATUSES = [s.code for s in INVOICE_STATUSES.values() if s.state in OVER_STATES]

TWICE = _lt(
    "Chorus Pro has this invoice twice: no. %(number)s of %(date)s, %(amount)s, for"
    " %(customer)s (identifier %(identifier)s), from a deposit that was given up, and"
    " no. %(other)s, which Odoo follows. Ask your customer to reject one of them, the"
    " former where that is still possible."
)
OTHER_OVER = _lt(
    "Chorus Pro has no. %(number)s of %(date)s, %(amount)s, for %(customer)s"
    " (identifier %(identifier)s), from a deposit that was given up; no. %(other)s,"
    " sent after it, is over. Follow the former in Chorus Pro, or ask your customer to"
    " reject it as well before you send anything again."
)
OTHER_UNKNOWN = _lt(
    "Chorus Pro has no. %(number)s of %(date)s, %(amount)s, for %(customer)s"
    " (identifier %(identifier)s), from a deposit that was given up. Whether no."
    " %(other)s, sent after it, has arrived as well is not known yet. Do not send the"
    " invoice again."
)
NO_OTHER = _lt(
    "Chorus Pro has no. %(number)s of %(date)s, %(amount)s, for %(customer)s"
    " (identifier %(identifier)s), from a deposit that was given up. Click Refresh, and"
    " Odoo takes it over."
)


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    _doubles_idx = models.Index(
        f"(move_id) WHERE chorus_identifier IS NOT NULL AND state IN {ENDED_STATES}"
    )

    @api.model
    def _chorus_double_domain(self):
        """The attempts that Chorus Pro has beside the one that counts, until the
        customer rejects them or they are given up there."""
        # The customer pays the one and has rejected the other: settled.
        return self._chorus_arrived_late_domain() & ~(
            Domain("raw_status", "=", RELEASED)
            & Domain("move_id.l10n_fr_chorus_status", "in", OVER_STATUSES)
        )

    @api.model
    def _chorus_arrived_late_domain(self):
        """The ended attempts that arrived after all, and are not over.

        Tests that were ended with their deposit are none.
        """
        return (
            Domain("state", "in", ENDED_STATES)
            & Domain("chorus_identifier", "!=", False)
            & Domain("deposit_id.state", "not in", ENDED_DEPOSITS)
            & Domain("raw_status", "not in", OVER_STATUSES)
        )

    @api.model
    def _chorus_find_doubles(self):
        """The attempts of :meth:`_chorus_double_domain`, whoever asks.

        They are few. What the invoice has come to is looked at in them: in the search
        it would read every invoice that was ever rejected.
        """
        late = self.sudo().search(self._chorus_arrived_late_domain())
        return late.filtered_domain(self._chorus_double_domain())

    def _chorus_double_text(self, env):
        """What arrived, whether it is there twice, and what to do now.

        :param env: an environment in the reader's language
        """
        live = self.move_id._chorus_live_document()
        values = {
            "number": self.invoice_number,
            "date": format_date(env, self.invoice_date),
            "amount": self.currency_id.with_env(env).format(self.amount_total),
            "customer": self._chorus_customer().name,
            "identifier": self.chorus_identifier,
            "other": live.invoice_number,
        }
        if live.state in OVER_STATES:
            sentence = OTHER_OVER
        elif live.chorus_identifier:
            sentence = TWICE
        elif live and live.state != "to_send":
            sentence = OTHER_UNKNOWN
        else:
            sentence = NO_OTHER
        text = env._(sentence)
        return text % values


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_doubles(self):
        """The attempts that Chorus Pro has beside the one that counts."""
        lost = self._chorus_lost_documents()
        return lost.filtered_domain(lost._chorus_double_domain())

    @api.model
    def _chorus_action_domain(self):
        """The invoices that want a person: by their status, or for they are twice in
        Chorus Pro.

        The latter stand in it by their ids, looked for first: PostgreSQL, asked for
        both at once, reads all invoices.
        """
        doubles = self.env["l10n_fr_chorus_pro.document"]._chorus_find_doubles()
        return self._chorus_asks_domain() | Domain("id", "in", doubles.move_id.ids)

    @api.model
    def _chorus_find_in_action(self, ids):
        """Those of some invoices that want a person, in one query where none does."""
        late = self.env["l10n_fr_chorus_pro.document"]._chorus_arrived_late_domain()
        may_want = self._chorus_asks_domain() | Domain(
            "l10n_fr_chorus_document_ids", "any", late
        )
        return self.search(Domain("id", "in", ids) & may_want)._chorus_in_action()

    def _chorus_in_action(self):
        """Those of these invoices, saved or not, that want a person."""
        documents = self.sudo().l10n_fr_chorus_document_ids
        doubles = documents.filtered_domain(documents._chorus_double_domain())
        twice = doubles.move_id.with_env(self.env)
        return self.filtered_domain(self._chorus_asks_domain()) | (self & twice)
