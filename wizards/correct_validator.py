from odoo import fields, models
from odoo.exceptions import UserError

from ..chorus_api.statuses import CORRECT_VALIDATOR
from ..models.party_identifiers import SIRET, party_identifier


class ChorusCorrectValidator(models.TransientModel):
    """Name another validator, where the one on the invoice was the wrong one."""

    _name = "l10n_fr_chorus_pro.correct.validator"
    _inherit = ["l10n_fr_chorus_pro.action.mixin"]
    _description = "Name another validator in Chorus Pro"

    validator_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        help="The main contractor of a subcontractor (A9), the agent of co-contractors"
        " (A12); known by its SIRET.",
    )

    def action_confirm(self):
        """Name the validator, and bring the new status back.

        :raises UserError: it has no SIRET or is the old one, the invoice does not wait
            for one any more, Chorus Pro refused or did not answer
        """
        self.ensure_one()
        partner = self.validator_id.commercial_partner_id
        identifier = party_identifier(partner)
        if identifier.kind is not SIRET or not identifier.has_form():
            raise UserError(
                self.env._(
                    "%s has no SIRET of 14 digits. Open it and enter it as company ID.",
                    partner.display_name,
                )
            )
        document = self._take(CORRECT_VALIDATOR)

        def correct_validator(client):
            client.correct_validator(document.chorus_identifier, identifier.value)

        done = document._chorus_perform(correct_validator)
        if done:
            self.move_id.l10n_fr_chorus_validator_id = partner
            self.move_id.message_post(
                body=self.env._(
                    "Chorus Pro: %(validator)s (SIRET %(siret)s) named as validator.",
                    validator=partner.name,
                    siret=identifier.value,
                ),
                subtype_xmlid="mail.mt_note",
            )
        return self._close(done)
