"""The French company of the demo, its accountant and its public customers, by RPC."""

COMPANY = {
    "name": "Atelier Lumière SARL",
    "company_registry": "73282932000074",
    "vat": "FR44732829320",
    "street": "12 rue des Forges",
    "zip": "69003",
    "city": "Lyon",
    "phone": "+33 4 72 00 00 00",
    "email": "factures@atelier-lumiere.example",
    # None, rather than Odoo's « Your logo » on the invoices.
    "logo": False,
    # What the law wants on an invoice (art. R. 123-237 of the Code de commerce).
    "report_footer": "<p>Atelier Lumière SARL au capital de 20 000 €, RCS Lyon 732 829"
    " 320, SIRET 732 829 320 00074, TVA FR44732829320. Pénalités de retard : taux de la"
    " BCE majoré de huit points ; indemnité forfaitaire de recouvrement : 40 €.</p>",
    "l10n_fr_chorus_environment": "simulator",
    "l10n_fr_chorus_client_id": "simulator",
    "l10n_fr_chorus_client_secret": "simulator",
    "l10n_fr_chorus_login": "TECH_1_0000001@cpro.fr",
    "l10n_fr_chorus_password": "simulator",
}
IBAN = "FR7630006000011234567890189"
# Public bodies of the simulator; the comments say what each asks for.
CUSTOMERS = {
    "town": ("Ville de Saint-Aubin", "12345678200051"),  # nothing
    "school": ("Lycée Jean-Moulin", "12345678200028"),  # a service
    "hospital": ("Centre hospitalier du Val", "12345678200036"),  # a commitment
}
# What the web client gives as active_id is what stands in the address.
OPENING = {
    "name": "Facture de Chorus Pro",
    "path": "chorus-pro-demo",
    "state": "code",
    "code": """
action = env["ir.actions.act_window"]._for_xml_id(
    "account.action_move_out_invoice_type"
)
number = str(env.context.get("active_id") or "")
found = env["account.move"].search([("name", "=", number)])
if len(found) == 1:
    action.update(res_id=found.id, views=[(False, "form")])
else:
    action["domain"] = [("name", "=", number)]
""",
}
PRODUCT = "Pose de luminaires"
GROUPS = ("account.group_account_manager", "base.group_partner_manager")


def prepare(admin, simulator_url):
    """Set up a company that is ready to invoice; returns nothing, changes the database.

    :param admin: a Session of the administrator
    """
    point_at(admin, simulator_url)
    company = admin.ref("base.main_company")
    france = admin.ref("base.fr")
    admin.execute("res.company", "write", [company], COMPANY | {"country_id": france})
    load_chart(admin, company)
    partner = admin.execute("res.company", "read", [company], ["partner_id"])
    partner_id = partner[0]["partner_id"][0]
    admin.execute("res.partner", "write", [partner_id], {"lang": "fr_FR"})
    admin.execute(
        "res.partner.bank",
        "create",
        {
            "acc_number": IBAN,
            "partner_id": partner_id,
            "allow_out_payment": True,
        },
    )
    # A new product takes the company's own tax.
    admin.execute("product.product", "create", {"name": PRODUCT, "type": "service"})
    for name, siret in CUSTOMERS.values():
        create_customer(admin, name, siret, france)
    create_people(admin)


def point_at(admin, simulator_url):
    """Tell Odoo where the simulator answers, and where itself does, for its PDFs."""
    admin.execute("ir.config_parameter", "set_param", "report.url", admin.url)
    for name in ("oauth", "api"):
        key = f"l10n_fr_chorus_pro.simulator_{name}_url"
        admin.execute("ir.config_parameter", "set_param", key, simulator_url)


def link_back(admin, simulator):
    """Have the simulator's page lead to the invoices in Odoo.

    The portal knows the number of an invoice alone, and no address of Odoo finds one by
    its number: a server action of this database does.
    """
    domain = [("path", "=", OPENING["path"])]
    if not admin.execute("ir.actions.server", "search_count", domain):
        (model,) = admin.execute("ir.model", "search", [("model", "=", "account.move")])
        admin.execute("ir.actions.server", "create", OPENING | {"model_id": model})
    link = f"{admin.url}/odoo/{OPENING['path']}?active_id={{number}}"
    simulator.control("settings", {"odoo_link": link})


def load_chart(admin, company):
    """The French chart of accounts, as the settings page loads it."""
    domain = [("id", "=", company), ("chart_template", "=", "fr")]
    if admin.execute("res.company", "search_count", domain):
        return
    model, context = "res.config.settings", {"allowed_company_ids": [company]}
    values = {"chart_template": "fr"}
    settings = admin.execute(model, "create", values, context=context)
    admin.execute(model, "execute", [settings], context=context)


def create_customer(admin, name, siret, country):
    admin.execute(
        "res.partner",
        "create",
        {
            "name": name,
            "is_company": True,
            "company_registry": siret,
            "street": "1 place de la Mairie",
            "zip": "35140",
            "city": "Saint-Aubin",
            "country_id": country,
            "lang": "fr_FR",
            "invoice_sending_method": "chorus_pro",
        },
    )


def create_people(admin):
    """An accountant who has no rights on the settings; the administrator in French."""
    groups = [admin.ref(xmlid) for xmlid in GROUPS]
    admin.execute(
        "res.users",
        "create",
        {
            "name": "Camille Roux",
            "login": "comptable",
            "password": "comptable",
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(4, group) for group in groups],
        },
    )
    me = admin.ref("base.user_admin")
    admin.execute(
        "res.users",
        "write",
        [me],
        {
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(4, group) for group in groups],
        },
    )
