"""How a party is named to Chorus Pro: its identifier, and the scheme it is of.

One table. Kinds and forms: ``doc/portal.md``, R 4.2 and R 10; codes of the schemes: ISO
6523, as EN 16931 wants them (BT-30-1, BT-47-1). Public clients name a SIRET by 0002 in
what Chorus Pro takes, the standard has 0009 for it: the system parameter
``l10n_fr_chorus_pro.siret_scheme`` chooses.
"""

import re
from dataclasses import dataclass

from stdnum.fr import siret as siret_rules

from ...tools.typed_texts import typed_code, without_blanks

SIRET_SCHEME = "0002"
SIRET_SCHEME_PARAMETER = "l10n_fr_chorus_pro.siret_scheme"
# New Caledonia and French Polynesia number their companies themselves.
RIDET_COUNTRY, TAHITI_COUNTRY = "NC", "PF"
NAME_LENGTH = 16


@dataclass(frozen=True)
class PartyKind:
    """A row of the table.

    :param scheme: code of ISO 6523
    :param pattern: what an identifier looks like
    """

    name: str
    scheme: str
    pattern: re.Pattern


SIRET = PartyKind("siret", SIRET_SCHEME, re.compile(r"\d{14}"))
EU_VAT = PartyKind("eu_vat", "0223", re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,16}"))
NON_EU = PartyKind("non_eu", "0227", re.compile(r"[A-Z]{2}\S.{0,15}"))
RIDET = PartyKind("ridet", "0228", re.compile(r"\d{9,10}"))
TAHITI = PartyKind("tahiti", "0229", re.compile(r"[A-Z0-9]{6}(\d{3})?"))


@dataclass(frozen=True)
class PartyIdentifier:
    """Who a party is.

    :param value: without spaces; empty where the partner has none
    """

    kind: PartyKind
    value: str

    def has_form(self):
        """Whether it looks as one of its kind must; check digits apart."""
        return bool(self.kind.pattern.fullmatch(self.value))

    def proves_itself(self):
        """Whether the check digit of a SIRET is right; true for what has none."""
        return self.kind is not SIRET or siret_rules.is_valid(self.value)


def party_identifier(partner):
    """The identifier by which Chorus Pro knows a partner.

    A SIRET wins wherever the partner lives: a consulate has one.

    :param partner: a commercial ``res.partner``
    :rtype: PartyIdentifier
    """
    registry = without_blanks(partner.company_registry)
    country = partner.country_code or ""
    if SIRET.pattern.fullmatch(registry):
        return PartyIdentifier(SIRET, registry)
    if country == RIDET_COUNTRY:
        return PartyIdentifier(RIDET, registry)
    if country == TAHITI_COUNTRY:
        return PartyIdentifier(TAHITI, registry.upper())
    if not country or partner._chorus_is_french():
        return PartyIdentifier(SIRET, registry)
    if country in partner.env.ref("base.europe").sudo().country_ids.mapped("code"):
        vat = re.sub(r"[.-]", "", without_blanks(partner.vat)).upper()
        return PartyIdentifier(EU_VAT, vat)
    name = typed_code(partner.name)[:NAME_LENGTH]
    return PartyIdentifier(NON_EU, name and f"{country}{name}")


def is_right(company, identifier):
    """Of the right form, its check digit right; outside production the form suffices,
    for some fictitious SIRETs of the qualification platform fail the check.

    :param company: whose settings say which portal it is
    """
    account = company._chorus_account_company()
    is_production = account.l10n_fr_chorus_environment == "production"
    return identifier.has_form() and (not is_production or identifier.proves_itself())


def scheme_of(env, kind):
    """The code of a kind's scheme; that of a SIRET is a setting."""
    if kind is not SIRET:
        return kind.scheme
    parameters = env["ir.config_parameter"].sudo()
    return parameters.get_param(SIRET_SCHEME_PARAMETER, SIRET_SCHEME)
