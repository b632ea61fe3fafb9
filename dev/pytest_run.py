"""First and third part of `make test`: the tests that pytest runs."""

import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from dev.console import say
from dev.environment import (
    CHECKOUT,
    OLDEST,
    TEST_OUTPUT,
    odoo_environment,
    venv_python,
)
from dev.report import Part

NO_TESTS_COLLECTED = 5
# A single test that takes longer hangs.
TEST_SECONDS = 900
# What tests tell of their own size.
COUNTED = re.compile(r"fault matrix:|^flow of \d|^\d+ (of \d+ )?invoices")
# What hangs on the versions of requests and urllib3.
OF_CONNECTIONS = ("test_client_wire.py", "test_client_limits.py")


def has_tests(folder):
    return any((CHECKOUT / folder).rglob("test_*.py"))


# What runs right now, to be ended with us.
_running = set()


def stop():
    """End what runs in other threads."""
    for process in list(_running):
        process.terminate()


def run(folder, only="", full=False, quiet=False):
    """Run pytest on a folder, or on a path or node in it; returns the Part.

    :param quiet: keep its output to itself, for another part prints meanwhile
    """
    say(f"pytest {folder} {only}")
    return _run(f"pytest {folder}", folder, [only or folder], full or only, quiet)


def run_oldest(quiet=False):
    """Test the client's connections with the oldest libraries; returns the Part."""
    name = "pytest with the oldest libraries"
    say(name)
    paths = [f"tests_unit/{path}" for path in OF_CONNECTIONS]
    return _run(name, "tests_unit", paths, False, quiet, packages=OLDEST)


def _run(name, folder, paths, full, quiet, packages=None):
    """Run pytest; ``packages`` is a folder whose packages go before all others."""
    junit = TEST_OUTPUT / f"{name.replace(' ', '_')}.xml"
    junit.unlink(missing_ok=True)
    command = [venv_python(), "-m", "pytest", *paths, "--color=auto"]
    command += ["-q", "--no-summary", "--continue-on-collection-errors"]
    command += [f"--junitxml={junit}"]
    command += ["-o", f"cache_dir={TEST_OUTPUT / 'pytest_cache'}"]
    ini = CHECKOUT / folder / "pytest.ini"
    if ini.is_file():
        command += ["-c", ini]
    command.append(f"--timeout={TEST_SECONDS}")
    if full:
        # Overrides a selection of markers in pytest.ini.
        command += ["-m", ""]
    environment = odoo_environment(PYTHONDONTWRITEBYTECODE="1")
    if packages:
        path = [str(packages), environment["PYTHONPATH"]]
        environment["PYTHONPATH"] = os.pathsep.join(path)
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    _running.add(process)
    try:
        output = _stream(process, quiet)
    finally:
        if process.poll() is None:
            process.terminate()
        _running.discard(process)
    if quiet:
        for line in filter(COUNTED.search, output.splitlines()):
            say(line)
        last_line = output.strip().splitlines()[-1:]
        say(f"{name}: {' '.join(last_line)}")
    return _read_results(name, junit, process.wait(), output)


def _stream(process, quiet):
    """Keep the output, and copy it to the terminal as it comes unless told not to."""
    kept = bytearray()
    while chunk := os.read(process.stdout.fileno(), 4096):
        kept += chunk
        if not quiet:
            print(chunk.decode(errors="replace"), end="", flush=True)
    return kept.decode(errors="replace")


def _read_results(name, junit, code, output):
    part = Part(name)
    if junit.is_file():
        for case in ElementTree.parse(junit).iter("testcase"):
            _read_case(part, case)
    if code == NO_TESTS_COLLECTED and not part.failures:
        part.fail(name, "no test was collected")
    elif code and not part.failures:
        part.fail(name, f"pytest ended with code {code}\n{output}")
    return part


def _read_case(part, case):
    title = f"{case.get('classname')}::{case.get('name')}"
    problems = [child for child in case if child.tag in ("failure", "error")]
    for child in problems[:1]:
        texts = [child.text or child.get("message") or ""]
        texts += [extra.text or "" for extra in problems[1:]]
        texts += [extra.text or "" for extra in case if extra.tag.startswith("system")]
        part.fail(title, "\n".join(texts))
    if not problems and case.find("skipped") is not None:
        part.skipped += 1
    elif not problems:
        part.passed += 1
