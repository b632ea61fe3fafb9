"""What `make newcomer` counts, without a browser."""

from dev.newcomer.__main__ import report
from dev.newcomer.hand import Step


def test_the_report_adds_up():
    steps = [
        Step("Settings", clicks=3, seconds=1.5),
        Step("Company", clicks=6, fields=5, seconds=4.2),
    ]
    text = report(steps, ["FAC/2026/00001"])
    assert "| Company | 6 | 5 | 37 s | 4.2 s |" in text
    assert "| **Total** | 9 | 5 | 43 s | 5.7 s |" in text
    assert "FAC/2026/00001 was deposited after **9 clicks** and" in text
