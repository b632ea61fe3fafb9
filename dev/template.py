"""The database that tests and the demo are copied from: Odoo without our addon."""

import re

from dev import postgres
from dev.console import DevError, run, say, step
from dev.environment import (
    ADDON,
    TEST_OUTPUT,
    digest,
    locked,
    odoo_environment,
    odoo_version,
)
from dev.odoo import odoo_command

MODULES = (
    "account",
    "l10n_fr_account",
    "account_edi_ubl_cii",
    "l10n_fr_facturx_chorus_pro",
    "account_peppol",
)
LANGUAGE = "fr_FR"
# Whether several documents are printed in one call, for which wkhtmltopdf must have the
# patched Qt: a template serves any.
PRINTS_SEVERAL = False
PREFIX = "chorus_template_"
# To be raised when what is done to the template changes.
REVISION = 2
# The company that the classes of the Odoo tests take as theirs: loading its chart of
# accounts anew was a third of their time.
FRENCH_COMPANY = """
france = env.ref("base.fr")
company = env["res.company"].create(
    {
        "name": "company_1_data",
        "country_id": france.id,
        "currency_id": france.currency_id.id,
    }
)
env["account.chart.template"].try_loading("fr", company=company, install_demo=False)
company.currency_id = france.currency_id
env["ir.model.data"].create(
    {
        "module": "__chorus_tests__",
        "name": "french_company",
        "model": "res.company",
        "res_id": company.id,
    }
)
env.cr.commit()
"""


def _finish(database):
    """Settings every copy should have, and bundles of scripts that tests load."""
    # Odoo waits a second for the scripts of each page; that of an invoice has none.
    postgres.psql(
        "insert into ir_config_parameter (key, value) "
        "values ('report.print_delay', '1')",
        database,
    )
    if not PRINTS_SEVERAL:
        postgres.psql(
            "insert into ir_config_parameter (key, value) "
            "values ('account.pdf_generation_batch', '0')",
            database,
        )
    _play(database, "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()")


def _play(database, script):
    """Run a script in Odoo's shell."""
    command = odoo_command("--log-level=warn", database=database, subcommand="shell")
    run(command, env=odoo_environment(), stdin=script)


def name():
    parts = (odoo_version(), *MODULES, LANGUAGE, PRINTS_SEVERAL, REVISION)
    return PREFIX + digest(*parts)


def ensure():
    """Build the template if it does not exist; returns its name."""
    postgres.ensure_cluster()
    target = name()
    if postgres.exists(target):
        return target
    with locked("template"):
        if not postgres.exists(target):
            _build(target)
    return target


def ensure_with_company():
    """Build the template with a French company, which the Odoo tests are copied from,
    if it does not exist; returns its name."""
    source = ensure()
    target = f"{source}_{digest(FRENCH_COMPANY)}"
    if postgres.exists(target):
        return target
    with locked("template"):
        if not postgres.exists(target):
            partial = f"{target}_partial"
            postgres.drop(partial)
            with step("adding a French company to a copy of the template"):
                postgres.copy(source, partial)
                _play(partial, FRENCH_COMPANY)
                postgres.rename(partial, target)
    return target


def copy_to(name):
    """Copy the template, built first if need be, to a database of this name, which is
    dropped first if there is one."""
    source = ensure()
    postgres.drop(name)
    postgres.copy(source, name)


def copy_with_addon(name):
    """The same, with the addon installed."""
    postgres.ensure_cluster()
    copy_to(name)
    with step("installing the addon"):
        load_addon(name, "-i")


def load_addon(database, option):
    """Install (``-i``) or update (``-u``) the addon in a database."""
    command = odoo_command(
        *(option, ADDON, "--stop-after-init", "--no-http"),
        *("--max-cron-threads=0", "--log-level=warn"),
        database=database,
    )
    run(command, env=odoo_environment())


def _build(target):
    """Install the modules in a database that gets its final name at the end only."""
    # On a server of the user's, others may use templates of other versions.
    for old in postgres.databases(PREFIX) if postgres.own_cluster() else []:
        say(f"dropping the outdated template {old}")
        postgres.drop(old)
    partial = f"{target}_partial"
    postgres.drop(partial)
    with step(f"building the template database {target} (about a minute)"):
        command = odoo_command(
            *("-i", ",".join(MODULES), f"--load-language={LANGUAGE}"),
            *("--stop-after-init", "--no-http"),
            *("--max-cron-threads=0", "--log-level=warn"),
            database=partial,
        )
        log = run(command, env=odoo_environment()).stdout
        _keep_log(log)
        _finish(partial)
        postgres.rename(partial, target)


def _keep_log(log):
    TEST_OUTPUT.mkdir(exist_ok=True)
    (TEST_OUTPUT / "template.log").write_text(log)
    if re.search(r"^\S+ \S+ \d+ (ERROR|CRITICAL) ", log, re.MULTILINE):
        raise DevError(f"the template database could not be built\n{log[-4000:]}")
