"""VIES, asked again about a party of the European Union."""

import logging

from stdnum import exceptions
from stdnum.eu import vat as eu_vat
from stdnum.util import get_soap_client

from odoo import models

from .party_identifiers import EU_VAT, party_identifier

_logger = logging.getLogger(__name__)

# Seconds, as in core.
TIMEOUT = 10
# What VIES answers where a number cannot be one at all.
IMPOSSIBLE = "INVALID_INPUT"


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _chorus_ask_vies(self):
        """Ask VIES again, where core does so at all; nothing changes where it is
        silent."""
        self.ensure_one()
        identifier = party_identifier(self)
        if identifier.kind is EU_VAT and self.perform_vies_validation:
            is_valid = _ask(identifier.value)
            if is_valid is not None:
                self.vies_valid = is_valid


def _ask(number):
    """What VIES says of a number.

    :return: whether it is valid; None where VIES cannot tell now
    """
    # Slow to load, and rarely needed.
    from odoo.tools import zeep  # noqa: PLC0415

    try:
        # Not check_vies() of stdnum: since its version 2.2 it gives an argument that
        # the client of Odoo does not take.
        client = get_soap_client(eu_vat.vies_wsdl, timeout=TIMEOUT)
        compact = eu_vat.compact(number)
        return bool(client.checkVat(compact[:2], compact[2:])["valid"])
    except exceptions.InvalidComponent:
        return False
    except (OSError, zeep.exceptions.Error) as error:
        if IMPOSSIBLE in str(error):
            return False
        _logger.info("VIES does not answer: %s", type(error).__name__)
        return None
