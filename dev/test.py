"""`python3 -m dev.test [--full] [--only WHAT] [--keep] [--on DAY]`: all tests.

In parts, of which two run beside each other: each spends much of its time in waiting.
The last line printed is always `N passed, N failed`.
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
# Parts that run beside each other. With more, tests of time limits would be late.
AT_ONCE = 2


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
    """The parts to run, as functions, in the order in which they begin.

    The longest come first and two short ones last, so that no processor is left alone
    with much.
    """
    only = options.only
    folder = only.split("/")[0].split(":")[0]
    is_odoo = bool(own_addons()) and folder not in FOLDERS
    is_quiet = is_odoo and not only
    of_odoo = odoo_steps(only, options.keep, options.full) if is_odoo else []
    of_pytest = [
        partial(
            guarded, name, partial(pytest_run.run, name, only, options.full, is_quiet)
        )
        for name in FOLDERS
        if (folder == name if only else pytest_run.has_tests(name))
    ]
    if not only:
        oldest = partial(pytest_run.run_oldest, is_quiet)
        of_pytest.append(partial(guarded, "oldest libraries", oldest))
    return [*of_odoo[:1], *of_pytest[:2], *of_odoo[1:], *of_pytest[2:]]


def odoo_steps(*arguments, **options):
    """The portions of the Odoo tests, as functions; see odoo_tests.portions()."""
    portions = odoo_tests.portions(*arguments, **options)
    return [partial(guarded, name, function) for name, function in portions]


def run_steps(functions):
    """Run parts beside each other; returns their Parts."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun = [pool.submit(function) for function in functions]
        try:
            return [one.result() for one in begun]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            odoo_tests.stop()
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
        parts += run_steps(steps(options))
        if options.full and not options.only and not options.on:
            parts += run_on_another_day(date.today())
    return print_report(parts)


def move_clock(on):
    """Move the clock of all processes that are started from now on."""
    moved = another_day.moved_by(on)
    os.environ.update(another_day.environment(moved))
    say(f"the clock of Python says {another_day.reads(moved)} in Paris ({on})")


def run_on_another_day(today):
    """Run the Odoo tests once more, as if it were another day; returns their Parts.

    Where there is no C compiler to be had they are left out, and that is said.
    """
    on = another_day.chosen(today)
    title = f"Odoo tests, clock at {on}"
    try:
        move_clock(on)
    except DevError as error:
        say(f"{title}: left out. {error}")
        return []
    return run_steps(odoo_steps(full=True, title=title, log="odoo-another-day"))


def _setup(full):
    setup.prepare()
    if full:
        with locked("setup"):
            virtualenv.ensure_strangers()


if __name__ == "__main__":
    console.main(main)
