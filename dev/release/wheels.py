"""Wheels of the addons, as the Odoo Community Association makes its own: by whool, each
with its folder below ``odoo/addons/``."""

import tempfile
from pathlib import Path

from dev.console import DevError, run
from dev.environment import venv_python
from dev.release import tree

# What builds them; pip fetches it for the build alone.
BACKEND = (
    '[build-system]\nrequires = ["whool==1.3.1"]\nbuild-backend = "whool.buildapi"\n'
)


def build(folder):
    """Build the wheel of each addon.

    :param Path folder: where they are put
    :return: their paths, the main addon's first
    """
    with tempfile.TemporaryDirectory(prefix="chorus-release-") as temporary:
        homes = tree.copy(Path(temporary), simulator=False)
        return [_build_one(home, folder) for home in homes]


def _build_one(home, folder):
    (home / "pyproject.toml").write_text(BACKEND, encoding="utf-8")
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "wheel"]
    run([*pip, "--quiet", "--no-deps", "--wheel-dir", folder, home])
    number = tree.manifest(home.name)["version"]
    found = list(folder.glob(f"odoo_addon_{home.name}-{number}-*.whl"))
    if len(found) != 1:
        raise DevError(f"no wheel of {home.name} {number} in {folder}")
    return found[0]
