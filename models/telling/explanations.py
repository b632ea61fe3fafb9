"""What the reason given by Chorus Pro means, beside its own words."""

from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_explanation = fields.Text(
        string="What It Means",
        compute="_compute_l10n_fr_chorus_explanation",
        help="The reason of Chorus Pro in plain words, by the dictionary of reasons.",
        groups="base.group_user",
    )

    @api.depends("l10n_fr_chorus_reason")
    @api.depends_context("lang")
    def _compute_l10n_fr_chorus_explanation(self):
        reasons = self.env["l10n_fr_chorus_pro.reason"]
        for move in self:
            reason = move.l10n_fr_chorus_reason
            sentences = reasons._chorus_explain(reason) if reason else []
            move.l10n_fr_chorus_explanation = "\n".join(sentences)
