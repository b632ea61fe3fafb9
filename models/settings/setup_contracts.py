"""How far a company is that validates invoices of others, or works on contracts.

As in ``setup_steps.py``.
"""

from ...tools.notification import some_of
from ...tools.typography import named
from ..connection.res_company_roles import ROLES, WORKS
from ..receiving.may_act import GROUP_OF_ACTOR
from ..receiving.roles import VALIDATOR
from .setup_lines import DONE, MISSING, NOTE, OPEN, Told


def find_roles(company):
    """Each role brings lines, menus and people of its own."""
    names = [
        company._fields[role]._description_string(company.env)
        for role in ROLES
        if company._chorus_does(role)
    ]
    if names:
        return Told(DONE, ", ".join(names), "roles")
    sentence = company.env._(
        "Say what %s does: invoice public bodies, receive as one, validate invoices of"
        " others, work on works contracts.",
        company.name,
    )
    state = MISSING if company._chorus_account_company() else OPEN
    return Told(state, sentence, "roles")


def find_validating_structure(company):
    """Whether the account is asked for what names the company as validator."""
    env, account = company.env, company._chorus_account_company()
    structures = account.l10n_fr_chorus_own_structure_ids
    if not structures:
        return Told(OPEN, env._("Not read from Chorus Pro yet."), "read")
    siret = company._chorus_siret(company.company_registry)
    if own := structures.filtered(lambda structure: structure.siret == siret)[:1]:
        return Told(DONE, own.display_name)
    sentence = env._(
        "Invoices that name %(company)s as their validator do not come: the account is"
        " linked to %(structures)s, and not to the SIRET %(siret)s. Link it in Chorus"
        " Pro, then read again; or correct the SIRET of the company.",
        company=company.name,
        structures=some_of(structures.mapped("display_name")),
        siret=siret or "–",
    )
    return Told(MISSING, sentence, "read", "portal")


def find_validators(company):
    """Who agrees or refuses, and who is told before the time is over."""
    env = company.env
    people = env.ref(GROUP_OF_ACTOR[VALIDATOR]).all_user_ids.filtered(
        lambda user: user.active and not user.share and company in user.company_ids
    )
    if not people:
        sentence = env._(
            "Nobody may agree or refuse: give « Invoices to Validate (Chorus Pro) » in"
            " the form of a user, under Accounting."
        )
        return Told(MISSING, sentence, "people")
    sentence = env._(
        "%(people)s. Told before the time to answer is over: %(reminded)s.",
        people=some_of(people.mapped("name")),
        reminded=company._chorus_reminded_validator().name,
    )
    return Told(DONE, sentence)


def find_contracts(company):
    """The contracts, and what keeps their claims from going to the right hands."""
    env = company.env
    contracts = env["l10n_fr_chorus_pro.contract"].search(
        [("company_id", "=", company.id)]
    )
    if not contracts and company._chorus_does(WORKS):
        sentence = env._(
            "None yet. Claims, deadlines and dossiers hang on a contract: enter its"
            " number, the public body and the works supervisor."
        )
        return Told(NOTE, sentence, "contracts")
    if not contracts:
        sentence = env._(
            "None yet. A contract with its accepted subcontractors warns before"
            " somebody agrees with too much."
        )
        return Told(NOTE, sentence, "contracts")
    wanting = []
    if company._chorus_does(WORKS):
        wanting = list(filter(None, map(_wanting, contracts)))
    if wanting:
        sentence = env._("Still to be entered: %s.", some_of(wanting))
        return Told(MISSING, sentence, "contracts")
    return Told(DONE, some_of(contracts.mapped("display_name")), "contracts")


def _wanting(contract):
    """What a works contract does not say of the hands its claims go to; empty where
    all is said."""
    if not contract.is_works:
        return ""
    names = [] if contract.works_supervisor_id else ["works_supervisor_id"]
    if contract._chorus_is_validated() and not contract.main_contractor_id:
        names.append("main_contractor_id")
    labels = [
        contract._fields[name]._description_string(contract.env) for name in names
    ]
    return names and named(contract.env, contract.display_name, ", ".join(labels))
