"""Somebody is reminded, once, that the technical password is about to end."""

import logging

from markupsafe import Markup

from odoo import api, fields, models

from ...chorus_api import ChorusError
from ..connection.res_company_password import PASSWORD, PASSWORD_END
from ..connection.time_limits import LOOK_UP_LIMIT
from .setup_buttons import ADMINISTRATOR
from .setup_steps import password_end_sentence

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "l10n_fr_chorus_pro.mail_activity_type_password"


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_password_told = fields.Date(
        string="End of the Password That Was Reminded",
        copy=False,
        help="Of this end somebody was told: he is reminded once.",
        groups="base.group_system",
    )

    def write(self, vals):
        # EXTENDS 'base'
        res = super().write(vals)
        if {PASSWORD, PASSWORD_END} & set(vals):
            for company in self.filtered(lambda c: not c._chorus_password_ends_soon()):
                company._chorus_password_activities().unlink()
        return res

    @api.model
    def _cron_chorus_password(self):
        """Scheduled action: remind of each account's password, each in a commit."""
        accounts = self._chorus_accounts()
        self.env["ir.cron"]._commit_progress(remaining=len(accounts))
        for account in accounts:
            try:
                account._chorus_remind_of_password()
                self.env.flush_all()  # what fails to be written fails here
            except Exception:  # noqa: BLE001 - one account must not starve the rest
                self.env.cr.rollback()
                _logger.exception("Password of %s: nobody reminded", account.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _chorus_remind_of_password(self):
        """Ask the portal whether it is so, then remind those who may act."""
        end = self.l10n_fr_chorus_password_end
        if not end or self._chorus_password_ends_soon():
            self._chorus_ask_password_end()
        end = self.l10n_fr_chorus_password_end
        if (
            self._chorus_password_ends_soon()
            and self.l10n_fr_chorus_password_told != end
        ):
            self.l10n_fr_chorus_password_told = end
            for user in self._chorus_keepers():
                self._chorus_open_password_activity(user)

    def _chorus_ask_password_end(self):
        if not self._chorus_may_ask():
            return
        try:
            with self._chorus_client(patience=LOOK_UP_LIMIT) as client:
                self._chorus_read_password_end(client)
        except ChorusError as error:
            _logger.info("End of a password not read: %s", type(error).__name__)

    def _chorus_keepers(self):
        """The responsible person, else the administrators of the company."""
        group = self.env.ref(ADMINISTRATOR)
        responsible = self.l10n_fr_chorus_responsible_id.filtered("active")
        return responsible or group.all_user_ids.filtered(
            lambda user: user.active and not user.share and self in user.company_ids
        )

    def _chorus_open_password_activity(self, user):
        company = self.with_context(lang=user.lang or self.env.lang)
        sentence = password_end_sentence(company)
        self.partner_id.activity_schedule(
            ACTIVITY_TYPE,
            date_deadline=self.l10n_fr_chorus_password_end,
            summary=company.env._("Chorus Pro: the technical password ends"),
            note=Markup("<p>%s: %s</p>") % (self.name, sentence),
            user_id=user.id,
        )

    def _chorus_password_activities(self):
        activity_type = self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY_TYPE)
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("activity_type_id", "=", activity_type),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", self.partner_id.id),
                ]
            )
        )
