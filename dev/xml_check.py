"""`python -m dev.xml_check SCHEMA`: check XML files; run where lxml is installed.

All must be well-formed; data files (root `<odoo>`) must also be tidy, and valid against
Odoo's own schema.
"""

import re
import sys

from lxml import etree

from dev.environment import CHECKOUT


def files():
    for path in sorted(CHECKOUT.rglob("*.xml")):
        name = path.relative_to(CHECKOUT)
        if not any(part.startswith(".") for part in name.parts):
            yield path, name


def check_text(text):
    """Untidy lines, as (line number, problem)."""
    for number, line in enumerate(text.splitlines(), 1):
        if "\t" in line:
            yield number, "tab"
        if re.search(r"[ \r]$", line):
            yield number, "blank at the end of the line"
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "no line end at the end of the file"


def check_file(path, schema):
    """Problems of a file, as (line number, problem)."""
    try:
        tree = etree.parse(str(path))
    except etree.XMLSyntaxError as error:
        return [(error.lineno, error.msg)]
    if tree.getroot().tag != "odoo":
        return []
    problems = list(check_text(path.read_text(encoding="utf-8")))
    if not schema.validate(tree):
        problems += [(entry.line, entry.message) for entry in schema.error_log]
    return problems


def main():
    schema = etree.RelaxNG(etree.parse(sys.argv[1]))
    failed = False
    for path, name in files():
        for line, problem in check_file(path, schema):
            failed = True
            print(f"{name}:{line}: {problem}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
