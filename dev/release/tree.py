"""The addons as others get them: no tests, nothing for those who build them."""

import ast
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from dev.console import DevError
from dev.environment import ADDON, CHECKOUT

# Of the repository alone: at its root, and in each addon.
OURS = ("bench", "dev", "tests_system", "tests_unit", "Makefile", "mypy.ini")
OF_EACH = ("tests", "static/tests")
# The same moment for every file: two builds of one commit are the same bytes.
MOMENT = (2026, 1, 1, 0, 0, 0)
VERSION = re.compile(r'^(    "version": ")([\d.]+)(",)$', re.MULTILINE)
SERIES = "19.0."


def addons():
    """The technical names of all addons of the repository, and where they lie."""
    found = CHECKOUT.glob(f"{ADDON}_*/__manifest__.py")
    return {ADDON: CHECKOUT} | {path.parent.name: path.parent for path in sorted(found)}


def manifest(name=ADDON):
    return ast.literal_eval((addons()[name] / "__manifest__.py").read_text("utf-8"))


def version():
    return manifest()["version"]


def set_version(new):
    """Write a version into the manifest of the main addon.

    :raises DevError: it is none of an addon for Odoo 19
    """
    if not re.fullmatch(re.escape(SERIES) + r"\d+\.\d+\.\d+", new):
        raise DevError(f"{new}: a version is like {SERIES}1.2.0")
    path = CHECKOUT / "__manifest__.py"
    text, count = VERSION.subn(rf"\g<1>{new}\g<3>", path.read_text("utf-8"))
    if count != 1:
        raise DevError(f"{path} has no line with its version")
    path.write_text(text, encoding="utf-8")


def check_version():
    """:raises DevError: the changelog does not begin with the version to be released"""
    text = (CHECKOUT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\S+)", text, re.MULTILINE)[1]
    if newest != version():
        raise DevError(
            f"the manifest says {version()}, and CHANGELOG.md begins with {newest}"
        )


def copy(folder, *, simulator):
    """Copy all addons side by side, as an addons path has them.

    :param Path folder: empty
    :param bool simulator: whether the local Chorus Pro goes with the main one
    :return: their folders
    """
    homes = addons()
    for name, home in homes.items():
        left_out = {*OF_EACH}
        if name == ADDON:
            left_out |= {*OURS, *homes} | (set() if simulator else {"simulator"})
        for path in _files(home):
            if not _is_left_out(path, left_out):
                target = folder / name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(home / path, target)
    return [folder / name for name in homes]


def _files(home):
    """The files of an addon that are in version control or are about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise DevError(f"a release is made of a Git checkout\n{result.stderr}")
    paths = sorted(map(Path, result.stdout.splitlines()))
    return [path for path in paths if (home / path).is_file()]


def _is_left_out(path, names):
    text = path.as_posix()
    return text.startswith(".") or any(
        text == name or text.startswith(f"{name}/") for name in names
    )


def build_zip(folder):
    """The zip for an addons path: all addons, and the simulator in the main one.

    :param Path folder: where it is put
    :return: its path
    """
    with tempfile.TemporaryDirectory(prefix="chorus-release-") as temporary:
        copy(Path(temporary), simulator=True)
        return _pack(Path(temporary), folder / f"{ADDON}-{version()}.zip")


def _pack(folder, target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                info = zipfile.ZipInfo(name, MOMENT)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, path.read_bytes())
    return target
