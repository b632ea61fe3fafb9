"""Odoo imports the tests of every installed module: ours need no more than we say."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dev.environment import addons_folder, odoo_code, own_addons
from dev.odoo_log import LogReader
from dev.odoo_tests import IMPORT_TESTS

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("dev/requirements-odoo.txt", "requirements.txt")
OF_TESTS = "dev/requirements-test.txt"


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def required(*files):
    """Names of the packages that files of requirements list."""
    lines = [line for path in files for line in (ROOT / path).read_text().splitlines()]
    names = [re.match(r"[A-Za-z0-9._-]+", line) for line in lines]
    return {normalized(match[0]) for match in names if match}


def with_dependencies(packages):
    """The packages, and what they need without their extras."""
    known, todo = set(), list(packages)
    while todo:
        name = todo.pop()
        if name in known:
            continue
        known.add(name)
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system
        for need in needs:
            if "extra ==" not in need:
                todo.append(normalized(re.match(r"[A-Za-z0-9._-]+", need)[0]))
    return known


def missing_imports():
    """The imports of packages that only our own tests need."""
    only_ours = required(OF_TESTS) - with_dependencies(required(*NEEDED))
    imports = importlib.metadata.packages_distributions()
    return sorted(
        name
        for name, packages in imports.items()
        if {normalized(package) for package in packages} <= only_ours
    )


def test_what_is_missing_is_what_only_our_tests_need():
    missing = missing_imports()
    assert {"hypothesis", "saxonche", "flask", "pytest"} <= set(missing)
    assert not {"lxml", "requests", "facturx", "zeep", "pypdf"} & set(missing)


@pytest.mark.parametrize("addon", own_addons())
def test_every_module_of_tests_is_imported_without(addon):
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            IMPORT_TESTS,
            addons_folder(),
            addon,
            *missing_imports(),
        ],
        env={"PYTHONPATH": str(odoo_code()), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    folder = ROOT if addon == "l10n_fr_chorus_pro" else ROOT / addon
    there = len(list((folder / "tests").glob("test_*.py")))
    assert result.returncode == 0, result.stderr[-3000:]
    assert int(result.stdout) == there


def test_our_own_runs_leave_no_test_out_for_want_of_a_package():
    reader = LogReader()
    for reason, failures in (("Only on Sundays.", 0), ("Not installed: flask.", 1)):
        reader.feed(
            "2026-11-30 06:00:00,000 1 INFO db odoo.addons.l10n_fr_chorus_pro.tests"
            f".test_send: skipped TestSend.test_once : {reason}"
        )
        reader.close()
        assert reader.failed == failures
