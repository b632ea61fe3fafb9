"""How parties are identified: the schemes a document may name and their forms."""

import re

SIRET = "SIRET"
# The numbers are those of the AIFE (annotations of its pivot schema, samples P03 and
# P04; P57 writes ETR), the four digits those of ISO 6523. 0002 is that of the SIREN,
# but a SIRET under it is what clients send (doc/portal.md, R 4.2). Another official
# sample spells the kind out.
# EU: the VAT number. Elsewhere: country, then 16 characters of the name at the most.
FORMS = {
    SIRET: re.compile(r"\d{14}"),
    "UE_HORS_FRANCE": re.compile(r"(?!FR)[A-Z]{2}.{1,16}"),
    "HORS_UE": re.compile(r"[A-Z]{2}.{1,16}"),
    "RIDET": re.compile(r"[A-Z0-9]{9,10}"),
    "TAHITI": re.compile(r"[A-Z0-9]{9}"),
    "AUTRE": re.compile(r".+"),
    "PARTICULIER": re.compile(r".+"),
}

SCHEMES = {
    "": SIRET,
    "1": SIRET,
    "0002": SIRET,
    "0009": SIRET,
    "2": "UE_HORS_FRANCE",
    "0223": "UE_HORS_FRANCE",
    "3": "HORS_UE",
    "ETR": "HORS_UE",
    "0227": "HORS_UE",
    "4": "RIDET",
    "0228": "RIDET",
    "5": "TAHITI",
    "0229": "TAHITI",
    "6": "AUTRE",
    "7": "PARTICULIER",
    "0226": "PARTICULIER",
    **{kind: kind for kind in FORMS},
}


def company_of(identifier: str) -> str:
    """What the establishments of one company share: the SIREN of a SIRET; any other
    identifier is that of a company already."""
    return identifier[:9] if FORMS[SIRET].fullmatch(identifier) else identifier
