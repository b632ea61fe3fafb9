"""Somebody is told: one activity on each invoice that needs action, closed by itself.

It follows what is stored on the invoice (its state at Chorus Pro, its payment), by
whatever way that changes: a refresh, a new deposit, a payment, a credit note.
"""

import logging

from markupsafe import Markup

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.mail.tools.discuss import Store

from ..connection.groups import INVOICING_GROUP

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "l10n_fr_chorus_pro.mail_activity_type_action"
# Stored computed fields whose new value may open or close an activity.
WATCHED = {"l10n_fr_chorus_state", "payment_state"}
PENDING = "l10n_fr_chorus_pro.activities"


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _to_store_defaults(self, target):
        # EXTENDS 'mail'
        fields = super()._to_store_defaults(target)
        note = Store.Attr("note", lambda activity: activity._chorus_note())
        return [note if field == "note" else field for field in fields]

    def _chorus_note(self):
        """The note, and whom to call, for those who may see names of public agents.

        They are read when the note is shown, and stand nowhere else.
        """
        self.ensure_one()
        own_type = self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY_TYPE)
        if (
            self.res_model != "account.move"
            or self.activity_type_id.id != own_type
            or not self.env.user.has_group(INVOICING_GROUP)
        ):
            return self.note
        move = self.env["account.move"].browse(self.res_id)
        contact = move._chorus_agent() if move.has_access("read") else ""
        return (self.note or Markup()) + (contact and Markup("<p>%s</p>") % contact)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_agent(self):
        """Who gave the current status at the customer's, and how to reach them.

        :rtype: str, empty where the history does not say
        """
        self.ensure_one()
        document = self._chorus_current_document()
        event = document.event_ids.filtered(
            lambda e: e.kind == "status" and e.code == document.raw_status and e.author
        ).sorted("happened_at")[-1:]
        ways = filter(None, [event.author_phone, event.author_email])
        if not event:
            return ""
        return self.env._("Contact: %s", ", ".join([event.author, *ways]))

    def write(self, vals):
        # EXTENDS 'account'
        res = super().write(vals)
        if "invoice_user_id" in vals:
            self._chorus_activities_due()
        return res

    def _compute_field_value(self, field):
        # EXTENDS 'mail'
        super()._compute_field_value(field)
        if field.store and WATCHED & {f.name for f in self.pool.field_computed[field]}:
            self._chorus_activities_due()

    def _chorus_activities_due(self):
        """Look at the activities of these invoices once, when all is written."""
        saved = self.browse(id_ for id_ in self._ids if id_).sudo()
        # What was never sent there has none; to look would cost each new entry.
        sent = saved.filtered("l10n_fr_chorus_state")
        if not sent:
            return
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = set()
            # Without the context of this caller: its defaults are not for activities.
            moves = self.env(context={})["account.move"]
            precommit.add(moves._chorus_run_due_activities)
        precommit.data[PENDING].update(sent.ids)

    def _chorus_run_due_activities(self):
        ids = self.env.cr.precommit.data.pop(PENDING, ())
        try:
            needed = self.sudo()._chorus_find_in_action(list(ids))
            activities = self.sudo()._chorus_open_activities(ids)
            # Nearly always there is neither.
            if needed or activities:
                # Flushing here would run the hooks of this commit inside themselves.
                with self.env.cr.savepoint(flush=False):
                    needed._chorus_sync_activities(activities)
                    self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001 - an answer of the portal is being committed
            self.env.invalidate_all(flush=False)
            _logger.exception(
                "Activities of Chorus Pro could not be brought up to date"
            )

    @api.model
    def _chorus_open_activities(self, ids):
        # Known without a query, which each commit would make.
        activity_type = self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY_TYPE)
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", list(ids)),
                ("activity_type_id", "=", activity_type),
            ]
        )

    def _chorus_sync_activities(self, activities):
        """Open or bring up to date the activity of each invoice that needs action.

        :param activities: the open ones; those of other invoices are closed
        """
        activity_type = self.env.ref(ACTIVITY_TYPE, raise_if_not_found=False)
        by_move = activities.grouped("res_id")
        solved = activities
        for move in self:
            user = move._chorus_responsible()
            if user and activity_type:
                # Of two that came about at the same time, one is enough.
                kept = by_move.get(move.id, activities.browse())[:1]
                move._chorus_write_activity(activity_type, user, kept)
                solved -= kept
        solved.unlink()

    def _chorus_write_activity(self, activity_type, user, activity):
        """Open the activity of one invoice, or write what has changed into it."""
        values = {"user_id": user.id, **self._chorus_activity_texts(user)}
        # No mail for each of them: there is one summary a day for those who want it.
        activity = activity.with_context(mail_activity_quick_update=True)
        if not activity:
            activity.create(
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": self.id,
                    **values,
                }
            )
        elif changed := {
            name: value
            for name, value in values.items()
            if (activity.user_id.id if name == "user_id" else activity[name]) != value
        }:
            activity.write(changed)

    def _chorus_activity_texts(self, user):
        """What is to be done and why, in the language of who has to do it."""
        move = self.with_context(lang=user.lang or self.env.lang)
        note = Markup().join(
            Markup("<p>%s</p>") % sentence for sentence in move._chorus_sentences()
        )
        return {"summary": move.l10n_fr_chorus_status_label, "note": note}

    def _chorus_responsible(self):
        """Who is told: the salesperson who may invoice, else the company's responsible
        person, else who sent the invoice.

        :return: a user, empty where none of them may invoice for the company
        """
        self.ensure_one()
        candidates = (
            self.invoice_user_id,
            self.company_id.l10n_fr_chorus_responsible_id,
            self._chorus_current_document().create_uid,
        )
        for user in candidates:
            if (
                user.active
                and self.company_id in user.company_ids
                and user.has_group("account.group_account_invoice")
            ):
                return user
        return self.env["res.users"]
