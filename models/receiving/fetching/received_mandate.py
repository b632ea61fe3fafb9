"""The number of a payment order that was given in another application."""

import logging

from odoo import models

from ....chorus_api import ChorusError, ConfigurationError
from ..roles import RECIPIENT

_logger = logging.getLogger(__name__)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_read_order_number(self, client):
        """Ask for the number where payment was ordered, and not in Odoo: neither rows
        nor histories tell it (``doc/portal.md``, A 2.6). Known, it is not asked again;
        what keeps it from being read costs nothing else.

        :raises ConfigurationError: the account may not ask at all
        """
        self.ensure_one()
        is_known = self.mandate_number or self._chorus_last_act("order")
        if is_known or self.role != RECIPIENT or not self._chorus_stage().ordered:
            return
        try:
            told = client.read_received(self.chorus_identifier)
        except ConfigurationError:
            raise
        except ChorusError as error:
            _logger.info("Mandate of %s not read: %s", self.id, type(error).__name__)
            return
        if told.mandate_number:
            self.sudo().mandate_number = told.mandate_number
