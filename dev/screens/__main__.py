"""`python3 -m dev.screens [--list] [--only PREFIX] [--folder FOLDER] [--again]
[--picture] [--guides]`: screenshots of the product, in French, at the widths of a
computer and of a telephone; or those that are kept in the repository.
"""

import argparse
import shutil
from functools import partial
from pathlib import Path

from dev import console, postgres, template, virtualenv
from dev.console import DevError, say
from dev.environment import CHECKOUT_HASH, TEST_OUTPUT
from dev.screens import cover, kept, shots
from dev.screens.scenes import chosen
from dev.screens.stage import WIDTHS, browser
from dev.screens.world import World

DATABASE = f"chorus_screens_{CHECKOUT_HASH}"
# What the scenes are built of; kept, so that a run with --again need not build it.
WORLD = TEST_OUTPUT / "screens-world"


def main():
    options = _options()
    scenes = chosen(options.only)
    if options.list:
        print("\n".join(scene.name for scene in scenes))
        return 0
    if not scenes:
        raise DevError(f"no scene begins with {options.only!r}")
    virtualenv.enter_screens("dev.screens")
    shots.FAILED.mkdir(parents=True, exist_ok=True)
    with World(DATABASE, WORLD) as world:
        if options.again and world.names.is_file() and postgres.exists(DATABASE):
            with console.step("bringing the database to this version of the addon"):
                template.load_addon(DATABASE, "-u")
            world.resume()
        else:
            build(world)
        with browser() as chromium:
            failed = shots.take_all(chromium, world, wanted(scenes, options))
            if options.picture:
                cover.draw(chromium)
    if failed:
        raise DevError(f"not taken: {', '.join(path.name for path in failed)}")
    say("all taken")
    return 0


def _options():
    parser = argparse.ArgumentParser(prog="python3 -m dev.screens", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print the scenes")
    parser.add_argument("--only", default="", help="the first letters of scenes")
    parser.add_argument("--folder", type=Path, default=TEST_OUTPUT / "screens")
    parser.add_argument(
        "--again", action="store_true", help="show the database of the last run"
    )
    parser.add_argument(
        "--picture",
        action="store_true",
        help=f"renew the pictures of {kept.FRONT}, and take no others",
    )
    parser.add_argument(
        "--guides",
        action="store_true",
        help=f"renew the pictures of {kept.GUIDES}, and take no others",
    )
    return parser.parse_args()


def build(world):
    shutil.rmtree(WORLD, ignore_errors=True)
    WORLD.mkdir(parents=True)
    template.copy_with_addon(DATABASE)
    with console.step("living through three months"):
        world.build()


def wanted(scenes, options):
    """The pictures to take, of these scenes: those that are kept, where they are asked
    for, else each at each width."""
    are_asked = {kept.FRONT: options.picture, kept.GUIDES: options.guides}
    folders = tuple(folder for folder, is_asked in are_asked.items() if is_asked)
    if folders:
        by_name = {scene.name: scene for scene in scenes}
        return [
            shots.Shot(
                picture.file,
                by_name[picture.scene],
                picture.width,
                partial(kept.shoot, picture),
                picture.lang,
            )
            for picture in kept.KEPT
            if picture.path.startswith(folders) and picture.scene in by_name
        ]
    return [
        shots.Shot(path, scene, width, partial(_shoot, path))
        for width in WIDTHS
        for scene in scenes
        for path in [options.folder / f"{scene.name}-{width}.png"]
    ]


def _shoot(path, stage, element):
    stage.shoot(path, element)


if __name__ == "__main__":
    console.main(main)
