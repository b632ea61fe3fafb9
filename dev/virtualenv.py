"""Virtual environments with pinned requirements, rebuilt only when the pins change."""

import os
import shutil
import sys
from pathlib import Path

from dev.console import run, step
from dev.environment import (
    CHECKOUT,
    LINT_VENV,
    OLDEST,
    SCREENS,
    STRANGERS,
    VENV,
    digest,
    venv_python,
)

RUNTIME = ("dev/requirements-odoo.txt", "requirements.txt", "dev/requirements-test.txt")
LINT = ("dev/requirements-lint.txt",)
OF_STRANGERS = ("dev/requirements-strangers.txt",)
OF_SCREENS = ("dev/requirements-screens.txt",)
OLDEST_PINS = "dev/requirements-oldest.txt"


def ensure_runtime():
    """The environment of Odoo, the addon, the simulator and the tests."""
    _ensure(VENV, RUNTIME)
    _ensure_oldest()


def _ensure_oldest():
    """Have a folder of the oldest libraries, which tests put before the environment's
    own ones."""
    pins = CHECKOUT / OLDEST_PINS
    stamp = OLDEST / "requirements-hash"
    wanted = digest(sys.version, pins)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    with step(f"installing Python packages ({OLDEST.name})"):
        shutil.rmtree(OLDEST, ignore_errors=True)
        pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "install"]
        options = ["--progress-bar", "off", "--no-deps", "--target", OLDEST]
        run([*pip, *options, "-r", pins])
    stamp.write_text(wanted)


def ensure_lint():
    _ensure(LINT_VENV, LINT)


def ensure_strangers():
    """The environment of other people's clients, for `make test-full` alone: nothing
    of theirs is installed beside our own code."""
    _ensure(STRANGERS, OF_STRANGERS)


def ensure_screens():
    """The environment of what drives a browser by itself: nothing of it is installed
    beside Odoo."""
    _ensure(SCREENS, OF_SCREENS)


def enter_screens(module):
    """Go on in that environment, with the same options.

    :param str module: of dev/, as `python3 -m` started it
    """
    ensure_screens()
    if Path(sys.prefix) != SCREENS:
        python = str(venv_python(SCREENS))
        os.execve(python, [python, "-m", module, *sys.argv[1:]], dict(os.environ))


def _ensure(folder, requirements):
    files = [CHECKOUT / name for name in requirements if (CHECKOUT / name).is_file()]
    stamp = folder / "requirements-hash"
    wanted = digest(sys.version, *files)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    with step(f"installing Python packages ({folder.name})"):
        if not _same_python(folder):
            shutil.rmtree(folder, ignore_errors=True)
            run([sys.executable, "-m", "venv", folder])
        pip = [venv_python(folder), "-m", "pip", "--disable-pip-version-check"]
        arguments = []
        for path in files:
            arguments += ["-r", path]
        run([*pip, "install", "--progress-bar", "off", *arguments])
    stamp.write_text(wanted)


def _same_python(folder):
    """Whether the environment exists and was made with this very Python version."""
    if not venv_python(folder).is_file():
        return False
    code = "import sys; print(sys.version)"
    result = run([venv_python(folder), "-c", code], check=False)
    return result.returncode == 0 and result.stdout.strip() == sys.version
