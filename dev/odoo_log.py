"""What a log of Odoo says about a test run: tests, failures, and lines not to accept.

Odoo's exit code alone is not enough: a run that executes no test, logs an error outside
of a test, or warns about our views while it installs them, also exits with 0.
"""

import re
from dataclasses import dataclass, field

HEADER = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+) (?P<pid>\d+) (?P<level>[A-Z]+) "
    r"(?P<database>\S+) (?P<logger>[^\s:]+): (?P<message>.*)$"
)
OWN_LOGGER = re.compile(r"^odoo\.addons\.l10n_fr_chorus_pro(_\w+)?(\.|$)")
TEST_FAILURE = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?P<test>\S+)")
# A test that was left out for want of a package, which our own runs install.
MISSING = "Not installed: "
REPEATED_FAILURES = r"Module \S+: \d+ failures, |At least one test failed when loading"

# Warnings that say nothing about this addon: (logger, message, why).
IGNORED_WARNINGS = [
    (
        r"odoo\.tests\.result",
        r"0 failed, 0 error\(s\) of 0 tests",
        "a run without tests is judged here, with a clearer message",
    ),
    (
        r"py\.warnings",
        r"(?!.*/addons/[0-9a-f]{8}/l10n_fr_chorus_pro)",
        "deprecations inside Odoo or its libraries, as packaged by Debian",
    ),
]


@dataclass
class Record:
    level: str
    logger: str
    lines: list = field(default_factory=list)

    @property
    def message(self):
        return self.lines[0]

    @property
    def text(self):
        return f"{self.level} {self.logger}: " + "\n".join(self.lines).rstrip()


class LogReader:
    """Reads a log line by line and keeps the score.

    `on_test(name, outcome)` is called when a test has ended, `on_step(text)` when
    Odoo has reached a point worth telling a person.
    """

    def __init__(self, on_test=None, on_step=None):
        self.on_test = on_test or (lambda name, outcome: None)
        self.on_step = on_step or (lambda text: None)
        self.started = 0
        self.passed = 0
        self.skipped = 0
        self.failed_tests = {}
        self.log_errors = {}
        self.summary = None
        self.installing = True
        self._record = None
        self._test = None
        self._outcome = None

    def feed(self, line):
        line = line.rstrip("\n")
        match = HEADER.match(line)
        if not match:
            if self._record:
                self._record.lines.append(line)
            return
        self._end_record()
        self._record = Record(match["level"], match["logger"], [match["message"]])
        self._read_progress(self._record)

    def close(self):
        self._end_record()
        self._end_test()

    @property
    def failed(self):
        return len(self.failed_tests) + len(self.log_errors)

    def _read_progress(self, record):
        """What one line says about the run; its continuation is not needed."""
        message = record.message
        if record.logger == "odoo.registry" and message.startswith("Registry loaded"):
            self.installing = False
            self.on_step("installed")
        if message.startswith("Pregenerating assets"):
            self.on_step("preparing scripts and styles for the browser tests")
        if record.logger == "odoo.tests.result":
            match = re.match(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", message)
            self.summary = match and tuple(map(int, match.groups()))
            self._end_test()
        match = re.match(r"Starting (\S+) \.\.\.", message)
        if match and ".tests." in record.logger:
            self._end_test()
            self.started += 1
            self._test, self._outcome = (record.logger, match[1]), "passed"
        match = re.match(r"skipped (\S+).* : (.*)", message + " ")
        if match and ".tests." in record.logger:
            self._skip((record.logger, match[1]))
            if match[2].startswith(MISSING):
                self._count(message)

    def _skip(self, test):
        if test == self._test:
            self._outcome = "skipped"
        else:
            # A whole class: its tests were not started.
            self.skipped += 1

    def _end_test(self):
        if not self._test:
            return
        self.passed += self._outcome == "passed"
        self.skipped += self._outcome == "skipped"
        self.on_test(self._test[1], self._outcome)
        self._test = None

    def _end_record(self):
        record, self._record = self._record, None
        if record is None:
            return
        if record.level in ("ERROR", "CRITICAL"):
            self._read_error(record)
        elif record.level == "WARNING" and self._unacceptable(record):
            self._count(record.text)

    def _read_error(self, record):
        match = TEST_FAILURE.match(record.message)
        if match:
            key = (record.logger, match["test"])
            if key[1].startswith(("setUp", "tearDown", "setUpClass")):
                key = (record.logger, record.message)
            self.failed_tests.setdefault(key, []).append(record.text)
            if key == self._test:
                self._outcome = "failed"
        elif not self._repeats_failures(record):
            self._count(record.text)

    def _count(self, text):
        self.log_errors[text] = self.log_errors.get(text, 0) + 1

    def _repeats_failures(self, record):
        """Odoo sums up failed tests in error lines of their own."""
        return self.failed_tests and (
            record.logger == "odoo.tests.result"
            or re.match(REPEATED_FAILURES, record.message)
        )

    def _unacceptable(self, record):
        for logger, message, _reason in IGNORED_WARNINGS:
            if re.match(logger, record.logger) and re.match(
                message, "\n".join(record.lines), re.DOTALL
            ):
                return False
        return self.installing or bool(OWN_LOGGER.match(record.logger))


def verdict(reader, exit_code, *, tests_expected):
    """Failures that no single line shows, as texts."""
    problems = []
    total = reader.summary[2] if reader.summary else None
    if tests_expected and not reader.started:
        problems.append("no Odoo test was executed although there are some")
    elif total is not None and total != reader.started:
        problems.append(f"Odoo counts {total} tests, its log shows {reader.started}")
    elif total is None and exit_code == 0:
        problems.append("Odoo ended before it summed up its tests")
    if exit_code and not reader.failed:
        problems.append(f"Odoo ended with code {exit_code} and logged no error")
    return problems
