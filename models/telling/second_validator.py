"""Who agrees after the first validator: the portal alone knows, for the first one names
them there."""

import logging

from odoo import fields, models

from ...chorus_api import ChorusError, ConfigurationError
from .validator_texts import OF_SECOND

_logger = logging.getLogger(__name__)

ASKED = "A_VALIDER_2"


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    second_validator = fields.Char(
        help="Who has to agree after the validator of the invoice, as Chorus Pro says."
    )

    def _chorus_read_second_validator(self, client):
        """Read who the second validator is, once they are asked; those who are asked
        anew may be others. A failure costs the name, not the status."""
        status = self.row_status
        if status not in OF_SECOND or (self.second_validator and status != ASKED):
            return
        try:
            validators = client.read_invoice(self.chorus_identifier).validators
        except ConfigurationError:
            raise
        except ChorusError as error:
            _logger.info("Second validator not read: %s", type(error).__name__)
            return
        name = validators[1].name if len(validators) > 1 else False
        if name != self.second_validator:
            self.second_validator = name
