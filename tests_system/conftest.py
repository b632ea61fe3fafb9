"""Real processes and real databases for the tests of this folder.

Each test gets its own database, a copy of one in which the addon is installed once.
"""

import itertools
import os

import pytest

from dev import console, postgres, server, template
from dev.environment import ADDON, CHECKOUT_HASH, odoo_environment
from dev.odoo import odoo_command

PREFIX = f"chorus_system_{CHECKOUT_HASH}_"
_numbers = itertools.count(1)


def _new_name(kind):
    """A database name that ends with our process number, for drop_leftovers()."""
    return f"{PREFIX}{kind}{next(_numbers)}_{os.getpid()}"


@pytest.fixture(scope="session")
def announce(request):
    """Function that prints a line which pytest does not keep for itself."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def line(text):
        with capture.global_and_fixture_disabled():
            print(f"\n{text}", flush=True)

    return line


@pytest.fixture(scope="session")
def installed_template():
    """Name of a database with the addon installed; only to be copied."""
    postgres.drop_leftovers(PREFIX)
    name = _new_name("template")
    template.copy_to(name)
    command = odoo_command(
        *("-i", ADDON, "--stop-after-init", "--no-http"),
        *("--max-cron-threads=0", "--log-level=warn"),
        database=name,
    )
    console.run(command, env=odoo_environment())
    yield name
    postgres.drop(name)


@pytest.fixture
def database(installed_template):
    """Name of a fresh database with the addon installed, for one test."""
    name = _new_name("test")
    postgres.copy(installed_template, name)
    yield name
    postgres.drop(name)


@pytest.fixture(scope="module")
def module_database(installed_template):
    """Name of a database with the addon installed, for all tests of a module."""
    name = _new_name("module")
    postgres.copy(installed_template, name)
    yield name
    postgres.drop(name)


@pytest.fixture(scope="module")
def module_simulator(tmp_path_factory):
    """A simulator for all tests of a module, whose clock moves when it is told to."""
    folder = tmp_path_factory.mktemp("simulator")
    process = server.Simulator(
        folder / "simulator.db",
        options=("--speed", "0"),
        log_file=folder / "simulator.log",
    )
    with process:
        yield process.start()


@pytest.fixture
def simulator(tmp_path):
    """A running simulator with its own data; restart it with stop() and start()."""
    process = server.Simulator(
        tmp_path / "simulator.db", log_file=tmp_path / "simulator.log"
    )
    with process:
        yield process.start()


@pytest.fixture
def start_odoo(database, tmp_path):
    """Function that starts one more Odoo on the test's database.

    Takes the options of dev.server.OdooServer; all are ended after the test.
    """
    started = []

    def start(**options):
        options.setdefault("log_file", tmp_path / f"odoo-{len(started)}.log")
        process = server.OdooServer(database, **options)
        started.append(process)
        return process.start()

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def odoo_server(start_odoo):
    """A running Odoo, multi-threaded, whose scheduled actions run on demand only."""
    return start_odoo()
