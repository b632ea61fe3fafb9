"""The works contract of the demo: two dossiers, one with the works supervisor, one that
the works owner is to validate."""

from dev.demo_company import COMPANY, CUSTOMERS
from dev.demo_story import OURS

SUPERVISOR = ("Agence Bastide, architectes", "99990002000013")
NUMBER, LOT = "2026-T-017", "2"
PREFIX = "l10n_fr_chorus_"


def prepare_works(admin, simulator):
    """Let the demo company take part in a works contract of the town, with two claims
    at the portal; :func:`read_works` brings them into Odoo.

    :param admin: a Session of the administrator
    :param simulator: a running Simulator
    :return: id of the contract
    """
    company = admin.ref("base.main_company")
    admin.execute("res.company", "write", [company], {f"{PREFIX}is_works": True})
    _name, town = CUSTOMERS["town"]
    domain = [("company_registry", "=", town)]
    (customer,) = admin.execute("res.partner", "search", domain)
    supervisor = works_supervisor(admin, simulator)
    contract = admin.execute(
        f"{OURS}.contract",
        "create",
        {
            "company_id": company,
            "number": NUMBER,
            "lot": LOT,
            "name": "Éclairage du gymnase",
            "customer_id": customer,
            "works_supervisor_id": supervisor,
            "amount_untaxed": 100_000.0,
        },
    )
    claim(simulator, town, "PDM-01", 12_000)
    simulator.control("works/PDM-01/take")
    admitted = {"framework": "A15", "number": "EA-01", "untaxed": 11_500}
    simulator.control("works/PDM-01/answer", {**admitted, "total": 13_800})
    claim(simulator, town, "PDM-02", 8_400)
    return contract


def works_supervisor(admin, simulator):
    """The partner that supervises the works; the portal knows it, too.

    :return: id
    """
    name, siret = SUPERVISOR
    values = {
        "name": name,
        "is_company": True,
        "company_registry": siret,
        "street": "5 rue de l'Écluse",
        "zip": "35400",
        "city": "Saint-Malo",
        "country_id": admin.ref("base.fr"),
    }
    simulator.control("structures", {"identifier": siret, "name": name})
    return admin.execute("res.partner", "create", values)


def claim(simulator, town, number, untaxed):
    """A month's claim that the works supervisor has at the portal."""
    simulator.control(
        "drafts",
        {
            "supplier": COMPANY["company_registry"],
            "recipient": town,
            "supervisor": SUPERVISOR[1],
            "framework": "A4",
            "number": number,
            "market": NUMBER,
            "untaxed": untaxed,
            "total": round(untaxed * 1.2, 2),
            "status": "MISE_A_DISPOSITION_MOE",
        },
    )


def read_works(admin):
    """Bring the pieces into Odoo, as its scheduled action does."""
    cron = admin.ref(f"{OURS}.ir_cron_works")
    admin.execute("ir.cron", "method_direct_trigger", [cron])
