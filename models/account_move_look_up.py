"""What the banner says of a customer that the directory was never asked about."""

from odoo import api, models

from .party_identifiers import party_identifier


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends("commercial_partner_id.l10n_fr_chorus_directory_date")
    def _compute_alerts(self):
        # EXTENDS 'account'
        return super()._compute_alerts()

    def _get_alerts(self):
        # EXTENDS 'account'
        alerts = super()._get_alerts()
        if self._chorus_is_expected() and not self._chorus_is_before_us():
            if self._chorus_customer_is_unknown():
                alerts["l10n_fr_chorus_pro_unknown"] = self._chorus_unknown_alert()
        return alerts

    def _chorus_customer_is_unknown(self):
        """Whether the directory can tell of the customer, and was never asked."""
        customer = self.commercial_partner_id
        return (
            not customer.l10n_fr_chorus_directory_date
            and self.company_id._chorus_is_configured()
            and party_identifier(customer).has_form()
        )

    def _chorus_unknown_alert(self):
        customer = self.commercial_partner_id
        sentence = self.env._(
            "What %s asks for on its invoices is not known yet. Odoo asks when the"
            " invoice is sent.",
            customer.display_name,
        )
        alert = {"level": "info", "message": f"Chorus Pro – {sentence}"}
        if customer.has_access("write"):
            alert["action_text"] = self.env._("Look Up")
            alert["action_call"] = [
                "res.partner",
                "action_chorus_look_up",
                customer._origin.ids,
            ]
        return alert
