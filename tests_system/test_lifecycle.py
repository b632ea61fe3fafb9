"""The life of the addon in a database: installed, upgraded, neutralized, uninstalled
without a trace, installed again."""

import pytest

from dev import console, demo_company, postgres
from dev.demo_company import CUSTOMERS
from dev.demo_story import Story
from dev.environment import ADDON, odoo_command, odoo_environment
from dev.odoo_log import HEADER, LogReader

SECRETS = ("client_id", "client_secret", "login", "password")
# What an addon leaves behind when its removal is careless: a name, and rows to count.
TRACES = {
    "fields": "ir_model_fields where name like 'l10n_fr_chorus%'"
    " or model like 'l10n_fr_chorus_pro%' or modules ~ '\\ml10n_fr_chorus_pro\\M'",
    "selection values": "ir_model_fields_selection where value = 'chorus_pro'",
    "models": "ir_model where model like 'l10n_fr_chorus_pro%'",
    "external identifiers": "ir_model_data where module = 'l10n_fr_chorus_pro'",
    "scheduled actions": "ir_act_server where code like '%_cron_%'"
    " and (code ilike '%deposits%' or code ilike '%refresh_invoices%')",
    "triggers of scheduled actions": "ir_cron_trigger t where not exists"
    " (select from ir_cron c where c.id = t.cron_id)",
    "parameters": "ir_config_parameter where key like 'l10n_fr_chorus_pro.%'",
    "views": "ir_ui_view where arch_db::text like '%l10n_fr_chorus_%'"
    " and arch_db::text not like '%l10n_fr_facturx_chorus_pro%'",
    "access rights": "ir_model_access where name ilike '%chorus%'",
    "record rules": "ir_rule where name ilike '%chorus%'",
    "attachments": "ir_attachment where res_model like 'l10n_fr_chorus_pro%'"
    " or res_field like 'l10n_fr_chorus%'",
    "messages": "mail_message where model like 'l10n_fr_chorus_pro%'",
    "tables": "information_schema.tables where table_name like 'l10n_fr_chorus_pro%'",
    "columns": "information_schema.columns where column_name like 'l10n_fr_chorus%'",
    "indexes": "pg_indexes where indexname like '%l10n_fr_chorus%'",
    "customers with our method": "res_partner"
    " where invoice_sending_method::text like '%chorus_pro%'",
    "defaults with our method": "ir_default where json_value like '%chorus_pro%'",
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


@pytest.fixture
def bare_database(database):
    """The name of a database in which the addon was never installed."""
    postgres.drop(database)
    postgres.create_from_template(database)
    return database


def test_installation_logs_nothing_to_worry_about(bare_database):
    assert traces(bare_database) == {}
    log = run_odoo(bare_database, "-i", ADDON)
    assert f"Module {ADDON} loaded" in log
    assert complaints(log) == []
    assert len(traces(bare_database)) > 5, "the traces looked for do not exist"


def test_a_warning_of_the_installation_would_be_seen():
    line = "2026-01-01 00:00:00,000 1 WARNING x odoo.addons.base.ir_ui_view: bad view"
    assert HEADER.match(line)
    assert complaints(f"{line}\n")


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
        " insert into res_company (name, partner_id, currency_id, active, sequence,"
        " l10n_fr_chorus_environment, l10n_fr_chorus_password,"
        " fiscalyear_last_day, fiscalyear_last_month, account_opening_date)"
        " select 'Closed', partner_id, currency_id, false, 9, 'sandbox', 'S3cret-old',"
        " 31, '12', '2026-01-01' from res_company limit 1",
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
    story = Story(admin, odoo_server.session(), simulator, database, tmp_path)
    story.invoices["town"] = story.post("town", "Lampes")
    story.send("town")
    story.wait_for_chorus(seconds=120)
    story.run("ir_cron_deposits")
    story.expect("town", "made_available")
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


def test_uninstalled_it_leaves_no_trace_and_installs_again(
    used_database, odoo_server, database
):
    (module,) = used_database.execute(
        "ir.module.module", "search", [("name", "=", ADDON)]
    )
    invoices = count(database, "account_move where state = 'posted'")
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
