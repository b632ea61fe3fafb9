"""`python3 -m dev.odoo [SUBCOMMAND] [OPTION...]`: Odoo with this checkout's settings.

For example `python3 -m dev.odoo shell -d NAME`.
"""

import os
import sys

from dev import console, postgres
from dev.environment import odoo_command, odoo_environment


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
