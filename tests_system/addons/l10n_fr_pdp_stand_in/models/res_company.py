from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_f10_enable_reporting = fields.Boolean(groups="base.group_user")

    def _pdp_get_flow_10_start_date(self):
        parameters = self.env["ir.config_parameter"].sudo()
        text = parameters.get_param(f"l10n_fr_pdp.flow10.start.date.{self.id}")
        day = fields.Date.to_date(text or False)
        return day and day.replace(day=1)

    def _get_peppol_proxy_type(self):
        """Every French company of the tests is with the approved platform."""
        is_french = self.account_fiscal_country_id.code == "FR"
        return "pdp" if is_french else "peppol"


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _l10n_fr_pdp_is_b2c(self):
        return len(self.vat or "") < 2
