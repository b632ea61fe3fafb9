"""`python3 -m dev.setup`: bring everything that a command needs, once."""

import sys

from dev import apt, console, odoo_package, postgres, printer, template, virtualenv
from dev.console import DevError, say
from dev.environment import locked, odoo_version


def prepare(*, database=True, lint=False):
    """Make the machine ready; takes about a second when it already is."""
    if sys.version_info < (3, 10):  # noqa: UP036 - run by whatever python3 there is
        raise DevError("Python 3.10 or newer is needed")
    with locked("setup"):
        apt.ensure_system_packages()
        odoo_package.ensure_odoo()
        virtualenv.ensure_runtime()
        printer.ensure_printer()
        if lint:
            virtualenv.ensure_lint()
    if database:
        postgres.ensure_cluster()
        template.ensure()


def main():
    prepare(database="--no-database" not in sys.argv, lint="--lint" in sys.argv)
    say(f"ready: Odoo {odoo_version()}, template {template.name()}")


if __name__ == "__main__":
    console.main(main)
