"""Checks before sending: what Chorus Pro would refuse for a reason we can know.

Each check is a function of the invoice that returns a plain sentence or nothing; the
rule it comes from stands beside it (section 12 of the rules).
"""

import re

from stdnum.fr import siret as siret_rules

# G1.05 of the annex EDI: 20 characters, letters, digits, space, - + _ /
NUMBER_PATTERN = re.compile(r"[A-Za-z0-9 +_/-]{1,20}")


def checks_of(move):
    """The sentences of the checks that an invoice fails, in the order to mend them.

    :param move: an ``account.move``
    :rtype: list of str
    """
    return [sentence for check in CHECKS for sentence in filter(None, [check(move)])]


def _check_connection(move):
    if not move.company_id._chorus_is_configured():
        return move.env._(
            "%s is not connected to Chorus Pro. Enter the PISTE credentials and the"
            " technical account in the settings of Chorus Pro.",
            move.company_id.display_name,
        )


def _check_supplier(move):
    if not _is_siret(move, move._chorus_supplier_siret()):
        return move.env._(
            "The SIRET of %s must have 14 digits. Correct its company ID.",
            move.company_id.display_name,
        )


def _check_recipient(move):
    partner = move.commercial_partner_id
    if not partner._chorus_is_french():
        return move.env._(
            "%s is not in France: Chorus Pro reaches French public bodies only. Choose"
            " another sending method.",
            partner.display_name,
        )
    siret = move._chorus_recipient_siret()
    if not siret:
        return move.env._(
            "%s has no SIRET. Enter it as company ID on the customer.",
            partner.display_name,
        )
    if not _is_siret(move, siret):
        return move.env._(
            "The SIRET %(siret)s of %(partner)s is wrong: 14 digits, the last of which"
            " proves the others. Correct the company ID of the customer.",
            siret=siret,
            partner=partner.display_name,
        )


def _check_number(move):
    if not NUMBER_PATTERN.fullmatch(move.name or ""):
        return move.env._(
            "The number %s does not suit Chorus Pro: at most 20 characters, letters,"
            " digits, space and - + _ / only. Change the sequence of the journal.",
            move.name,
        )


def _is_siret(move, siret):
    """14 digits with a right check digit; outside production the digits suffice, for
    some fictitious SIRETs of the qualification platform fail the check."""
    account = move.company_id._chorus_account_company()
    if account.l10n_fr_chorus_environment == "production":
        return siret_rules.is_valid(siret)
    return bool(re.fullmatch(r"\d{14}", siret))


CHECKS = (_check_connection, _check_supplier, _check_recipient, _check_number)
