"""How far the reading of statuses got: the cursors of the refresh and of the sweep of
a company's own invoices."""

from odoo import fields, models

from .cursor import NO_SEARCH

PREFIX = "l10n_fr_chorus_"
FORGOTTEN_CURSOR = {
    f"{PREFIX}watermark": False,
    **{f"{PREFIX}{name}": value for name, value in NO_SEARCH.items()},
    f"{PREFIX}sweep_month": False,
    f"{PREFIX}sweep_page": 0,
    f"{PREFIX}period_ignored": False,
}


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "l10n_fr_chorus_pro.cursor"]

    _chorus_cursor_prefix = PREFIX

    l10n_fr_chorus_watermark = fields.Datetime(
        copy=False,
        groups="base.group_system",
        help="Statuses changed until then, on the portal's clock, are known here.",
    )
    l10n_fr_chorus_next_page = fields.Integer(
        copy=False,
        groups="base.group_system",
        help="Page from which an interrupted refresh goes on; 0 when none is.",
    )
    l10n_fr_chorus_seen_until = fields.Datetime(
        copy=False,
        groups="base.group_system",
        help="Latest status change seen by the refresh that is under way.",
    )
    l10n_fr_chorus_seen_limit = fields.Datetime(
        copy=False,
        groups="base.group_system",
        help="The watermark stays before this moment: what changed since the refresh"
        " under way began may be on pages that it had read already.",
    )
    l10n_fr_chorus_sweep_month = fields.Date(
        copy=False,
        groups="base.group_system",
        help="Month of deposit with which an interrupted sweep goes on.",
    )
    l10n_fr_chorus_sweep_page = fields.Integer(
        copy=False,
        groups="base.group_system",
        help="Page of that month with which it goes on.",
    )
    l10n_fr_chorus_period_ignored = fields.Boolean(
        copy=False,
        groups="base.group_system",
        help="The portal was seen to answer searches by period of change with all"
        " invoices: they are swept by date of deposit instead.",
    )
