"""The client against the simulator: access, the wire, failing reads, and the log."""

import base64
import json
import logging
import re
import time
import traceback

import pytest

from chorus_api import (
    ChorusClient,
    ChorusError,
    ConfigurationError,
    ProtocolError,
    Rejected,
    Unavailable,
    Uncertain,
    errors,
    transport,
)
from chorus_api.client import FAMILIES, OPTIONAL_FAMILIES
from chorus_api.statuses import CII
from chorus_api.transport import Transport
from tests_unit.client_tools import (
    DEPOSIT,
    SEARCH,
    TOKEN,
    SmallServer,
    answer,
    calls,
    connection,
    deposit,
    fault,
    search_once,
    stored_flows,
)
from tests_unit.simulator_client import LOGIN
from tests_unit.simulator_files import DEMO

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

REPORT = "transverses/consulterCRDetaille"
ALL_FAMILIES = FAMILIES + OPTIONAL_FAMILIES


# -- Token ---------------------------------------------------------------------


def test_one_token_serves_many_operations_and_clients(portal, chorus):
    chorus.authenticate()
    chorus.find_structures(DEMO)
    search_once(chorus)
    with ChorusClient(connection(portal.url)) as other:
        deposit(other)
    assert len(calls(portal, "token")) == 1


def test_a_token_serves_only_the_credentials_it_was_given_for(portal, chorus):
    chorus.authenticate()
    for changes in ({"client_secret": "other"}, {"client_id": "other"}):
        with ChorusClient(connection(portal.url, **changes)) as other:
            with pytest.raises(ConfigurationError):
                other.authenticate()


@pytest.mark.parametrize(("minutes", "tokens"), [(50, 1), (59, 2), (61, 2)])
def test_a_token_of_an_hour_is_renewed_before_its_end(
    portal, chorus, monkeypatch, minutes, tokens
):
    chorus.authenticate()
    now = time.monotonic()

    class Later:
        monotonic = staticmethod(lambda: now + minutes * 60)

    monkeypatch.setattr(transport, "time", Later)
    search_once(chorus)
    assert len(calls(portal, "token")) == tokens


def test_a_token_of_a_few_seconds_is_used_all_the_same(portal, chorus):
    portal.control("settings", {"token_lifetime": 5})
    search_once(chorus)
    search_once(chorus)
    assert len(calls(portal, SEARCH)) == 2


def test_a_token_that_ends_in_the_middle_is_renewed_once(portal, chorus):
    chorus.authenticate()
    fault(portal, "expired_token")
    assert deposit(chorus).flow_number
    assert stored_flows(portal) == 1
    assert len(calls(portal, "token")) == 2
    assert [call["http_status"] for call in calls(portal, DEPOSIT)] == [401, 200]


@pytest.mark.parametrize("operation", [DEPOSIT, SEARCH])
def test_a_second_401_means_the_technical_account(portal, operation):
    with ChorusClient(connection(portal.url, password="wrong")) as chorus:
        with pytest.raises(ConfigurationError) as caught:
            deposit(chorus) if operation == DEPOSIT else search_once(chorus)
    assert caught.value.cause == errors.ACCOUNT
    assert caught.value.family == "factures"
    assert caught.value.http_status == 401
    assert len(calls(portal, operation)) == len(calls(portal, "token")) == 2


@pytest.mark.parametrize("changes", [{"client_secret": "no"}, {"client_id": "no"}])
def test_wrong_client_credentials(portal, changes):
    with ChorusClient(connection(portal.url, **changes)) as chorus:
        with pytest.raises(ConfigurationError) as caught:
            search_once(chorus)
    assert caught.value.cause == errors.CREDENTIALS
    assert "Client authentication failed" in str(caught.value)
    assert not calls(portal, SEARCH)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("html", {}),
        ("html", {"status": 200}),
        ("empty", {}),
        ("cut", {}),
        ("missing_field", {"field": "access_token", "when": "after"}),
        ("quota", {"retry_after": 5}),
    ],
)
def test_a_token_that_does_not_come_is_worth_another_try(
    portal, chorus, kind, parameters
):
    fault(portal, kind, "token", **parameters)
    with pytest.raises(Unavailable):
        deposit(chorus)
    assert not calls(portal, DEPOSIT)
    assert deposit(chorus).flow_number


def test_the_delay_asked_for_by_the_token_endpoint_is_told(portal, chorus):
    fault(portal, "quota", "token", retry_after=42)
    with pytest.raises(Unavailable) as caught:
        chorus.authenticate()
    assert caught.value.retry_after == 42


# -- Access and address --------------------------------------------------------


@pytest.mark.parametrize("family", ALL_FAMILIES)
def test_a_family_without_subscription_is_named(portal, chorus, family):
    portal.control("settings", {"unsubscribed_families": [family]})
    for probed in ALL_FAMILIES:
        if probed != family:
            chorus.probe(probed)
    with pytest.raises(ConfigurationError) as caught:
        chorus.probe(family)
    assert (caught.value.cause, caught.value.family) == (errors.SUBSCRIPTION, family)


@pytest.mark.parametrize("kind", ["oauth_url", "api_url"])
@pytest.mark.parametrize("status", [404, 302])
def test_an_address_where_nothing_of_chorus_pro_answers(portal, kind, status):
    operation = "token" if kind == "oauth_url" else SEARCH
    fault(portal, "status", operation, status=status, headers={"Location": "/"})
    with ChorusClient(connection(portal.url)) as chorus:
        with pytest.raises(ConfigurationError) as caught:
            search_once(chorus)
    assert (caught.value.cause, caught.value.http_status) == (errors.ADDRESS, status)
    assert len(calls(portal, operation)) == 1, "a redirection was followed"


@pytest.mark.parametrize("kind", ["oauth_url", "api_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://sandbox-api.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1:8075",
        "ftp://127.0.0.1",
        "https://",
        "127.0.0.1:8075",
        "",
        # Some read the first host, others the second one.
        "http://evil.example\\@localhost/",
        "http://localhost\\@evil.example/",
        "https://user@api.example",
        "https://user:secret@api.example",
        "http://localhost#@evil.example/",
        "http://localhost?@evil.example/",
        "http://local\thost/",
        "http://localhost /",
        " http://localhost/",
        "http://localhost\r\nX-Header: 1",
        "http://localhost\0.evil.example/",
        "http://localhost\u200b/",
        "http://localhost\uff20evil.example/",
        "http://localhost:port/",
        "http://[::1",
    ],
)
def test_an_address_in_clear_text_is_refused_before_any_call(kind, url):
    with pytest.raises(ConfigurationError) as caught:
        connection("https://api.example", **{kind: url})
    assert caught.value.cause == errors.ADDRESS
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("given", "token_url", "base_url"),
    [
        (
            "https://api.example",
            "https://api.example/api/oauth/token",
            "https://api.example/cpro",
        ),
        ("http://localhost:1/cpro/", None, "http://localhost:1/cpro"),
        ("https://api.example/oauth/v2", "https://api.example/oauth/v2", None),
        ("http://[::1]:1/", "http://[::1]:1/api/oauth/token", "http://[::1]:1/cpro"),
    ],
)
def test_addresses_are_completed(given, token_url, base_url):
    line = connection(given)
    assert token_url is None or line.token_url == token_url
    assert base_url is None or line.base_url == base_url


# -- On the wire ---------------------------------------------------------------


def test_what_a_deposit_sends():
    content = bytes(range(256))
    receipt = {"codeRetour": 0, "numeroFluxDepot": "CPP7", "dateDepot": "2026-03-02"}
    with SmallServer(answer(receipt)) as server:
        line = connection(server.url, password="é:p")
        with ChorusClient(line) as chorus:
            received = chorus.deposit_flow("F1.pdf", content, CII)
    assert (received.flow_number, str(received.deposited_on)) == ("CPP7", "2026-03-02")
    ((head, body),) = (r.split(b"\r\n\r\n", 1) for r in server.requests)
    first, *rest = head.decode().split("\r\n")
    headers = {k.lower(): v for k, _, v in (row.partition(": ") for row in rest)}
    assert first == "POST /cpro/factures/v1/deposer/flux HTTP/1.1"
    assert headers["content-type"] == "application/json;charset=utf-8"
    assert headers["authorization"] == f"Bearer {TOKEN['access_token']}"
    assert base64.b64decode(headers["cpro-account"]).decode() == f"{LOGIN}:é:p"
    assert json.loads(body) == {
        "fichierFlux": base64.b64encode(content).decode(),
        "nomFichier": "F1.pdf",
        "syntaxeFlux": CII,
        "avecSignature": False,
    }


def test_the_netrc_file_of_the_user_does_not_replace_the_token(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    receipt = answer({"codeRetour": 0, "numeroFluxDepot": "CPP7"})
    with SmallServer(receipt) as server, ChorusClient(connection(server.url)) as chorus:
        deposit(chorus)
    assert f"Bearer {TOKEN['access_token']}".encode() in server.requests[0]


# -- Reads that fail -----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("cut", {}),
        ("status", {"status": 500}),
        ("status", {"status": 503}),
        ("status", {"status": 504}),
        ("html", {"status": 503}),
        ("cut", {"sent": 20}),
        ("nonsense_10mb", {}),
    ],
)
def test_a_read_without_an_answer_is_worth_another_try(
    portal, chorus, kind, parameters
):
    # A read is tried once more by itself, so that two faults strike one search.
    fault(portal, kind, SEARCH, times=2, **parameters)
    with pytest.raises(Unavailable):
        search_once(chorus)
    while portal.control("faults", method="GET")[0]["remaining"]:
        with pytest.raises(Unavailable):
            search_once(chorus)
    assert search_once(chorus).rows == ()


def test_a_read_that_takes_too_long_is_worth_another_try(portal, chorus, monkeypatch):
    monkeypatch.setitem(Transport.call.__kwdefaults__, "timeout", 0.2)
    fault(portal, "delay", SEARCH, seconds=0.5)
    with pytest.raises(Unavailable):
        search_once(chorus)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("html", {"status": 200}),
        ("empty", {}),
        ("truncated", {}),
        ("wrong_json", {"body": "[]"}),
        ("wrong_json", {"body": "null"}),
        ("wrong_json", {"body": '{"codeRetour": 0}'}),
    ],
)
def test_a_read_with_a_nonsensical_answer_breaks_the_protocol(
    portal, chorus, kind, parameters
):
    fault(portal, kind, REPORT, **parameters)
    with pytest.raises(ProtocolError):
        chorus.read_flow_report("CPP1")


def test_a_read_of_what_is_somebody_elses_is_refused(chorus):
    with pytest.raises(Rejected) as caught:
        chorus.read_history("1")
    assert caught.value.code == 20000


# -- Log and secrets -----------------------------------------------------------


def secrets_of(line, content):
    account = base64.b64encode(f"{line.login}:{line.password}".encode()).decode()
    payload = base64.b64encode(content).decode()
    return [line.client_secret, line.password, account, payload[:60], content.decode()]


def test_one_line_a_call_with_method_path_status_and_time(portal, chorus, caplog):
    caplog.set_level(logging.INFO, logger="chorus_api")
    deposit(chorus)
    fault(portal, "cut")
    with pytest.raises(Uncertain):
        deposit(chorus)
    lines = [r.getMessage() for r in caplog.records if r.name.startswith("chorus_api")]
    assert [re.sub(r"\d+ ms$", "N ms", line) for line in lines] == [
        "POST token 200 N ms",
        "POST factures/v1/deposer/flux 200 N ms",
        "POST factures/v1/deposer/flux no answer N ms",
    ]


@pytest.mark.parametrize(
    "reply",
    [
        answer({"codeRetour": 0, "numeroFluxDepot": "CPP1"}),
        answer({"codeRetour": 1, "libelle": "non"}),
        answer(b"nonsense"),
        answer({}, "401 Unauthorized"),
        answer({}, "500 Oops"),
        lambda line: None,
    ],
)
def test_no_secret_and_no_payload_in_logs_errors_and_representations(caplog, reply):
    caplog.set_level(logging.DEBUG)
    content = b"the very content of an invoice, long enough to be seen in base64"
    with SmallServer(reply) as server:
        line = connection(server.url, client_secret="S3cret-A", password="S3cret-B")
        texts = [repr(line), str(line)]
        with ChorusClient(line) as chorus:
            try:
                chorus.deposit_flow("F1.xml", content, CII)
            except ChorusError as error:
                texts += traceback.format_exception(error)
                texts += [repr(error), repr(vars(error))]
    texts += [record.getMessage() for record in caplog.records]
    seen = "\n".join(texts)
    assert "factures/v1/deposer/flux" in seen
    for secret in [*secrets_of(line, content), TOKEN["access_token"]]:
        assert secret not in seen


def test_refused_credentials_are_not_repeated(portal, caplog):
    caplog.set_level(logging.DEBUG)
    line = connection(portal.url, client_secret="S3cret-A")
    with ChorusClient(line) as chorus, pytest.raises(ConfigurationError) as caught:
        chorus.authenticate()
    seen = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "CREDENTIALS" not in seen and "S3cret-A" not in seen
