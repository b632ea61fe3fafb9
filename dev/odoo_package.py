"""Odoo 19 as Debian ships it, unpacked in the cache without being installed."""

import os
import shutil
from pathlib import Path

from dev import apt
from dev.console import run, say, step
from dev.environment import CACHE, DOWNLOADED_ODOO

# The package links to these for fonts and scripts. Debian unstable has a newer
# Font Awesome with other file names: the machine's own release is tried first.
LINKED_PACKAGES = (
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Named by the assets of `mail` and absent from the package, which makes the browser
# log an error, and every browser test fail.
STRIPPED_FILES = ("mail/static/lib/selfie_segmentation/selfie_segmentation.js",)


def ensure_odoo():
    """Download and unpack Odoo unless the user brought one, or it is there already."""
    if os.environ.get("ODOO_BIN") or (DOWNLOADED_ODOO / "complete").is_file():
        return
    with step("downloading Odoo 19 (120 MB)"):
        package = apt.download("odoo-19", ["unstable"], CACHE / "apt")
    target = DOWNLOADED_ODOO.with_name("odoo.partial")
    shutil.rmtree(target, ignore_errors=True)
    with step("unpacking Odoo 19 (1.1 GB)"):
        run(["dpkg-deb", "-x", package, target])
        version = run(["dpkg-deb", "-f", package, "Version"]).stdout
    with step("completing its fonts and scripts"):
        complete(target)
    (target / "package-version").write_text(version)
    (target / "complete").touch()
    shutil.rmtree(DOWNLOADED_ODOO, ignore_errors=True)
    target.rename(DOWNLOADED_ODOO)
    package.unlink()


def complete(root):
    """Bring in what the package expects to find elsewhere on a Debian system."""
    for name in LINKED_PACKAGES:
        folder = CACHE / "apt"
        package = apt.download(name, apt.own_then_unstable(), folder)
        run(["dpkg-deb", "-x", package, root])
        package.unlink()
    _make_links_relative(root)
    addons = root / "usr/lib/python3/dist-packages/odoo/addons"
    for name in STRIPPED_FILES:
        path = addons / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    dangling = [path for path in _links(root) if not path.exists()]
    for path in dangling:
        say(f"note: dangling link {path.relative_to(root)} -> {os.readlink(path)}")


def _links(folder):
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_symlink():
                yield Path(entry.path)
            elif entry.is_dir():
                yield from _links(entry.path)


def _make_links_relative(root):
    """Make absolute links point into the unpacked tree, not into the machine."""
    for path in list(_links(root)):
        target = os.readlink(path)
        if target.startswith("/"):
            path.unlink()
            inside = root / target.lstrip("/")
            path.symlink_to(os.path.relpath(inside, path.parent))
