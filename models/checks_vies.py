"""Parties of the European Union, known to Chorus Pro by their VAT number: whether VIES
confirms it.

Core asks VIES where its setting « Verify VAT Numbers » is on, when the number is
entered, and keeps the answer. The check looks at that answer and asks nobody: VIES that
is down stops no invoice.
"""

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


def place_unconfirmed(move):
    """The first party of an invoice whose VAT number VIES does not confirm."""
    parties = move.commercial_partner_id | move.company_id.partner_id
    if move._chorus_needs_validator():
        parties |= move.l10n_fr_chorus_validator_id.commercial_partner_id
    for party in parties.with_company(move.company_id):
        identifier = party_identifier(party)
        if identifier.kind is EU_VAT and identifier.has_form():
            if party.perform_vies_validation and not party.vies_valid:
                return party
    return parties.browse()


def find_unconfirmed(move):
    if party := place_unconfirmed(move):
        return move.env._(
            "VIES does not confirm the VAT number %(vat)s of %(party)s, or did not"
            " answer. Compare it with the papers of the party; « Look Up in Chorus Pro"
            " » on its form asks VIES again.",
            vat=party.vat,
            party=party.display_name,
        )


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
