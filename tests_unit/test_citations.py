"""What the code cites of Chorus Pro can be read in ``doc/portal.md``."""

import re
import subprocess

import pytest

from tests_unit.simulator_client import ROOT

PORTAL = ROOT / "doc/portal.md"
THIS = "tests_unit/test_citations.py"
HEADING = re.compile(r"^#+ ([AR] \d+(?:\.\d+)?)\b", re.MULTILINE)
CITATION = re.compile(r"\b([AR] \d{1,2}(?:\.\d{1,2})?)(?![\d.,]*\d)")
# Numbers of the annex EDI, of EN 16931 and of AFNOR, and articles of law.
RULE = re.compile(
    r"\b(?:[GS]\d\.\d\d|BR-(?:FR-CPRO|[A-Z]{1,2})-\d\d|[LRD]2\d{3}-\d\d)\b"
)
# A section without the document, or a document that is not ours.
ASTRAY = re.compile(
    r"chorus-pro-(?:api|rules)|reform-2026|peers-and-users|\.\./shared"
    r"|\b[Rr]eference,? (?:section )?\d|\b[Rr]ules?,? section \d|\bsections? \d"
    r"|\b(?:business rules|API reference)\b|\bsamples? [a-z]+_[a-z_]+"
)
NAMED = re.compile(r"(?<![\w./-])((?:\.\./)*[\w-]+(?:/[\w-]+)*\.md)\b")
# Which runs write, or which another standard has.
MADE = {".demo/transcript.md", "transcript.md", "lives.md", "newcomer.md"}
STANDARD = re.compile(r"RFC \d+ section [\d.]+")


def tracked():
    """Path and text of every file that may cite."""
    command = ["git", "ls-files", "*.py", "*.md", "*.xml", "*.sql", "*.html"]
    found = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    names = set(found.split()) - {THIS}
    assert len(names) > 400
    for name in sorted(names):
        if (path := ROOT / name).is_file():
            yield name, path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def texts():
    return dict(tracked())


@pytest.fixture(scope="module")
def portal():
    return PORTAL.read_text(encoding="utf-8")


def lines_of(texts, pattern):
    """(place, what is found) of a pattern in every file."""
    for name, text in texts.items():
        for number, line in enumerate(STANDARD.sub("", text).splitlines(), 1):
            for found in pattern.finditer(line):
                yield f"{name}:{number}", found[found.lastindex or 0]


def test_every_section_that_is_cited_is_there(texts, portal):
    headings = HEADING.findall(portal)
    assert len(set(headings)) == len(headings)
    cited = list(lines_of(texts, CITATION))
    assert len(cited) > 100
    assert [one for one in cited if one[1] not in headings] == []


def test_every_rule_that_is_cited_is_there(texts, portal):
    numbered = expanded(portal)
    cited = list(lines_of(texts, RULE))
    assert len(cited) > 30
    assert [one for one in cited if one[1] not in numbered] == []


def expanded(text):
    """The numbers of rules in a text; those from one to another as well."""
    found = set(RULE.findall(text))
    for first, last in re.findall(r"([\w.-]+\d\d) to ([\w.-]+\d\d)", text):
        if first[:-2] == last[:-2]:
            numbers = range(int(first[-2:]), int(last[-2:]) + 1)
            found |= {f"{first[:-2]}{number:02}" for number in numbers}
    return found


def test_nothing_is_cited_outside_the_repository(texts):
    assert list(lines_of(texts, ASTRAY)) == []


def test_every_document_that_is_named_is_there(texts):
    gone = [
        (place, name)
        for place, name in lines_of(texts, NAMED)
        if name not in MADE
        and not (ROOT / name).is_file()
        and not (ROOT / place.rpartition("/")[0] / name).is_file()
    ]
    assert gone == []


def test_every_check_before_sending_names_where_it_comes_from(texts, portal):
    """A section, a rule, or what needs no source."""
    table = texts["models/checks/table.py"]
    rows = re.findall(r'Check\(\s*"\w+",\s*"([^"]+)"', table)
    assert len(rows) == table.count("Check(\n") + table.count('Check("')
    for rule in rows:
        known = CITATION.search(rule) or RULE.search(rule)
        assert known or rule in portal or rule.startswith(("EN 16931", "the company"))
        for term in re.findall(r"\bB[RT]-[\w-]+", rule):
            assert term in expanded(portal) or term in portal, rule


@pytest.mark.parametrize(
    "text",
    [
        "Source: section 7.1 of it",
        "(reference 1.8)",
        ".".join(("see ``chorus-pro-api", "md``")),
        "/".join(("..", "shared", "reference")),
        "(rules section 2)",
        "sample structures_services",
    ],
)
def test_what_leads_astray_is_seen(text):
    assert ASTRAY.search(text)


def test_a_number_without_a_heading_is_seen():
    texts = {"a.py": "# (doc/portal.md, A 1.99)\n# R 12.4, A 1.8; an A 1,000 is none\n"}
    found = [one for _place, one in lines_of(texts, CITATION)]
    assert found == ["A 1.99", "R 12.4", "A 1.8"]
