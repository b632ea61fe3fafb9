"""Who imports whom: the walls between the parts of the repository."""

import ast

import pytest

from tests_unit.simulator_client import ROOT

PURE = ("chorus_api", "simulator")
ADDON = (
    "controllers",
    "models",
    "tools",
    "wizards",
    "tests",
    "migrations",
    "chorus_api",
    "dev",
)


def sources(*folders):
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [*paths, *ROOT.glob("*.py")] if "models" in folders else paths


def imported(path):
    """Names of the modules a file imports, relative ones resolved from the root."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            name = ".".join([*base, *([node.module] if node.module else [])])
            yield name
            yield from (f"{name}.{alias.name}".lstrip(".") for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node) in (
            "import_module",
            "__import__",
        ):
            for argument in node.args:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)


def _name(call):
    function = call.func
    return getattr(function, "attr", None) or getattr(function, "id", None)


@pytest.mark.parametrize("folder", PURE)
def test_pure_python_knows_no_odoo(folder):
    paths = sources(folder)
    assert paths
    for path in paths:
        for name in imported(path):
            assert name.split(".")[0] not in ("odoo", "openerp"), path


@pytest.mark.parametrize(
    "folder", [*PURE, "l10n_fr_chorus_pro_sale", "l10n_fr_chorus_pro_purchase"]
)
def test_what_lies_inside_the_addon_translates_no_code(folder):
    """Odoo would take its texts for those of the addon around it."""
    assert sources(folder)
    for path in sources(folder):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                assert _name(node) not in ("_", "_lt", "gettext"), path


def test_the_addon_never_imports_the_simulator():
    for path in sources(*ADDON):
        if path.parent.name == "dev":
            continue
        for name in imported(path):
            parts = name.split(".")
            assert "simulator" not in parts[:1], path
            assert parts[:4] != ["odoo", "addons", "l10n_fr_chorus_pro", "simulator"]


TABLES = tuple(
    f"chorus_api.{name}"
    for name in (
        "statuses",
        "frameworks",
        "doors",
        "receiving",
        "roles",
        "tables",
        "validation",
        "works",
    )
)


def test_the_simulator_shares_only_the_tables():
    for path in sources("simulator"):
        for name in imported(path):
            if name.split(".")[0] == "chorus_api":
                assert name.startswith(TABLES), path
            assert name.split(".")[0] not in ("models", "tools", "wizards", "dev"), path
