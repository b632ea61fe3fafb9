"""Puts a client through scenarios, each with a portal as nobody has used it."""

import contextlib
import os
import queue
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase

from . import directory_tasks, fault_tasks, receiver_tasks, supplier_tasks
from .portal import Portal
from .scenarios import SCENARIOS, Evidence, Scenario, Task
from .score import Outcome, Score
from .violations import violations

__all__ = ["Command", "Options", "chosen", "measure"]

# Importing them registers their scenarios.
REGISTERED = (supplier_tasks, directory_tasks, receiver_tasks, fault_tasks)
# Told to the client as its pause, in seconds.
PAUSE = 0.2

Client = Callable[[Task], None]


@dataclass(frozen=True)
class Options:
    """How scenarios are played.

    :param patience: seconds that one run of the client may take
    :param slow: seconds that a slow answer takes
    :param jobs: scenarios at the same time
    """

    patience: float = 20
    slow: float = 1
    jobs: int = os.cpu_count() or 2


class Command:
    """A client that is a command, run anew for each task.

    :param command: as a shell would read it, without a shell
    :param verbose: what it prints goes to the standard error
    """

    def __init__(self, command: str, patience: float, verbose: bool = False):
        self._command = shlex.split(command)
        self._patience = patience
        self._output = sys.stderr if verbose else subprocess.DEVNULL

    def __call__(self, task: Task) -> None:
        process = subprocess.Popen(
            self._command,
            env=os.environ | task.environment(),
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=self._output,
            text=True,
            start_new_session=True,
        )
        try:
            process.communicate(task.text(), timeout=self._patience)
        except subprocess.TimeoutExpired:
            # With all that it has started.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def chosen(patterns: Iterable[str] = ()) -> list[Scenario]:
    """The scenarios whose name or operation is like one of the patterns (``*`` stands
    for anything); all of them without a pattern."""
    wanted = list(patterns)
    return [
        scenario
        for scenario in SCENARIOS.values()
        if not wanted
        or any(
            fnmatchcase(name, pattern)
            for pattern in wanted
            for name in (scenario.name, scenario.operation)
        )
    ]


def measure(client: Client, scenarios: Iterable[Scenario], options: Options) -> Score:
    """Put a client through scenarios.

    :param client: does a task, however it likes
    :raises Exception: what the client raises; a command raises nothing
    """
    with contextlib.ExitStack() as served:
        # Of which a job takes one and gives it back.
        portals: queue.SimpleQueue[Portal] = queue.SimpleQueue()
        for _job in range(options.jobs):
            portals.put(served.enter_context(Portal()))

        def run(scenario: Scenario) -> Outcome:
            portal = portals.get()
            try:
                return _run(client, scenario, portal, options.slow)
            finally:
                portals.put(portal)

        with ThreadPoolExecutor(options.jobs) as pool:
            return Score(list(pool.map(run, scenarios)))


def _run(client: Client, scenario: Scenario, portal: Portal, slow: float) -> Outcome:
    portal.begin()
    prepared = scenario.prepare(portal)
    if scenario.change:
        scenario.change(portal, slow)
    task = Task(
        {
            "task": scenario.task,
            "token_url": f"{portal.url}/api/oauth/token",
            "api_url": portal.url,
            "client_id": "simulator",
            "client_secret": "simulator",
            "login": scenario.login,
            "password": "simulator",
            "pause": PAUSE,
            **prepared.values,
        }
    )
    client(task)
    exchanges = portal.exchanges()
    evidence = Evidence(portal, prepared, scenario.operation, exchanges)
    why = scenario.judge(evidence) if exchanges else "nothing arrived"
    return Outcome(scenario, why, frozenset(violations(exchanges, task.values)))
