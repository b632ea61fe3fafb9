"""Benches are run by hand: what they call of ours must be there when they are."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OURS = re.compile(r"\b_(?:chorus|cron)_\w+")
DEFINED = re.compile(r"def (_(?:chorus|cron)_\w+)")


def texts(*folders):
    return [
        path.read_text()
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def test_what_benches_call_exists():
    called = {name for text in texts("bench", "dev") for name in OURS.findall(text)}
    known = {
        name
        for text in texts("models", "wizards", "bench", "dev")
        for name in DEFINED.findall(text)
    }
    assert called, "the benches call nothing of ours: is this still their place?"
    assert called <= known, called - known
