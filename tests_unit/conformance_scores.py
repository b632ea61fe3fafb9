"""What clients were measured with, as data, and as the table of simulator/README.md.

``python -m tests_unit.conformance_scores`` writes the table anew from the data.
"""

import json
import sys

from tests_unit.simulator_client import DATA, ROOT

SCORES = DATA / "conformance_scores.json"
README = ROOT / "simulator" / "README.md"
START = "<!-- scores: tests_unit/data/conformance_scores.json -->\n"
END = "<!-- end of scores -->"
HEAD = "| client | version | measured | operations | faults survived | violations |"


def scores():
    """{name of a client: its row}, as :func:`row` makes it, with version and date."""
    return json.loads(SCORES.read_text(encoding="utf-8"))


def row(score):
    """A score without what changes from one run to the next."""
    return {
        "operations": [len(score.done), len(score.operations)],
        "faults": [score.survived, len(score.faults)],
        "violations": sorted({violation.title for violation in score.violations}),
    }


def table():
    """The lines of the table, as Markdown."""
    lines = [HEAD, "|---|---|---|---|---|---|"]
    for name, found in scores().items():
        counted = ["{} of {}".format(*found[key]) for key in ("operations", "faults")]
        violations = ", ".join(found["violations"]) or "none"
        cells = [name, found["version"], found["date"], *counted, violations]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def parts():
    """What stands before the table in the README, the table, and what follows."""
    before, start, rest = README.read_text(encoding="utf-8").partition(START)
    found, end, after = rest.partition(END)
    assert start and end, "the README has a place for the table"
    return before + start, found, end + after


if __name__ == "__main__":
    before, _found, after = parts()
    README.write_text(before + table() + after, encoding="utf-8")
    sys.stdout.write(table())
