"""Somebody is told, once: of what will be late, and of what being late costs.

The activity is closed by itself when there is nothing left to do of it.
"""

import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ....tools.row_locks import take_unchanged_rows

_logger = logging.getLogger(__name__)

LATE = "l10n_fr_chorus_pro.mail_activity_type_received_late"
INTEREST = "l10n_fr_chorus_pro.mail_activity_type_interest"
LATE_DOMAIN = [("will_be_late", "=", True), ("late_told", "=", False)]
OWED_DOMAIN = [
    ("is_interest_owed", "=", True),
    ("interest_told", "=", False),
]


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    late_told = fields.Boolean(
        copy=False, help="Somebody was told that payment is to be ordered."
    )
    interest_told = fields.Boolean(
        copy=False, help="Somebody was told that interest is owed."
    )
    _late_told_idx = models.Index("(id) WHERE late_told IS TRUE")
    _paid_late_idx = models.Index("(company_id) WHERE days_paid_late > 0")

    def write(self, vals):
        # EXTENDS 'mail'
        result = super().write(vals)
        if "raw_status" in vals:
            self.sudo()._chorus_close_what_is_done()
        return result

    @api.model
    def _cron_received_delays(self):
        """Scheduled action: bring the activities of each body up to date, each in a
        commit."""
        bodies = self.env["res.company"]._chorus_public_bodies()
        self.env["ir.cron"]._commit_progress(remaining=len(bodies))
        for body in bodies:
            try:
                self.sudo()._chorus_tell_delays(body)
                self.env.flush_all()  # what fails to be written fails here
            except Exception:  # noqa: BLE001 - one body must not starve the rest
                self.env.cr.rollback()
                _logger.exception("Delays of %s: nobody told", body.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _chorus_tell_delays(self, body):
        """Tell one body's person what is new of its delays."""
        own = Domain("company_id", "=", body.id)
        told = Domain("late_told", "=", True) | Domain("interest_told", "=", True)
        self.search(own & told)._chorus_close_what_is_done()
        user = body._chorus_watches_delays()
        if not user:
            return
        late = self.search(own & Domain(LATE_DOMAIN), order="due_date, id")
        late._chorus_open_delay_activities(LATE, "late_told", user)
        owed = self.search(own & Domain(OWED_DOMAIN), order="released_on, id")
        owed._chorus_open_delay_activities(INTEREST, "interest_told", user)

    def _chorus_open_delay_activities(self, activity_type, told, user):
        """Open an activity on each of these, in the language of the company.

        :param str activity_type: LATE or INTEREST
        :param str told: field that keeps it from being told again
        """
        # What somebody else writes now is told of on the next day.
        received = take_unchanged_rows(self)
        if not received:
            return
        received[told] = True
        env = received.company_id._chorus_lang_env()
        common = {
            "activity_type_id": env.ref(activity_type).id,
            "automated": True,
            "res_model_id": env["ir.model"]._get_id(self._name),
            "user_id": user.id,
        }
        values = [
            {**common, "res_id": one.id, **one._chorus_delay_texts(activity_type)}
            for one in received.with_env(env(su=True))
        ]
        # No mail for each of them.
        activities = env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(values)

    def _chorus_delay_texts(self, activity_type):
        if activity_type == LATE:
            return self._chorus_late_texts()
        return self._chorus_interest_texts()

    def _chorus_late_texts(self):
        """What is to be done, until when, and why."""
        due = format_date(self.env, self.due_date)
        if self.is_late:
            summary = self.env._("Time to pay ended on %s: order payment", due)
        else:
            summary = self.env._("Order payment: to be paid by %s", due)
        note = self.env._(
            "%(invoice)s, %(amount)s, is « %(status)s » and payment is not ordered. The"
            " time to pay ends on %(due)s; after that interest and the fixed sum of"
            " %(fee)s are owed without being asked for (L2192-13).",
            invoice=self.display_name,
            amount=self.currency_id.format(self.amount_total),
            status=self.status_label,
            due=due,
            fee=self.recovery_fee,
        )
        return {
            "summary": summary,
            "note": Markup("<p>%s</p>") % note,
            "date_deadline": self.order_by,
        }

    def _chorus_interest_texts(self):
        """What is owed, until when, and how it is reckoned."""
        until = format_date(self.env, self.interest_deadline)
        note = self.env._(
            "Payment was released on %(date)s (days late: %(days)s): interest and the"
            " fixed sum of %(fee)s are owed without being asked for, by %(until)s"
            " (L2192-13, R2192-36). « Draft the Bill of Interest » prepares it.",
            date=format_date(self.env, self.released_on),
            days=self.days_paid_late,
            fee=self.recovery_fee,
            until=until,
        )
        return {
            "summary": self.env._("Pay interest and the fixed sum by %s", until),
            "note": Markup("<p>%s</p><p>%s</p>") % (note, self.interest_reckoning),
            "date_deadline": self.interest_deadline,
        }

    def _chorus_close_what_is_done(self):
        """Close the activities of which nothing is left to do."""
        ordered = self.filtered(lambda one: one.late_told and not one.will_be_late)
        settled = self.filtered(
            lambda one: one.interest_told and not one.is_interest_owed
        )
        # Told of interest it stays: the bill of it may be deleted, and the reminder was
        # given. One that is not owed any more may be owed anew.
        self._chorus_delay_activities(ordered, LATE).unlink()
        self._chorus_delay_activities(settled, INTEREST).unlink()
        ordered.late_told = False
        settled.filtered(lambda one: not one.days_paid_late).interest_told = False

    @api.model
    def _chorus_delay_activities(self, received, activity_type):
        if not received:
            return self.env["mail.activity"]
        return self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.env.ref(activity_type).id),
                ("res_model", "=", self._name),
                ("res_id", "in", received.ids),
            ]
        )
