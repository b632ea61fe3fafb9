"""The reasons for which a validator may refuse, as the portal lists them."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ...chorus_api import ChorusError
from ..connection.error_texts import explain_reading
from ..connection.time_limits import LOOK_UP_LIMIT
from ..directory.portal_codes import REFUSAL
from ..receiving.validator_acts import WRONG_VALIDATOR

FRESH = timedelta(days=6)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_refusal_reasons(self):
        """The reasons of the portal's list, read where they are not known or old.

        « Mauvais valideur » is an answer of its own and not among them.

        :rtype: l10n_fr_chorus_pro.portal.code
        :raises UserError: nothing is known, and the portal does not say
        """
        self.ensure_one()
        known = self._chorus_codes(REFUSAL)
        oldest = fields.Datetime.now() - FRESH
        if not known or min(known.mapped("create_date")) < oldest:
            try:
                with self._chorus_client(patience=LOOK_UP_LIMIT) as client:
                    known = self._chorus_keep_refusal_reasons(client, known)
            except ChorusError as error:
                if not known:
                    raise UserError(explain_reading(self.env, error)) from error
        return known.filtered(lambda row: row.code != WRONG_VALIDATOR)

    def _chorus_keep_refusal_reasons(self, client, known):
        """:raises ChorusError: the portal does not say; nothing changed"""
        account = self._chorus_account_company().sudo()
        told = {reason.code: reason.label for reason in client.list_refusal_reasons()}
        known.unlink()
        return account.l10n_fr_chorus_code_ids.create(
            [
                {
                    "company_id": account.id,
                    "kind": REFUSAL,
                    "code": code,
                    "name": label,
                }
                for code, label in told.items()
            ]
        )
