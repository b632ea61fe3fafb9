"""How the directory names a structure, and what it may ask of an invoice.

Source: ``doc/portal.md``, A 10.5; numbers: the annotations of the AIFE's pivot schema.
The new referential (A 8) counts from 0, the SIRET's.
"""

SIRET = "SIRET"
EU_VAT = "UE_HORS_FRANCE"
NON_EU = "HORS_UE"
RIDET = "RIDET"
TAHITI = "TAHITI"
BEING_REGISTERED = "AUTRE"
PERSON = "PARTICULIER"

IDENTIFIER_KINDS = (SIRET, EU_VAT, NON_EU, RIDET, TAHITI, BEING_REGISTERED, PERSON)
NUMBERED_KINDS = {str(n): kind for n, kind in enumerate(IDENTIFIER_KINDS, 1)} | {
    "0": SIRET
}

# What a structure asks for, beside its own SIRET.
NOTHING = "nothing"
SERVICE = "service"
COMMITMENT = "commitment"
EITHER = "either"
BOTH = "both"
REQUIREMENTS = (NOTHING, SERVICE, COMMITMENT, EITHER, BOTH)

# A service of many local bodies that takes invoices of public bodies alone (R 2).
PUBLIC_ISSUERS_SERVICE = "FACTURES_PUBLIQUES"


def requirement(service: bool, commitment: bool, either: bool) -> str:
    """What an invoice must name, of service and commitment: one of
    :data:`REQUIREMENTS`.

    Where the one is asked for and the choice between both is left as well, the one that
    is asked for is required.
    """
    if service and commitment:
        return BOTH
    if service:
        return SERVICE
    if commitment:
        return COMMITMENT
    return EITHER if either else NOTHING
