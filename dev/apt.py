"""Debian packages: what the machine lacks, and downloads that leave it untouched."""

import functools
import glob
import os
import re
import shutil
import sys
from pathlib import Path

from dev.console import DevError, run, say, step
from dev.environment import CACHE

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def postgres_bin():
    """Folder of the newest PostgreSQL server binaries, or None."""
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    if found:
        newest = max(found, key=lambda path: int(re.search(r"/(\d+)/bin", path)[1]))
        return Path(newest).parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _has_venv():
    """Debian splits `ensurepip` off Python; without it `python3 -m venv` fails."""
    code = "import ensurepip, venv"
    return run([sys.executable, "-c", code], check=False).returncode == 0


def _has_libmagic():
    return bool(glob.glob("/usr/lib/*/libmagic.so.1"))


def browser():
    """Path of the Chromium that Odoo's own browser tests find; None without one."""
    names = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def _wanted():
    """(package, present, why, required) for what this machine must have."""
    own_postgres = not os.environ.get("PGHOST")
    return [
        ("python3-venv", _has_venv(), "virtual environments", True),
        ("postgresql", not own_postgres or postgres_bin(), "the database", True),
        ("postgresql-client", shutil.which("psql"), "the database client", True),
        ("chromium", browser(), "browser tests", True),
        ("wkhtmltopdf", shutil.which("wkhtmltopdf"), "PDF invoices", True),
        ("libmagic1", _has_libmagic(), "file types", False),
    ]


def ensure_system_packages():
    """Install with apt what is missing; say what is missing when that is impossible."""
    _ensure(_wanted())


def ensure_compiler():
    """Install with apt a C compiler, which tests on another day alone need; say what is
    missing when that is impossible."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    headers = Path("/usr/include/time.h").is_file()
    why = "tests on another day"
    _ensure([("gcc", compiler, why, True), ("libc6-dev", headers, why, True)])


def _ensure(wanted):
    """Install the packages that are not present.

    :param wanted: rows of (package, present, why, required)
    :raises DevError: a required one can neither be found nor installed
    """
    missing = [row for row in wanted if not row[1]]
    if not missing:
        return
    names = [row[0] for row in missing]
    reasons = ", ".join(f"{row[0]} ({row[2]})" for row in missing)
    required = any(row[3] for row in missing)
    prefix = _root_prefix()
    if shutil.which("apt-get") is None or prefix is None:
        text = f"this machine lacks: {reasons}.\nInstall them as root, on Debian with: "
        text += f"apt-get install --no-install-recommends {' '.join(names)}"
        if required:
            raise DevError(text)
        say(text)
        return
    with step(f"installing with apt: {reasons}"):
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
        run([*apt, "update"], check=False)
        run([*apt, "install", "--no-install-recommends", *names], check=required)


def _root_prefix():
    """How to become root: [] when we are, a sudo that works, or None."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if run(["sudo", "-n", "true"], check=False).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() else None


# ---------------------------------------------------------------------------
# Downloads that do not touch the machine's own package lists
# ---------------------------------------------------------------------------


def _mirror():
    """The Debian mirror this machine is configured for."""
    command = [
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
    ]
    found = run(command, check=False).stdout.split()
    mirrors = [
        uri for uri in found if re.search(r"debian/?$", uri) and "security" not in uri
    ]
    if not mirrors or not KEYRING.is_file():
        raise DevError(
            "Odoo 19 is taken from Debian's archive, and this machine has no Debian "
            "mirror configured for apt. Get a source tree of Odoo 19 and set "
            "ODOO_BIN=/path/to/odoo-bin."
        )
    return mirrors[0]


def _own_suite():
    """Code name of this Debian release."""
    release = Path("/etc/os-release")
    text = release.read_text(encoding="utf-8") if release.is_file() else ""
    match = re.search(r"^VERSION_CODENAME=(\w+)", text, re.MULTILINE)
    return match[1] if match else "stable"


def _options(folder):
    return [
        "-q",
        *("-o", f"Dir::Etc::SourceList={folder / 'sources.list'}"),
        *("-o", f"Dir::Etc::SourceParts={folder / 'no-parts'}"),
        *("-o", f"Dir::State::Lists={folder / 'lists'}"),
        *("-o", f"Dir::Cache={folder / 'cache'}"),
        *("-o", "APT::Get::List-Cleanup=0"),
        # The folder of an ordinary user, or of root, cannot be entered by `_apt`.
        *("-o", f"APT::Sandbox::User={_user_name()}"),
    ]


def _user_name():
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


@functools.cache
def _isolated():
    """Refresh our own package lists; return the options of apt-get that use them."""
    folder = CACHE / "apt"
    for name in ("lists/partial", "cache/archives/partial", "no-parts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    line = f"deb [signed-by={KEYRING}] {_mirror()} %s main\n"
    suites = dict.fromkeys((_own_suite(), "unstable"))
    (folder / "sources.list").write_text("".join(line % suite for suite in suites))
    with step("reading Debian's package lists"):
        run(["apt-get", *_options(folder), "update"])
    return _options(folder)


def download(package, suites, folder):
    """Download a package from the first of these suites that has it."""
    folder.mkdir(parents=True, exist_ok=True)
    options = _isolated()
    for old in folder.glob(f"{package}_*.deb"):
        old.unlink()
    for suite in suites:
        command = ["apt-get", *options, "download", f"{package}/{suite}"]
        result = run(command, cwd=folder, check=False)
        found = list(folder.glob(f"{package}_*.deb"))
        if result.returncode == 0 and found:
            return found[0]
    raise DevError(f"Debian package {package} could not be downloaded\n{result.stdout}")


def own_then_unstable():
    """Suites to try for what must be as old as this Odoo expects (fonts)."""
    return list(dict.fromkeys((_own_suite(), "unstable")))
