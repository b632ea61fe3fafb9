"""`python3 -m dev.release.simulator [FOLDER]`: the package `chorus-pro-simulator`.

The simulator of this repository under a name of its own, with the tables of codes that
it shares with the client: any client of Chorus Pro can have it in its CI.
"""

import ast
import re
import shutil
import sys
import tempfile
from pathlib import Path

from dev import console
from dev.console import run, say
from dev.environment import CHECKOUT, TEST_OUTPUT, venv_python

PACKAGE = "chorus_pro_simulator"
SOURCE = CHECKOUT / "simulator"
CODES = "codes"
# A file's own kind, and what no package carries.
TEXTS = (".py", ".md", ".toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")
SHARED = re.compile(r"^from chorus_api\.(\w+) import", re.MULTILINE)


def version():
    """Of the addon, without the series of Odoo: such as ``1.1.0``."""
    manifest = ast.literal_eval((CHECKOUT / "__manifest__.py").read_text())
    return manifest["version"].split(".", 2)[2]


def tree(folder):
    """Write the sources of the package.

    :param Path folder: made anew
    """
    shutil.copytree(SOURCE, folder / PACKAGE, ignore=LEFT_OUT)
    for name in ("pyproject.toml", "README.md"):
        shutil.move(folder / PACKAGE / name, folder / name)
    shutil.copy(CHECKOUT / "LICENSE", folder / "LICENSE")
    shared = set()
    for path in sorted((folder / PACKAGE).rglob("*")):
        if path.suffix in TEXTS:
            text = path.read_text(encoding="utf-8")
            shared.update(SHARED.findall(text))
            path.write_text(_renamed(text), encoding="utf-8")
    _add_codes(folder / PACKAGE / CODES, shared)
    beginning = folder / PACKAGE / "__init__.py"
    stated = f'\n__version__ = "{version()}"\n'
    beginning.write_text(beginning.read_text(encoding="utf-8") + stated, "utf-8")


def _renamed(text):
    text = SHARED.sub(rf"from {PACKAGE}.{CODES}.\1 import", text)
    return text.replace("python -m simulator", f"python -m {PACKAGE}")


def _add_codes(folder, names):
    """The tables that the simulator reads, and what they are made with."""
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Codes of Chorus Pro, one table each."""\n')
    for name in sorted({*names, "tables"}):
        shutil.copy(CHECKOUT / "chorus_api" / f"{name}.py", folder / f"{name}.py")


def build(folder):
    """Build the wheel of the package.

    :param Path folder: where it is put; made where it is missing
    :return: its path
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="simulator-package-") as temporary:
        tree(Path(temporary) / "source")
        pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "wheel"]
        options = ["--quiet", "--no-deps", "--wheel-dir", folder]
        run([*pip, *options, Path(temporary) / "source"])
    (wheel,) = folder.glob(f"{PACKAGE}-{version()}-*.whl")
    return wheel


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TEST_OUTPUT / "package"
    say(f"{build(folder)}")


if __name__ == "__main__":
    console.main(main)
