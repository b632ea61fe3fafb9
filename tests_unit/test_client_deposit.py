"""Deposits: once each, and what is known of one whose answer does not come."""

import os
import socket

import pytest

from chorus_api import (
    ChorusClient,
    ChorusError,
    FileError,
    Rejected,
    Unavailable,
    Uncertain,
)
from chorus_api import client as client_module
from chorus_api.statuses import CII
from tests_unit.client_tools import (
    DEPOSIT,
    SEARCH,
    SmallServer,
    calls,
    connection,
    deposit,
    fault,
    posts,
    search_once,
    stored_flows,
    tls_server,
)
from tests_unit.simulator_files import cii

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

MEGABYTE = 1024 * 1024


@pytest.fixture
def unused_url():
    """An address at which nothing listens, however long the test lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_deposit_arrives_byte_for_byte(portal, chorus):
    content = os.urandom(300_000)
    receipt = chorus.deposit_flow("F1.xml", content, CII)
    (flow,) = portal.control("state", method="get")["flows"]
    assert flow["number"] == receipt.flow_number
    assert flow["file"]["size"] == len(content)
    (call,) = calls(portal, DEPOSIT)
    assert call["body"]["fichierFlux"]["sha256"] == flow["file"]["sha256"]
    assert call["unknown_fields"] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("no-extension", b"x"),
        (".xml", b"x"),
        ("F1.", b"x"),
        ("a" * 197 + ".xml", b"x"),
        ("F1.xml", b""),
        ("F1.xml", bytes(10 * MEGABYTE + 1)),
        ("lot.tar.gz", bytes(30 * MEGABYTE + 1)),
    ],
)
def test_a_file_over_a_limit_causes_no_call(portal, chorus, name, content):
    with pytest.raises(FileError):
        chorus.deposit_flow(name, content, CII)
    assert portal.calls() == []


def test_a_deposit_is_surely_not_received_where_nothing_listens(portal, unused_url):
    line = connection(portal.url, api_url=unused_url)
    with ChorusClient(line) as chorus, pytest.raises(Unavailable):
        deposit(chorus)


def test_a_deposit_is_surely_not_received_where_tls_does_not_come_about(portal):
    line = connection(portal.url, api_url=portal.url.replace("http:", "https:"))
    with ChorusClient(line) as chorus, pytest.raises(Unavailable):
        deposit(chorus)


UNCERTAIN = [
    ("cut", {}),
    ("status", {"status": 500}),
    ("status", {"status": 502}),
    ("status", {"status": 503, "headers": {"Retry-After": "5"}}),
    ("status", {"status": 504}),
    ("html", {"status": 200}),
    ("html", {"status": 503}),
    ("empty", {}),
    ("truncated", {}),
    ("cut", {"sent": 20}),
    ("wrong_json", {"body": "[]"}),
    ("wrong_json", {"body": '"ok"'}),
    ("wrong_json", {"body": "12"}),
    ("wrong_json", {"body": '{"codeRetour": 0, "numeroFluxDepot": " "}'}),
    ("wrong_json", {"body": '{"codeRetour": 0, "numeroFluxDepot": null}'}),
    ("nonsense_10mb", {}),
    ("missing_field", {"field": "numeroFluxDepot"}),
]


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize(("kind", "parameters"), UNCERTAIN)
def test_a_deposit_without_a_readable_answer_is_uncertain_and_posted_once(
    portal, chorus, kind, parameters, when, stored
):
    fault(portal, kind, when=when, **parameters)
    with pytest.raises(Uncertain):
        deposit(chorus)
    assert posts(portal) == 1
    assert stored_flows(portal) == stored


@pytest.mark.parametrize(("when", "stored"), [("before", 1), ("after", 1)])
def test_a_deposit_whose_answer_takes_too_long_is_uncertain(
    portal, chorus, monkeypatch, when, stored
):
    monkeypatch.setattr(client_module, "DEPOSIT_TIMEOUT", 0.2)
    fault(portal, "delay", when=when, seconds=0.5)
    with pytest.raises(Uncertain):
        deposit(chorus)
    assert posts(portal) == 1
    assert stored_flows(portal) == stored


def test_a_deposit_cut_while_it_is_sent_is_uncertain(portal, chorus):
    fault(portal, "cut", when="during")
    with pytest.raises(Uncertain):
        deposit(chorus, os.urandom(6 * MEGABYTE))
    assert posts(portal) == 1
    assert stored_flows(portal) == 0


def test_a_tls_line_that_breaks_after_the_body_left_is_uncertain(tmp_path, monkeypatch):
    def break_line(line):
        with socket.socket(fileno=os.dup(line.fileno())) as plain:
            plain.sendall(b"HTTP/1.1 502 in clear text, which is no TLS record\r\n\r\n")

    context, authority = tls_server(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    with SmallServer(break_line, tls=context) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            with pytest.raises(ChorusError) as caught:
                deposit(chorus)
    assert len(server.requests) == 1, "the whole request had been read"
    assert isinstance(caught.value, Uncertain)


@pytest.mark.parametrize("status", [201, 202, 204])
def test_a_deposit_answered_by_another_success_is_not_refused(portal, chorus, status):
    fault(portal, "status", when="after", status=status)
    with pytest.raises(Uncertain):
        deposit(chorus)
    assert stored_flows(portal) == 1


@pytest.mark.parametrize("code", ["null", '"?"', "[]", "NaN", "1e999"])
def test_a_deposit_with_an_unreadable_return_code_is_not_refused(portal, chorus, code):
    body = f'{{"codeRetour": {code}, "libelle": "x"}}'
    fault(portal, "wrong_json", when="after", body=body)
    with pytest.raises(Uncertain):
        deposit(chorus)


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_with_its_code_and_text(portal, chorus, status):
    portal.control("settings", {"business_error_http_status": status})
    with pytest.raises(Rejected) as caught:
        chorus.deposit_flow("F1.xml", cii(), "IN_NO_SUCH_SYNTAX")
    assert caught.value.http_status == status
    assert isinstance(caught.value.code, int) and caught.value.code > 0
    assert "IN_NO_SUCH_SYNTAX" in str(caught.value)
    assert len(calls(portal, DEPOSIT)) == 1
    assert stored_flows(portal) == 0


@pytest.mark.parametrize("operation", [DEPOSIT, SEARCH])
@pytest.mark.parametrize(
    ("header", "seconds"), [("17", 17), (None, 0), ("soon", 0), ("9" * 5000, 86400)]
)
def test_a_quota_asks_to_wait(portal, chorus, operation, header, seconds):
    headers = {"Retry-After": header} if header else {}
    fault(portal, "status", operation, status=429, headers=headers)
    with pytest.raises(Unavailable) as caught:
        deposit(chorus) if operation == DEPOSIT else search_once(chorus)
    assert caught.value.retry_after == seconds
    assert len(calls(portal, operation)) == 1
    assert stored_flows(portal) == 0


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(("header", "seconds"), [("17", 17), (None, 0)])
def test_a_portal_in_trouble_asks_to_wait(portal, chorus, status, header, seconds):
    headers = {"Retry-After": header} if header else {}
    fault(portal, "status", status=status, headers=headers)
    with pytest.raises(Uncertain) as of_deposit:
        deposit(chorus)
    assert of_deposit.value.retry_after == seconds
    fault(portal, "status", SEARCH, status=status, headers=headers, times=2)
    with pytest.raises(Unavailable) as of_search:
        search_once(chorus)
    assert of_search.value.retry_after == seconds


def test_a_file_that_may_be_added_again_is_added_later(portal, chorus):
    headers = {"Retry-After": "17"}
    fault(portal, "status", "transverses/ajouter/fichier", status=503, headers=headers)
    with pytest.raises(Unavailable) as caught:
        chorus.add_file("a.pdf", b"%PDF-1.4", "application/pdf")
    assert caught.value.retry_after == 17
