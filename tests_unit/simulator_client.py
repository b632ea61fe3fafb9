"""Starts the real simulator as a process and speaks real HTTP to it."""

import base64
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests_unit" / "data"
FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
LOGIN = "TECH_1_0000001@cpro.fr"
SECOND_LOGIN = "TECH_1_0000002@cpro.fr"
FACTURX = "IN_DP_E2_CII_FACTURX"
CII_SYNTAX = "IN_DP_E1_CII_16B"
UBL_SYNTAX = "IN_DP_E1_UBL_INVOICE"


class Server:
    """One simulator process on a free port.

    :param options: further command line options
    """

    def __init__(self, *options: str):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "simulator", "--port", "0", *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError(self.complaints())
        self.url = line.split()[-1]

    def complaints(self) -> str:
        """What the process wrote to its standard error."""
        self.errors.seek(0)
        return self.errors.read().decode()

    def stop(self) -> int:
        """SIGTERM; returns the exit status."""
        self.process.terminate()
        status = self.process.wait(10)
        self.process.stdout.close()
        return status


class Client:
    """A supplier's client, and the control API beside it."""

    def __init__(self, url: str, login: str = LOGIN):
        self.url = url
        self.session = requests.Session()
        self.session.headers["cpro-account"] = account(login)
        self.log_in()

    def log_in_as(self, login: str) -> None:
        """Go on as another technical account."""
        self.session.headers["cpro-account"] = account(login)

    def log_in(self) -> None:
        answer = requests.post(
            f"{self.url}/api/oauth/token",
            data={
                "grant_type": "client_credentials",
                "client_id": "simulator",
                "client_secret": "simulator",
                "scope": "openid",
            },
            timeout=10,
        )
        token = answer.json()["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body=None, **options) -> requests.Response:
        """Call an operation, such as ``factures/deposer/flux``."""
        family, _, name = path.partition("/")
        return self.session.post(
            f"{self.url}/cpro/{family}/v1/{name}",
            json={} if body is None else body,
            **{"timeout": 20} | options,
        )

    def ok(self, path: str, body=None) -> dict:
        """The answer of a call that must succeed."""
        response = self.post(path, body)
        assert response.status_code == 200, (response.status_code, response.text)
        answer = response.json()
        assert answer["codeRetour"] == 0, answer
        return answer

    def deposit(self, content: bytes, name="f.xml", syntax=CII_SYNTAX) -> str:
        """Deposit a file and return the number of the flow."""
        return self.ok("factures/deposer/flux", flow_body(content, name, syntax))[
            "numeroFluxDepot"
        ]

    def report(self, number: str) -> dict:
        return self.ok("transverses/consulterCRDetaille", {"numeroFluxDepot": number})

    def search(self, page=None, **criteria) -> dict:
        if page is not None:
            criteria["rechercheFactureParFournisseur"] = page
        return self.ok("factures/rechercher/fournisseur", criteria)

    def control(self, path: str, data=None, method="post"):
        """Call the control API, such as ``advance``; returns its JSON."""
        response = requests.request(
            method, f"{self.url}/simulator/{path}", json=data, timeout=20
        )
        assert response.ok, (response.status_code, response.text)
        return response.json() if response.content else None

    def advance(self, seconds=60) -> None:
        self.control("advance", {"seconds": seconds})

    def calls(self) -> list[dict]:
        return self.control("calls", method="get")


def account(login=LOGIN, password="simulator") -> str:
    """The header ``cpro-account``."""
    return base64.b64encode(f"{login}:{password}".encode()).decode()


def flow_body(content: bytes, name="f.xml", syntax=CII_SYNTAX) -> dict:
    return {
        "fichierFlux": base64.b64encode(content).decode(),
        "nomFichier": name,
        "syntaxeFlux": syntax,
        "avecSignature": False,
    }


def errors_of(report: dict, name: str = "listeErreurDP") -> list[dict]:
    """A list of a report; there is always one."""
    assert isinstance(report[name], list), report
    return report[name]


def official(name: str) -> Path:
    """An official file of the portal (see the README beside it)."""
    return DATA / "official" / name


def strangers(pattern: str) -> list[Path]:
    """Files that others made, which this repository does not carry: the environment
    says where they are (CHORUS_REFERENCE), or they lie beside the checkout. They are
    read by `make test-full` alone, where there are some, beside ours of the same kind.
    """
    if not FULL:
        return []
    stated = os.environ.get("CHORUS_REFERENCE")
    folder = Path(stated) if stated else ROOT.parent / "shared" / "reference"
    return sorted(folder.glob(pattern))


def samples(name: str) -> list[Path]:
    """Sample bodies of the API by one name: ours, then those of others."""
    return [DATA / "samples" / name, *strangers(f"samples/{name}")]
