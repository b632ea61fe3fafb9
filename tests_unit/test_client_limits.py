"""How long a call lasts, whatever the other side does; and what is known after it."""

import contextlib
import os
import threading
import time
from types import SimpleNamespace

import pytest
import requests
from urllib3.exceptions import NewConnectionError

from chorus_api import ChorusClient, Unavailable, Uncertain, limits
from chorus_api import client as client_module
from chorus_api.transport import CALL_TIMEOUT, DEPOSIT_TIMEOUT, Transport
from tests_unit.client_tools import (
    SmallServer,
    answer,
    connection,
    deposit,
    search_once,
)
from tests_unit.wire_servers import (
    DroppingServer,
    SlowUplink,
    deaf_url,
    mute_url,
)

pytest_plugins = ["tests_unit.client_fixtures"]

MEGABYTE = 1024 * 1024
RECEIPT = {"codeRetour": 0, "libelle": "GCU_MSG_01.000", "numeroFluxDepot": "CPP1"}
NOTHING = {"codeRetour": 0, "listeFactures": [], "parametresRetour": {"total": 0}}
# What a busy machine may take; a broken limit lasts a minute longer.
SLACK = 20


@pytest.fixture
def short_limits(monkeypatch):
    """Every call ends after 0.4 s."""
    monkeypatch.setattr(client_module, "DEPOSIT_TIMEOUT", 0.4)
    monkeypatch.setitem(Transport.call.__kwdefaults__, "timeout", 0.4)


def test_the_limits_are_those_that_users_are_told():
    """A minute for a deposit, half of it for what is only read."""
    assert (DEPOSIT_TIMEOUT, CALL_TIMEOUT) == (60, 30)
    assert client_module.DEPOSIT_TIMEOUT == DEPOSIT_TIMEOUT
    assert Transport.call.__kwdefaults__["timeout"] == CALL_TIMEOUT


@contextlib.contextmanager
def lasting_at_most(seconds):
    start = time.monotonic()
    yield
    elapsed = time.monotonic() - start
    assert elapsed < seconds, f"it lasted {elapsed:.1f} s"


# -- The upload ----------------------------------------------------------------


def test_the_answer_to_a_slow_upload_is_used(monkeypatch):
    monkeypatch.setattr(client_module, "DEPOSIT_TIMEOUT", 2.0)
    with SlowUplink(answer(RECEIPT), pause=0.25) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            start = time.monotonic()
            receipt = deposit(chorus, os.urandom(9 * MEGABYTE))
    assert receipt.flow_number == "CPP1"
    assert time.monotonic() - start > 2.0, "the upload was not slow"


def test_a_body_slower_than_the_slowest_line_ends_the_call(short_limits, monkeypatch):
    monkeypatch.setattr(limits, "SLOWEST_UPLINK", 100 * MEGABYTE)
    with SlowUplink(answer(RECEIPT), pause=4) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            with lasting_at_most(0.4 + SLACK), pytest.raises(Uncertain):
                deposit(chorus, os.urandom(9 * MEGABYTE))


def test_a_body_that_stops_leaving_ends_the_call(short_limits):
    with SlowUplink(answer(RECEIPT), stops_after=2) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            with lasting_at_most(0.4 + SLACK), pytest.raises(Uncertain):
                deposit(chorus, os.urandom(9 * MEGABYTE))


# -- The answer ----------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        answer(RECEIPT),
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 100,
        b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 1000,
    ],
    ids=["head", "continue", "chunks", "body"],
)
def test_an_answer_in_drops_ends_with_the_time_of_the_call(short_limits, reply):
    with DroppingServer(reply, pause=0.3) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            with lasting_at_most(0.4 + SLACK), pytest.raises(Uncertain):
                deposit(chorus)
            with lasting_at_most(0.4 + SLACK), pytest.raises(Unavailable):
                search_once(chorus)


def test_an_answer_in_drops_through_a_proxy_ends_as_well(short_limits):
    session = requests.Session()
    session.trust_env = False
    with DroppingServer(answer(RECEIPT), pause=0.3) as proxy:
        session.proxies = {"http://localhost": proxy.url}
        line = connection("http://localhost:9", oauth_url=proxy.url)
        with ChorusClient(line, session=session) as chorus:
            chorus.authenticate()
            with lasting_at_most(0.4 + SLACK), pytest.raises(Uncertain):
                deposit(chorus)


def test_an_answer_in_drops_within_the_time_is_used():
    with DroppingServer(answer(RECEIPT), pause=0.001) as server:
        with ChorusClient(connection(server.url)) as chorus:
            assert deposit(chorus).flow_number == "CPP1"


def test_a_limit_holds_for_the_next_call_on_the_same_connection(short_limits):
    """The first answer leaves its connection open, the second one never comes."""
    first = answer(NOTHING).replace(b"Connection: close\r\n", b"")

    def once(line):
        line.sendall(first)
        line.recv(1)
        line.settimeout(60)
        while line.recv(65536):
            pass

    with SmallServer(once) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            assert search_once(chorus).rows == ()
            with lasting_at_most(0.4 + SLACK), pytest.raises(Uncertain):
                deposit(chorus)


# -- The connection ------------------------------------------------------------


@pytest.mark.parametrize("call", [deposit, search_once])
def test_a_host_that_does_not_answer_is_soon_unavailable(monkeypatch, call):
    monkeypatch.setattr(limits, "CONNECT_TIMEOUT", 0.3)
    with deaf_url() as url, SmallServer(b"") as server:
        with ChorusClient(connection(server.url, api_url=url)) as chorus:
            chorus.authenticate()
            with lasting_at_most(0.3 + SLACK), pytest.raises(Unavailable):
                call(chorus)


def test_the_limit_of_a_call_is_that_of_its_connection_as_well(short_limits):
    with deaf_url() as url, SmallServer(b"") as server:
        with ChorusClient(connection(server.url, api_url=url)) as chorus:
            chorus.authenticate()
            with lasting_at_most(0.4 + SLACK), pytest.raises(Unavailable):
                deposit(chorus)


def test_a_host_that_does_not_encrypt_is_soon_unavailable(monkeypatch):
    monkeypatch.setattr(limits, "CONNECT_TIMEOUT", 0.3)
    with mute_url("https") as url, SmallServer(b"") as server:
        with ChorusClient(connection(server.url, api_url=url)) as chorus:
            chorus.authenticate()
            with lasting_at_most(0.3 + SLACK), pytest.raises(Unavailable):
                deposit(chorus)


def test_a_token_that_does_not_come_ends_the_call_with_its_limit(short_limits):
    with mute_url("http") as url, SmallServer(answer(RECEIPT)) as server:
        with ChorusClient(connection(server.url, oauth_url=url)) as chorus:
            with lasting_at_most(0.4 + SLACK), pytest.raises(Unavailable):
                deposit(chorus)
    assert server.requests == []


# -- All attempts together -----------------------------------------------------


@pytest.fixture
def pass_time(monkeypatch):
    """Function that moves the clock of the limits, by seconds."""
    passed = []
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + sum(passed))
    monkeypatch.setattr(limits, "time", clock)
    return passed.append


class TwoAnswers(SmallServer):
    """Gives one answer at once, as if that had taken nine seconds, and another late.

    :param second: what a call that has a limit of its own for each attempt would use
    """

    def __init__(self, first, second, pass_time):
        super().__init__(self._speak)
        self._answers = [first, second]
        self._pass_time = pass_time
        self._over = threading.Event()

    def __exit__(self, *error):
        self._over.set()
        super().__exit__(*error)

    def _speak(self, line):
        if len(self.requests) == 1:
            self._pass_time(9)
        else:
            self._over.wait(3)
        line.sendall(self._answers[len(self.requests) - 1])


def test_a_call_that_is_repeated_with_a_new_token_has_one_limit(monkeypatch, pass_time):
    monkeypatch.setattr(client_module, "DEPOSIT_TIMEOUT", 10)
    refusal = answer({}, "401 Unauthorized")
    with TwoAnswers(refusal, answer(RECEIPT), pass_time) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            with pytest.raises(Uncertain):
                deposit(chorus)
    assert len(server.requests) == 2


def test_a_read_that_is_repeated_has_one_limit(monkeypatch, pass_time):
    monkeypatch.setitem(Transport.call.__kwdefaults__, "timeout", 10)
    stumble = answer({}, "502 Bad Gateway")
    with TwoAnswers(stumble, answer(NOTHING), pass_time) as server:
        with ChorusClient(connection(server.url)) as chorus:
            chorus.authenticate()
            with pytest.raises(Unavailable):
                search_once(chorus)


def test_who_has_no_more_patience_asks_for_nothing():
    with SmallServer(answer(NOTHING)) as server:
        with ChorusClient(connection(server.url), patience=0) as chorus:
            for call in (ChorusClient.authenticate, search_once, deposit):
                with pytest.raises(Unavailable, match="time for all calls"):
                    call(chorus)
    assert server.requests == []


def test_patience_is_one_limit_for_the_token_as_well():
    with mute_url("http") as url:
        with ChorusClient(connection(url), patience=0.4) as chorus:
            with lasting_at_most(0.4 + SLACK), pytest.raises(Unavailable):
                chorus.authenticate()


def test_attempts_that_failed_together_do_not_come_again_together():
    refused = NewConnectionError(None, "refused")
    first = [
        limits.READS.increment("POST", "/", error=refused) for _number in range(50)
    ]
    pauses = [attempts.get_backoff_time() for attempts in first]
    assert all(0 <= pause <= 0.2 for pause in pauses)
    assert len(set(pauses)) > 40
    second = [attempts.increment("POST", "/", error=refused) for attempts in first]
    assert min(attempts.get_backoff_time() for attempts in second) >= 0.4
