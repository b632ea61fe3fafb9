"""`python3 -m dev.guides`: run the commands of the integrator's guide, in its order.

A block of the guide that is marked ``sh run`` is run as it stands, by a shell that
stops at the first failure. The names that the guide lets its reader set have other
values here: a folder and databases of their own, and an `odoo` and a `pip` that are
those of this checkout.
"""

import re
import subprocess
import tempfile
from pathlib import Path

from dev import console, postgres, setup, template
from dev.console import DevError, say
from dev.environment import (
    ADDON,
    CHECKOUT,
    CHECKOUT_HASH,
    odoo_entry,
    odoo_environment,
    venv_python,
)
from dev.odoo import odoo_configuration

GUIDE = CHECKOUT / "doc/integrator.md"
DATABASE = f"chorus_test_{CHECKOUT_HASH}_guides"
BLOCK = re.compile(r"^```sh run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMES = re.compile(r"^```sh\n((?:[A-Z]+=.*\n)+)```$", re.MULTILINE)


def blocks(text):
    """The commands of a guide that are to be run, a string for each block."""
    return BLOCK.findall(text)


def names(text):
    """What a guide lets its reader set, by the blocks that do nothing else."""
    return [
        line.partition("=")[0]
        for block in NAMES.findall(text)
        for line in block.splitlines()
    ]


def values(folder):
    """The values of these names here.

    :param Path folder: which is made for this run
    """
    return {
        "CONF": folder / "odoo.conf",
        "DB": DATABASE,
        "ADDONS": folder / "addons",
        "BACKUPS": folder / "backups",
        "REPOSITORY": CHECKOUT,
    }


def prepare(folder):
    """Make what the guide takes for granted; returns the environment of its shell."""
    found = values(folder)
    for name in ("ADDONS", "BACKUPS"):
        found[name].mkdir()
    lines = odoo_configuration().read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("addons_path")]
    kept.append(f"addons_path = {found['ADDONS']}")
    found["CONF"].write_text("\n".join(kept) + "\n", encoding="utf-8")
    programs = folder / "bin"
    programs.mkdir()
    python = venv_python()
    for name, command in (
        ("odoo", f"{python} {odoo_entry()}"),
        ("pip", f"{python} -m pip --disable-pip-version-check"),
    ):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    environment = odoo_environment(**found)
    environment["PATH"] = f"{programs}:{environment['PATH']}"
    return environment


def run(text):
    """Run the blocks of a guide.

    :raises DevError: a command failed, or logged an error
    """
    with tempfile.TemporaryDirectory() as name:
        environment = prepare(Path(name))
        # A database of an Odoo that is there, before the addon is.
        template.copy_to(DATABASE)
        try:
            for block in blocks(text):
                say(block.strip().replace("\n", "\n   "))
                _run(block, environment)
        finally:
            for database in postgres.databases(DATABASE):
                postgres.drop(database)


def _run(block, environment):
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode or re.search(r" (ERROR|CRITICAL) \S+ odoo", done.stdout):
        raise DevError(f"{block}\n{done.stdout[-4000:]}")


def main():
    setup.prepare()
    run(GUIDE.read_text(encoding="utf-8"))
    say(f"{len(blocks(GUIDE.read_text(encoding='utf-8')))} blocks of {ADDON} ran")


if __name__ == "__main__":
    console.main(main)
