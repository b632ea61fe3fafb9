"""Connections of the client, attempts to make them, packed answers, and failures that
no network causes."""

import base64
import gzip
import json
import logging
import traceback
from urllib.parse import quote_plus

import pytest
import requests

from chorus_api import ChorusClient, ChorusError, ProtocolError, Unavailable, Uncertain
from tests_unit.client_tools import SEARCH as SEARCH_CALL
from tests_unit.client_tools import (
    TOKEN,
    SmallServer,
    answer,
    calls,
    connection,
    deposit,
    fault,
    search_once,
    tls_server,
)
from tests_unit.wire_servers import KeepingServer, ResettingServer

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

MEGABYTE = 1024 * 1024
RECEIPT = {"codeRetour": 0, "libelle": "GCU_MSG_01.000", "numeroFluxDepot": "CPP1"}
NOTHING = {"codeRetour": 0, "listeFactures": [], "parametresRetour": {"total": 0}}


@pytest.fixture
def trusted_tls(tmp_path, monkeypatch):
    context, authority = tls_server(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    return context


# -- Connections and attempts --------------------------------------------------


def test_many_calls_use_one_connection():
    with KeepingServer(answer(NOTHING | RECEIPT)) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            for _number in range(5):
                search_once(chorus)
                deposit(chorus)
    assert server.connections == 1


@pytest.mark.parametrize(("call", "good"), [(deposit, RECEIPT), (search_once, NOTHING)])
def test_a_connection_that_breaks_is_made_anew(trusted_tls, caplog, call, good):
    caplog.set_level(logging.INFO, logger="chorus_api")
    with SmallServer(b"") as tokens:
        with ResettingServer(answer(good), trusted_tls, resets=2) as server:
            line = connection(server.url, oauth_url=tokens.url)
            with ChorusClient(line) as chorus:
                assert call(chorus)
    assert (server.connections, len(server.requests)) == (3, 1)
    ours = [r for r in caplog.records if r.name.startswith("chorus_api")]
    assert len(ours) == 2, "one line for the token, one for the call"


def test_a_connection_that_goes_on_breaking_is_given_up(trusted_tls):
    with SmallServer(b"") as tokens:
        with ResettingServer(answer(RECEIPT), trusted_tls, resets=9) as server:
            line = connection(server.url, oauth_url=tokens.url)
            with ChorusClient(line) as chorus, pytest.raises(Unavailable):
                deposit(chorus)
    assert server.connections == 3


def test_who_is_in_a_hurry_does_not_try_again(trusted_tls):
    with SmallServer(b"") as tokens:
        with ResettingServer(answer(RECEIPT), trusted_tls, resets=9) as server:
            line = connection(server.url, oauth_url=tokens.url)
            with ChorusClient(line, patience=10) as chorus:
                with pytest.raises(Unavailable):
                    search_once(chorus)
    assert server.connections == 1


def test_a_certificate_of_somebody_else_is_not_tried_again(tmp_path):
    context, _authority = tls_server(tmp_path)
    with SmallServer(b"") as tokens:
        with ResettingServer(answer(RECEIPT), context, resets=0) as server:
            line = connection(server.url, oauth_url=tokens.url)
            with ChorusClient(line) as chorus, pytest.raises(Unavailable) as caught:
                deposit(chorus)
    assert str(caught.value) == "SSLError"
    assert (server.connections, server.requests) == (1, [])


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [("cut", {}), ("status", {"status": 502}), ("status", {"status": 504})],
)
def test_a_read_is_tried_once_more_and_told_once(
    portal, chorus, caplog, kind, parameters
):
    chorus.authenticate()
    caplog.set_level(logging.INFO, logger="chorus_api")
    fault(portal, kind, SEARCH_CALL, **parameters)
    assert search_once(chorus).rows == ()
    assert len(calls(portal, SEARCH_CALL)) == 2
    (record,) = (r for r in caplog.records if r.name.startswith("chorus_api"))
    assert record.getMessage().startswith("POST factures/v1/rechercher/fournisseur 200")


def test_a_proxy_of_ones_own_is_used():
    session = requests.Session()
    with SmallServer(answer(RECEIPT)) as proxy:
        session.proxies = {"http://localhost": proxy.url}
        session.trust_env = False
        nowhere = connection("http://localhost:9", oauth_url=proxy.url)
        with ChorusClient(nowhere, session=session) as chorus:
            assert deposit(chorus).flow_number == "CPP1"
    (request,) = proxy.requests
    assert request.startswith(b"POST http://localhost:9/cpro/factures/v1/deposer/flux ")


# -- Cut answers ---------------------------------------------------------------


@pytest.mark.parametrize("kept", [0.9, 0.5, 0.1])
def test_an_answer_that_was_cut_is_none(kept):
    whole = answer(NOTHING | RECEIPT)
    body = whole.index(b"\r\n\r\n") + 4
    cut = whole[: body + int(kept * (len(whole) - body))]
    with SmallServer(cut) as server, ChorusClient(connection(server.url)) as chorus:
        with pytest.raises(Uncertain):
            deposit(chorus)
        with pytest.raises(Unavailable):
            search_once(chorus)


# -- Packed answers ------------------------------------------------------------


def packed(content):
    return answer(gzip.compress(content), head="Content-Encoding: gzip\r\n")


def test_a_packed_answer_is_read():
    with SmallServer(packed(json.dumps(RECEIPT).encode())) as server:
        with ChorusClient(connection(server.url)) as chorus:
            assert deposit(chorus).flow_number == "CPP1"


def test_a_packed_answer_may_not_grow_beyond_the_limit():
    bomb = json.dumps(RECEIPT | {"libelle": " " * 30 * MEGABYTE}).encode()
    with SmallServer(packed(bomb)) as server:
        with ChorusClient(connection(server.url)) as chorus:
            with pytest.raises(Uncertain, match="ContentDecodingError"):
                deposit(chorus)
            with pytest.raises(Unavailable, match="ContentDecodingError"):
                search_once(chorus)


def test_a_packed_answer_that_is_none_is_no_answer():
    damaged = answer(b"no gzip at all", head="Content-Encoding: gzip\r\n")
    with SmallServer(damaged) as server:
        with ChorusClient(connection(server.url)) as chorus:
            with pytest.raises(Uncertain):
                deposit(chorus)
            with pytest.raises(Unavailable):
                search_once(chorus)


# -- What no network does ------------------------------------------------------


class Surprise(Exception):
    pass


def surprise(response, **_options):
    """A hook that fails once an answer to a call has come, and tells its content."""
    if "/cpro/" in response.url:
        raise Surprise(f"{response.request.headers} {response.headers}")


def test_an_unforeseen_error_after_a_call_left_is_one_of_ours(caplog):
    session = requests.Session()
    session.hooks["response"].append(surprise)
    with SmallServer(answer(RECEIPT)) as server:
        with ChorusClient(connection(server.url), session=session) as chorus:
            with pytest.raises(Uncertain, match="^Surprise$") as of_deposit:
                deposit(chorus)
            with pytest.raises(ProtocolError, match="^Surprise$") as of_search:
                search_once(chorus)
    assert len(server.requests) == 2
    texts = [caplog.text]
    texts += traceback.format_exception(of_deposit.value)
    texts += traceback.format_exception(of_search.value)
    assert "in surprise" in caplog.text, "the log shows where it happened"
    assert TOKEN["access_token"] not in "".join(texts)


def test_a_token_that_no_header_can_carry_is_no_secret_in_a_log(caplog):
    """The library tells the whole header in its error."""
    broken = {"access_token": "secret\nTokenOfTheTest", "expires_in": 3600}
    with KeepingServer(answer(RECEIPT), token=broken) as server:
        with ChorusClient(connection(server.url)) as chorus:
            with pytest.raises(Unavailable) as caught:
                deposit(chorus)
    texts = [caplog.text, *traceback.format_exception(caught.value)]
    assert "TokenOfTheTest" not in "".join(texts)


@pytest.mark.parametrize("seconds", [10**400, -(10**400), "many", None, [], {}])
def test_a_token_of_a_lifetime_that_is_no_number_serves_one_call(seconds):
    token = TOKEN | {"access_token": f"T{seconds!r:.9}", "expires_in": seconds}
    with KeepingServer(answer(NOTHING), token=token) as server:
        with ChorusClient(connection(server.url)) as chorus:
            search_once(chorus)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_an_answer_nested_beyond_reading_is_no_answer(opening):
    with SmallServer(answer(opening.encode() * 100_000)) as server:
        with ChorusClient(connection(server.url)) as chorus:
            with pytest.raises(Uncertain):
                deposit(chorus)
            with pytest.raises(ProtocolError):
                search_once(chorus)


@pytest.mark.parametrize(
    "host", ["a..example", "a" * 64 + ".example", "\u2488.example"]
)
def test_a_host_that_cannot_be_looked_up_is_unavailable(host):
    with SmallServer(b"") as server:
        line = connection(server.url, api_url=f"https://{host}")
        with ChorusClient(line) as chorus, pytest.raises(Unavailable):
            deposit(chorus)


# -- What is never repeated ----------------------------------------------------

SECRETS = {"client_secret": "s3cret of/PISTE", "password": "p@ss word é"}


def echoing(line, status, **body):
    """An answer whose body and headers repeat what it was told."""
    secrets = " ".join(
        [
            *SECRETS.values(),
            line.account_header,
            TOKEN["access_token"],
            f"Bearer {TOKEN['access_token'][:9]}",
        ]
    )
    head = f"WWW-Authenticate: Bearer {TOKEN['access_token']} {line.account_header}\r\n"
    return answer(
        {key: f"{text} {secrets}" for key, text in body.items()}, status, head
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("401 Unauthorized", {"Description": "refused"}),
        ("401 Unauthorized", {}),
        ("403 Forbidden", {"Description": "refused"}),
        ("400 Bad Request", {"libelle": "refused", "codeRetour": "7"}),
        ("500 Oops", {"message": "refused"}),
    ],
)
def test_an_answer_that_repeats_our_credentials_is_redacted(caplog, status, body):
    caplog.set_level(logging.DEBUG)
    line = connection("http://127.0.0.1:1", **SECRETS)
    with SmallServer(echoing(line, status, **body)) as server:
        line = connection(server.url, **SECRETS)
        with ChorusClient(line) as chorus, pytest.raises(ChorusError) as caught:
            search_once(chorus)
    error = caught.value
    told = "\n".join([str(error), repr(error), error.message, str(error.payload)])
    told += "\n".join(traceback.format_exception(error)) + caplog.text
    for secret in (*SECRETS.values(), line.account_header, TOKEN["access_token"][:9]):
        assert secret not in told
    assert not body or "refused" in str(error.payload)


def test_a_refused_token_request_that_repeats_its_form_is_redacted():
    form = quote_plus(SECRETS["client_secret"])
    basic = base64.b64encode(f"simulator:{SECRETS['client_secret']}".encode()).decode()
    said = {"error": "invalid_client", "error_description": f"bad {form} {basic}"}
    with SmallServer(answer(said, "401 Unauthorized")) as server:
        line = connection(server.url, oauth_url=f"{server.url}/of/ours", **SECRETS)
        with ChorusClient(line) as chorus, pytest.raises(ChorusError) as caught:
            chorus.authenticate()
    assert caught.value.message == "bad ••• •••"
    assert form not in str(caught.value.payload)


def test_an_answer_beyond_all_depth_is_an_error_of_our_own():
    deep = b'{"Description": "no", "a": ' + b"[" * 900 + b"]" * 900 + b"}"
    with SmallServer(answer(deep, "401 Unauthorized")) as server:
        with ChorusClient(connection(server.url)) as chorus:
            with pytest.raises(ChorusError) as caught:
                search_once(chorus)
    assert caught.value.http_status == 401
