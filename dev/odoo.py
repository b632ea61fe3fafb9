"""How Odoo is started with this checkout's settings.

`python3 -m dev.odoo [SUBCOMMAND] [OPTION...]` starts it, for example
`python3 -m dev.odoo shell -d NAME`.
"""

import os
import sys

from dev import console, postgres
from dev.environment import (
    CACHE,
    CHECKOUT_HASH,
    DATA_DIR,
    addons_folder,
    odoo_entry,
    odoo_environment,
    own_addons,
    venv_python,
)


def odoo_configuration():
    """Configuration file for Odoo: our cluster, and the addons of this checkout.

    A file, since some subcommands of Odoo take no other options.
    """
    connection = postgres.connection()
    values = {
        "data_dir": DATA_DIR,
        "db_host": connection.host,
        "db_port": connection.port,
        "db_user": connection.user,
        "http_interface": "127.0.0.1",
    }
    if own_addons():
        values["addons_path"] = addons_folder()
    lines = [f"{key} = {value}\n" for key, value in values.items()]
    path = CACHE / "configuration" / f"{CHECKOUT_HASH}.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_text("[options]\n" + "".join(lines))
    partial.replace(path)
    return path


def odoo_command(*arguments, database=None, subcommand="server"):
    """Command line of Odoo for this checkout."""
    command = [venv_python(), odoo_entry(), subcommand, *arguments]
    # Last: `odoo i18n export` takes its options after its own subcommand only.
    command += ["-c", odoo_configuration()]
    if database:
        command += ["-d", database]
    return [str(part) for part in command]


def main():
    arguments = sys.argv[1:]
    subcommand = "server"
    if arguments and not arguments[0].startswith("-"):
        subcommand = arguments.pop(0)
    postgres.ensure_cluster()
    command = odoo_command(*arguments, subcommand=subcommand)
    os.execve(command[0], command, odoo_environment())


if __name__ == "__main__":
    console.main(main)
