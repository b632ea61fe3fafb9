"""A main contractor who validates invoices of its subcontractors: who he is, and what
he sees."""

from functools import partial

from dev.demo_company import COMPANY, CUSTOMERS, load_chart
from dev.demo_reception import RECEIVED
from dev.demo_story import FRENCH, OURS
from dev.rpc import Session
from dev.screens.scene import Scene, action

NAME, SIRET = "Bâtisseurs de la Rance SAS", "99992001000017"
LOGIN = "chantier"
# That of the simulator's samples; their electrician is accepted up to an amount.
CONTRACT = "MARCHE-TRX-08"
ELECTRICIAN = ("Électricité Le Goff", "99991002900019")
PARTIES = (
    (ELECTRICIAN, "Électricité, lot 7", 4_000.0),
    ((COMPANY["name"], COMPANY["company_registry"]), "Éclairage", 0.0),
)
GROUPS = (
    "account.group_account_manager",
    "base.group_partner_manager",
    f"{OURS}.group_received_validator",
)
COMPANY_VALUES = {
    "name": NAME,
    "company_registry": SIRET,
    "street": "8 quai de la Cale",
    "zip": "35400",
    "city": "Saint-Malo",
    "phone": "+33 2 99 40 00 00",
    "l10n_fr_chorus_environment": "simulator",
    "l10n_fr_chorus_client_id": "simulator",
    "l10n_fr_chorus_client_secret": "simulator",
    "l10n_fr_chorus_login": "TECH_1_0000005@cpro.fr",
    "l10n_fr_chorus_password": "simulator",
    "l10n_fr_chorus_is_supplier": False,
    "l10n_fr_chorus_is_validator": True,
}


def prepare_builder(admin, simulator):
    """Make the main contractor a company of the same database, with one who validates
    and a contract.

    :param admin: a Session of the administrator
    :param simulator: a running Simulator
    :return: id of its contact, which suppliers name as validator
    """
    france = admin.ref("base.fr")
    values = {"country_id": france, "currency_id": admin.ref("base.EUR")}
    company = admin.execute("res.company", "create", COMPANY_VALUES | values)
    me = admin.ref("base.user_admin")
    admin.execute("res.users", "write", [me], {"company_ids": [(4, company)]})
    load_chart(admin, company)
    admin.execute(
        "res.users",
        "create",
        {
            "name": "Hugo Tanguy",
            "login": LOGIN,
            "password": LOGIN,
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "company_id": company,
            "company_ids": [(6, 0, [company])],
            "group_ids": [(4, admin.ref(group)) for group in GROUPS],
        },
    )
    simulator.control("structures", {"identifier": SIRET, "name": NAME})
    context = {"allowed_company_ids": [company], **FRENCH}
    press = "action_chorus_do_setup"
    admin.execute("res.company", press, [company], "read", context=context)
    (told,) = admin.execute("res.company", "read", [company], ["partner_id"])
    _keep_contract(Session(admin.url, admin.database, LOGIN, LOGIN), company)
    return told["partner_id"][0]


def _keep_contract(person, company):
    """Keep the contract whose invoices he validates: one subcontractor is accepted for
    less than it claims, one without a ceiling."""
    parties = []
    for (name, siret), works, ceiling in PARTIES:
        domain = [("company_registry", "=", siret)]
        found = person.execute("res.partner", "search", domain, limit=1)
        values = {"name": name, "is_company": True, "company_registry": siret}
        partner = found[0] if found else person.execute("res.partner", "create", values)
        party = {"partner_id": partner, "rank": 1, "accepted_on": "2026-01-12"}
        parties.append((0, 0, {**party, "name": works, "ceiling": ceiling}))
    domain = [("company_registry", "=", CUSTOMERS["town"][1])]
    (town,) = person.execute("res.partner", "search", domain, limit=1)
    person.execute(
        f"{OURS}.contract",
        "create",
        {
            "company_id": company,
            "number": CONTRACT,
            "name": "Groupe scolaire Jean-Moulin",
            "customer_id": town,
            "party_ids": parties,
        },
        context=FRENCH,
    )


def ask(admin, simulator):
    """Let subcontractors and a co-contractor send what names him, and fetch it."""
    simulator.control("samples-to-validate", {"validator": SIRET})
    read(admin)


def read(admin):
    """Fetch what waits, as the scheduled action does."""
    cron = admin.ref(f"{OURS}.ir_cron_validation")
    admin.execute("ir.cron", "method_direct_trigger", [cron])


def _waiting(stage):
    """What waits of the subcontractor that claims too much."""
    domain = [("role", "=", "validator"), ("supplier_identifier", "=", ELECTRICIAN[1])]
    person = stage.world.odoo.session(LOGIN, LOGIN)
    return person.execute(RECEIVED, "search", domain, limit=1)[0]


def form(stage):
    path = f"/odoo/action-{OURS}.validation_action/{_waiting(stage)}"
    stage.open(path, ".o_form_view .o-mail-Chatter")


def answer(act, stage):
    form(stage)
    found = _waiting(stage)
    context = {
        "default_act": act,
        "active_model": RECEIVED,
        "active_id": found,
        "active_ids": [found],
    }
    stage.open_dialog_with(f"{OURS}.validate_action", context)


BUILDER_SCENES = tuple(
    Scene(name, show, LOGIN)
    for name, show in (
        ("validate-list", partial(action, f"{OURS}.validation_action_to_validate")),
        ("validate-form", form),
        ("validate-wizard", partial(answer, "validate")),
        ("validate-wizard-part", partial(answer, "validate_in_part")),
        ("validate-wizard-refuse", partial(answer, "refuse")),
        ("validate-setup", partial(action, f"{OURS}.setup_action")),
    )
)
