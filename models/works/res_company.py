"""A company that begins with works contracts gets the pieces that were passed over."""

from odoo import models

from ..connection.cursor import NO_SEARCH
from ..connection.res_company_roles import WORKS


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # EXTENDS 'base'
        joining = self.browse()
        if vals.get(WORKS):
            joining = self.filtered(lambda company: not company[WORKS])
        res = super().write(vals)
        joining._chorus_read_works_anew()
        return res

    def _chorus_read_works_anew(self):
        """Have all pieces of the account read again: those of a company without works
        contracts were left out, and the cursor went on."""
        if not self:
            return
        accounts = self.browse().union(*(c._chorus_account_company() for c in self))
        cursors = self.env["l10n_fr_chorus_pro.works.cursor"].sudo()
        cursors.search([("company_id", "in", accounts.ids)]).write(
            {"watermark": False, **NO_SEARCH}
        )
