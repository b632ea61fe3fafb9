"""No two files of dev/ import each other, directly or through others."""

import ast
from graphlib import CycleError, TopologicalSorter

from tests_unit.simulator_client import ROOT


def modules():
    """{name of a module of dev/, such as ``dev.console``: its source text}"""
    found = {}
    for path in sorted((ROOT / "dev").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.read_text(encoding="utf-8")
    return found


def imported(text, known):
    """The modules among ``known`` that a text imports, also inside functions."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # What is taken of a package may be a module of its own.
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else node.module for name in inner]
        else:
            continue
        yield from (name for name in names if name in known)


def circle(texts):
    """A circle of imports as a list of names, whose last is the first; None if none."""
    graph = {name: set(imported(text, texts)) for name, text in texts.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return None


def test_dev_has_no_import_circle():
    texts = modules()
    assert "dev.console" in imported(texts["dev.environment"], texts)
    assert circle(texts) is None


def test_an_import_inside_a_function_counts():
    texts = {"dev.a": "from dev.b import c", "dev.b": "def f():\n    from dev import a"}
    assert sorted(set(circle(texts))) == ["dev.a", "dev.b"]
    assert circle(texts | {"dev.b": "def f():\n    import os"}) is None


def test_no_file_of_dev_imports_relatively():
    """A relative import would escape the search for circles."""
    for name, text in modules().items():
        for node in ast.walk(ast.parse(text)):
            assert not (isinstance(node, ast.ImportFrom) and node.level), name
