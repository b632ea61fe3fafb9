"""The score of a test run, in parts."""

from dataclasses import dataclass, field


@dataclass
class Part:
    name: str
    passed: int = 0
    skipped: int = 0
    failures: list = field(default_factory=list)

    def fail(self, title, text):
        self.failures.append((title, text))


def print_report(parts):
    """Failures in full, a line per part, then the total; returns the exit code."""
    for part in parts:
        for title, text in part.failures:
            print(f"\n{'=' * 78}\nFAILED ({part.name}) {title}\n{'-' * 78}\n{text}")
    print()
    for part in parts:
        text = f"{part.passed} passed, {len(part.failures)} failed"
        skipped = f", {part.skipped} skipped" if part.skipped else ""
        print(f"{part.name}: {text}{skipped}")
    passed = sum(part.passed for part in parts)
    failed = sum(len(part.failures) for part in parts)
    if not passed and not failed:
        print("no test was executed")
        failed = 1
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0
