"""`python3 -m dev.neighbours [--only WHAT]`: Chorus Pro beside the real `l10n_fr_pdp`.

The tests are those that `make test` runs beside the stand-in, which is not installed
here. The module comes with the Odoo given (ODOO_BIN), or lies in NEIGHBOUR_ADDONS.
"""

import argparse
import os
import signal
from pathlib import Path

from dev import console, odoo_tests, setup
from dev.console import DevError, say
from dev.environment import TEST_OUTPUT, odoo_code, odoo_version
from dev.report import print_report

MODULE = "l10n_fr_pdp"


def find_module():
    """The folder of addons that holds the real module.

    :raises DevError: the Odoo given does not have it
    """
    folders = [odoo_code() / "odoo/addons", odoo_code() / "addons"]
    if extra := os.environ.get("NEIGHBOUR_ADDONS"):
        folders.insert(0, Path(extra).absolute())
    for folder in folders:
        if (folder / MODULE / "__manifest__.py").is_file():
            return folder
    raise DevError(
        f"this Odoo ({odoo_version()}) has no module {MODULE}: give one that has it, "
        "with ODOO_BIN=PATH/odoo-bin, or the folder it lies in, with NEIGHBOUR_ADDONS"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="class, method or Odoo test tags")
    parser.add_argument("--keep", action="store_true", help="keep the test database")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    TEST_OUTPUT.mkdir(exist_ok=True)
    folder = find_module()
    say(f"{MODULE} of {folder}, on Odoo {odoo_version()}")
    setup.prepare()
    part = odoo_tests.run_neighbours(MODULE, folder, options.only, options.keep)
    return print_report([part])


if __name__ == "__main__":
    console.main(main)
