"""Who suspended an invoice is told when its supplier has completed it."""

from markupsafe import Markup

from odoo import api, models

from ..stages import stage_codes

ACTIVITY_TYPE = "l10n_fr_chorus_pro.mail_activity_type_received"
FINANCE = "l10n_fr_chorus_pro.group_received_finance"
COMPLETED = "completed"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def write(self, vals):
        # EXTENDS 'mail'
        res = super().write(vals)
        if "raw_status" in vals:
            self._chorus_sync_completed()
        return res

    def _chorus_sync_completed(self):
        """Open the activity of completed invoices, close that of all others."""
        assert COMPLETED in stage_codes(ours=True)
        activity_type = self.env.ref(ACTIVITY_TYPE, raise_if_not_found=False)
        if not activity_type:
            return
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("activity_type_id", "=", activity_type.id),
        ]
        by_received = self.env["mail.activity"].sudo().search(domain).grouped("res_id")
        for received in self.sudo():
            kept = by_received.get(received.id)
            is_completed = received._chorus_stage().code == COMPLETED
            if kept and not is_completed:
                kept.unlink()
            elif is_completed and not kept:
                received._chorus_ask_to_look(activity_type)

    def _chorus_ask_to_look(self, activity_type):
        user = self._chorus_suspended_by()
        if not user:
            return
        env = self.env(context={**self.env.context, "lang": user.lang or self.env.lang})
        # No mail for each of them.
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=1
        )
        activities.create(
            {
                "activity_type_id": activity_type.id,
                "automated": True,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "user_id": user.id,
                "summary": env._("Completed by the supplier: look at what came"),
                "note": Markup("<p>%s</p>") % (self.reason or ""),
            }
        )

    def _chorus_suspended_by(self):
        """Who is to look at what the supplier has sent: who asked for it, else who is
        responsible for Chorus Pro, else a finance officer.

        :return: a user, empty where nobody may
        """
        self.ensure_one()
        suspension = self.act_ids.filtered(
            lambda act: act.act == "suspend" and act.state == "done"
        )[:1]
        candidates = (
            suspension.user_id
            | self.company_id.l10n_fr_chorus_responsible_id
            | self._chorus_finance_officers()
        )
        return candidates.filtered(self._chorus_may_be_asked)[:1]

    @api.model
    def _chorus_finance_officers(self):
        return self.env.ref(FINANCE).all_user_ids.sorted("id")

    def _chorus_may_be_asked(self, user):
        # Whoever reads it now may have other companies open than that user has.
        theirs = self.with_user(user).with_context(
            allowed_company_ids=self.company_id.ids
        )
        return (
            user.active
            and self.company_id in user.company_ids
            and theirs.has_access("read")
        )
