"""Credentials, transport and command line of the simulator."""

import base64
import http.client
import socket
import subprocess
import sys
import time

import pytest
import requests

from tests_unit.simulator_client import (
    LOGIN,
    ROOT,
    Client,
    Server,
    account,
    flow_body,
)
from tests_unit.simulator_files import cii

pytest_plugins = ["tests_unit.simulator_fixtures"]

SEARCH = "factures/rechercher/fournisseur"


def token(client, auth=None, **form):
    form = {"grant_type": "client_credentials", "scope": "openid"} | form
    return requests.post(
        f"{client.url}/api/oauth/token", data=form, auth=auth, timeout=10
    )


def test_token_with_form_credentials_or_basic(client):
    by_form = token(client, client_id="simulator", client_secret="simulator")
    by_basic = token(client, ("simulator", "simulator"), scope="openid resource.READ")
    assert by_form.status_code == by_basic.status_code == 200
    answer = by_form.json()
    assert answer.pop("access_token") != by_basic.json()["access_token"]
    assert answer == {"token_type": "Bearer", "expires_in": 3600, "scope": "openid"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_id": "simulator", "client_secret": "wrong"}, "invalid_client"),
        ({}, "invalid_client"),
        (
            {
                "client_id": "simulator",
                "client_secret": "simulator",
                "grant_type": "password",
            },
            "unsupported_grant_type",
        ),
    ],
)
def test_token_refused(client, form, error):
    answer = token(client, **form)
    assert answer.status_code == 400
    assert answer.json()["error"] == error


@pytest.mark.parametrize("header", ["", "Bearer nothing", "Basic Zm86YmFy"])
def test_call_without_a_living_token(client, header):
    answer = client.post(SEARCH, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="PISTE"'


def test_token_expires(client):
    client.control("settings", {"token_lifetime": 0})
    client.log_in()
    assert client.post(SEARCH).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        "",
        "not base64 !",
        account(password="wrong"),
        account("TECH_1_0000009@cpro.fr"),
        base64.b64encode(b"\xff\xfe").decode(),
    ],
)
def test_wrong_technical_account(client, header):
    answer = client.post(SEARCH, headers={"cpro-account": header})
    assert answer.status_code == 401
    assert answer.json() == {"ErrorCode": "401", "Description": "[invalid field]"}
    assert "WWW-Authenticate" not in answer.headers


def test_family_without_subscription(client):
    client.control("settings", {"unsubscribed_families": ["structures"]})
    answer = client.post("structures/rechercher")
    assert (answer.status_code, answer.json()) == (403, {})
    url = f"{client.url}/cpro/structures/v1/health-check"
    answer = client.session.get(url, timeout=10)
    assert (answer.status_code, answer.content) == (403, b"")
    assert "Content-Type" not in answer.headers
    assert client.post(SEARCH).status_code == 200


@pytest.mark.parametrize("path", ["factures/nowhere", "nowhere/x", "factures"])
def test_unknown_path(client, path):
    """Whoever asks with a token gets his own words back."""
    answer = client.post(path, {"numeroFluxDepot": "CPP0"})
    assert (answer.status_code, answer.json()) == (403, {"numeroFluxDepot": "CPP0"})
    assert client.post(path, headers={"Authorization": "Bearer x"}).status_code == 401
    answer = client.post(path, headers={"Authorization": ""})
    assert (answer.status_code, answer.content) == (400, b"")
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge == 'Bearer realm="DefaultRealm", error="invalid_request"'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"a": NaN}',
        b"[" * 100_000,
        b'{"numeroFacture": {}}',
        b'{"idFournisseur": 99999999999999999999}',
        b'{"numeroFacture": "\\ud800"}',
        b'{"periodeDateDepotDu": "yesterday"}',
        b'{"rechercheFactureParFournisseur": {"triColonne": "dateDepot"}}',
        b'{"cadreFacturation": "A99"}',
        b"\xff\xff",
    ],
)
def test_malformed_request(client, body):
    headers = {"Content-Type": "application/json;charset=utf-8"}
    url = f"{client.url}/cpro/factures/v1/rechercher/fournisseur"
    answer = client.session.post(url, data=body, headers=headers, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["codeRetour"] == 400


def test_wrong_content_type_and_method(client):
    url = f"{client.url}/cpro/factures/v1/rechercher/fournisseur"
    assert client.session.post(url, data="{}", timeout=10).status_code == 415
    assert client.session.get(url, timeout=10).status_code == 405


@pytest.mark.parametrize("family", ["transverses", "factures", "structures"])
def test_health_check(client, family):
    url = f"{client.url}/cpro/{family}/v1/health-check"
    answer = client.session.get(url, timeout=10)
    assert answer.json()["statusCodeValue"] == 200
    assert "codeRetour" not in answer.json()
    wrong = {"cpro-account": "x"}
    assert client.session.get(url, headers=wrong, timeout=10).status_code == 401


def test_quota_and_maintenance(client):
    client.control("settings", {"quota_per_minute": 2, "quota_retry_after": 7})
    statuses = [client.post("structures/rechercher") for _ in range(3)]
    assert [answer.status_code for answer in statuses] == [200, 200, 429]
    assert statuses[-1].headers["Retry-After"] == "7"
    client.control("settings", {"maintenance": True})
    answer = client.post(SEARCH)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"].startswith("text/html")


def test_business_errors_with_either_status(client):
    body = {"numeroFluxDepot": "CPP0"}
    answer = client.post("transverses/consulterCRDetaille", body)
    assert (answer.status_code, answer.json()["codeRetour"]) == (200, 20001)
    client.control("settings", {"business_error_http_status": 400})
    same = client.post("transverses/consulterCRDetaille", body)
    assert (same.status_code, same.json()) == (400, answer.json())


def test_connection_stays_open_even_after_an_unread_body(client):
    path = "/cpro/factures/v1/rechercher/fournisseur"
    headers = dict(client.session.headers) | {"Content-Type": "application/json"}
    wire = http.client.HTTPConnection(client.url.rpartition("/")[2], timeout=10)
    wire.request("POST", path, b"x" * 3_000_000, headers | {"cpro-account": "x"})
    refused = wire.getresponse()
    assert (refused.status, bool(refused.read())) == (401, True)
    opened = wire.sock
    wire.request("POST", path, b"{}", headers)
    answer = wire.getresponse()
    assert (answer.status, bool(answer.read())) == (200, True)
    assert wire.sock is opened is not None
    wire.close()


def test_chunked_request(client):
    url = f"{client.url}/cpro/factures/v1/rechercher/fournisseur"
    headers = {"Content-Type": "application/json"}
    answer = client.session.post(url, data=iter([b"{", b"}"]), headers=headers)
    assert answer.json()["codeRetour"] == 0


def test_too_large_a_request(client):
    with socket.create_connection(client.url.rpartition("/")[2].split(":")) as wire:
        wire.sendall(
            b"POST /api/oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Length: 99999999999\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        assert b" 413 " in wire.recv(100)


def test_unknown_fields_are_logged_and_secrets_are_not(client):
    body = flow_body(cii()) | {"syntaxFlux": "typo"}
    client.ok("factures/deposer/flux", body)
    client.search(page={"pageDemandee": 2})
    calls = client.calls()
    assert calls[-2]["unknown_fields"] == ["syntaxFlux"]
    assert calls[-1]["unknown_fields"] == [
        "rechercheFactureParFournisseur.pageDemandee"
    ]
    assert calls[-2]["body"]["fichierFlux"]["bytes"] == len(cii())
    assert calls[-2]["headers"]["cpro-account"] == {"present": True, "login": LOGIN}
    token(client, client_id="simulator", client_secret="mot-de-passe-secret")
    text = str(client.calls())
    assert "mot-de-passe-secret" not in text
    assert client.session.headers["Authorization"].split()[1] not in text
    assert client.session.headers["cpro-account"] not in text


def test_call_log_since_and_forgotten(client):
    client.control("calls", method="delete")
    client.search()
    last = client.calls()[-1]["id"]
    client.search()
    assert len(client.control(f"calls?since={last}", method="get")) == 1
    client.control("calls", method="delete")
    assert client.calls() == []


def test_restart_on_the_same_database(tmp_path):
    options = ("--speed", "0", "--database", str(tmp_path / "cpro.sqlite"))
    server = Server(*options)
    client = Client(server.url)
    first, waiting = client.deposit(cii("R1")), None
    client.advance(100)
    waiting = client.deposit(cii("R2"))
    server.process.kill()
    server.process.communicate()
    server = Server(*options)
    client.url = server.url  # and the token it had
    try:
        assert client.report(first)["etatCourantDepotFlux"] == "IN_INTEGRE"
        state = client.report(waiting)["etatCourantDepotFlux"]
        assert state == "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"
        client.advance(60)
        assert client.report(waiting)["etatCourantDepotFlux"] == "IN_INTEGRE"
        duplicate = client.deposit(cii("R1"))
        client.advance(60)
        assert client.report(duplicate)["etatCourantDepotFlux"] == "IN_REJETE"
    finally:
        assert server.stop() == 0


def test_speed_multiplies_time(tmp_path):
    server = Server("--speed", "100000")
    try:
        client = Client(server.url)
        number = client.deposit(cii("S1"))
        deadline = time.monotonic() + 10
        while client.report(number)["etatCourantDepotFlux"] != "IN_INTEGRE":
            assert time.monotonic() < deadline
        while client.search()["listeFactures"][0]["statut"] != "MISE_A_DISPOSITION":
            assert time.monotonic() < deadline
    finally:
        server.stop()


def test_other_hosts_are_refused():
    command = [sys.executable, "-m", "simulator", "--port", "0", "--host", "0.0.0.0"]  # noqa: S104
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.returncode != 0
    assert "--allow-remote" in done.stderr


def test_no_fault_control_when_remote():
    server = Server("--host", "0.0.0.0", "--allow-remote")  # noqa: S104
    try:
        url = server.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        fault = {"kind": "quota"}
        answer = requests.post(f"{url}/simulator/faults", json=fault, timeout=10)
        assert answer.status_code == 403
        assert requests.get(f"{url}/pannes", timeout=10).ok
    finally:
        server.stop()
