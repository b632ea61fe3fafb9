"""By which identifier the directory knows the parties of an invoice."""

from odoo import models

from .party_identifiers import party_identifier


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_supplier_siret(self):
        """SIRET of the supplier, or the identifier that stands for one."""
        supplier = self.company_id.partner_id
        # Who asks for one party asks for the other: a query reads both.
        parties = supplier | self.commercial_partner_id
        return party_identifier(supplier.with_prefetch(parties._ids)).value

    def _chorus_recipient_siret(self):
        """SIRET of the recipient, or the identifier that stands for one."""
        return party_identifier(self.commercial_partner_id).value
