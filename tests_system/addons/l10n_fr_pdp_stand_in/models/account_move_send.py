from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _get_default_sending_methods(self, move):
        # Without super(), as the real one.
        partner = move.commercial_partner_id.with_company(move.company_id)
        is_pdp = move.company_id._get_peppol_proxy_type() == "pdp"
        if is_pdp and partner._l10n_fr_pdp_is_b2c():
            return {"email"}
        return super()._get_default_sending_methods(move)

    def _get_alerts(self, moves, moves_data):
        alerts = super()._get_alerts(moves, moves_data)
        known = moves.commercial_partner_id.with_company(self.company_id).filtered(
            lambda partner: partner.peppol_verification_state == "valid"
        )
        if len(known) == 1:
            text = f"{known.display_name} wants its invoices by the platform."
            alerts["stand_in_platform"] = {"level": "info", "message": text}
        return alerts
