"""What a client is worth: counted over all scenarios that it was put through."""

from dataclasses import asdict, dataclass, field
from typing import Any

from .scenarios import FAULT, OPERATION, Scenario
from .violations import TITLES, Violation


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scenario.

    :param why: why it is not fulfilled; empty where it is
    """

    scenario: Scenario
    why: str
    violations: frozenset[Violation] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of all outcomes.

    An operation counts where all its scenarios are fulfilled: a download is one thing
    for a supplier and another for a body.
    """

    outcomes: list[Outcome] = field(default_factory=list)

    def _of(self, kind: str) -> list[Outcome]:
        return [found for found in self.outcomes if found.scenario.kind == kind]

    @property
    def operations(self) -> set[str]:
        return {found.scenario.operation for found in self._of(OPERATION)}

    @property
    def done(self) -> set[str]:
        missed = {o.scenario.operation for o in self._of(OPERATION) if o.why}
        return self.operations - missed

    @property
    def faults(self) -> list[Outcome]:
        return self._of(FAULT)

    @property
    def survived(self) -> int:
        return sum(not found.why for found in self.faults)

    @property
    def violations(self) -> list[Violation]:
        return sorted({v for found in self.outcomes for v in found.violations})

    @property
    def full(self) -> bool:
        """Whether everything was done and nothing against the rules."""
        return not self.violations and not any(found.why for found in self.outcomes)

    def summary(self) -> str:
        """The one sentence of it."""
        found = self.violations
        return (
            f"{len(self.done)} of {len(self.operations)} operations,"
            f" {self.survived} of {len(self.faults)} faults survived,"
            f" violations: {len(found) or 'none'}"
        )

    def text(self) -> str:
        """All of it, for people: what failed, and where the rule stands."""
        lines = [
            f"{found.scenario.name}: {found.why} ({found.scenario.source})"
            for found in self.outcomes
            if found.why
        ]
        for violation in self.violations:
            meaning, source = TITLES[violation.title]
            named = f"{violation.title}: {violation.detail}"
            lines.append(f"violation, {named}: {meaning} ({source})")
        return "\n".join([*lines, self.summary()])

    def data(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {
            "summary": self.summary(),
            "full": self.full,
            "operations": {
                "done": sorted(self.done),
                "missed": sorted(self.operations - self.done),
            },
            "faults": {"survived": self.survived, "of": len(self.faults)},
            "violations": [asdict(violation) for violation in self.violations],
            "scenarios": [
                {
                    "name": found.scenario.name,
                    "kind": found.scenario.kind,
                    "operation": found.scenario.operation,
                    "source": found.scenario.source,
                    "why": found.why,
                    "violations": sorted(v.title for v in found.violations),
                }
                for found in self.outcomes
            ],
        }
