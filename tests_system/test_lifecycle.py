"""The addon comes and goes cleanly: install, upgrade, uninstall, neutralise."""

import subprocess

import pytest

from dev import demo_company, postgres
from dev.environment import odoo_command, odoo_environment
from dev.rpc import RpcError

ADDON = "l10n_fr_chorus_pro"


def run_odoo(database, *arguments, subcommand="server"):
    """Run Odoo once; returns its log."""
    command = odoo_command(*arguments, database=database, subcommand=subcommand)
    result = subprocess.run(
        [str(part) for part in command],
        env=odoo_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return result.stdout


def complaints(log):
    """Lines of a log that an administrator would stop at."""
    words = (" WARNING ", " ERROR ", " CRITICAL ", "Traceback")
    return [line for line in log.splitlines() if any(word in line for word in words)]


@pytest.fixture
def bare_database():
    name = "chorus_system_bare"
    postgres.drop(name)
    postgres.create_from_template(name)
    yield name
    postgres.drop(name)


def remains(database):
    """What a database still holds of the addon, by kind."""
    places = {
        "fields": "ir_model_fields where name like 'l10n_fr_chorus%'",
        "models": "ir_model where model like 'l10n_fr_chorus_pro%'",
        "crons": "ir_cron where cron_name like 'Chorus Pro%'",
        "data": f"ir_model_data where module = '{ADDON}'",
        "tables": "pg_tables where tablename like 'l10n_fr_chorus%'",
        "columns": "information_schema.columns where column_name like 'l10n_fr_chorus%'",
        "methods": "res_partner where invoice_sending_method::text like '%chorus_pro%'",
        "choices": "ir_model_fields_selection where value = 'chorus_pro'",
    }
    return {
        kind: int(postgres.psql(f"select count(*) from {place}", database))
        for kind, place in places.items()
    }


def test_install_and_upgrade_without_a_warning(bare_database):
    stop = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
    assert not complaints(run_odoo(bare_database, "-i", ADDON, *stop))
    assert all(v for k, v in remains(bare_database).items() if k != "methods")
    assert not complaints(run_odoo(bare_database, "-u", ADDON, *stop))


def test_uninstall_leaves_nothing_behind(odoo_server, simulator):
    """Customers of two companies have the method, an invoice has its whole history."""
    admin = odoo_server.session()
    demo_company.prepare(admin, simulator.url)
    other = admin.execute("res.company", "create", {"name": "Autre société"})
    me = admin.ref("base.user_admin")
    admin.execute("res.users", "write", [me], {"company_ids": [(4, other)]})
    (town,) = admin.execute("res.partner", "search", [("name", "like", "Saint-Aubin")])
    admin.execute(
        "res.partner",
        "write",
        [town],
        {"invoice_sending_method": "chorus_pro"},
        context={"allowed_company_ids": [other]},
    )
    assert remains(odoo_server.database)["methods"]
    (module,) = admin.execute("ir.module.module", "search", [("name", "=", ADDON)])
    admin.execute("ir.module.module", "button_immediate_uninstall", [module])
    assert remains(odoo_server.database) == dict.fromkeys(
        remains(odoo_server.database), 0
    )
    admin.execute("ir.module.module", "button_immediate_install", [module])
    assert remains(odoo_server.database)["crons"] == 2
    assert "Traceback" not in odoo_server.log()


def test_uninstall_waits_for_what_is_on_its_way(odoo_server, simulator):
    admin = odoo_server.session()
    demo_company.prepare(admin, simulator.url)
    odoo_server_database = odoo_server.database
    (town,) = admin.execute("res.partner", "search", [("name", "like", "Saint-Aubin")])
    (product,) = admin.execute(
        "product.product", "search", [("name", "=", demo_company.PRODUCT)]
    )
    line = {"product_id": product, "price_unit": 10.0}
    invoice = admin.execute(
        "account.move",
        "create",
        {
            "move_type": "out_invoice",
            "partner_id": town,
            "invoice_line_ids": [(0, 0, line)],
        },
    )
    admin.execute("account.move", "action_post", [invoice])
    wizard = admin.execute(
        "account.move.send.wizard",
        "create",
        {},
        context={"active_model": "account.move", "active_ids": [invoice]},
    )
    admin.execute("account.move.send.wizard", "action_send_and_print", [wizard])
    (module,) = admin.execute("ir.module.module", "search", [("name", "=", ADDON)])
    with pytest.raises(RpcError, match="FAC/"):
        admin.execute("ir.module.module", "button_immediate_uninstall", [module])
    assert remains(odoo_server_database)["tables"]


def test_neutralise_takes_the_secrets_away(odoo_server, simulator):
    admin = odoo_server.session()
    demo_company.prepare(admin, simulator.url)
    odoo_server.stop()
    run_odoo(odoo_server.database, subcommand="neutralize")
    left = postgres.psql(
        "select count(*) from res_company where l10n_fr_chorus_client_secret is not"
        " null or l10n_fr_chorus_password is not null"
        " or l10n_fr_chorus_environment is not null",
        odoo_server.database,
    )
    assert left == "0"


def test_no_secret_reaches_the_log(odoo_server, simulator):
    admin = odoo_server.session()
    demo_company.prepare(admin, simulator.url)
    company = admin.ref("base.main_company")
    secret = {"l10n_fr_chorus_password": "un-mot-de-passe-secret"}
    admin.execute("res.company", "write", [company], secret)
    for cron in ("ir_cron_deposits", "ir_cron_invoices"):
        identifier = admin.ref(f"{ADDON}.{cron}")
        admin.execute("ir.cron", "method_direct_trigger", [identifier])
    settings = admin.execute("res.config.settings", "create", {})
    with pytest.raises(RpcError, match="401"):
        admin.execute(
            "res.config.settings", "action_chorus_test_connection", [settings]
        )
    log = odoo_server.log()
    assert "un-mot-de-passe-secret" not in log
    assert "Authorization" not in log and "cpro-account" not in log
