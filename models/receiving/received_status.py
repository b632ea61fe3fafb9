"""The one writer of a received invoice's status: the portal's word, never ours."""

from odoo import models

from .validator_stages import stage_for


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_stage(self):
        """What the portal's status means to this company.

        :rtype: Stage
        """
        return stage_for(self.role, self.raw_status, self.validator_turn)

    def _chorus_take_status(self, status, when, reason):
        """Keep the status that the portal shows now, whoever gave it.

        :param str status: the portal's code
        :param when: naive UTC datetime, or None where it is not told
        :param str reason: may be empty
        :return: whether it is another one than was known
        """
        self.ensure_one()
        news = {
            "raw_status": status,
            "status_date": when or False,
            "reason": reason or False,
        }
        if all(self[name] == value for name, value in news.items()):
            return False
        is_other = (self.raw_status, self.status_date) != (status, when or False)
        self.sudo().write(news)
        return is_other
