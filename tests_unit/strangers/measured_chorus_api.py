"""The client ``chorus-api`` of PyPI as the conformance kit calls it, unchanged.

Run by its environment, with a task on standard input. What it has no method for is left
alone. Its one error says that something went wrong and not whether the portal has taken
it, so that a deposit is not repeated; a question about a flow is.
"""

import json
import sys
import time

from chorusapi.client import ChorusAPI
from chorusapi.exceptions.exception import ChorusApiException
from chorusapi.utils.chorus_utils import base_64_encode_file

FINAL = ("IN_INTEGRE", "IN_INTEGRE_PARTIEL", "IN_REJETE")
ROUNDS = 30


def deposit(chorus, task):
    content = base_64_encode_file(task["file"])
    return chorus.deposer_flux(content, task["file_name"], syntaxe_flux=task["syntax"])


def wait(chorus, task):
    for _round in range(ROUNDS):
        try:
            report = chorus.consulter_cr_detaille(task["flow_number"])
            if report.etat_courant_depot_flux in FINAL:
                return
        except ChorusApiException as error:
            sys.stderr.write(f"{error}\n")
        time.sleep(task["pause"])


def follow(chorus, task):
    """As far as it goes: there is no method for a history."""
    number = deposit(chorus, task).numero_flux_depot
    wait(chorus, task | {"flow_number": number})
    chorus.rechercher_facture(number)


TASKS = {
    "deposit": deposit,
    "wait": wait,
    "follow": follow,
    "flow_report": lambda c, t: c.consulter_cr_detaille(t["flow_number"]),
    "flow_report_file": lambda c, t: c.consulter_cr(t["flow_number"]),
    "search_invoices": lambda c, t: c.rechercher_facture(t["flow_number"]),
    "health": lambda c, t: c.health_check(),
    "search_structures": lambda c, t: c.rechercher_structure(t["identifier"]),
    "read_structure": lambda c, t: c.consulter_structure(t["structure_id"]),
    "list_services": lambda c, t: c.rechercher_services(t["structure_id"]),
    "list_all_services": lambda c, t: c.rechercher_services(t["structure_id"]),
    "download_directory": lambda c, t: c.annuaire_destinataire(),
    "list_currencies": lambda c, t: c.devises(),
}


def main():
    task = json.load(sys.stdin)
    if task["task"] not in TASKS:
        return
    chorus = ChorusAPI(
        task["client_id"], task["client_secret"], task["login"], task["password"]
    )
    chorus.auth_url, chorus.api_url = task["token_url"], task["api_url"]
    TASKS[task["task"]](chorus.auth(), task)


if __name__ == "__main__":
    main()
