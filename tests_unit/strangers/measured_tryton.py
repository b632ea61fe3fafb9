"""Tryton's ``account_fr_chorus`` as the conformance kit calls it: its calls unchanged,
without its database.

Run by its environment, with a task on standard input. Around its calls stands what its
methods ``send`` and ``update`` do, and its scheduler: a method that fails is rolled
back and runs again at its next turn, of which there are two for a deposit.
"""

import base64
import datetime
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from trytond.modules.account_fr_chorus import account

TURNS = 2
# Seconds between two turns: those of its scheduler are minutes apart, longer than the
# portal ever asks to wait here.
TURN = 1.5
ROUNDS = 30


class Pool:
    """Gives the settings of the task for those of the database."""

    settings = None

    def get(self, _name):
        return lambda _id: self.settings


def connect(task):
    account.OAUTH_TOKEN_URL["service-qualif"] = task["token_url"]
    account.API_URL["service-qualif"] = task["api_url"]
    account.Pool = Pool
    Pool.settings = SimpleNamespace(
        chorus_piste_client_id=task["client_id"],
        chorus_piste_client_secret=task["client_secret"],
        chorus_login=task["login"],
        chorus_password=task["password"],
        chorus_service="service-qualif",
    )
    return account.CredentialChorus


def turns(method, count):
    """Run a method as its scheduler does, until it says that it is done."""
    for _turn in range(count):
        try:
            if done := method():
                return done
        except Exception as error:  # noqa: BLE001 - its scheduler goes on too
            sys.stderr.write(f"{error!r}\n")
        time.sleep(TURN)
    return None


def deposit(chorus, task):
    payload = {
        "fichierFlux": base64.b64encode(Path(task["file"]).read_bytes()).decode(),
        "nomFichier": task["file_name"],
        "syntaxeFlux": task["syntax"],
        "avecSignature": False,
    }

    def send():
        answer = chorus.post(
            "cpro/factures/v1/deposer/flux", payload, session=chorus.get_session()
        )
        if answer["codeRetour"]:
            return None
        datetime.datetime.strptime(answer["dateDepot"], "%Y-%m-%d")
        return answer["numeroFluxDepot"]

    return turns(send, TURNS)


def update(chorus, task):
    answer = chorus.post(
        "cpro/transverses/v1/consulterCR",
        {"numeroFluxDepot": task["flow_number"]},
        session=chorus.get_session(),
    )
    if answer["codeRetour"]:
        return False
    return answer["etatCourantFlux"] in account.SUCCEEDED | account.FAILED


def wait(chorus, task):
    turns(lambda: update(chorus, task), ROUNDS)


def follow(chorus, task):
    """As far as it goes: it has neither a search nor a history."""
    if number := deposit(chorus, task):
        wait(chorus, task | {"flow_number": number})


TASKS = {
    "deposit": deposit,
    "wait": wait,
    "follow": follow,
    "flow_report_file": update,
}


def main():
    task = json.load(sys.stdin)
    if task["task"] in TASKS:
        TASKS[task["task"]](connect(task), task)


if __name__ == "__main__":
    main()
