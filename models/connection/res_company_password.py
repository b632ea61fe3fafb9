"""When the technical password ends: told by the portal, else entered.

Source: ``doc/portal.md``, R 6.
"""

from datetime import timedelta

from odoo import fields, models

from ...tools.portal_time import portal_date, portal_today

PASSWORD = "l10n_fr_chorus_password"
PASSWORD_END = "l10n_fr_chorus_password_end"
DAYS_PARAMETER = "l10n_fr_chorus_pro.password_days"
DAYS = 424
# So many days before its end somebody is reminded.
WARNED = timedelta(days=30)


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_password_end = fields.Date(
        string="Technical Password Ends On",
        copy=False,
        help="Read from Chorus Pro by each test of the connection; until then 424 days"
        " after the password was entered. You can correct it.",
        groups="base.group_system",
    )

    def write(self, vals):
        # EXTENDS 'base'
        if vals.get(PASSWORD) and PASSWORD_END not in vals:
            parameters = self.env["ir.config_parameter"].sudo()
            days = int(parameters.get_param(DAYS_PARAMETER, DAYS))
            end = portal_today(self.env) + timedelta(days=days)
            vals = {**vals, PASSWORD_END: end}
        return super().write(vals)

    def _chorus_note_password_end(self, moment):
        """Keep what the portal told of it.

        :param datetime moment: naive UTC, None where it was not told
        """
        if moment:
            self.sudo().l10n_fr_chorus_password_end = portal_date(self.env, moment)

    def _chorus_password_ends_soon(self):
        """Whether it is over, or will be in 30 days."""
        self.ensure_one()
        end = self.sudo().l10n_fr_chorus_password_end
        return bool(end) and end <= portal_today(self.env) + WARNED
