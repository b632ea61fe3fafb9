"""`python3 -m dev.layers`: the layers of the addon, and that nothing breaks them.

A package calls those before it and none after it: by imports, by the names of our
methods, by our models and by our fields. What Odoo's registry puts together at run time
no import shows, so names are what is looked at: each of ours has one meaning.
"""

import ast
import re
import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter

from dev import console
from dev.console import say
from dev.environment import ADDON, CHECKOUT

# Bottom to top.
LAYERS = {
    "tools": "row locks, progress, notes, texts, the portal's time",
    "models.connection": "the company's account: credentials, health, cursor, errors",
    "models.directory": "public bodies, services, own structures, identifiers, codes",
    "models.commitment": "the register of the State's commitments",
    "models.einvoice": "from an invoice to a file, or to data",
    "models.invoice": "an invoice at Chorus Pro: attempts, history, state",
    "models.payment": "when it is to be paid, and what being late costs",
    "models.telling": "statuses as they come, and what is told of them",
    "models.deposit": "sending a file at most once, and what came of it",
    "models.tracking": "refresh, sweep, actions after the deposit",
    "models.contract": "public contracts that a company works on, and with whom",
    "models.receiving": "invoices that a public body received",
    "models.receiving.fetching": "how they come, with their documents",
    "models.receiving.delays": "until when the body has to pay, and how fast it is",
    "models.receiving.payees": "whose account is paid, and who called back",
    "models.receiving.bills": "the vendor bill of a received invoice",
    "models.receiving.processing": "what the body makes of it, told once",
    "models.receiving.exporting": "what goes to the financial software",
    "models.validation": "invoices of others that wait for our agreement",
    "models.works": "the dossier of a works contract: who has which piece, until when",
    "models.works.money": "what a works contract comes to: claimed, admitted, due",
    "models.works.deposits": "handing in the pieces of the supplier",
    "models.works.contest": "what is contested, with its letters",
    "models.checks": "what is looked at before sending",
    "models.sending": "Odoo's Send, banners, the approved platform",
    "models.worklist": "lists, summary, report",
    "models.settings": "set-up, and who sees what",
    "wizards": "dialogs",
    "controllers": "what other programs ask by HTTP",
}
ORDER = list(LAYERS)
OURS = re.compile(
    r"_?(action_|cron_|compute_|search_|inverse_)?(l10n_fr_)?chorus_|_cron_"
)
FIELD = "l10n_fr_chorus_"
WORD = re.compile(r"\w+")
# Longer texts are for people.
LONGEST_PATH = 200


class Source:
    """One file: what it defines, and what it names."""

    def __init__(self, path):
        self.path = path.relative_to(CHECKOUT).with_suffix("")
        self.module = ".".join(self.path.parts)
        self.layer = self.module.rpartition(".")[0]
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.classes = [n for n in self.tree.body if isinstance(n, ast.ClassDef)]

    def imports(self):
        """Modules of ours that it imports, and what it takes of each."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = self.module.split(".")[: -node.level]
                name = ".".join([*base, *filter(None, [node.module])])
                for alias in node.names:
                    yield name, alias.name

    def names(self):
        """Names that it uses, of attributes, keywords and in short strings."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.keyword) and node.arg:
                yield node.arg
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node.value.startswith(f"{ADDON}."):
                    yield node.value
                elif len(node.value) < LONGEST_PATH:
                    yield from WORD.findall(node.value)


def _assigned(node, name):
    """The literal that a class assigns to a name, or None."""
    for line in node.body:
        if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == name:
            return ast.literal_eval(line.value)
    return None


def _model(node):
    """(model of a class, whether the class defines it); None for other classes."""
    name, inherited = _assigned(node, "_name"), _assigned(node, "_inherit")
    if isinstance(inherited, str):
        inherited = [inherited]
    if name:
        return name, name not in (inherited or [])
    return (inherited[0], False) if inherited else None


def _is_field(node):
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).startswith("fields.")
    )


class House:
    """All sources, and where each of our names is defined."""

    def __init__(self):
        self.sources = {}
        for layer in LAYERS:
            folder = CHECKOUT.joinpath(*layer.split("."))
            for path in sorted(folder.glob("*.py")):
                if path.stem != "__init__":
                    source = Source(path)
                    self.sources[source.module] = source
        self.models = {}
        self.definitions = defaultdict(lambda: defaultdict(list))
        for source in self.sources.values():
            for node in source.classes:
                self._read_class(source, node)

    def _read_class(self, source, node):
        found = _model(node)
        if not found:
            return
        model, is_new = found
        if is_new:
            self.models[model] = source
        for line in node.body:
            if isinstance(line, ast.FunctionDef) and OURS.match(line.name):
                self.definitions[line.name][model].append(source)
            elif _is_field(line):
                name = line.targets[0].id
                # Of our own models those alone that another file adds.
                if name.startswith(FIELD) or (
                    model.startswith(ADDON) and self.models.get(model) is not source
                ):
                    self.definitions[name][model].append(source)

    def targets(self, source):
        """(source, name) of what a source calls in others."""
        for name in source.names():
            if name in self.models:
                yield self.models[name], name
            for home in self._homes(source, name):
                yield home, name
        for module, name in source.imports():
            home = self.sources.get(module) or self.sources.get(f"{module}.{name}")
            if home:
                yield home, f"import {name}"

    def _homes(self, source, name):
        """The files above a source that define a name which no file below it does: a
        field of several models is not told apart, nor what dialogs repeat."""
        found = self.definitions.get(name, {}).values()
        homes = [home for sources in found for home in sources]
        lowest = min((ORDER.index(home.layer) for home in homes), default=0)
        if source in homes or (
            name.startswith(FIELD) and lowest <= ORDER.index(source.layer)
        ):
            return []
        return homes

    def arrows_up(self):
        """(from, to, names) of the calls of a higher layer."""
        arrows = defaultdict(set)
        for source in self.sources.values():
            for target, name in self.targets(source):
                if ORDER.index(target.layer) > ORDER.index(source.layer):
                    arrows[source.module, target.module].add(name)
        return [(*pair, sorted(names)) for pair, names in sorted(arrows.items())]

    def self_overrides(self):
        """(name, model, files) of our own methods that we define twice."""
        return [
            (name, model, sorted(source.module for source in found))
            for name, homes in sorted(self.definitions.items())
            for model, found in homes.items()
            if len(found) > 1
        ]

    def homonyms(self):
        """(name, models) of methods of one name and several meanings."""
        return [
            (name, sorted(homes))
            for name, homes in sorted(self.definitions.items())
            if len(homes) > 1 and not name.startswith(FIELD) and name.startswith("_")
        ]

    def circle(self):
        """A circle of imports as a text, or None."""
        graph = {
            source.module: {
                module if module in self.sources else f"{module}.{name}"
                for module, name in source.imports()
            }
            for source in self.sources.values()
        }
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            return " -> ".join(error.args[1])
        return None

    def knot(self):
        """The largest group of files in which each reaches each other by its calls."""
        graph = {
            source.module: {t.module for t, _name in self.targets(source)}
            for source in self.sources.values()
        }
        reached = {module: _reach(graph, module) for module in graph}
        knots = [
            {other for other in reached[module] if module in reached[other]}
            for module in graph
        ]
        return max(knots, key=len)


def _reach(graph, start):
    seen, waiting = set(), [start]
    while waiting:
        for target in graph.get(waiting.pop(), ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def check():
    """Problems as lines; prints the layers and the figures."""
    house = House()
    for layer, what in LAYERS.items():
        files = sum(source.layer == layer for source in house.sources.values())
        print(f"  {layer:28} {files:3} files  {what}")
    problems = [
        f"{source} calls {target}, which lies above it: {', '.join(names)}"
        for source, target, names in house.arrows_up()
    ]
    up = len(problems)
    circle = house.circle()
    if circle:
        problems.append(f"circle of imports: {circle}")
    overrides = house.self_overrides()
    for name, model, modules in overrides:
        problems.append(f"{name} of {model} is defined in {', '.join(modules)}")
    homonyms = house.homonyms()
    for name, models in homonyms:
        problems.append(f"{name} has a meaning each in {', '.join(models)}")
    say(
        f"layers: {up} arrows up, {int(bool(circle))} circles, "
        f"{len(overrides)} self-overrides, {len(homonyms)} homonyms; "
        f"longest knot {len(house.knot())} files"
    )
    return problems


def main():
    problems = check()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(console.main(main))
