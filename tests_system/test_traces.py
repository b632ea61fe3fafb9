"""What a database holds of the addon: the same after upgrades, no secret when it is
neutralized, nothing at all when the addon was used and uninstalled."""

import pytest

from dev import console, demo_company, postgres
from dev.demo_company import CUSTOMERS
from dev.demo_story import Story
from dev.environment import ADDON, odoo_environment
from dev.odoo import odoo_command
from dev.odoo_log import HEADER, LogReader

SECRETS = ("client_id", "client_secret", "login", "password")
# What an addon leaves behind when its removal is careless: a name, and rows to count.
TRACES = {
    "fields": "ir_model_fields where name like 'l10n_fr_chorus%'"
    " or model like 'l10n_fr_chorus_pro%'",
    "selection values": "ir_model_fields_selection where value = 'chorus_pro'",
    "models": "ir_model where model like 'l10n_fr_chorus_pro%'",
    "external identifiers": "ir_model_data where module = 'l10n_fr_chorus_pro'",
    "scheduled actions": "ir_act_server where code like '%_cron_%'"
    " and (code ilike '%deposits%' or code ilike '%refresh_invoices%')",
    "parameters": "ir_config_parameter where key like 'l10n_fr_chorus_pro.%'",
    "views": "ir_ui_view where arch_db::text like '%l10n_fr_chorus_%'"
    " and arch_db::text not like '%l10n_fr_facturx_chorus_pro%'",
    "record rules": "ir_rule where name ilike '%chorus%'",
    "attachments": "ir_attachment where res_model like 'l10n_fr_chorus_pro%'"
    " or res_field like 'l10n_fr_chorus%'",
    "tables": "information_schema.tables where table_name like 'l10n_fr_chorus_pro%'",
    "columns": "information_schema.columns where column_name like 'l10n_fr_chorus%'",
    "indexes": "pg_indexes where indexname like '%l10n_fr_chorus%'",
    "customers with our method": "res_partner"
    " where invoice_sending_method::text like '%chorus_pro%'",
}


def run_odoo(database, *options):
    """Run Odoo to its end; returns its log."""
    command = odoo_command(
        *options,
        *("--stop-after-init", "--no-http", "--max-cron-threads=0"),
        database=database,
    )
    return console.run(command, env=odoo_environment()).stdout


def complaints(log):
    """Warnings and errors of a log that are not to be accepted."""
    reader = LogReader()
    for line in log.splitlines():
        reader.feed(line)
    reader.close()
    return list(reader.log_errors)


def count(database, rows):
    return int(postgres.psql(f"select count(*) from {rows}", database))


def traces(database):
    """How many traces of each kind a database holds, without those of none."""
    found = {name: count(database, rows) for name, rows in TRACES.items()}
    return {name: number for name, number in found.items() if number}


@pytest.mark.full
def test_two_upgrades_change_nothing_and_log_nothing(database):
    schema = (
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_name like 'l10n_fr_chorus%' or column_name like 'l10n_fr_chorus%'"
        " order by 1, 2"
    )
    before = postgres.psql(schema, database), traces(database)
    for _time in range(2):
        log = run_odoo(database, "-u", ADDON)
        assert f"Module {ADDON} loaded" in log
        assert complaints(log) == []
        assert (postgres.psql(schema, database), traces(database)) == before


def test_a_neutralized_copy_holds_no_secret_and_sends_nothing(database):
    values = ", ".join(f"l10n_fr_chorus_{name} = 'S3cret-{name}'" for name in SECRETS)
    postgres.psql(
        f"update res_company set l10n_fr_chorus_environment = 'production', {values};"
        " create temp table closed as select * from res_company;"
        " update closed set id = 99, name = 'Closed', active = false;"
        " insert into res_company select * from closed",
        database,
    )
    assert count(database, "res_company c where c::text like '%S3cret%'") == 2
    console.run(
        odoo_command(database=database, subcommand="neutralize"),
        env=odoo_environment(),
    )
    assert count(database, "res_company c where c::text like '%S3cret%'") == 0
    assert count(database, "res_company where l10n_fr_chorus_environment <> ''") == 0
    assert count(database, "ir_config_parameter where value like '%S3cret%'") == 0


@pytest.fixture
def used_database(odoo_server, simulator, database, tmp_path):
    """A database in which the addon was at work; returns the administrator's session.

    An invoice has gone through Chorus Pro, customers of two companies and one that was
    archived have our method.
    """
    admin = odoo_server.session()
    demo_company.prepare(admin, simulator.url)
    accountant = odoo_server.session("comptable", "comptable")
    story = Story(admin, accountant, simulator, database, tmp_path)
    story.invoices["town"] = story.post("town", "Lampes")
    story.send("town")
    story.wait_for_chorus(seconds=120)
    story.run("ir_cron_deposits")
    story.public_body("town", "MISE_EN_PAIEMENT")
    story.run("ir_cron_invoices")
    story.expect("town", "payment_released")
    other = admin.execute("res.company", "create", {"name": "Autre"})
    user = admin.ref("base.user_admin")
    admin.execute("res.users", "write", [user], {"company_ids": [(4, other)]})
    domain = [
        ("company_registry", "in", [siret for _name, siret in CUSTOMERS.values()])
    ]
    customers = admin.execute("res.partner", "search", domain)
    method = {"invoice_sending_method": "chorus_pro"}
    context = {"allowed_company_ids": [other]}
    admin.execute("res.partner", "write", customers, method, context=context)
    admin.execute("res.partner", "write", customers[:1], {"active": False})
    # The uninstalling user sees the first company alone.
    admin.execute("res.users", "write", [user], {"company_ids": [(3, other)]})
    both = "res_partner where invoice_sending_method::text like '%chorus%chorus%'"
    assert count(database, both) == len(customers)
    return admin


@pytest.mark.full
def test_uninstalled_it_leaves_no_trace_and_installs_again(
    used_database, odoo_server, database
):
    (module,) = used_database.execute(
        "ir.module.module", "search", [("name", "=", ADDON)]
    )
    invoices = count(database, "account_move where state = 'posted'")
    assert set(traces(database)) == set(TRACES), "each trace is there to be removed"
    used_database.execute("ir.module.module", "button_immediate_uninstall", [module])
    assert traces(database) == {}
    assert count(database, "account_move where state = 'posted'") == invoices
    customers = used_database.execute(
        "res.partner", "search_read", [], ["invoice_sending_method"]
    )
    assert {row["invoice_sending_method"] for row in customers} == {False}
    odoo_server.stop()
    levels = [
        match["level"]
        for match in map(HEADER.match, odoo_server.log().splitlines())
        if match
    ]
    assert "ERROR" not in levels and "CRITICAL" not in levels, odoo_server.log()

    log = run_odoo(database, "-i", ADDON)
    assert complaints(log) == []
    assert traces(database)["models"] >= 3


@pytest.mark.full
def test_a_default_of_our_method_goes_with_the_addon(database):
    """Left behind, it would make every customer unreadable: its value is no choice."""
    defaults = "ir_default where json_value = '\"chorus_pro\"'"
    postgres.psql(
        "insert into ir_default (field_id, json_value) select id, '\"chorus_pro\"'"
        " from ir_model_fields where model = 'res.partner'"
        " and name = 'invoice_sending_method'",
        database,
    )
    assert count(database, defaults) == 1
    command = odoo_command("uninstall", ADDON, database=database, subcommand="module")
    console.run(command, env=odoo_environment())
    assert traces(database) == {}
    assert count(database, defaults) == 0
