"""How far the connection of a company is, by its last test and what was refused since.

As in ``setup_steps.py``; what is asked for is of the company that owns the connection.
"""

from dataclasses import replace
from functools import partial

from ...chorus_api import ConfigurationError
from ...chorus_api.client import FAMILIES, OPTIONAL_FAMILIES
from ...chorus_api.errors import SUBSCRIPTION
from ..connection.error_texts import explain
from ..connection.res_company import CREDENTIALS
from ..connection.res_company_health import WHOLE_ACCOUNT
from .connection_test import (
    ACCEPTED,
    FAILED,
    PISTE,
    REFUSED,
    TECHNICAL,
    family_need,
)
from .setup_lines import DONE, MISSING, NOTE, OPEN, Told
from .setup_steps import password_end_sentence


def _has(account, names):
    return bool(account) and all(map(account._chorus_credential, names))


def _is_refused(account):
    """Whether scheduled actions were refused the account as a whole."""
    return WHOLE_ACCOUNT in (account.l10n_fr_chorus_refusals or {})


def find_client(company):
    env, account = company.env, company._chorus_account_company()
    verdict = account._chorus_verdict(PISTE)
    if not _has(account, CREDENTIALS[:2]):
        sentence = env._(
            "Enter the client ID and the secret of your application in PISTE (its OAuth"
            " credentials, not the API key)."
        )
        return Told(MISSING, sentence, "connection", "piste")
    if verdict == REFUSED:
        sentence = env._("PISTE refuses the client ID or its secret.")
        return Told(MISSING, sentence, "connection", "piste")
    return _tried(company, verdict)


def find_account(company):
    env, account = company.env, company._chorus_account_company()
    verdict = account._chorus_verdict(TECHNICAL)
    if not _has(account, CREDENTIALS[2:]):
        sentence = env._(
            "Enter the login (TECH_…@cpro.fr) and the password of the technical account"
            " that your main manager makes in Chorus Pro."
        )
        return Told(MISSING, sentence, "connection", "portal")
    end = password_end_sentence(account.with_env(env))
    if verdict == REFUSED or _is_refused(account):
        sentence = env._("Chorus Pro refuses the login or the password.")
        if account._chorus_password_ends_soon():
            sentence = f"{sentence} {end}"
        return Told(MISSING, sentence, "connection", "portal")
    if account._chorus_password_ends_soon():
        return Told(MISSING, end, "connection", "portal")
    return _tried(company, verdict, end)


def _find_family(family, company):
    env, account = company.env, company._chorus_account_company()
    verdict = account._chorus_verdict(family)
    refusals = account.l10n_fr_chorus_refusals or {}
    is_optional = family in OPTIONAL_FAMILIES
    if verdict == REFUSED or family in refusals:
        error = ConfigurationError("", cause=SUBSCRIPTION, family=family)
        sentence = explain(env, error)
        if is_optional:
            sentence = f"{sentence} {family_need(env, family)}"
        return Told(NOTE if is_optional else MISSING, sentence, "test", "piste")
    told = _tried(company, verdict)
    if is_optional and told.state == MISSING:
        return replace(told, state=NOTE)
    return told


FAMILY_FINDERS = {
    family: partial(_find_family, family) for family in (*FAMILIES, *OPTIONAL_FAMILIES)
}


def _tried(company, verdict, known=""):
    """:param known: what is told of it anyway"""
    env = company.env
    if verdict == ACCEPTED:
        return Told(DONE, known or env._("Accepted."))
    if verdict == FAILED:
        sentence = env._("Chorus Pro did not answer when it was tried.")
        return Told(MISSING, f"{sentence} {known}".strip(), "test")
    sentence = env._("Not tried yet.")
    return Told(OPEN, f"{sentence} {known}".strip(), "test")
