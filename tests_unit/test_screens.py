"""The tables of `make screenshots`, and what it keeps, without a browser."""

import re
from html.parser import HTMLParser

import pytest
from lxml import etree

from dev.screens import cover
from dev.screens.kept import FRONT, GUIDES, KEPT, LANGUAGES
from dev.screens.scenes import SCENES, chosen
from tests_unit.simulator_client import ROOT

BYTES = 3_000_000
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
PAGES = ("README.md", "doc/user.fr.md", "doc/user.en.md", f"{FRONT}/index.html")


class Images(HTMLParser):
    """The pictures of a page; each says what it shows."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "img" and told.get("alt"):
            self.found.append(told["src"])


def pictures_of(page):
    """What a page shows, below the root; a picture without words is none."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = PICTURE.findall(text) if page.endswith(".md") else Images(text).found
    folder = (ROOT / page).parent
    return {str((folder / one).resolve().relative_to(ROOT)) for one in found}


def test_each_scene_has_a_file_of_its_own():
    names = [scene.name for scene in SCENES]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() for name in names)


def test_scenes_are_chosen_by_their_first_letters():
    assert chosen() == list(SCENES)
    forms = chosen("form-")
    assert forms and all(scene.name.startswith("form-") for scene in forms)
    assert chosen("nothing of the kind") == []


def test_each_picture_that_is_kept_shows_a_scene():
    names = {scene.name for scene in SCENES}
    assert [kept.path for kept in KEPT if kept.scene not in names] == []
    assert len({kept.path for kept in KEPT}) == len(KEPT)


@pytest.mark.parametrize("page", PAGES)
def test_pages_show_what_one_command_makes(page):
    shown = pictures_of(page)
    assert shown
    assert shown - {kept.path for kept in KEPT} == set()
    assert [path for path in shown if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_guide_shows_all_its_pictures(code):
    folder = f"{GUIDES}/{code}"
    shown = pictures_of(f"doc/user.{code}.md")
    assert shown == {str(p.relative_to(ROOT)) for p in (ROOT / folder).iterdir()}
    assert shown == {kept.path for kept in KEPT if kept.path.startswith(folder)}


def test_pictures_are_small():
    files = [*(ROOT / GUIDES).rglob("*"), *(ROOT / FRONT).iterdir()]
    sizes = {path: path.stat().st_size for path in files if path.is_file()}
    assert sum(sizes.values()) < BYTES
    for path in sizes:
        if path.suffix == ".png" and path.name != "icon.png":
            # The kind of colours in a PNG: 3 is a palette.
            assert path.read_bytes()[25] == 3, path


def test_the_cover_is_made_of_pictures_that_are_kept():
    shown = Images(cover.PAGE.read_text(encoding="utf-8").replace('alt=""', 'alt="-"'))
    found = {(cover.PAGE.parent / one).resolve() for one in shown.found}
    assert found and found <= {kept.file for kept in KEPT}
    assert cover.COVER.is_file()


def test_a_page_of_ours_can_be_scrolled():
    """Odoo scrolls what lies in an action, and cuts the rest."""
    for path in (ROOT / "static/src").rglob("*.xml"):
        for layout in etree.parse(path).iter("Layout"):
            assert layout.getparent().get("class") == "o_action", path
            assert "overflow-auto" in layout.get("className"), path
