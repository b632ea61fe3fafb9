from odoo import fields, models

from ..connection.submission_modes import SUBMISSION_SELECTION


class ResPartner(models.Model):
    _inherit = "res.partner"

    invoice_sending_method = fields.Selection(
        selection_add=[("chorus_pro", "by Chorus Pro")],
        ondelete={"chorus_pro": "set null"},
    )
    l10n_fr_chorus_submission_mode = fields.Selection(
        selection=SUBMISSION_SELECTION,
        string="Chorus Pro Format",
        company_dependent=True,
        help="How invoices to this customer go to Chorus Pro. Empty: that of the"
        " company.",
        groups="base.group_user",
    )

    l10n_fr_chorus_service_code = fields.Char(
        string="Chorus Pro Service Code",
        help="Proposed on invoices to this contact, or delivered to it (code service)."
        " Empty: none is proposed.",
        groups="base.group_user",
    )

    def _chorus_is_french(self):
        """French in the sense of core: the mainland and overseas."""
        self.ensure_one()
        codes = self.env["res.company"]._get_france_country_codes()
        return self.country_code in codes

    def _chorus_usual_service_code(self, delivery):
        """The service code to propose for what this partner is invoiced.

        A service belongs to one public body: that of a delivery to another one is
        none of this customer's.

        :param delivery: partner that is delivered
        :return: str, or False where no contact has a code
        """
        contacts = [delivery, self, self.commercial_partner_id]
        for contact in contacts:
            if contact.commercial_partner_id == self.commercial_partner_id:
                if contact.l10n_fr_chorus_service_code:
                    return contact.l10n_fr_chorus_service_code
        return False
