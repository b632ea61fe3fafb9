"""The simulator with 10,000 invoices: how long a page of a search takes, the first one,
the one in the middle and the last one."""

import base64
import json
import subprocess
import time
import urllib.request
from urllib.parse import urlencode

from bench.portal import control
from dev.environment import CHECKOUT, venv_python

SIZES = (1_000, 10_000)
PAGE = 200
ROUNDS = 5
SUPPLIER, TOWN = "TECH_1_0000001@cpro.fr", "TECH_1_0000003@cpro.fr"
INVOICES = {"supplier": "73282932000074", "recipient": "12345678200051"}
# Account, operation, the part that asks for a page, and a sort column of clients.
SEARCHES = (
    (SUPPLIER, "rechercher/fournisseur", "rechercheFactureParFournisseur", ""),
    (
        SUPPLIER,
        "rechercher/fournisseur",
        "rechercheFactureParFournisseur",
        "NumeroFacture",
    ),
    (
        SUPPLIER,
        "rechercher/atraiter/fournisseur",
        "rechercheFactureATraiterParFournisseur",
        "NumeroFacture",
    ),
    (TOWN, "rechercher/recipiendaire", "paramRecherche", "NumeroFacture"),
)


def run(sizes):
    """Print one line a search and size."""
    print("\nA page of 200 in the simulator, in milliseconds")
    print("invoices  first  middle  last  search, sorted by")
    for size in sizes or SIZES:
        command = [venv_python(), "-m", "simulator", "--port", "0", "--speed", "0"]
        simulator = subprocess.Popen(
            list(map(str, command)), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
        )
        try:
            url = simulator.stdout.readline().split()[-1]
            control(url, "invoices", count=size, prefix="B", days=300, **INVOICES)
            _measure(url, size)
        finally:
            simulator.terminate()
            simulator.wait()


def _measure(url, size):
    token = _token(url)
    for login, operation, part, column in SEARCHES:
        times = []
        for page in (1, max(1, size // PAGE // 2), size // PAGE):
            asked = {"pageResultatDemandee": page, "nbResultatsParPage": PAGE}
            asked |= {"nbResultatsMaximum": 999_999}
            asked |= {"triColonne": column} if column else {}
            times.append(_fastest(url, token, login, operation, {part: asked}))
        shown = "  ".join(f"{each:5.1f}" for each in times)
        print(f"{size:8d}  {shown}  {operation}, {column or 'DateDepot'}")


def _token(url):
    form = {"grant_type": "client_credentials", "client_id": "simulator"}
    data = urlencode(form | {"client_secret": "simulator"}).encode()
    with urllib.request.urlopen(f"{url}/api/oauth/token", data, timeout=30) as answer:
        return json.load(answer)["access_token"]


def _fastest(url, token, login, operation, body):
    """The milliseconds of the fastest of some calls."""
    request = urllib.request.Request(
        f"{url}/cpro/factures/v1/{operation}",
        json.dumps(body).encode(),
        {
            "Authorization": f"Bearer {token}",
            "cpro-account": base64.b64encode(f"{login}:simulator".encode()).decode(),
            "Content-Type": "application/json",
        },
    )
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)
