"""Somebody is told, once, before the time to answer a subcontractor is over."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.portal_time import portal_today
from ...tools.row_locks import take_unchanged_rows

ACTIVITY = "l10n_fr_chorus_pro.mail_activity_type_validation"
DAYS_BEFORE = 5


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    answer_told = fields.Boolean(
        copy=False, help="Somebody was told that an answer is due."
    )

    def write(self, vals):
        # EXTENDS 'mail'
        result = super().write(vals)
        if "raw_status" in vals or "validator_turn" in vals:
            self.sudo()._chorus_close_answered()
        return result

    @api.model
    def _chorus_remind_validators(self):
        """Open the activities that are due, a company in a commit."""
        soon = fields.Date.add(portal_today(self.env), days=DAYS_BEFORE)
        due = self.sudo().search(
            Domain("answer_by", "<=", soon) & Domain("answer_told", "=", False),
            order="answer_by, id",
        )
        for company, own in due.grouped("company_id").items():
            user = company._chorus_reminded_validator()
            if user:
                own._chorus_remind(user)
            self.env["ir.cron"]._commit_progress()

    def _chorus_remind(self, user):
        # What somebody else writes now is told of with the next run.
        received = take_unchanged_rows(self)
        received.answer_told = True
        env = received.company_id._chorus_lang_env()
        values = [
            {
                "activity_type_id": env.ref(ACTIVITY).id,
                "automated": True,
                "res_model_id": env["ir.model"]._get_id(self._name),
                "res_id": one.id,
                "user_id": user.id,
                "date_deadline": one.answer_by,
                "summary": env._(
                    "Validate or refuse by %s", format_date(env, one.answer_by)
                ),
                "note": Markup("<p>%s</p>") % one.silence_means,
            }
            for one in received.with_env(env(su=True))
        ]
        # No mail for each of them.
        activities = env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(values)

    def _chorus_close_answered(self):
        """Close the activities of what waits for no answer any more."""
        answered = self.filtered(lambda one: one.answer_told and not one.answer_by)
        if not answered:
            return
        answered.answer_told = False
        self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.env.ref(ACTIVITY).id),
                ("res_model", "=", self._name),
                ("res_id", "in", answered.ids),
            ]
        ).unlink()
