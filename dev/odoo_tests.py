"""The Odoo tests of our addons, on fresh databases: those parts of `make test`."""

import contextlib
import os
import queue
import re
import signal
import subprocess
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import NamedTuple

from dev import postgres, template
from dev.console import say
from dev.environment import (
    ADDON,
    CHECKOUT,
    CHECKOUT_HASH,
    TEST_OUTPUT,
    addons_folder,
    free_port,
    odoo_environment,
    own_addons,
)
from dev.odoo import odoo_command
from dev.odoo_log import LogReader, verdict
from dev.report import Part
from dev.server import Simulator

# Addons for tests alone: never in the path of a database of anybody.
TEST_ADDONS = CHECKOUT / "tests_system" / "addons"
# Tests beside Odoo's approved platform. Our Odoo is older than its module, so that
# another one stands in for it.
NEIGHBOURS, STAND_IN = "chorus_neighbours", "l10n_fr_pdp_stand_in"
PREFIX = f"chorus_test_{CHECKOUT_HASH}_"
# Tag of the tests of the main addon that talk to Odoo, most of them by a browser.
OVER_HTTP = "chorus_http"
# Tag of the tests of every edge of a subject, for `make test-full`: of each subject
# others go through its middle in `make test`.
IN_FULL = "chorus_full"
# Compares the steps that other tests took: it goes with them wherever they run.
STEPS_TAKEN = f"/{ADDON}:TestStateDiagram"
# Inside Odoo: import the tests of an addon where some packages are missing.
IMPORT_TESTS = """
import sys
addons, addon, *missing = sys.argv[1:]
sys.modules.update(dict.fromkeys(missing))
from odoo.tools import config
config.parse_config(["--addons-path", addons], setup_logging=False)
from odoo.modules.module import initialize_sys_path
initialize_sys_path()
import importlib
import odoo.service.server
tests = importlib.import_module(f"odoo.addons.{addon}.tests")
print(len([name for name in vars(tests) if name.startswith("test_")]))
"""
# Odoo is ended when it prints nothing for so long: a test hangs.
SILENCE = 900


def selection(only=""):
    """What to test in each addon: (addon, test tags), the main addon first.

    ONLY is a file, a class, a method (`test_...`), or tags in Odoo's own syntax. An
    addon that holds nothing of it is left out, with what it depends on.
    """
    addons = sorted(own_addons(), key=lambda name: name != ADDON)
    addons.append(NEIGHBOURS)
    if not only:
        return [(name, f"/{name}") for name in addons]
    if only.endswith(".py"):
        for name in addons[1:]:
            if f"{name}/" in only:
                return [(name, f"/{name}/{only.partition(f'{name}/')[2]}")]
        paths = [f"/{ADDON}/{path.strip('/')}" for path in only.split(",")]
        paths = [path.replace(f"/{ADDON}/{ADDON}/", f"/{ADDON}/") for path in paths]
        return [(ADDON, ",".join(paths))]
    chosen = [name for name in addons if _holds(name, only)] or [ADDON]
    if only.startswith(("/", ":", ".")):
        return [(name, only) for name in chosen]
    separator = "." if only.startswith("test_") else ":"
    return [(name, f"/{name}{separator}{only}") for name in chosen]


def _holds(addon, only):
    """Whether ONLY names an addon, or one of its test classes or methods."""
    words = set(re.findall(r"\w+", only))
    names = {addon}
    for path in _test_files(addon):
        names.update(re.findall(r"(?:class|def) (\w+)", path.read_text()))
    return bool(words & names)


def _test_files(addon):
    folders = {ADDON: CHECKOUT, NEIGHBOURS: TEST_ADDONS / NEIGHBOURS}
    folder = folders.get(addon, CHECKOUT / addon)
    return sorted((folder / "tests").glob("test_*.py"))


def portions(only="", keep=False, full=False, title="Odoo tests", log="odoo"):
    """The Odoo tests in portions that may run beside each other.

    Each has a database of its own, where addons are installed one after the other and
    tested on the way. The main addon is tested where nothing is installed that it does
    not need.

    :param full: with those of ``IN_FULL``; what is named with ONLY runs in any case
    :param title: begins the names of the portions
    :param log: begins the names of the files in ``.test`` that keep Odoo's log
    :return: list of (name, function that returns the Part of the report)
    """
    (main, tags), *others = chosen = selection(only)
    if only:
        rows = [(title, log, chosen)]
    else:
        left_out = "" if full else f",-{IN_FULL}"
        over_http = [(main, f"{OVER_HTTP},{STEPS_TAKEN}{left_out}")]
        rows = [
            (title, log, [(main, f"{tags},-{OVER_HTTP}{left_out}")]),
            (f"{title}, over HTTP", f"{log}-http", over_http),
            (f"{title}, other addons", f"{log}-others", [(main, None), *others]),
        ]
    return [(name, partial(run, name, log, addons, keep)) for name, log, addons in rows]


def run(name, log, addons, keep=False):
    """Install addons, and run the tests of each on the way; returns their Part.

    :param addons: list of (addon, test tags or None for no tests)
    """
    part = Part(name)
    log_path = TEST_OUTPUT / f"{log}.log"
    log_path.write_text("", encoding="utf-8")
    with _database(keep, log) as database, _simulator(log) as environment:
        for addon, test_tags in addons:
            if _ended.is_set():
                break
            if test_tags:
                place = Place(database, environment, log_path)
                beside = (STAND_IN, TEST_ADDONS) if addon == NEIGHBOURS else ()
                _test_addon(part, place, addon, test_tags, *beside)
            else:
                template.load_addon(database, "-i")
    return part


def run_neighbours(module, folder, only="", keep=False):
    """Run the tests beside the real module of the approved platform.

    :param folder: of addons, where the module lies
    :return: the Part of the report
    """
    part = Part(f"Odoo tests beside {module}")
    log_path = TEST_OUTPUT / "odoo-neighbours.log"
    log_path.write_text("", encoding="utf-8")
    log = "odoo-neighbours"
    with _database(keep, log) as database, _simulator(log) as environment:
        ((_addon, test_tags), *_) = selection(only or f"/{NEIGHBOURS}")
        place = Place(database, environment, log_path)
        _test_addon(part, place, NEIGHBOURS, test_tags, module, folder)
        query = "select name from ir_module_module where state = 'installed'"
        installed = postgres.psql(query, database).split()
        if module not in installed or STAND_IN in installed:
            part.fail("modules", f"{module} is to be installed, and {STAND_IN} is not")
    return part


@contextlib.contextmanager
def _database(keep, label):
    """A fresh database, without our addons."""
    name = f"{PREFIX}{label.replace('-', '_')}_{os.getpid()}"
    postgres.drop_leftovers(PREFIX)
    postgres.copy(template.ensure_with_company(), name)
    try:
        yield name
    finally:
        if keep:
            say(f"kept the database {name}")
        else:
            postgres.drop(name)


@contextlib.contextmanager
def _simulator(log):
    """The simulator of all test classes of a run, each of which would start its own;
    yields the environment that tells of it."""
    with tempfile.TemporaryDirectory() as folder:
        process = Simulator(
            Path(folder) / "simulator.db",
            options=("--speed", "0"),
            log_file=TEST_OUTPUT / f"{log}-simulator.log",
        )
        with process:
            yield {"CHORUS_TEST_SIMULATOR": process.start().url}


class Place(NamedTuple):
    """Where an addon is tested: a database, the environment of Odoo, its log."""

    database: str
    environment: dict
    log_path: Path


def _test_addon(part, place, addon, test_tags, *beside):
    """Install an addon and run its tests; adds what came of them to the Part.

    :param beside: a module to install with it, and the folder of addons it lies in
    """
    progress = _Progress()
    reader = LogReader(progress, progress.say)
    addons = [addon, *beside[:1]]
    path = [addons_folder(), *([TEST_ADDONS, *beside[1:]] if beside else ())]
    code = _run_odoo(place, addons, path, test_tags, reader)
    progress.end()
    part.passed += reader.passed
    part.skipped += reader.skipped
    for (_logger, test), texts in reader.failed_tests.items():
        part.fail(test, "\n".join(texts))
    for text, times in reader.log_errors.items():
        part.fail(f"line in Odoo's log, {times} time(s)", text)
    expected = bool(_test_files(addon))
    for text in verdict(reader, code, tests_expected=expected):
        part.fail(f"Odoo tests of {addon}", text)


# What runs right now, in threads, and whether we were told to end it.
_running = set()
_ended = threading.Event()


def stop():
    """End what runs in other threads."""
    _ended.set()
    for process in list(_running):
        _kill(process)


def _kill(process):
    """Kill a process and those that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _run_odoo(place, addons, path, test_tags, reader):
    """Run Odoo to the end, feeding its log to the reader; returns its exit code."""
    names = ",".join(addons)
    say(f"installing {names}, then testing {test_tags} ({place.log_path})")
    command = odoo_command(
        *("-i", names, "--test-tags", test_tags),
        f"--addons-path={','.join(map(str, path))}",
        *("--stop-after-init", f"--http-port={free_port()}", "--max-cron-threads=0"),
        database=place.database,
    )
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=odoo_environment(**place.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    _running.add(process)
    try:
        if _ended.is_set():
            _kill(process)
        with open(place.log_path, "a", encoding="utf-8") as log:
            for line in _lines(process):
                log.write(line)
                reader.feed(line)
        return process.wait(60)
    finally:
        reader.close()
        _running.discard(process)
        _kill(process)
        process.wait()


def _lines(process):
    """Lines of a process as they come; ends it when it is silent for too long."""
    lines = queue.Queue()

    def read():
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=SILENCE)
        except queue.Empty:
            say(f"Odoo printed nothing for {SILENCE} s: ending it")
            return
        if line is None:
            return
        yield line


class _Progress:
    """One line per test class, when it has ended: its name and a character per test."""

    SIGNS = {"passed": ".", "skipped": "s", "failed": "F"}

    def __init__(self):
        self.current, self.signs = None, ""

    def __call__(self, test, outcome):
        name = test.rpartition(".")[0] or test
        if name != self.current:
            self.end()
            self.current = name
        self.signs += self.SIGNS[outcome]

    def end(self):
        if self.current:
            # In one piece: other parts print as well.
            print(f"  {self.current} {self.signs}\n", end="", flush=True)
        self.current, self.signs = None, ""

    def say(self, text):
        self.end()
        say(text)
