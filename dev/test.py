"""`python3 -m dev.test [--full] [--only WHAT] [--keep]`: all tests, in three parts.

The last line printed is always `N passed, N failed`.
"""

import argparse
import os
import signal
import traceback

from dev import console, odoo_tests, pytest_run, setup
from dev.console import DevError
from dev.environment import TEST_OUTPUT, own_addons
from dev.report import Part, print_report

FOLDERS = ("tests_unit", "tests_system")


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="include the slow tests")
    parser.add_argument("--only", default="", help="pytest path, or Odoo test or tag")
    parser.add_argument("--keep", action="store_true", help="keep the test database")
    return parser.parse_args()


def steps(options):
    """The parts to run, as (name, function)."""
    only = options.only
    folder = only.split("/")[0].split(":")[0]
    result = []
    for name in FOLDERS:
        chosen = folder == name if only else pytest_run.has_tests(name)
        if chosen:
            result.append((name, _pytest(name, only, options.full)))
    if own_addons() and folder not in FOLDERS:
        result.insert(
            1 if result and result[0][0] == "tests_unit" else 0,
            ("Odoo tests", lambda: odoo_tests.run(only, options.keep)),
        )
    return result


def _pytest(name, only, full):
    return lambda: pytest_run.run(name, only, full)


def guarded(name, function):
    """A part that cannot run is a failed part; the others run all the same."""
    try:
        return function()
    except DevError as error:
        text = str(error)
    except Exception:  # noqa: BLE001 - reported as a failure, with its traceback
        text = traceback.format_exc()
    part = Part(name)
    part.fail(name, text)
    return part


def main():
    options = parse()
    # Ends what we started, as for Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if options.full:
        os.environ["CHORUS_TEST_FULL"] = "1"
    TEST_OUTPUT.mkdir(exist_ok=True)
    parts = []
    failed_setup = guarded("set-up", _setup)
    if failed_setup:
        parts.append(failed_setup)
    else:
        parts += [guarded(name, function) for name, function in steps(options)]
    return print_report(parts)


def _setup():
    setup.prepare()


if __name__ == "__main__":
    console.main(main)
