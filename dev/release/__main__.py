"""`python3 -m dev.release [--set VERSION] [--no-proof] [--to FOLDER]`: what is given to
others: a zip for an addons path, wheels of the addons, the package of the simulator.
Zip and wheels are installed into a bare Odoo, which sends an invoice.
"""

import argparse
import shutil
from pathlib import Path

from dev import console
from dev.console import DevError, say
from dev.environment import TEST_OUTPUT
from dev.release import proof, simulator, tree, wheels

OUTPUT = TEST_OUTPUT / "release"


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", default="", help="write this version first")
    parser.add_argument("--to", type=Path, default=OUTPUT, help="where to put it all")
    parser.add_argument(
        "--no-proof", action="store_true", help="build alone, install nothing"
    )
    return parser.parse_args()


def make_room(folder):
    """Make the folder where it is missing, and empty it if it is ours: what somebody
    keeps in a folder of his own stays.
    """
    if folder == OUTPUT:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise DevError(f"{folder}: that is a file, and a folder is needed") from error


def main():
    options = parse()
    if options.set:
        tree.set_version(options.set)
    tree.check_version()
    folder = options.to
    make_room(folder)
    built = {"zip": [tree.build_zip(folder)], "wheel": wheels.build(folder)}
    package = simulator.build(folder)
    if not options.no_proof:
        for kind, files in built.items():
            number = proof.prove(kind, files, TEST_OUTPUT / f"release-{kind}")
            say(f"{kind}: {number} was sent and made available")
    for path in (*built["zip"], *built["wheel"], package):
        say(f"{path.stat().st_size / 1024:6.0f} kB  {path}")
    return 0


if __name__ == "__main__":
    console.main(main)
