"""How far a public body is with what it needs to receive through Chorus Pro.

As in ``setup_steps.py``.
"""

from odoo.fields import Domain

from ...tools.portal_time import portal_today
from ...tools.typography import named
from ..connection.res_company_roles import SUPPLIER
from ..receiving.acts import ACCOUNTANT, AGENT, HELIOS, ORDERER, OWN_ACCOUNTANT
from ..receiving.may_act import FINANCE, GROUP_OF_ACTOR
from .setup_lines import DONE, MISSING, NOTE, OPEN, Told


def find_receiving_structures(company):
    every = company.with_context(active_test=False).l10n_fr_chorus_intake_ids
    env = company.env
    if not every and company._chorus_does(SUPPLIER):
        sentence = env._(
            "%s does not receive by Odoo. Read what it receives, and Odoo fetches it.",
            company.name,
        )
        return Told(NOTE, sentence, "read_receiving")
    if not every:
        return Told(OPEN, env._("Not read from Chorus Pro yet."), "read_receiving")
    fetched = every.filtered("active")
    if not fetched and company._chorus_does(SUPPLIER):
        sentence = env._("%s does not receive by Odoo.", company.name)
        return Told(NOTE, sentence, "intakes")
    if not fetched:
        sentence = env._(
            "Nothing is fetched: switch on what %s receives, under What Is Fetched.",
            company.name,
        )
        return Told(MISSING, sentence, "intakes")
    names = {
        " – ".join(filter(None, (row.structure_siret, row.structure_name)))
        for row in fetched
    }
    return Told(DONE, ", ".join(sorted(names)), "read_receiving")


def find_profile(company):
    env = company.env
    if company.l10n_fr_chorus_recipient_profile == HELIOS:
        sentence = env._(
            "Hélios: the accountant of the DGFiP tells Chorus Pro himself what he books"
            " and pays. The bills in Odoo are your file of control and liquidation, not"
            " the public accounting: no PES, no M57, no payment from Odoo."
        )
    else:
        sentence = env._(
            "Accountant of its own: he hands over, books and releases payment in Odoo."
        )
    return Told(DONE, sentence, "receiving")


def find_people(company):
    """Who is there for each role, with a delegation where one is needed."""
    env = company.env
    roles = {
        AGENT: env._("who certifies service done"),
        ORDERER: env._("who orders payment"),
        ACCOUNTANT: env._("the public accountant"),
        "finance": env._("the finance officer"),
    }
    found = {code: _people(company, code) for code in roles}
    is_own = company.l10n_fr_chorus_recipient_profile == OWN_ACCOUNTANT
    needed = [code for code in roles if code != ACCOUNTANT or is_own]
    missing = [roles[code] for code in needed if not found[code]]
    if missing:
        names = ", ".join(missing)
        sentence = env._(
            "Still to be named: %s. Give these roles in the form of a user, under"
            " Accounting.",
            names,
        )
        return Told(MISSING, sentence, "people")
    if not _delegates(company) & found[AGENT]:
        sentence = env._(
            "Nobody can certify service done: no service is delegated to %s.",
            ", ".join(found[AGENT].mapped("name")),
        )
        return Told(MISSING, sentence, "delegations")
    if len(found["finance"]) == 1:
        sentence = env._(
            "%s alone is finance officer: bank details that he enters wait for a second"
            " one to call back.",
            found["finance"].name,
        )
        return Told(DONE, sentence, "people")
    told = [
        named(env, roles[code], ", ".join(found[code].mapped("name")))
        for code in needed
    ]
    return Told(DONE, " · ".join(told))


def _delegates(company):
    """Who may certify today."""
    delegations = company.env["l10n_fr_chorus_pro.delegation"].search(
        [("company_id", "=", company.id), ("actor", "=", AGENT)]
    )
    return delegations._chorus_in_force(portal_today(company.env)).user_id


def _people(company, code):
    group = company.env.ref(GROUP_OF_ACTOR.get(code, FINANCE))
    domain = Domain("all_group_ids", "in", group.ids) & Domain("share", "=", False)
    return company.env["res.users"].search(
        domain & Domain("company_ids", "in", company.ids)
    )


def find_bill_journals(company):
    rules = company.env["l10n_fr_chorus_pro.billing.rule"].search(
        [("company_id", "=", company.id)]
    )
    if journals := rules.journal_id:
        return Told(DONE, ", ".join(journals.mapped("display_name")))
    journal = company.env["account.journal"].search(
        [("company_id", "parent_of", company.id), ("type", "=", "purchase")], limit=1
    )
    if journal:
        return Told(DONE, journal.display_name, "booking")
    sentence = company.env._("%s has no purchase journal.", company.name)
    return Told(MISSING, sentence, "bill_journals")
