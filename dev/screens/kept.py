"""The pictures that are kept in the repository: those of the guides, of the README and
of the page that presents the addon. Each is a part of a scene, in a language."""

from dataclasses import dataclass
from pathlib import Path

from dev.environment import CHECKOUT

FRENCH, ENGLISH = "fr_FR", "en_US"
LANGUAGES = {"fr": FRENCH, "en": ENGLISH}
GUIDES = "doc/pictures"
FRONT = "static/description"
# Under the bar of menus.
TOP = 46
COMPUTER, TELEPHONE = 1400, 390
COLOURS = 128
DIALOG, PAGE = ".modal-content", ""


@dataclass(frozen=True)
class Kept:
    """A picture.

    :param path: below the checkout
    :param scene: name of the scene that it shows
    :param lang: that of who sees it
    :param width: of the window
    :param height: below the bar of menus; what is further down is left out
    :param element: selector of what is taken instead of the page
    """

    path: str
    scene: str
    lang: str = FRENCH
    width: int = COMPUTER
    height: int = 900
    element: str = PAGE

    @property
    def file(self):
        return CHECKOUT / self.path


# Name of the picture, scene, element or height, and width where it is a telephone's.
OF_GUIDES = (
    ("setup", "setup", 1250),
    ("overview", "overview", 900),
    ("draft", "form-draft", 800),
    ("send", "send", DIALOG),
    ("to-do", "list-action", 420),
    ("suspended", "form-suspended", 1010),
    ("complete", "wizard-complete", DIALOG),
    ("refused", "form-refused", 700),
    ("correct", "wizard-correct", DIALOG),
    ("contest", "wizard-contest", DIALOG),
    ("late", "list-late", 420),
    ("validator", "form-validator", 800),
    ("dossiers", "works-dossiers", 1050),
    ("dossiers-telephone", "works-dossiers", 1100, TELEPHONE),
    ("claim", "works-claim", 1000),
    ("works-deposit", "works-deposit", DIALOG),
    ("validate", "validate-list", 420),
    ("validate-form", "validate-form", 900),
    ("validate-in-part", "validate-wizard-part", DIALOG),
    ("received", "town-all", 560),
    ("received-form", "town-form-available", 1000),
    ("certify", "town-wizard-certify", DIALOG),
    ("export", "town-wizard-export", DIALOG),
)
OF_FRONT = (
    Kept(f"{FRONT}/invoice.png", "form-suspended", height=1110),
    Kept(f"{FRONT}/dossiers.png", "works-dossiers", height=1050),
    Kept(f"{FRONT}/overview.png", "overview", height=800),
    Kept(f"{FRONT}/received.png", "town-form-available", height=900),
)


def _of_guide(code, name, scene, part, width=COMPUTER):
    path = f"{GUIDES}/{code}/{name}.png"
    values = {"lang": LANGUAGES[code], "width": width}
    kind = "element" if isinstance(part, str) else "height"
    return Kept(path, scene, **values, **{kind: part})


KEPT = (
    *OF_FRONT,
    *(_of_guide(code, *row) for code in LANGUAGES for row in OF_GUIDES),
)


def shoot(kept, stage, _shown):
    """Take a picture of the scene that a stage shows, as small as it can be."""
    path = kept.file
    if kept.element:
        # What opened by itself is closed, such as the days of a month.
        stage.page.locator(f"{kept.element} .modal-header").first.click()
        stage.shoot(path, stage.page.locator(kept.element).first)
    else:
        clip = {"x": 0, "y": TOP, "width": kept.width, "height": kept.height}
        stage.shoot(path, clip=clip)
    reduce(path)


def reduce(path: Path):
    """Write a picture anew with a palette."""
    # In the environment of what drives the browser alone.
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
