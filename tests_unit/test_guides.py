"""The guides: of the same build in both languages, in the words of the screen."""

import re

import polib
import pytest

from dev import guides
from tests_unit.simulator_client import ROOT

FRENCH, ENGLISH = "doc/user.fr.md", "doc/user.en.md"
WORDS = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
LINK = re.compile(r"\]\(#([^)]+)\)")
FENCE = re.compile(r"^```(.*)$", re.MULTILINE)
# Odoo's own words, or the portal's.
OF_OTHERS = {
    FRENCH: {
        *("italique", "Facturation", "Confirmer", "Avoir", "Comptabilité"),
        *("Factures", "Transverses", "Structures", "Raccordement EDI et API"),
    },
    ENGLISH: {
        *("italics", "Invoicing", "Confirm", "Credit Note", "Accounting"),
        *("Factures", "Transverses", "Structures", "Raccordement EDI et API"),
    },
}


def read(page):
    return (ROOT / page).read_text(encoding="utf-8")


def headings(page):
    return re.findall(r"^(#+) (.*)$", read(page), re.MULTILINE)


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_both_languages_have_the_same_build():
    levels = [[level for level, _text in headings(page)] for page in (FRENCH, ENGLISH)]
    assert levels[0] == levels[1]
    shown = [
        re.findall(r"pictures/\w\w/([\w-]+)\.png", read(page))
        for page in (FRENCH, ENGLISH)
    ]
    assert shown[0] == shown[1]
    rows = [read(page).count("\n|") for page in (FRENCH, ENGLISH)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("page", [FRENCH, ENGLISH])
def test_what_is_in_italics_stands_on_the_screen(page):
    entries = polib.pofile(str(ROOT / "i18n/fr.po"))
    known = {e.msgstr if page == FRENCH else e.msgid for e in entries}
    told = {
        word.strip().replace("\n", " ")
        for words in WORDS.findall(read(page))
        for word in words.split(" > ")
    }
    assert told - known - OF_OTHERS[page] == set()


@pytest.mark.parametrize("page", [FRENCH, ENGLISH, "doc/integrator.md", "README.md"])
def test_links_within_a_page_lead_somewhere(page):
    anchors = {anchor(text) for _level, text in headings(page)}
    assert set(LINK.findall(read(page))) - anchors == set()


def test_commands_use_the_names_that_the_guide_introduces(tmp_path):
    text = read("doc/integrator.md")
    found = guides.blocks(text)
    assert len(found) >= 7
    assert set(FENCE.findall(text)) == {"", "sh", "sh run"}
    assert guides.names(text) == list(guides.values(tmp_path))
    used = set(re.findall(r"\$\{?([A-Z]+)", "".join(found)))
    assert used == set(guides.values(tmp_path))
