"""Clients that strangers wrote for the real portal work against ours, unchanged.

They run in an environment of their own (``dev/requirements-strangers.txt``), in real
time as `make simulator` serves it: a test of `make test-full`.
"""

import json
import os
import re
import subprocess

import pytest

from dev.environment import STRANGERS, venv_python
from simulator.conformance.runner import Command, Options, chosen, measure
from tests_unit.conformance_scores import row, scores
from tests_unit.simulator_client import LOGIN, ROOT, Server
from tests_unit.simulator_files import DEMO, PLAIN, facturx

# Tryton builds its database first, beside all that runs at that time.
SECONDS = 900
pytestmark = [
    pytest.mark.timeout(SECONDS + 60),
    pytest.mark.skipif(
        not os.environ.get("CHORUS_TEST_FULL"), reason="slow: make test-full"
    ),
]
TRYTON = {
    "TEST_NETWORK": "1",
    "TRYTOND_DATABASE_URI": "sqlite://",
    "DB_NAME": ":memory:",
    # Its modules take a minute to install: kept for the next run.
    "DB_CACHE": str(STRANGERS / "databases"),
    # Its library speaks to https alone, unless told that http is meant.
    "OAUTHLIB_INSECURE_TRANSPORT": "1",
    "CHORUS_PISTE_CLIENT_ID": "simulator",
    "CHORUS_PISTE_CLIENT_SECRET": "simulator",
    "CHORUS_LOGIN": LOGIN,
    "CHORUS_PASSWORD": "simulator",
    "CHORUS_COMPANY_SIRET": DEMO,
    "CHORUS_CUSTOMER_SIRET": PLAIN,
}


@pytest.fixture
def url():
    """A simulator started without options, as people start it."""
    server = Server()
    yield server.url
    assert server.stop() == 0
    assert "Traceback" not in server.complaints(), server.complaints()


def play(script, *arguments, **environment):
    """Run one of the scripts in the strangers' environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [venv_python(STRANGERS), ROOT / "tests_unit" / "strangers" / script]
    return subprocess.run(
        [*map(str, command), *map(str, arguments)],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def test_the_network_scenario_of_tryton(url, tmp_path):
    """A VAT without its category is refused, then accepted with it."""
    done = play("play_tryton.py", url, **TRYTON, TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr


def test_chorus_api(url, tmp_path):
    path = tmp_path / "facture.pdf"
    path.write_bytes(facturx("X1"))
    done = play("play_chorus_api.py", url, path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["health"]["status_code_value"] == 200
    assert told["structure"]["statut"] == "ACTIVE" and told["service_required"]
    codes = {service["code_service"] for service in told["services"]}
    assert "SERVICE_DEST_SERV_OBL" in codes
    assert told["directory"]
    number = told["deposit"]["numero_flux_depot"]
    assert re.fullmatch(r"CPP0011117\d{15}", number)
    good, bad, again = told["reports"]
    assert good["etat_courant_depot_flux"] == "IN_INTEGRE"
    assert good["liste_erreur_dp"] == [] == good["liste_erreur_technique"]
    (technical,) = bad["liste_erreur_technique"]
    assert technical["nature_erreur"] == "BLOQUANTE" and technical["libelle_erreur"]
    (refused,) = again["liste_erreur_dp"]
    assert refused["numero_dp"] == "X1"
    assert "déjà déposé" in refused["libelle_erreur_dP"]
    assert told["short"]["etat_courant_flux"] == "IN_INTEGRE"
    assert told["short"]["fichier_cr"]
    (invoice,) = told["invoices"]
    assert (invoice["numero_facture"], invoice["montant_ttc"]) == ("X1", 120)
    assert invoice["numero_flux_depot"] == number
    assert "401" in told["refused"]


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("chorus-api", "measured_chorus_api.py"),
        ("trytond-account-fr-chorus", "measured_tryton.py"),
    ],
)
def test_the_table_of_scores(name, script, monkeypatch):
    """What stands in simulator/README.md is what they are measured with."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    path = ROOT / "tests_unit" / "strangers" / script
    options = Options(patience=60)
    client = Command(f"{venv_python(STRANGERS)} {path}", options.patience)
    score = measure(client, chosen(), options)
    (found,) = (each for key, each in scores().items() if key.startswith(name))
    assert row(score).items() <= found.items(), score.text()
    pins = (ROOT / "dev/requirements-strangers.txt").read_text().splitlines()
    pinned = dict(pin.replace("_", "-").split("==") for pin in pins if "==" in pin)
    assert pinned[name] == found["version"]
