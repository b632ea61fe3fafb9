"""Invoices that Chorus Pro has twice: given up, changed, sent, and both arrived."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate, format_date

from ..chorus_api.statuses import INVOICE_STATUSES
from .document import ENDED_STATES, OVER_STATES
from .message_subtypes import REFUSED
from .payment_rules import RELEASED

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

    @api.model
    def _chorus_double_domain(self):
        """The attempts that Chorus Pro has beside the one that counts, until the
        customer rejects them or they are given up there.

        Tests that were ended with their deposit are none.
        """
        return (
            Domain("state", "in", ENDED_STATES)
            & Domain("chorus_identifier", "!=", False)
            & Domain("deposit_id.state", "not in", ENDED_STATES)
            & Domain("raw_status", "not in", OVER_STATUSES)
            # The customer pays the one and has rejected the other: settled.
            & ~(
                Domain("raw_status", "=", RELEASED)
                & Domain("move_id.l10n_fr_chorus_status", "in", OVER_STATUSES)
            )
        )

    def _chorus_is_double(self, row, live):
        """Whether a row of an ended attempt stands beside another one in the portal.

        Under one number there is one invoice: which attempt brought it, the answer to
        the other one says.

        :param InvoiceRow row: of a search, which is this attempt beyond doubt
        :param live: the attempt that counts
        """
        return live.invoice_number != row.invoice_number or (
            live.chorus_identifier and live.chorus_identifier != row.chorus_invoice_id
        )

    def _chorus_note_row(self, row):
        """Remember the row of an ended attempt, and say once that it has arrived; one
        that is over is in nobody's way."""
        is_new = not self.chorus_identifier
        self._chorus_join_flow(row)
        if self.deposit_id.state in ENDED_STATES:
            self.deposit_id.state = "integrated"
        self._chorus_remember_row(row)
        self.raw_status = row.status
        self.move_id._chorus_activities_due()
        if is_new and self.filtered_domain(self._chorus_double_domain()):
            env = self.company_id._chorus_lang_env()
            self._chorus_say(
                env._("Chorus Pro: an earlier deposit has arrived after all"),
                step=self._chorus_double_text(env),
                subtype=REFUSED,
            )

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
        """See :meth:`_chorus_double_domain`."""
        lost = self._chorus_lost_attempts()
        return lost.filtered_domain(lost._chorus_double_domain())

    @api.depends("l10n_fr_chorus_document_ids.chorus_identifier")
    def _compute_l10n_fr_chorus_status_label(self):
        super()._compute_l10n_fr_chorus_status_label()
        for move in self:
            if doubles := move._chorus_doubles():
                text = doubles[0]._chorus_double_text(self.env)
                move.l10n_fr_chorus_next_step = text

    @api.depends("l10n_fr_chorus_document_ids.raw_status")
    def _compute_l10n_fr_chorus_work_list(self):
        super()._compute_l10n_fr_chorus_work_list()

    @api.model
    def _chorus_work_domain(self, name):
        domain = super()._chorus_work_domain(name)
        if name != "action":
            return domain
        doubles = self.env["l10n_fr_chorus_pro.document"]._chorus_double_domain()
        return domain | Domain("l10n_fr_chorus_document_ids", "any", doubles)

    def _get_alerts(self):
        # EXTENDS 'account'
        alerts = super()._get_alerts()
        if not self.l10n_fr_chorus_state:
            return alerts
        for double in self._chorus_doubles():
            alerts[f"l10n_fr_chorus_pro_double_{double.id}"] = {
                "level": "danger",
                "message": double._chorus_double_text(self.env),
            }
        return alerts
