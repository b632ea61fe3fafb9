"""Faults: each kind, before and after acceptance, and how they are used up."""

import time

import pytest
import requests
from urllib3.exceptions import HTTPError

from tests_unit.simulator_client import errors_of, flow_body
from tests_unit.simulator_files import cii, tar_gz

pytest_plugins = ["tests_unit.simulator_fixtures"]

DEPOSIT = "factures/deposer/flux"


def fault(client, kind, operation="deposer/flux", **data):
    return client.control("faults", {"kind": kind, "operation": operation} | data)


def flows(client):
    return client.control("state", method="get")["counts"]["flows"]


def post(client, content=None, **options):
    return client.post(DEPOSIT, flow_body(content or cii()), **options)


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize(
    ("kind", "data", "status"),
    [
        ("status", {"status": 504}, 504),
        ("html", {}, 503),
        ("html", {"status": 200}, 200),
        ("empty", {}, 200),
        ("truncated", {}, 200),
        ("wrong_json", {}, 200),
        ("wrong_json", {"body": '"ok"'}, 200),
        ("missing_field", {"field": "numeroFluxDepot"}, 200),
        ("expired_token", {}, 401),
        ("quota", {"retry_after": 3}, 429),
    ],
)
def test_spoilt_answers(client, kind, data, status, when, stored):
    fault(client, kind, when=when, **data)
    answer = post(client)
    assert answer.status_code == status
    assert flows(client) == stored
    checks = {
        "html": answer.headers.get("Content-Type", "").startswith("text/html"),
        "empty": answer.content == b"",
        "truncated": answer.text.startswith("{") and not answer.text.endswith("}"),
        "wrong_json": answer.text in ("[]", '"ok"'),
        "missing_field": '"codeRetour": 0' in answer.text
        and "numeroFluxDepot" not in answer.text,
        "expired_token": "PISTE" in answer.headers.get("WWW-Authenticate", ""),
        "quota": answer.headers.get("Retry-After") == "3",
    }
    assert checks.get(kind, True)
    logged = client.calls()[-1]
    assert logged["fault"]["kind"] == kind and logged["fault"]["when"] == when
    assert logged["http_status"] == status
    if kind == "expired_token":  # revoked for good
        assert post(client).status_code == 401
        client.log_in()
    assert post(client).json()["numeroFluxDepot"]


def test_ten_megabytes_of_nonsense(client):
    fault(client, "nonsense_10mb", when="after")
    answer = post(client)
    assert len(answer.content) > 10_000_000
    assert flows(client) == 1


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
def test_cut_closes_the_connection(client, when, stored):
    fault(client, "cut", when=when)
    with pytest.raises(requests.ConnectionError):
        post(client)
    assert flows(client) == stored
    assert client.calls()[-1]["http_status"] is None
    assert post(client).ok


@pytest.mark.parametrize("kind", ["cut", "stall"])
def test_a_request_that_breaks_off_is_never_accepted(client, kind):
    fault(client, kind, when="during", **({"seconds": 1} if kind == "stall" else {}))
    # A time-out of the answer would not be one: the client is still sending.
    with pytest.raises(requests.ConnectionError):
        post(client, b"x" * 5_000_000, timeout=0.3)
    assert flows(client) == 0
    logged = client.calls()[-1]
    assert logged["fault"]["kind"] == kind and logged["fault"]["when"] == "during"
    assert logged["http_status"] is None and logged["body"] is None
    assert post(client).ok


@pytest.mark.parametrize("content", [None, b"x" * 9_000_000])
def test_an_answer_that_comes_before_the_request_is_read(client, content):
    fault(client, "status", when="during", status=400, body="too early")
    answer = post(client, content)
    assert (answer.status_code, answer.text) == (400, "too early")
    assert flows(client) == 0
    assert client.calls()[-1]["http_status"] == 400
    assert post(client).ok


@pytest.mark.parametrize(
    ("kind", "data", "status"),
    [
        ("cut", {}, 200),
        ("stall", {}, 200),
        ("html", {"status": 200}, 200),
        ("status", {"status": 502, "body": "<html>Bad gateway</html>"}, 502),
    ],
)
def test_a_line_that_breaks_in_the_middle_of_the_answer(client, kind, data, status):
    fault(client, kind, when="after", sent=20, **data)
    answer = post(client, stream=True, timeout=0.3)
    assert answer.status_code == status
    assert int(answer.headers["Content-Length"]) > 20
    assert len(answer.raw.read(20)) == 20
    with pytest.raises((HTTPError, OSError)):
        answer.raw.read(1)
    assert flows(client) == 1
    assert client.calls()[-1]["http_status"] == status


def test_an_answer_of_which_the_head_alone_comes(client):
    fault(client, "cut", when="after", sent=0)
    answer = post(client, stream=True)
    assert answer.status_code == 200 and int(answer.headers["Content-Length"]) > 20
    with pytest.raises((HTTPError, OSError)):
        answer.raw.read(1)
    assert flows(client) == 1


def test_an_answer_in_pieces(client):
    fault(client, "missing_field", when="after", pieces=True)
    answer = post(client)
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in answer.headers
    assert answer.json()["codeRetour"] == 0
    assert "numeroFluxDepot" not in answer.json()
    assert post(client).ok


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
def test_a_silent_line(client, when, stored):
    fault(client, "stall", when=when)
    with pytest.raises(requests.ReadTimeout):
        post(client, timeout=0.3)
    assert flows(client) == stored
    assert client.calls()[-1]["http_status"] is None
    assert post(client).ok
    assert flows(client) == stored + 1


def test_a_token_that_is_dead_when_it_comes(client):
    fault(client, "expired_token", operation="token", when="after")
    client.log_in()
    assert post(client).status_code == 401
    client.log_in()
    assert post(client).ok


def test_the_state_counts_the_calls_on_their_way(client):
    fault(client, "delay", when="after", seconds=60)
    with pytest.raises(requests.ReadTimeout):
        post(client, timeout=0.2)
    assert client.control("state", method="get")["in_progress"] == 1
    client.control("faults", method="delete")  # lets go
    deadline = time.monotonic() + 30
    while client.control("state", method="get")["in_progress"]:
        assert time.monotonic() < deadline
    assert client.calls()[-1]["fault"]["kind"] == "delay"


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
def test_delay(client, when, stored):
    fault(client, "delay", when=when, seconds=60)
    with pytest.raises(requests.ReadTimeout):
        post(client, timeout=0.2)
    # after acceptance the flow is there although the client gave up
    assert flows(client) == stored
    client.control("faults", method="delete")  # lets go
    deadline = time.monotonic() + 30
    while not any(call["fault"] for call in client.calls()):
        assert time.monotonic() < deadline
    # before acceptance it comes later: the server went on
    assert flows(client) == 1


def test_partial_integration(client):
    fault(client, "partial", operation="*", numbers=["P2"], message="Refus provoqué")
    client.search()  # another operation does not use it up
    lot = tar_gz({f"{n}.xml": cii(f"P{n}") for n in (1, 2, 3)})
    number = client.deposit(lot, "lot.tar.gz")
    client.advance(60)
    report = client.report(number)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    (error,) = errors_of(report)
    assert (error["numeroDP"], error["libelleErreurDP"]) == ("P2", "Refus provoqué")


def test_token_and_any_operation(client):
    fault(client, "status", operation="token", status=500)
    answer = requests.post(f"{client.url}/api/oauth/token", data={}, timeout=10)
    assert answer.status_code == 500
    fault(client, "quota", operation="*", times=2)
    assert client.post("structures/rechercher").status_code == 429
    assert post(client).status_code == 429
    assert post(client).status_code == 200


def test_order_and_count(client):
    fault(client, "status", status=502, times=2)
    fault(client, "quota", times=None)
    assert [post(client).status_code for _ in range(4)] == [502, 502, 429, 429]
    planned = client.control("faults", method="get")
    assert [row["consumed"] for row in planned] == [2, 2]
    assert [row["remaining"] for row in planned] == [0, None]
    client.control("faults", method="delete")
    assert post(client).status_code == 200


def test_seeded_probability_is_repeatable(client):
    series = []
    for _ in range(2):
        client.control("faults", method="delete")
        fault(client, "quota", times=None, probability=0.5, seed=7)
        series.append([post(client).status_code for _ in range(20)])
    assert series[0] == series[1]
    assert {200, 429} == set(series[0])


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "nothing"},
        {"kind": "cut", "when": "sometimes"},
        {"kind": "delay", "when": "during"},
        {"kind": "cut", "times": 0},
        {"kind": "cut", "probability": 2},
        {"kind": "delay", "second": 1},
        {"kind": "status", "status": "500"},
        {"kind": "cut", "when": "during", "holds": "FAC"},
    ],
)
def test_impossible_faults(client, data):
    answer = requests.post(f"{client.url}/simulator/faults", json=data, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_fault_may_aim_at_what_a_call_holds(client):
    """A call that does not hold the text passes, and does not use the fault up."""
    name = "second.xml"
    fault(client, "status", status=503, holds=name)
    assert client.post(DEPOSIT, flow_body(cii())).status_code == 200
    assert client.post(DEPOSIT, flow_body(cii(), name=name)).status_code == 503
    assert client.post(DEPOSIT, flow_body(cii(), name=name)).status_code == 200
    assert flows(client) == 2


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("advance", {"seconds": -1}),
        ("advance", {}),
        ("settings", {"unknown": 1}),
        ("settings", {"quota_per_minute": "many"}),
        ("settings", {"rules_off": ["duplicate"]}),
        ("structures", {"name": "no identifier"}),
        ("structures", {"identifier": "1", "colour": "red"}),
        ("drafts", {"number": "X"}),
        ("invoices/none/status", {"status": "NOT_A_STATUS"}),
        ("calls?since=x", None),
    ],
)
def test_control_api_explains_its_refusals(client, path, data):
    method = "post" if data is not None else "get"
    url = f"{client.url}/simulator/{path}"
    answer = requests.request(method, url, json=data, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_control_api_not_found(client):
    for path in ("invoices/none/status", "flows/none/status"):
        status = "SUSPENDUE" if path.startswith("invoices") else "IN_REJETE"
        url = f"{client.url}/simulator/{path}"
        answer = requests.post(url, json={"status": status}, timeout=10)
        assert answer.status_code == 404
