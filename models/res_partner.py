from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    invoice_sending_method = fields.Selection(
        selection_add=[("chorus_pro", "by Chorus Pro")],
        ondelete={"chorus_pro": "set null"},
    )

    def _chorus_is_french(self):
        """French in the sense of core: the mainland and overseas."""
        self.ensure_one()
        codes = self.env["res.company"]._get_france_country_codes()
        return self.country_code in codes
