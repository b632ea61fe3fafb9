"""The identifier of a party in words: which number it is, what it looks like."""

from .party_identifiers import EU_VAT, NON_EU, RIDET, SIRET, TAHITI


def identifier_label(env, kind):
    """Which number a kind is, and where Odoo keeps it.

    :param PartyKind kind: a row of the table of identifiers
    :rtype: str
    """
    return {
        SIRET: env._("SIRET (company ID)"),
        EU_VAT: env._("VAT number"),
        RIDET: env._("RIDET (company ID)"),
        TAHITI: env._("TAHITI number (company ID)"),
        NON_EU: env._("name"),
    }[kind]


def identifier_form(env, kind):
    """What an identifier of a kind looks like, to be read after "it must have".

    :rtype: str
    """
    return {
        SIRET: env._("14 digits, the last of which proves the others"),
        EU_VAT: env._("the two letters of the country, then digits and letters"),
        RIDET: env._("9 or 10 digits"),
        TAHITI: env._("6 digits and letters, with 3 more digits for an establishment"),
        NON_EU: env._("some letters"),
    }[kind]


def wrong_identifier(env, party, identifier):
    """What is wrong with the identifier of a party, and what to do.

    :param party: what a person calls it, a company or a customer
    :param PartyIdentifier identifier: one that is missing, or not of its form
    :rtype: str
    """
    label = identifier_label(env, identifier.kind)
    if not identifier.value:
        return env._(
            "%(party)s has no %(kind)s. Open it and enter it.",
            party=party,
            kind=label,
        )
    return env._(
        "The %(kind)s %(value)s of %(party)s is wrong: it must have %(form)s. Open it"
        " and correct it.",
        kind=label,
        value=identifier.value,
        party=party,
        form=identifier_form(env, identifier.kind),
    )
