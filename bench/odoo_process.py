"""A database for the benches, and steps that run in an Odoo process of their own."""

import contextlib
import json
import tempfile
from pathlib import Path

from dev import console, demo_company, postgres, template
from dev.environment import ADDON, odoo_environment
from dev.odoo import odoo_command
from dev.server import OdooServer, Simulator

DATABASE = "chorus_bench"
# The simulator's clock stands still, but for what a bench tells it.
STILL = ("--speed", "0")


@contextlib.contextmanager
def stage(*options):
    """A simulator, and a database whose demo company is connected to it; both are gone
    afterwards.

    :param options: of the simulator, such as ``STILL``
    :return: (Simulator that runs, folder for files)
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulator = Simulator(
            folder / "simulator.db",
            options=options,
            log_file=folder / "simulator.log",
        )
        with simulator:
            simulator.start()
            prepare_database(simulator.url, folder)
            yield simulator, folder
    postgres.drop(DATABASE)


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
