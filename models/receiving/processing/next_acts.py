"""What may be made of a received invoice now, and by this user: without a call.

At the click the portal is asked; its word is the last.
"""

from odoo import SUPERUSER_ID, api, fields, models

from ..acts import ACTS, HELIOS
from ..roles import VALIDATOR
from ..validator_acts import EVERY_ACT, VALIDATOR_ACTS


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    next_acts = fields.Char(
        compute="_compute_next_acts",
        help="What the user may do with the invoice now.",
    )

    @api.depends("raw_status", "role", "validator_turn", "act_ids.state")
    @api.depends_context("uid")
    def _compute_next_acts(self):
        for received in self:
            codes = [
                code
                for code in received._chorus_acts_of_role()
                if not received._chorus_why_not_now(code)
                and not received._chorus_why_not_mine(code)
            ]
            # With commas around, so that a view finds a whole code.
            received.next_acts = f",{','.join(codes)}," if codes else False

    def _chorus_acts_of_role(self):
        """
        :return: table of what a company may do that has the invoice in this role
        """
        return VALIDATOR_ACTS if self.role == VALIDATOR else ACTS

    def _chorus_why_not_now(self, code):
        """Why nobody like the user may do this with the invoice now: its status, the
        public accountant of the body, or what the portal said last.

        :param str code: of ``EVERY_ACT``
        :return: a sentence; empty where nothing is known against it
        """
        self.ensure_one()
        why = self._chorus_why_elsewhere()
        if why:
            return why
        if self._chorus_open_act():
            return self.env._(
                "Chorus Pro is being told of something else, or its answer is missing:"
                " Odoo looks there in a few minutes."
            )
        if self.env.uid == SUPERUSER_ID:
            return self.env._("A person decides this, never Odoo by itself.")
        why = self._chorus_why_not_by_profile(code)
        if not why and code == "order" and self._chorus_follows(code):
            why = self._chorus_why_not_certified()
        if why or self._chorus_follows(code):
            return why
        return self.env._(
            "The invoice is « %s » in Chorus Pro by now: this can no longer be done.",
            self.status_label,
        )

    def _chorus_follows(self, code):
        """Whether an act may follow the status, by our table and the portal's word."""
        act, company = EVERY_ACT[code], self.company_id
        if act.status == self.raw_status or code not in self._chorus_stage().acts:
            return False
        if self.role == VALIDATOR:
            return True
        if code == "recycle" and company._chorus_is_recycling_withdrawn():
            return False
        told = company._chorus_remembered_statuses(self.raw_status)
        return told is None or act.status in told

    def _chorus_why_not_by_profile(self, code):
        """Hélios tells of the accountant's steps itself, and what comes back after the
        order is the orderer's to decide.

        :return: a sentence; empty where nothing is against it
        """
        act = EVERY_ACT[code]
        is_helios = self.company_id.sudo().l10n_fr_chorus_recipient_profile == HELIOS
        if act.is_accountant_s and is_helios:
            return self.env._(
                "The public accountant tells Chorus Pro of this himself, from Hélios."
            )
        if act.is_accountant_s and not self._chorus_stage().ordered:
            return self.env._("Payment has to be ordered first.")
        stage = self._chorus_stage()
        is_return = stage.ordered and code in stage.acts and not act.is_accountant_s
        if is_return and is_helios and self._chorus_why_not_mine("order"):
            return self.env._(
                "Payment was ordered: who orders payment decides what goes back to the"
                " supplier."
            )
        return ""
