"""The cover of the addon: a title over pictures of today's product."""

from pathlib import Path

from dev.environment import CHECKOUT
from dev.screens.kept import FRONT, reduce

PAGE = Path(__file__).with_name("cover.html")
COVER = CHECKOUT / FRONT / "cover.png"
SIZE = {"width": 1120, "height": 560}


def draw(chromium):
    """Write it anew from the pictures that are there."""
    page = chromium.new_page(viewport=SIZE)
    page.goto(PAGE.as_uri())
    page.wait_for_function("() => [...document.images].every((one) => one.complete)")
    page.screenshot(path=COVER)
    page.close()
    reduce(COVER)
