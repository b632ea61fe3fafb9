from odoo import fields, models

from ..chorus_api.statuses import CORRECT_VALIDATOR
from ..models.telling.validator_texts import OF_SECOND


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

        :raises UserError: it has no SIRET, the invoice does not wait for a validator
            any more, Chorus Pro refused or did not answer
        """
        self.ensure_one()
        partner = self.validator_id.commercial_partner_id
        siret = self._siret_of(partner)
        document = self._take(CORRECT_VALIDATOR)
        is_second = document.raw_status in OF_SECOND

        def correct_validator(client):
            client.correct_validator(document.chorus_identifier, siret)

        done = document._chorus_perform(correct_validator)
        if done:
            if is_second:
                document.second_validator = partner.name
            else:
                self.move_id.l10n_fr_chorus_validator_id = partner
            self.move_id.message_post(
                body=self.env._(
                    "Chorus Pro: %(validator)s (SIRET %(siret)s) named as validator.",
                    validator=partner.name,
                    siret=siret,
                ),
                subtype_xmlid="mail.mt_note",
            )
        return self._close(done)
