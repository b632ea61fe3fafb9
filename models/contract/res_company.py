from odoo import models

from ..connection.res_company_roles import VALIDATOR, WORKS


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_has_contracts(self):
        """Whether one of these companies keeps its contracts: it takes part in works,
        or agrees with invoices of others."""
        return any(
            company._chorus_does(WORKS) or company._chorus_does(VALIDATOR)
            for company in self.sudo()
        )
