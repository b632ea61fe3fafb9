"""What the client remembers of its calls: enough to search by, and no content."""

import pytest

from chorus_api import (
    ChorusClient,
    ConfigurationError,
    Rejected,
    Unavailable,
    Uncertain,
)
from chorus_api.journal import Call, subject_of
from tests_unit.client_tools import (
    SEARCH,
    SmallServer,
    answer,
    connection,
    deposit,
    fault,
    search_once,
)

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]


class Journal(list):
    """What clients hand over when they are closed."""

    def client(self, url, **changes):
        return ChorusClient(connection(url, **changes), on_close=self.extend)


@pytest.fixture
def journal():
    return Journal()


def test_calls_are_handed_over_once_when_the_client_is_closed(portal, journal):
    with journal.client(portal.url) as chorus:
        deposit(chorus, name="FA-2026-7.xml")
        assert not journal
    token, call = journal
    assert (token.operation, token.http_status) == ("token", 200)
    assert call.operation == "factures/v1/deposer/flux"
    assert (call.subject, call.return_code) == ("FA-2026-7.xml", 0)
    assert call.correlation_id.startswith("Id-")
    assert call.milliseconds >= 0 and not call.failure
    chorus.__exit__()
    assert len(journal) == 2


def test_nothing_sent_is_nothing_handed_over(portal):
    def fail(_calls):
        raise AssertionError

    with ChorusClient(connection(portal.url), on_close=fail):
        pass


def test_how_calls_failed(portal, journal):
    with journal.client(portal.url) as chorus:
        with pytest.raises(Rejected):
            chorus.complete_invoice("4711")
        fault(portal, "status", SEARCH, status=503)
        with pytest.raises(Unavailable):
            search_once(chorus)
        fault(portal, "cut", when="after")
        with pytest.raises(Uncertain):
            deposit(chorus)
    found = [(c.failure, c.http_status, c.return_code is None) for c in journal[1:]]
    assert found == [
        ("Rejected", 200, False),
        ("Unavailable", 503, True),
        ("Uncertain", None, True),
    ]


def test_a_refused_token_is_noted(portal, journal):
    with journal.client(portal.url, client_secret="other") as chorus:
        with pytest.raises(ConfigurationError):
            chorus.authenticate()
    (call,) = journal
    assert (call.operation, call.failure) == ("token", "ConfigurationError")


def test_a_number_of_the_gateway_that_is_none_is_not_kept(journal):
    call = Call("token")
    for text in ("a b", "x" * 200, "<b>", "é"):
        call.answered(200, {"X-CorrelationID": text})
        assert call.correlation_id == ""
    call.answered(200, {"X-Request-ID": "9f-1"})
    assert call.correlation_id == "9f-1"


def test_an_answer_without_one(journal):
    reply = answer({"codeRetour": 0, "listeFactures": []})
    with SmallServer(reply) as server, journal.client(server.url) as chorus:
        search_once(chorus)
    assert journal[-1].correlation_id == ""


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        (None, ""),
        ({"fichierFlux": "secret", "nomFichier": "F.xml"}, "F.xml"),
        ({"idFacture": 4711, "nbResultatsMaximum": 9}, "4711"),
        ({"listeFacture": [{"idFacture": 12}], "format": "PDF"}, "12"),
        ({"listeDemandePaiement": [{"idDemandePaiement": 3}]}, "3"),
        ({"structure": {"identifiantStructure": "1" * 14}}, "1" * 14),
        ({"numeroFacture": ["F1"], "commentaire": "private"}, ""),
        ({"numeroFacture": "F" * 500}, "F" * 100),
    ],
)
def test_what_a_request_is_about(body, subject):
    assert subject_of(body) == subject
