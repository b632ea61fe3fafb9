"""Second part of `make test`: the addon's Odoo tests, on a fresh database."""

import contextlib
import os
import queue
import signal
import subprocess
import threading

from dev import postgres
from dev.console import say
from dev.environment import (
    ADDON,
    CHECKOUT,
    CHECKOUT_HASH,
    TEST_OUTPUT,
    free_port,
    odoo_command,
    odoo_environment,
    own_addons,
)
from dev.odoo_log import LogReader, verdict
from dev.report import Part

PREFIX = f"chorus_test_{CHECKOUT_HASH}_"
# Odoo is ended when it prints nothing for so long: a test hangs.
SILENCE = 900


def tags(only=""):
    """Test tags for all our tests, or for what ONLY names.

    ONLY is a file, a class, a method (`test_...`), or tags in Odoo's own syntax.
    """
    if not only:
        return ",".join(f"/{name}" for name in own_addons())
    if only.startswith(("/", ":", ".")):
        return only
    if only.endswith(".py"):
        first, _slash, rest = only.partition("/")
        return f"/{only}" if first in own_addons() and rest else f"/{ADDON}/{only}"
    separator = "." if only.startswith("test_") else ":"
    return ",".join(f"/{name}{separator}{only}" for name in own_addons())


def _test_folders():
    folders = ["tests"] + [f"{name}/tests" for name in own_addons() if name != ADDON]
    return [name for name in folders if any((CHECKOUT / name).glob("test_*.py"))]


def run(only="", keep=False):
    """Install the addons and run their tests; returns the Part of the report."""
    database = f"{PREFIX}{os.getpid()}"
    postgres.drop_leftovers(PREFIX)
    postgres.create_from_template(database)
    progress = _Progress()
    reader = LogReader(progress, progress.say)
    try:
        code = _run_odoo(database, tags(only), reader)
    finally:
        if keep:
            say(f"kept the database {database}")
        else:
            postgres.drop(database)
    progress.end()
    part = Part("Odoo tests", reader.passed, skipped=reader.skipped)
    for (_logger, test), texts in reader.failed_tests.items():
        part.fail(test, "\n".join(texts))
    for text, times in reader.log_errors.items():
        part.fail(f"line in Odoo's log, {times} time(s)", text)
    for text in verdict(reader, code, tests_expected=bool(_test_folders())):
        part.fail("Odoo tests", text)
    return part


def _run_odoo(database, test_tags, reader):
    """Run Odoo to the end, feeding its log to the reader; returns its exit code."""
    log_path = TEST_OUTPUT / "odoo.log"
    say(f"installing {', '.join(own_addons())}, then testing {test_tags} ({log_path})")
    command = odoo_command(
        *("-i", ",".join(own_addons()), "--test-tags", test_tags),
        *("--stop-after-init", f"--http-port={free_port()}", "--max-cron-threads=0"),
        database=database,
    )
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=odoo_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        with open(log_path, "w", encoding="utf-8") as log:
            for line in _lines(process):
                log.write(line)
                reader.feed(line)
        return process.wait(60)
    finally:
        reader.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
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
    """One line per test class: its name and a character per test."""

    SIGNS = {"passed": ".", "skipped": "s", "failed": "F"}

    def __init__(self):
        self.current = None

    def __call__(self, test, outcome):
        name = test.rpartition(".")[0] or test
        if name != self.current:
            self.end()
            self.current = name
            print(f"  {name} ", end="")
        print(self.SIGNS[outcome], end="", flush=True)

    def end(self):
        if self.current:
            print(flush=True)
        self.current = None

    def say(self, text):
        self.end()
        say(text)
