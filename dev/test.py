"""`python3 -m dev.test [--full] [--only WHAT] [--keep] [--on DAY]`: all tests.

In three parts; the Odoo tests run beside those of pytest: each spends much of its time
in waiting. The last line printed is always `N passed, N failed`.
"""

import argparse
import os
import signal
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

from dev import another_day, console, odoo_tests, pytest_run, setup, virtualenv
from dev.console import DevError, say
from dev.environment import TEST_OUTPUT, locked, own_addons
from dev.report import Part, print_report

FOLDERS = ("tests_unit", "tests_system")


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="include the slow tests")
    parser.add_argument("--only", default="", help="pytest path, or Odoo test or tag")
    parser.add_argument("--keep", action="store_true", help="keep the test database")
    parser.add_argument(
        "--on", default="", help="days from now (+95, -30), or a time in Paris"
    )
    return parser.parse_args()


def steps(options):
    """The parts to run: those of pytest one after the other, and the Odoo tests.

    :return: (functions of pytest, function of the Odoo tests or None)
    """
    only = options.only
    folder = only.split("/")[0].split(":")[0]
    is_odoo = bool(own_addons()) and folder not in FOLDERS
    is_quiet = is_odoo and not only
    chosen = [
        name
        for name in FOLDERS
        if (folder == name if only else pytest_run.has_tests(name))
    ]
    of_pytest = [
        partial(
            guarded, name, partial(pytest_run.run, name, only, options.full, is_quiet)
        )
        for name in chosen
    ]
    if not only:
        oldest = partial(pytest_run.run_oldest, is_quiet)
        of_pytest.append(partial(guarded, "oldest libraries", oldest))
    of_odoo = partial(odoo_tests.run, only, options.keep)
    return of_pytest, partial(guarded, "Odoo tests", of_odoo) if is_odoo else None


def run_steps(of_pytest, of_odoo):
    """Run the parts, the Odoo tests beside the others; returns their Parts."""
    with ThreadPoolExecutor(1) as pool:
        others = [pool.submit(function) for function in of_pytest]
        try:
            parts = [of_odoo()] if of_odoo else []
            return parts + [other.result() for other in others]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            pytest_run.stop()
            raise


def guarded(name, function):
    """Run a part; where it cannot run, return a failed Part in place of its error."""
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
    failed_setup = guarded("set-up", partial(_setup, options.full))
    if failed_setup:
        parts.append(failed_setup)
    else:
        if options.on:
            move_clock(options.on)
        parts += run_steps(*steps(options))
        if options.full and not options.only and not options.on:
            parts.append(guarded(*on_another_day(date.today())))
    return print_report([part for part in parts if part])


def move_clock(on):
    """Move the clock of all processes that are started from now on."""
    moved = another_day.moved_by(on)
    os.environ.update(another_day.environment(moved))
    say(f"the clock of Python says {another_day.reads(moved)} in Paris ({on})")


def on_another_day(today):
    """The Odoo tests once more: (name of the part, function of it).

    Where there is no C compiler to be had they are left out, and that is said.
    """
    on = another_day.chosen(today)
    name = f"Odoo tests, clock at {on}"

    def run():
        try:
            move_clock(on)
        except DevError as error:
            say(f"{name}: left out. {error}")
            return None
        return odoo_tests.run(name=name, log="odoo-another-day.log")

    return name, run


def _setup(full):
    setup.prepare()
    if full:
        with locked("setup"):
            virtualenv.ensure_strangers()


if __name__ == "__main__":
    console.main(main)
