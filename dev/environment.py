"""Where things are, and what processes find in their environment variables.

Everything that is downloaded or built lives outside the checkout, in
``${XDG_CACHE_HOME:-~/.cache}/l10n_fr_chorus_pro``, and is shared by all checkouts.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import socket
import subprocess
from functools import cache
from pathlib import Path

from dev.console import DevError, say

ADDON = "l10n_fr_chorus_pro"
CHECKOUT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / ADDON
TEST_OUTPUT = CHECKOUT / ".test"
VENV = CACHE / "venv"
LINT_VENV = CACHE / "venv-lint"
OLDEST = CACHE / "oldest"
STRANGERS = CACHE / "venv-strangers"
SCREENS = CACHE / "venv-screens"
PRINTER = CACHE / "wkhtmltopdf"
DOWNLOADED_ODOO = CACHE / "odoo"
DATA_DIR = CACHE / "data"
DB_ROLE = "odoo"


def digest(*parts):
    """Short stable hash of strings or files, used to name and to date things."""
    result = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        result.update(content + b"\0")
    return result.hexdigest()[:12]


CHECKOUT_HASH = digest(str(CHECKOUT))[:8]


@contextlib.contextmanager
def locked(name):
    """Serialise a set-up step between processes and checkouts."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another process ({name})")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------------------
# Odoo
# ---------------------------------------------------------------------------


def odoo_entry():
    """Path of the Odoo executable: ODOO_BIN, or the downloaded one."""
    chosen = os.environ.get("ODOO_BIN")
    if not chosen:
        return DOWNLOADED_ODOO / "usr/bin/odoo"
    found = shutil.which(chosen) or chosen
    path = Path(found).expanduser().absolute()
    if not path.is_file():
        raise DevError(f"ODOO_BIN={chosen}: no such file")
    return path.resolve()


def odoo_code():
    """Folder that holds the `odoo` Python package."""
    entry = odoo_entry()
    for folder in (entry.parent, entry.parent.parent / "lib/python3/dist-packages"):
        if (folder / "odoo/release.py").is_file():
            return folder
    raise DevError(
        f"{entry}: no `odoo` package beside it; ODOO_BIN must be the odoo-bin of an "
        "Odoo 19 source tree, or the `odoo` of a Debian package"
    )


@cache
def odoo_version():
    """What identifies this Odoo: series, and package version or commit."""
    code = odoo_code()
    release = (code / "odoo/release.py").read_text()
    match = re.search(r"version_info = \((\d+), (\d+)", release)
    if not match or match.group(1) != "19":
        raise DevError(f"{code}: this is not Odoo 19")
    parts = [f"{match.group(1)}.{match.group(2)}"]
    package = DOWNLOADED_ODOO / "package-version"
    if not os.environ.get("ODOO_BIN") and package.is_file():
        parts.append(package.read_text().strip())
    elif (code / ".git").exists():
        head = subprocess.run(
            ["git", "-C", str(code), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
        parts.append(head.stdout.strip())
    return " ".join(parts)


def addons_folder():
    """Folder where this checkout is found under its technical name.

    A checkout may have any folder name, and Odoo takes the name of an addon from its
    folder.
    """
    folder = CACHE / "addons" / CHECKOUT_HASH
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {ADDON: CHECKOUT}
    for manifest in CHECKOUT.glob(f"{ADDON}_*/__manifest__.py"):
        wanted[manifest.parent.name] = manifest.parent
    for link in folder.iterdir():
        if link.name not in wanted or link.resolve() != wanted[link.name]:
            link.unlink()
    for name, target in wanted.items():
        with contextlib.suppress(FileExistsError):
            (folder / name).symlink_to(target)
    return folder


def own_addons():
    """Technical names of the addons of this checkout that can be installed."""
    links = sorted(addons_folder().iterdir())
    return [link.name for link in links if (link / "__manifest__.py").is_file()]


def venv_python(venv=VENV):
    return venv / "bin/python"


def odoo_environment(**extra):
    """Environment of Odoo, of the simulator and of pytest."""
    result = dict(os.environ)
    for name in ("PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV"):
        result.pop(name, None)
    path = [str(odoo_code()), result.get("PYTHONPATH", "")]
    result["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    # The simulator and the tests start `python` by name as well as by sys.executable.
    folders = (VENV / "bin", PRINTER / "bin", result["PATH"])
    result["PATH"] = os.pathsep.join(map(str, folders))
    result["PYTHONUNBUFFERED"] = "1"
    result.update({key: str(value) for key, value in extra.items()})
    return result


def free_port():
    """A TCP port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
