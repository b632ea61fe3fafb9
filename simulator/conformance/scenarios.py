"""What a scenario is, and the register of all of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .exchanges import Exchange
from .portal import SUPPLIER_LOGIN, Portal

OPERATION = "operation"
FAULT = "fault"
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a client is told, and what has to arrive because of it.

    :param values: of the task, by their names
    :param expected: values of the body by their path, such as
        ``destinataire.codeDestinataire``; lists are looked into
    """

    values: Values = field(default_factory=dict)
    expected: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """What a client is asked to do."""

    values: Values

    def text(self) -> str:
        return json.dumps(self.values)

    def environment(self) -> dict[str, str]:
        return {
            f"CHORUS_{name.upper()}": value
            if isinstance(value, str)
            else json.dumps(value)
            for name, value in self.values.items()
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a judge looks at.

    :param exchanges: all that arrived, in its order
    """

    portal: Portal
    prepared: Prepared
    operation: str
    exchanges: list[Exchange]

    def of(self, *operations: str) -> list[Exchange]:
        """The exchanges of some operations, of the scenario's own one by default."""
        wanted = operations or (self.operation,)
        return [found for found in self.exchanges if found.operation in wanted]


# Why a scenario is not fulfilled; empty where it is.
Judge = Callable[[Evidence], str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run of a client.

    :param name: begins with its task
    :param kind: :data:`OPERATION` or :data:`FAULT`
    :param task: what the client is told to do
    :param operation: the one that it is about, such as ``factures/deposer/flux``
    :param source: where in ``doc/portal.md`` the fact stands that it tests
    :param prepare: brings the portal into the state that the task needs
    :param change: brings the fault into it, told seconds that count as slow
    :param what: one sentence for whoever writes a client
    """

    name: str
    kind: str
    task: str
    operation: str
    source: str
    prepare: Callable[[Portal], Prepared]
    judge: Judge
    login: str = SUPPLIER_LOGIN
    change: Callable[[Portal, float], None] | None = None
    what: str = ""


SCENARIOS: dict[str, Scenario] = {}


def register(scenario: Scenario) -> None:
    if scenario.name in SCENARIOS:
        raise ValueError(f"{scenario.name} is registered twice")
    SCENARIOS[scenario.name] = scenario


def task(
    name: str,
    operation: str,
    source: str,
    judge: Judge,
    login: str = SUPPLIER_LOGIN,
    kind: str = OPERATION,
) -> Callable[[Callable[[Portal], Prepared]], Callable[[Portal], Prepared]]:
    """Register the decorated function as what prepares a task of this name."""

    def add(prepare: Callable[[Portal], Prepared]) -> Callable[[Portal], Prepared]:
        what = " ".join((prepare.__doc__ or "").split())
        register(
            Scenario(
                name, kind, name, operation, source, prepare, judge, login, what=what
            )
        )
        return prepare

    return add
