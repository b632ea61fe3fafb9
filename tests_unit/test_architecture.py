"""``doc/architecture.md`` says what is there: layers, files, names, and its picture."""

import ast
import re

import pytest

from dev.layers import LAYERS
from tests_unit.simulator_client import ROOT

PAGE = (ROOT / "doc/architecture.md").read_text(encoding="utf-8")
NODE = re.compile(r'^  (\w+)\["([^"\]]+)"\]$')
EDGE = re.compile(r"^  (\w+) -->(?:\|[^|]+\|)? (\w+)$")
QUOTED = re.compile(r"`([^`\n]+)`")
MODULE = re.compile(r"\bmodels(?:\.\w+)+|\b(?:tools|wizards|controllers|chorus_api)\b")
# Words of the language of the picture: no name may be one, no text may hold "end".
RESERVED = set(
    "call class classDef click default direction end graph href style".split()
)
RECIPES = (
    "A way,A status,A check,A state,An operation,A line,An act,A deadline"
    ",A contestable"
    ",A column,A text"
).split(",")


PICTURES = re.findall(r"```mermaid\n(.*?)```", PAGE, re.DOTALL)
SIDES = ["sending", "receiving", "works"]


def picture(block):
    """The nodes of a picture by name, and its edges."""
    kind, *lines = block.splitlines()
    assert kind == "flowchart TD"
    nodes, edges = {}, []
    for line in lines:
        assert not re.search(r"\bend\b", line), line
        if node := NODE.match(line):
            assert node[1] not in nodes, line
            nodes[node[1]] = node[2]
        else:
            edge = EDGE.match(line)
            assert edge, f"neither a node nor an edge: {line}"
            edges.append(edge.groups())
    return nodes, edges


@pytest.mark.parametrize("block", PICTURES, ids=SIDES)
def test_a_picture_hangs_together(block):
    nodes, edges = picture(block)
    named = {name for edge in edges for name in edge}
    assert not named & RESERVED
    assert named == set(nodes)
    assert len(set(edges)) == len(edges)
    # Each is reached from the first one, whichever way the arrows go.
    reached = {next(iter(nodes))}
    for _step in nodes:
        reached |= {name for edge in edges if reached & set(edge) for name in edge}
    assert reached == set(nodes)


def test_the_pictures_show_every_package():
    texts = [text for block in PICTURES for text in picture(block)[0].values()]
    shown = {name for text in texts for name in MODULE.findall(text)}
    assert shown == set(LAYERS) - {"tools"} | {"chorus_api"}


def test_the_layers_are_those_that_lint_proves():
    (table,) = re.findall(r"\| package \| what \|\n\|---\|---\|\n((?:\|.+\n)+)", PAGE)
    rows = re.findall(r"^\| `([\w.]+)` \| (.+) \|$", table, re.MULTILINE)
    assert rows == list(LAYERS.items())


def recipes():
    """The text of each recipe, by its title."""
    parts = re.split(r"^### (.+)\n", PAGE.partition("## Recipes")[2], flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("begin", RECIPES)
def test_the_recipes_are_there(begin):
    found = [text for title, text in recipes().items() if title.startswith(begin)]
    assert len(found) == 1 and len(recipes()) == len(RECIPES)
    assert re.search(r"^1\. ", found[0], re.MULTILINE)


def test_every_file_that_is_named_is_there():
    names = [name for name in QUOTED.findall(PAGE) if re.search(r"/|\.\w+$", name)]
    names = [name for name in names if name not in LAYERS and " " not in name]
    assert len(names) > 30
    gone = [
        name
        for name in names
        if not any(ROOT.glob(name)) and not (ROOT / "models/checks" / name).is_file()
    ]
    assert gone == []


def test_every_table_that_a_recipe_names_is_in_a_file_that_it_names():
    """Names in capitals, such as ``CHECKS``."""
    for title, text in recipes().items():
        quoted = QUOTED.findall(text)
        files = [ROOT / name for name in quoted if name.endswith(".py")]
        known = {name for path in files if path.is_file() for name in assigned(path)}
        wanted = {name for name in quoted if re.fullmatch(r"[A-Z_]{3,}", name)}
        assert wanted - known == set(), title


def assigned(path):
    """Names that a module gives a value to."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        yield from (target.id for target in targets if isinstance(target, ast.Name))
