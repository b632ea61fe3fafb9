"""What a validator is warned of before he refuses: not every refusal is lawful. None of
it keeps him from it.

Subcontractors contest by the rows of the same table.
"""

from odoo import models

from ...tools.portal_time import portal_today
from ..telling.unlawful import Rejection, unlawful_rows

# The other rows are about what a public body does.
OF_VALIDATORS = ("works_amount", "late_refusal")


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_refusal_doubts(self, reason_code, words):
        """
        :param str reason_code: of the portal's list, may be empty
        :param str words: of the person who refuses, may be empty
        :rtype: list of str
        """
        self.ensure_one()
        if not self._chorus_is_subcontractor_s():
            return []
        asked = self.asked_on
        rejection = Rejection(
            is_works=True,
            framework=self.framework or "",
            codes=frozenset(filter(None, [reason_code])),
            text=words,
            days_to_refuse=(portal_today(self.env) - asked).days if asked else None,
        )
        return [
            f"{self.env._(row.warning)} ({row.article})"
            for row in unlawful_rows(rejection)
            if row.code in OF_VALIDATORS
        ]
