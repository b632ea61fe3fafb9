from odoo import models


class AccountEdiXmlCii(models.AbstractModel):
    _inherit = "account.edi.xml.cii"

    def _export_invoice_vals(self, invoice):
        # EXTENDS 'account_edi_ubl_cii'
        vals = super()._export_invoice_vals(invoice)
        if self.env.context.get("chorus_pro"):
            # Core fills an empty service with the customer's reference and an empty
            # commitment with the invoice's own: Chorus Pro rejects what it cannot find.
            vals["buyer_reference"] = invoice.buyer_reference or ""
            vals["purchase_order_reference"] = invoice.purchase_order_reference or ""
            vals["seller_specified_legal_organization"] = (
                invoice._chorus_supplier_siret()
            )
            vals["buyer_specified_legal_organization"] = (
                invoice._chorus_recipient_siret()
            )
        return vals
