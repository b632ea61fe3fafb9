"""A database for the benches, and steps that run in an Odoo process of their own."""

import json

from dev import console, demo_company, template
from dev.environment import ADDON, odoo_environment
from dev.odoo import odoo_command
from dev.server import OdooServer

DATABASE = "chorus_bench"


def prepare_database(simulator_url, folder):
    """A fresh database with the demo company and its customers."""
    template.copy_to(DATABASE)
    install()
    with OdooServer(DATABASE, log_file=folder / "odoo.log") as odoo:
        odoo.start()
        demo_company.prepare(odoo.session(), simulator_url)


def install():
    """Install the addon in the database."""
    command = odoo_command(
        *("-i", ADDON, "--stop-after-init", "--no-http"),
        *("--max-cron-threads=0", "--log-level=warn"),
        database=DATABASE,
    )
    console.run(command, env=odoo_environment())


def inside(script, folder, order, *, killed=False):
    """Run a step in an Odoo shell.

    :param Path script: reads BENCH_ORDER, writes its answer to BENCH_ANSWER
    :param dict order: what the step is told
    :param bool killed: the step kills its own process when it has answered
    :return: what it measured
    """
    ordered, answer = folder / "order.json", folder / "answer.json"
    ordered.write_text(json.dumps(order), encoding="utf-8")
    answer.unlink(missing_ok=True)
    command = odoo_command(
        "--no-http",
        "--log-level=error",
        database=DATABASE,
        subcommand="shell",
    )
    result = console.run(
        command,
        env=odoo_environment(BENCH_ORDER=str(ordered), BENCH_ANSWER=str(answer)),
        # A shell that is no terminal runs what it reads.
        stdin=script.read_text(encoding="utf-8"),
        check=not killed,
    )
    if killed and (not result.returncode or not answer.exists()):
        raise console.DevError(f"{script.name} was not killed\n{result.stdout}")
    return json.loads(answer.read_text(encoding="utf-8"))
