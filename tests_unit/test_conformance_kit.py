"""The conformance kit: our own client has full marks, and each mistake is seen."""

import base64
import json
import sys
from pathlib import Path

import pytest
import requests

from simulator.conformance.__main__ import main
from simulator.conformance.runner import Command, Options, chosen, measure
from simulator.conformance.scenarios import OPERATION, SCENARIOS
from simulator.conformance.violations import TITLES
from simulator.operations import OPERATIONS
from tests_unit.conformance_client import TASKS, play
from tests_unit.conformance_scores import parts, row, scores, table
from tests_unit.simulator_client import ROOT

# Slow enough to be told from a good answer, which comes within milliseconds.
OPTIONS = Options(slow=0.3, jobs=3)
# In the table of scores.
OURSELVES = "`chorus_api` of l10n_fr_chorus_pro"
# Which no client calls: the real portal has its health check in one family alone.
OURS = {"factures/health-check", "structures/health-check"}


def measured(client, *only):
    """The score of a function that is called with the values of each task."""
    return measure(lambda task: client(task.values), chosen(only), OPTIONS)


def titles(score):
    return {violation.title for violation in score.violations}


class Plain:
    """A client as somebody writes one in a minute, without any care.

    :param task: the values of a task
    """

    def __init__(self, task):
        self.task = task
        self.session = requests.Session()

    def token(self, **options):
        form = {
            "grant_type": "client_credentials",
            "client_id": self.task["client_id"],
            "client_secret": self.task["client_secret"],
        }
        answer = self.session.post(
            self.task["token_url"], timeout=5, **{"data": form} | options
        )
        return answer.json()["access_token"]

    def post(self, operation, body, token, **options):
        account = f"{self.task['login']}:{self.task['password']}".encode()
        headers = {
            "Authorization": f"Bearer {token}",
            "cpro-account": base64.b64encode(account).decode(),
        }
        headers |= options.pop("headers", {})
        family, _, name = operation.partition("/")
        url = f"{self.task['api_url']}/cpro/{family}/v1/{name}"
        values = {"json": body, "headers": headers, "timeout": 5} | options
        return self.session.post(url, **values)

    def deposit(self, token, **options):
        content = Path(self.task["file"]).read_bytes()
        body = {
            "fichierFlux": base64.b64encode(content).decode(),
            "nomFichier": self.task["file_name"],
            "syntaxeFlux": self.task["syntax"],
        }
        return self.post("factures/deposer/flux", body, token, **options)


def test_our_own_client_has_full_marks():
    score = measured(play)
    assert score.full, score.text()
    assert score.summary() == (
        f"{len(OPERATIONS) - len(OURS)} of {len(OPERATIONS) - len(OURS)} operations,"
        f" {len(score.faults)} of {len(score.faults)} faults survived,"
        " violations: none"
    )
    assert row(score).items() <= scores()[OURSELVES].items()


def test_the_table_of_scores_is_the_one_of_the_data():
    assert parts()[1] == table()


def test_every_served_operation_has_a_task_that_somebody_can_read():
    known = {f"{family}/{path}" for family, path in OPERATIONS} - OURS
    tasks = [found for found in SCENARIOS.values() if found.kind == OPERATION]
    assert {found.operation for found in tasks} == known
    assert {found.task for found in SCENARIOS.values()} == set(TASKS)
    assert all(found.what.endswith(".") for found in SCENARIOS.values())


def test_a_client_that_does_nothing_has_nothing():
    score = measured(lambda task: None, "deposit", "health")
    assert not score.full and not score.done and not score.violations
    assert {outcome.why for outcome in score.outcomes} == {"nothing arrived"}


def test_a_client_that_repeats_sends_twice():
    def client(task):
        plain = Plain(task)
        token = plain.token()
        for _attempt in range(2):
            try:
                if plain.deposit(token).ok:
                    return
            except requests.RequestException:
                continue

    score = measured(client, "deposit", "deposit: a cut connection after it was taken")
    assert [outcome.why for outcome in score.outcomes] == ["", "it was sent 2 times"]
    assert titles(score) == {"sent twice"}
    assert score.summary() == (
        "1 of 1 operations, 0 of 1 faults survived, violations: 1"
    )


def once_more_on(status):
    """A client that deposits again at once where it is answered so."""

    def client(task):
        plain = Plain(task)
        token = plain.token()
        if plain.deposit(token).status_code == status:
            plain.deposit(token)

    return client


def test_a_dead_token_is_seen():
    score = measured(once_more_on(401), "deposit: a token that has ended")
    assert titles(score) == {"dead token"} and not score.survived


def test_who_does_not_wait_is_seen():
    score = measured(once_more_on(429), "deposit: the quota is used up")
    assert titles(score) == {"too soon"} and score.survived == 1

    def poller(task):
        plain = Plain(task)
        token = plain.token()
        body = {"numeroFluxDepot": task["flow_number"]}
        for _question in range(3):
            plain.post("transverses/consulterCRDetaille", body, token)

    assert titles(measured(poller, "wait")) == {"too soon"}


@pytest.mark.parametrize(
    ("title", "options"),
    [
        ("no token", {"headers": {"Authorization": ""}}),
        ("no technical account", {"headers": {"cpro-account": ""}}),
        ("no JSON", {"headers": {"Content-Type": "text/plain"}}),
        ("secret in the address", {"params": {"password": "x"}}),
        ("field missing", {"json": {"nomFichier": "F1.xml"}}),
        ("malformed", {"json": []}),
        ("wrong type", {"json": {"nomFichier": 1}}),
        ("unknown field", {"json": {"nomDuFichier": "F1.xml"}}),
    ],
)
def test_a_wrong_call_is_seen(title, options):
    def client(task):
        plain = Plain(task)
        plain.deposit(plain.token(), **options)

    found = titles(measured(client, "deposit"))
    assert title in found and found <= set(TITLES)


def test_other_wrong_calls_are_seen():
    def asks_in_json(task):
        requests.post(task["token_url"], json={"grant_type": "x"}, timeout=5)

    def is_lost(task):
        plain = Plain(task)
        plain.post("factures/deposer", {}, plain.token())

    score = measured(asks_in_json, "health")
    assert titles(score) == {"token not asked for by a form"}
    assert titles(measured(is_lost, "health")) == {"unknown operation"}


def test_the_command_line(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    ours = f"{sys.executable} -m tests_unit.conformance_client"
    assert main(["--client", ours, "--only", "deposit", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["full"] and told["faults"] == {"survived": 0, "of": 0}
    assert told["operations"] == {"done": ["factures/deposer/flux"], "missed": []}
    assert main(["--client", "true", "--only", "health"]) == 1
    assert capsys.readouterr().out == (
        "health: nothing arrived (A 4.1)\n"
        "0 of 1 operations, 0 of 0 faults survived, violations: none\n"
    )
    assert main(["--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(SCENARIOS)
    assert main(["--client", "true", "--only", "nothing"]) == 2
    with pytest.raises(SystemExit):
        main(["--client", "/nowhere/to/be/found"])
    assert "no such program" in capsys.readouterr().err


def test_a_client_that_hangs_is_ended():
    options = Options(jobs=1)
    client = Command("sh -c 'sleep 600; true'", patience=0.2)
    score = measure(client, chosen(["health"]), options)
    assert [outcome.why for outcome in score.outcomes] == ["nothing arrived"]
