from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_own_delay_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.payment.delay",
        string="Kind of Public Body",
        ondelete="restrict",
        help="Says how many days this body has to pay what it receives. Empty: the"
        " general delay.",
        groups="base.group_user",
    )

    def write(self, vals):
        # EXTENDS 'base'
        result = super().write(vals)
        if "l10n_fr_chorus_own_delay_id" in vals:
            received = self.env["l10n_fr_chorus_pro.received"]
            received._chorus_reckon_open([("company_id", "in", self.ids)])
        return result

    def _chorus_own_days(self):
        """Days that this body has to pay, by the law (L2192-10, R2192-10 and 11)."""
        self.ensure_one()
        delays = self.env["l10n_fr_chorus_pro.payment.delay"]
        own = self.sudo().l10n_fr_chorus_own_delay_id
        return own.days or delays._chorus_general_days()
