"""What was built works: each kind is installed into a new database of a bare Odoo,
which sends an invoice to the simulator."""

import shutil
import tempfile
import zipfile
from datetime import date
from pathlib import Path

from dev import demo_company, postgres, template
from dev.console import DevError, run, step
from dev.demo_company import CUSTOMERS, PRODUCT
from dev.environment import (
    ADDON,
    CHECKOUT_HASH,
    odoo_code,
    odoo_environment,
    venv_python,
)
from dev.odoo import odoo_command
from dev.odoo_log import LogReader
from dev.server import OdooServer, Simulator

DATABASE = f"chorus_release_{CHECKOUT_HASH}"
# In seconds of the simulator's clock.
PORTAL_WORKS = 120
SENT = "made_available"


class Installed:
    """An Odoo that finds the addon where it was installed, and nowhere else.

    :param str kind: zip or wheel
    :param files: paths of what was built of that kind
    :param str database: made anew
    """

    def __init__(self, kind, files, database):
        self.kind, self.files, self.database = kind, files, database
        self._folder = tempfile.TemporaryDirectory(prefix=f"chorus-{kind}-")
        self.folder = Path(self._folder.name)
        self.environment = {}
        core = odoo_code() / "odoo/addons"
        self.options = (f"--addons-path={core}",)
        self.simulator_home = None

    def __enter__(self):
        if self.kind == "zip":
            (archive,) = self.files
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(self.folder)
            self.options = (f"{self.options[0]},{self.folder}",)
            self.simulator_home = self.folder / ADDON
        else:
            self._install_wheels()
        return self

    def __exit__(self, *_error):
        self._folder.cleanup()

    def _install_wheels(self):
        pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "install"]
        # Odoo itself comes from no index.
        run([*pip, "--quiet", "--no-deps", "--target", self.folder, *self.files])
        path = odoo_environment()["PYTHONPATH"]
        self.environment = {"PYTHONPATH": f"{self.folder}:{path}"}

    def install(self):
        """Install the addon in a new database; warnings of it are failures."""
        postgres.ensure_cluster()
        template.copy_to(self.database)
        command = odoo_command(
            *("-i", ADDON, "--stop-after-init", "--no-http", "--max-cron-threads=0"),
            *self.options,
            database=self.database,
        )
        log = run(command, env=odoo_environment(**self.environment)).stdout
        reader = LogReader()
        for line in log.splitlines():
            reader.feed(line)
        reader.close()
        if reader.log_errors:
            raise DevError("\n".join(reader.log_errors))

    def servers(self, logs):
        """An Odoo on that database, and a simulator: that of the zip, where there is
        one.

        :param Path logs: folder of what they write
        """
        odoo = OdooServer(
            self.database,
            options=self.options,
            log_file=logs / "odoo.log",
            env=self.environment,
        )
        simulator = Simulator(
            logs / "simulator.db",
            log_file=logs / "simulator.log",
            home=self.simulator_home,
        )
        return odoo, simulator


def prove(kind, files, logs):
    """Install what was built of a kind, and send an invoice with it.

    :param Path logs: folder of what the servers write; made anew
    :raises DevError: something of it does not work
    """
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    with step(f"{kind}: installing it and sending an invoice"):
        try:
            with Installed(kind, files, DATABASE) as installed:
                installed.install()
                odoo, simulator = installed.servers(logs)
                with simulator, odoo:
                    simulator.start()
                    odoo.start()
                    number = _send(odoo.session(), simulator)
                _check_home(installed)
        finally:
            postgres.drop(DATABASE)
    return number


def _check_home(installed):
    """:raises DevError: Odoo has loaded the addon from another place"""
    code = f"import odoo.addons.{ADDON} as addon; print(addon.__file__)"
    if installed.kind == "zip":
        return
    command = [venv_python(), "-c", code]
    found = run(command, cwd="/", env=odoo_environment(**installed.environment))
    if str(installed.folder) not in found.stdout:
        raise DevError(f"the addon was loaded from {found.stdout.strip()}")


def _send(admin, simulator):
    """Send an invoice, and follow it to its recipient; returns its number."""
    demo_company.prepare(admin, simulator.url)
    domain = [("company_registry", "=", CUSTOMERS["town"][1])]
    (partner,) = admin.execute("res.partner", "search", domain)
    (product,) = admin.execute("product.product", "search", [("name", "=", PRODUCT)])
    invoice = {
        "move_type": "out_invoice",
        "partner_id": partner,
        "invoice_date": str(date.today()),
        "invoice_line_ids": [
            (0, 0, {"product_id": product, "quantity": 1, "price_unit": 100.0})
        ],
    }
    ids = admin.execute("account.move", "create", [invoice])
    admin.execute("account.move", "action_post", ids)
    action = admin.execute("account.move", "action_send_and_print", ids)
    model, context = action["res_model"], action["context"]
    wizard = admin.execute(model, "create", {}, context=context)
    admin.execute(model, "action_send_and_print", [wizard], context=context)
    simulator.control("advance", {"seconds": PORTAL_WORKS})
    cron = admin.ref(f"{ADDON}.ir_cron_deposits")
    past = "2020-01-01 00:00:00"
    postgres.psql(
        "update l10n_fr_chorus_pro_deposit set"
        f" next_check_at = '{past}' where next_check_at is not null",
        DATABASE,
    )
    admin.execute("ir.cron", "method_direct_trigger", [cron])
    names = ["name", "l10n_fr_chorus_state"]
    (found,) = admin.execute("account.move", "read", ids, names)
    if found["l10n_fr_chorus_state"] != SENT:
        raise DevError(f"the invoice is {found['l10n_fr_chorus_state']}")
    return found["name"]
