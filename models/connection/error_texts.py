"""One plain sentence per kind of failure, for the person who must act."""

from ...chorus_api import ConfigurationError, FileError, Rejected, Uncertain
from ...chorus_api.allowed import WORKS_FAMILY
from ...chorus_api.errors import ACCOUNT, ADDRESS, CREDENTIALS, SIZE, SUBSCRIPTION
from .portal_words import portal_words

FAMILY_NAMES = {
    "factures": "Factures",
    "transverses": "Transverses",
    "structures": "Structures",
    "engagementsJuridiques": "Engagements juridiques",
    WORKS_FAMILY: "Factures de travaux",
}


# A gateway's answer to a body that it does not read (RFC 9110, 15.5.14).
TOO_LARGE = 413


def is_refused_at_the_door(error):
    """Whether nothing was handed over: the file breaks a limit, or account, API or
    address are refused before anything is read.

    :param ChorusError error: what the client raised
    """
    is_unread = isinstance(error, ConfigurationError | FileError)
    return is_unread or error.http_status == TOO_LARGE


def explain(env, error):
    """What happened and what to do now.

    :param env: an environment in the reader's language
    :param ChorusError error: what the client raised
    :rtype: str
    """
    if isinstance(error, ConfigurationError):
        return _explain_configuration(env, error)
    if isinstance(error, FileError):
        return _explain_file(env, error)
    if error.http_status == TOO_LARGE:
        return env._(
            "The file is larger than Chorus Pro takes. Make its pictures or its"
            " attachments smaller."
        )
    if isinstance(error, Rejected):
        return env._(
            "Chorus Pro has refused: « %s ».",
            portal_words(error.message) or error.message,
        )
    if isinstance(error, Uncertain):
        return env._(
            "The answer of Chorus Pro did not reach us. Do not send the invoice again:"
            " Odoo is checking whether it was received."
        )
    if error.http_status:
        return env._(
            "Chorus Pro is not available (HTTP %s).",
            error.http_status,
        )
    return env._("Chorus Pro does not answer.")


def explain_reading(env, error):
    """What went wrong and what to do, for a person who asked for something: nothing
    asks again by itself.

    :param ChorusError error: what the client raised
    :rtype: str
    """
    if isinstance(error, ConfigurationError | Rejected):
        return explain(env, error)
    if error.http_status:
        return env._(
            "Chorus Pro is not available (HTTP %s). Nothing was changed: try again"
            " later.",
            error.http_status,
        )
    return env._("Chorus Pro does not answer. Nothing was changed: try again later.")


def explain_search(env, error):
    """That an earlier deposit of an invoice may not be looked for, and what to do now.

    :param Rejected error: what the portal said of the search
    :rtype: str
    """
    return env._(
        "An earlier deposit of this invoice may have arrived, and Chorus Pro does not"
        " let Odoo look for it: « %s ». Nothing was sent. Look for the invoice in"
        " Chorus Pro; if it is not there, deposit it there by hand and mark it as"
        " deposited outside Odoo, or send it again later.",
        portal_words(error.message) or error.message,
    )


def _explain_file(env, error):
    if error.rule == SIZE:
        return env._(
            "The file %(name)s is larger than the %(limit)s MB that Chorus Pro takes."
            " Make its pictures or its attachments smaller.",
            name=error.message,
            limit=error.limit,
        )
    return env._("The file %s is empty or its name is too long.", error.message)


def _explain_configuration(env, error):
    if error.cause == CREDENTIALS:
        return env._(
            "PISTE refuses the client ID or its secret (%s). Check them in the settings"
            " of Chorus Pro.",
            error.message,
        )
    if error.cause == ACCOUNT:
        return env._(
            "Chorus Pro refuses the technical account (401 %s). Check its login and its"
            " password, which ends after 424 days, in the settings of Chorus Pro.",
            error.message,
        )
    if error.cause == SUBSCRIPTION:
        family = FAMILY_NAMES.get(error.family, error.family)
        return env._(
            "Chorus Pro refuses access to the API « %s » (403). Subscribe your"
            " application to it in PISTE and accept its terms of use.",
            family,
        )
    if error.cause == ADDRESS:
        return env._(
            "The address of Chorus Pro is not right (%s). Check the system parameters"
            " l10n_fr_chorus_pro.*_url.",
            error.message,
        )
    return env._(
        "The connection to Chorus Pro is not complete. Enter the PISTE credentials and"
        " the technical account in the settings of Chorus Pro."
    )
