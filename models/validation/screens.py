"""An invoice to validate has a form of its own."""

from odoo import models

from ..receiving.roles import VALIDATOR

FORM = "l10n_fr_chorus_pro.validation_view_form"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def get_formview_id(self, access_uid=None):
        # EXTENDS 'base'
        if len(self) == 1 and self.sudo().role == VALIDATOR:
            return self.env.ref(FORM).id
        return super().get_formview_id(access_uid)

    def action_chorus_open_to_validate(self):
        """Open this invoice in the form of validators."""
        self.ensure_one()
        self.check_access("read")
        return self.get_formview_action()
