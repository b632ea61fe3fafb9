from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    l10n_fr_chorus_daily_summary = fields.Boolean(
        string="Daily Summary of Chorus Pro",
        help="One mail a day at the most: what changed at Chorus Pro and what needs"
        " action. None on a day without either.",
        groups="base.group_user",
    )
    l10n_fr_chorus_summary_until = fields.Datetime(
        string="Chorus Pro Summaries Sent Until",
        groups="base.group_system",
        copy=False,
        help="What was told until then stands in the summaries sent so far.",
    )
    l10n_fr_chorus_summary_day = fields.Date(
        string="Day of the Last Chorus Pro Summary",
        groups="base.group_system",
        copy=False,
        help="Day of the latest summary: there is one a day at the most.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        # EXTENDS 'base'
        return [*super().SELF_READABLE_FIELDS, "l10n_fr_chorus_daily_summary"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        # EXTENDS 'base'
        return [*super().SELF_WRITEABLE_FIELDS, "l10n_fr_chorus_daily_summary"]
