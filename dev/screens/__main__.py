"""`python3 -m dev.screens [--list] [--only PREFIX] [--folder FOLDER] [--again]
[--picture]`: screenshots of the product, in French, at the widths of a computer and of
a telephone.
"""

import argparse
import shutil
from pathlib import Path

from dev import console, postgres, template, virtualenv
from dev.console import DevError, say
from dev.environment import CHECKOUT, CHECKOUT_HASH, TEST_OUTPUT
from dev.screens.scenes import README_SCENE, chosen
from dev.screens.stage import WIDTHS, Stage, browser
from dev.screens.world import World

DATABASE = f"chorus_screens_{CHECKOUT_HASH}"
# What the scenes are built of; kept, so that a run with --again need not build it.
WORLD = TEST_OUTPUT / "screens-world"
PICTURE = CHECKOUT / "static/description/invoice.png"
PICTURE_WIDTH = 1400
# Under the bar of menus, down to the activity that the state asks for.
PICTURE_CLIP = {"x": 0, "y": 46, "width": PICTURE_WIDTH, "height": 1110}


def main():
    options = _options()
    scenes = chosen(options.only)
    if options.list:
        print("\n".join(scene.name for scene in scenes))
        return 0
    if not scenes:
        raise DevError(f"no scene begins with {options.only!r}")
    virtualenv.enter_screens("dev.screens")
    options.folder.mkdir(parents=True, exist_ok=True)
    with World(DATABASE, WORLD) as world:
        if options.again and world.names.is_file() and postgres.exists(DATABASE):
            with console.step("bringing the database to this version of the addon"):
                template.load_addon(DATABASE, "-u")
            world.resume()
        else:
            build(world)
        with browser() as chromium:
            failed = take_all(chromium, world, scenes, options)
    if failed:
        raise DevError(f"not taken: {', '.join(failed)}")
    say(f"in {options.folder}")
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
        "--picture", action="store_true", help=f"also renew {PICTURE.name}"
    )
    return parser.parse_args()


def build(world):
    shutil.rmtree(WORLD, ignore_errors=True)
    WORLD.mkdir(parents=True)
    template.copy_with_addon(DATABASE)
    with console.step("living through three months"):
        world.build()


def take_all(chromium, world, scenes, options):
    """Take the pictures; returns the names of those that failed."""
    failed = []
    present = []
    for scene in scenes:
        if scene.needs and not is_there(world, scene.needs):
            say(f"{scene.name}: skipped, there is no {scene.needs}")
        else:
            present.append(scene)
    for width in WIDTHS:
        for login in sorted({scene.login for scene in present}):
            stage = Stage(chromium, world, width, login)
            for scene in present:
                if scene.login == login and not take(stage, scene, options):
                    failed.append(f"{scene.name}-{width}")
            stage.close()
    return failed


def is_there(world, xmlid):
    module, _dot, name = xmlid.partition(".")
    domain = [("module", "=", module), ("name", "=", name)]
    return world.admin.execute("ir.model.data", "search_count", domain)


def take(stage, scene, options):
    """One picture; False where it failed. A failure is shown by a picture too."""
    from playwright.sync_api import Error

    path = options.folder / f"{scene.name}-{stage.width}.png"
    path.unlink(missing_ok=True)
    try:
        element = scene.show(stage)
        is_picture = options.picture and scene.name == README_SCENE
        if is_picture and stage.width == PICTURE_WIDTH:
            stage.shoot(PICTURE, clip=PICTURE_CLIP)
        stage.shoot(path, element)
    except Error as error:
        say(f"{path.name}: {error.message.splitlines()[0]}")
        stage.page.screenshot(path=path.with_suffix(".failed.png"))
        return False
    say(path.name)
    return True


if __name__ == "__main__":
    console.main(main)
