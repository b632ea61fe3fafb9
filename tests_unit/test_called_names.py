"""What is called of ours is there: in benches, which are run by hand, and wherever no
test happens to go."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OURS = re.compile(r"\b_(?:chorus|cron)_\w+")
DEFINED = re.compile(r"(?:def |^    )(_(?:chorus|cron)_\w+)(?=\(| = )", re.MULTILINE)


def texts(*folders):
    return [
        path.read_text()
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def test_what_is_called_exists():
    callers = texts("models", "wizards", "controllers", "bench", "dev")
    called = {name for text in callers for name in OURS.findall(text)}
    known = {
        name
        for text in texts("models", "wizards", "controllers", "bench", "dev")
        for name in DEFINED.findall(text)
    }
    assert called, "nothing of ours is called: is this still its place?"
    assert called <= known, called - known
