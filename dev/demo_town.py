"""The public body of the demo: a town, which is a second company of the same Odoo and
receives what the first one sends."""

from dev.demo_company import CUSTOMERS, load_chart
from dev.demo_story import OURS
from dev.rpc import Session

NAME, SIRET = CUSTOMERS["town"]
TOWN = {
    "email": "finances@saint-aubin.example",
    "phone": "+33 2 99 00 00 00",
    "l10n_fr_chorus_environment": "simulator",
    "l10n_fr_chorus_client_id": "simulator",
    "l10n_fr_chorus_client_secret": "simulator",
    "l10n_fr_chorus_login": "TECH_1_0000003@cpro.fr",
    "l10n_fr_chorus_password": "simulator",
    "l10n_fr_chorus_is_public_body": True,
    # What it issues itself is not shown here.
    "l10n_fr_chorus_is_supplier": False,
}
# Login, which is the password too: name, and the groups of what they do.
PEOPLE = {
    "agent": ("Agathe Le Bihan", ["agent"]),
    "ordonnateur": ("Yann Morel", ["orderer"]),
    "finances": ("Nadia Petit", ["finance"]),
    "directrice": ("Claire Rolland", ["finance"]),
}


def prepare_town(admin, simulator):
    """Make the town a company of the database that :func:`.demo_company.prepare` has
    set up, with the people who process its invoices.

    :param admin: a Session of the administrator
    :param simulator: a running Simulator; its directory gets the town's name
    :return: id of the company
    """
    simulator.control("structures", {"identifier": SIRET, "name": NAME})
    domain = [("company_registry", "=", SIRET)]
    (partner,) = admin.execute("res.partner", "search", domain)
    # The customer of the one is the company of the other.
    town = admin.execute(
        "res.company",
        "create",
        {
            "name": NAME,
            "partner_id": partner,
            "country_id": admin.ref("base.fr"),
            "currency_id": admin.ref("base.EUR"),
            **TOWN,
        },
    )
    me = admin.ref("base.user_admin")
    admin.execute("res.users", "write", [me], {"company_ids": [(4, town)]})
    load_chart(admin, town)
    people = create_people(admin, town)
    finance = Session(admin.url, admin.database, "finances", "finances")
    delegate(finance, town, people)
    read_structures(admin, town)
    return town


def create_people(admin, town):
    """The agent, the one who orders and the finance officers; ids by login."""
    people = {}
    for login, (name, groups) in PEOPLE.items():
        ids = [admin.ref(f"{OURS}.group_received_{group}") for group in groups]
        people[login] = admin.execute(
            "res.users",
            "create",
            {
                "name": name,
                "login": login,
                "password": login,
                "lang": "fr_FR",
                "tz": "Europe/Paris",
                "company_id": town,
                "company_ids": [(6, 0, [town])],
                "group_ids": [(4, group) for group in ids],
            },
        )
    return people


def delegate(finance, town, people):
    """The agent certifies for all services, by the mayor's delegation."""
    finance.execute(
        f"{OURS}.delegation",
        "create",
        {
            "company_id": town,
            "user_id": people["agent"],
            "actor": "agent",
            "scope": "all",
            "delegated_by_id": people["ordonnateur"],
            "order_number": "AR-12",
        },
    )


def read_structures(admin, town):
    """Ask the portal for what the town's account receives, by the button of its
    set-up."""
    context = {"allowed_company_ids": [town], "lang": "fr_FR"}
    press = "action_chorus_do_setup"
    admin.execute("res.company", press, [town], "read_receiving", context=context)
