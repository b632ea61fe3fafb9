"""Who may do what with a received invoice: groups, and what they are limited to."""

from odoo import models
from odoo.exceptions import AccessError

from .acts import ACCOUNTANT, ACTS, AGENT, ORDERER

GROUP_OF_ACTOR = {
    AGENT: "l10n_fr_chorus_pro.group_received_agent",
    ORDERER: "l10n_fr_chorus_pro.group_received_orderer",
    ACCOUNTANT: "l10n_fr_chorus_pro.group_received_accountant",
}


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_why_not_mine(self, act):
        """Why the user may not do this with this invoice.

        :param str act: a code of ``ACTS``
        :return: a sentence; empty where he may
        """
        self.ensure_one()
        groups = [GROUP_OF_ACTOR[actor] for actor in ACTS[act].actors]
        if any(self.env.user.has_group(group) for group in groups):
            return ""
        return self.env._("This is for others to do: ask your finance officer.")

    def _chorus_assert_mine(self, act):
        """:raises AccessError: the user may not do this with one of these invoices"""
        for received in self:
            why = received._chorus_why_not_mine(act)
            if why:
                raise AccessError(f"{received.display_name}: {why}")
