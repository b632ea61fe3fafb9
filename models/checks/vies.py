"""Parties of the European Union, known to Chorus Pro by their VAT number: whether VIES
confirms it.

Core asks VIES where its setting « Verify VAT Numbers » is on, when the number is
entered, and keeps the answer. The check looks at that answer and asks nobody: VIES that
is down stops no invoice.
"""

from ..directory.party_identifiers import EU_VAT, party_identifier


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
