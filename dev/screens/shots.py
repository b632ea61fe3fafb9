"""Taking pictures: a window for each language, width and user, one scene after the
other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dev.console import say
from dev.environment import CHECKOUT, TEST_OUTPUT
from dev.screens.kept import FRENCH
from dev.screens.scene import Scene
from dev.screens.stage import Stage

FAILED = TEST_OUTPUT / "screens"


@dataclass(frozen=True)
class Shot:
    """A picture to be taken.

    :param shoot: function from the Stage, and what the scene shows, that writes it
    """

    path: Path
    scene: Scene
    width: int
    shoot: Callable
    lang: str = FRENCH

    @property
    def window(self):
        return self.lang, self.width, self.scene.login


def take_all(chromium, world, shots):
    """Take pictures; returns the files of those that failed.

    A scene whose record is not in the database is left out, and that is said.
    """
    missing = {shot.scene for shot in shots if not _is_there(world, shot.scene.needs)}
    for scene in missing:
        say(f"{scene.name}: skipped, there is no {scene.needs}")
    present = [shot for shot in shots if shot.scene not in missing]
    failed = []
    try:
        for window in sorted({shot.window for shot in present}):
            lang, width, login = window
            world.speak(lang)
            stage = Stage(chromium, world, width, login, lang)
            group = [shot for shot in present if shot.window == window]
            failed += [shot.path for shot in group if not _take(stage, shot)]
            stage.close()
    finally:
        world.speak(FRENCH)
    return failed


def _is_there(world, xmlid):
    if not xmlid:
        return True
    module, _dot, name = xmlid.partition(".")
    domain = [("module", "=", module), ("name", "=", name)]
    return world.admin.execute("ir.model.data", "search_count", domain)


def _take(stage, shot):
    """One picture; False where it failed. A failure is shown by a picture too."""
    from playwright.sync_api import Error

    path = shot.path
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        shot.shoot(stage, shot.scene.show(stage))
    except Error as error:
        say(f"{path.name}: {error.message.splitlines()[0]}")
        stage.page.screenshot(path=FAILED / f"{path.stem}.failed.png")
        return False
    say(str(path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path))
    return True
