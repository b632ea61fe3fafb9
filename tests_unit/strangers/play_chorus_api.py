"""Plays the life of invoices with the client ``chorus-api`` of PyPI, unchanged.

Run by its environment: ``python play_chorus_api.py URL FACTURX``. It prints one JSON
object: what the client made of each answer.
"""

import json
import sys
import time

from chorusapi.client import ChorusAPI
from chorusapi.constants.syntax_flux_constant import SyntaxFlux
from chorusapi.exceptions.exception import ChorusApiException
from chorusapi.utils.chorus_utils import base_64_encode, base_64_encode_file

SUPPLIER = "TECH_1_0000001@cpro.fr"
ROUNDS = 60


def client(url: str, password: str = "simulator") -> ChorusAPI:
    found = ChorusAPI("simulator", "simulator", SUPPLIER, password)
    found.auth_url, found.api_url = f"{url}/api/oauth/token", url
    return found.auth()


def wait(chorus: ChorusAPI, number: str):
    """Ask as its users do: once a second, sixty times at the most."""
    for _round in range(ROUNDS):
        report = chorus.consulter_cr_detaille(number)
        if report.etat_courant_depot_flux in ("IN_INTEGRE", "IN_REJETE"):
            return report
        time.sleep(1)
    raise TimeoutError(number)


def shown(items) -> list:
    return [vars(item) for item in items]


def play(url: str, path: str) -> dict:
    chorus, told = client(url), {}
    told["health"] = vars(chorus.health_check())
    (structure,) = chorus.rechercher_structure("12345678200028").liste_structures
    told["structure"] = vars(structure)
    services = chorus.rechercher_services(structure.id_structure_cpp)
    told["services"] = shown(services.liste_structures)
    detail = chorus.consulter_structure(structure.id_structure_cpp)
    told["service_required"] = detail.parametres.code_service_doit_etre_renseigne
    told["directory"] = vars(chorus.annuaire_destinataire())["libelle"]
    good = chorus.deposer_flux(base_64_encode_file(path), "facture.pdf")
    bad = chorus.deposer_flux(
        base_64_encode("<facture/>"),
        "facture.xml",
        syntaxe_flux=SyntaxFlux.IN_DP_E1_UBL_INVOICE,
    )
    told["deposit"] = vars(good)
    # Once more, so that one invoice is refused: its number exists.
    again = chorus.deposer_flux(base_64_encode_file(path), "facture.pdf")
    told["reports"] = [
        vars(report)
        | {
            "liste_erreur_dp": shown(report.liste_erreur_dp),
            "liste_erreur_technique": shown(report.liste_erreur_technique),
        }
        for report in (
            wait(chorus, one.numero_flux_depot) for one in (good, bad, again)
        )
    ]
    short = vars(chorus.consulter_cr(good.numero_flux_depot))
    told["short"] = {name: value for name, value in short.items() if value}
    found = chorus.rechercher_facture(good.numero_flux_depot)
    told["invoices"] = shown(found.liste_factures)
    try:
        client(url, "wrong").health_check()
    except ChorusApiException as error:
        told["refused"] = str(error)
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(play(*sys.argv[1:])))
