"""The supplier's own side, recipients, and the directory as a file, over HTTP."""

import base64
import io
import re
import tracemalloc
import zipfile

import pytest

from chorus_api import (
    ChorusClient,
    ConfigurationError,
    ProtocolError,
    Rejected,
    Unavailable,
    directory_calls,
    file_answers,
)
from tests_unit.client_tools import SmallServer, answer, calls, connection, fault
from tests_unit.simulator_client import Client, Server
from tests_unit.simulator_files import DEMO, PLAIN

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

DIRECTORY = "transverses/telecharger/annuaire/destinataire"


# -- One's own side ------------------------------------------------------------


def test_own_structures_with_services_and_bank_accounts(portal, chorus):
    rows = chorus.list_own_structures()
    assert [row.identifier for row in rows] == [DEMO, "73282932000017"]
    assert rows[0].name == "Atelier Lumière SARL"
    accounts = chorus.list_bank_accounts(rows[0].structure_ref)
    assert [row.name for row in accounts] == [
        "Compte courant",
        "Compte des marchés publics",
    ]
    assert len({row.bank_account_ref for row in accounts}) == 2
    assert chorus.list_bank_accounts(rows[1].structure_ref) == ()
    (service,) = chorus.list_services(rows[0].structure_ref)
    assert service.code == "FACTURATION"


def test_bank_accounts_of_another_are_refused(portal, chorus):
    (other,) = chorus.find_structures(PLAIN)
    for ref in (other.structure_ref, "1"):
        with pytest.raises(Rejected):
            chorus.list_bank_accounts(ref)
    with pytest.raises(ProtocolError):
        chorus.list_bank_accounts("")


def test_recipients_are_found_by_town_name_and_postcode(portal, chorus):
    def found(text="", **criteria):
        pages = chorus.search_recipients(text, page_size=2, **criteria)
        return [row.name for page in pages for row in page.rows]

    for number, (name, town, code) in enumerate(
        [
            ("Commune de Rennes", "Rennes", "35000"),
            ("Lycée Zola", "Rennes", "35000"),
            ("CCAS de Rennes", "Rennes", "35200"),
            ("Commune de Brest", "Brest", "29200"),
        ]
    ):
        values = {"identifier": f"2000000{number}000017", "name": name}
        portal.control("structures", values | {"city": town, "zip": code})
    assert found("rennes") == ["CCAS de Rennes", "Commune de Rennes", "Lycée Zola"]
    assert found("35000") == ["Commune de Rennes", "Lycée Zola"]
    assert found(identifier="20000003000017") == ["Commune de Brest"]
    assert found("nulle part") == []
    (page,) = chorus.search_recipients("brest")
    row = page.rows[0]
    assert (row.siret, row.town, row.postcode) == ("20000003000017", "Brest", "29200")
    assert page.total == 1
    assert not any(call["unknown_fields"] for call in portal.calls())


def test_a_403_on_transverses(portal, chorus):
    portal.control("settings", {"unsubscribed_families": ["transverses"]})
    for call in (
        chorus.list_own_structures,
        lambda: chorus.list_bank_accounts("1"),
        lambda: next(chorus.search_recipients("x")),
        lambda: chorus.download_directory(io.BytesIO()),
    ):
        with pytest.raises(ConfigurationError) as caught:
            call()
        assert caught.value.family == "transverses"


@pytest.mark.parametrize("odd", ["5", '"text"', "[1, null]", "{}"])
def test_odd_lists(portal, chorus, odd):
    own = "transverses/recuperer/structures/actives/fournisseur"
    body = f'{{"codeRetour": 0, "listeStructures": {odd}}}'
    fault(portal, "wrong_json", own, body=body)
    assert len(chorus.list_own_structures()) == (odd == "{}")
    banks = "transverses/recuperer/coordbanc/valides"
    body = f'{{"codeRetour": 0, "listeCoordonneeBancaire": {odd}}}'
    fault(portal, "wrong_json", banks, body=body)
    assert len(chorus.list_bank_accounts("1")) == (odd == "{}")


# -- Public bodies out of nothing ----------------------------------------------


def test_a_directory_is_generated_the_same_for_a_seed(portal, chorus):
    made = portal.control("directory", {"structures": 300, "seed": 7})
    assert made["structures"] == 300 and made["services"] > 120
    (row,) = chorus.find_structures(made["identifier"])
    assert len(chorus.list_services(row.structure_ref)) == 120
    first = portal.ok(
        "structures/rechercher/services", {"idStructure": int(row.structure_ref)}
    )
    assert len(first["listeServices"]) == 10  # the real default
    assert first["parametresRetour"]["pages"] == 12
    portal.control("reset")
    assert portal.control("directory", {"structures": 300, "seed": 7}) == made
    again = portal.control("directory", {"structures": 300, "seed": 7})
    assert again["structures"] == 0
    other = portal.control("directory", {"structures": 1, "seed": 8})
    assert other["identifier"] != made["identifier"]


def test_a_simulator_may_start_with_a_directory_and_keeps_it_after_a_reset():
    server = Server("--speed", "0", "--structures", "50")
    try:
        client = Client(server.url)
        for _again in range(2):
            counts = client.control("state", method="get")["counts"]
            assert counts["structures"] > 60 and counts["services"] > 120
            client.control("reset")
    finally:
        assert server.stop() == 0


# -- The directory as a file ---------------------------------------------------


def test_the_directory_is_downloaded(portal, chorus):
    target = io.BytesIO()
    size = chorus.download_directory(target)
    assert size == len(target.getvalue())
    with zipfile.ZipFile(target) as archive:
        (name,) = archive.namelist()
        text = archive.read(name).decode()
    assert f"<Identifiant>{PLAIN}</Identifiant>" in text
    assert DEMO not in text  # no private one
    (call,) = calls(portal, DIRECTORY)
    assert call["http_status"] == 200


@pytest.mark.parametrize(
    ("kind", "parameters", "error"),
    [
        ("status", {"status": 503, "times": 5}, Unavailable),
        ("truncated", {"when": "after", "times": 5}, (Unavailable, ProtocolError)),
        ("cut", {"when": "after", "times": 5}, Unavailable),
        ("html", {"times": 5}, Unavailable),
        ("wrong_json", {"body": '{"codeRetour": 20000, "libelle": "X"}'}, Rejected),
        ("wrong_json", {"body": '{"fichierResultat": "é"}'}, ProtocolError),
        ("wrong_json", {"body": '{"fichierResultat": "QQ=QQQ=="}'}, ProtocolError),
        ("wrong_json", {"body": '{"fichierResultat": "QQ"}'}, ProtocolError),
        ("wrong_json", {"body": '{"fichierResultat": "QQ=="'}, ProtocolError),
    ],
)
def test_a_download_that_fails(portal, chorus, kind, parameters, error):
    fault(portal, kind, DIRECTORY, **parameters)
    with pytest.raises(error):
        chorus.download_directory(io.BytesIO())


@pytest.mark.parametrize("value", ["", "null", "[]"])
def test_a_download_of_nothing(portal, chorus, value):
    body = f'{{"codeRetour": 0, "fichierResultat": {value}}}' if value else "{}"
    if not value:
        body = '{"codeRetour": 0}'
    fault(portal, "wrong_json", DIRECTORY, body=body)
    target = io.BytesIO()
    assert chorus.download_directory(target) == 0 and target.getvalue() == b""


def served(body):
    """What a client gets whose portal answers with this body."""
    target = io.BytesIO()
    with (
        SmallServer(answer(body)) as server,
        ChorusClient(connection(server.url)) as chorus,
    ):
        size = chorus.download_directory(target)
    assert size == len(target.getvalue())
    return target.getvalue()


CONTENT = bytes(range(256)) * 3000 + b"end"
ENCODED = base64.b64encode(CONTENT)


@pytest.mark.parametrize(
    "body",
    [
        b'{"codeRetour":0,"fichierResultat":"%s"}' % ENCODED,
        b'{"fichierResultat" : "%s", "codeRetour": 0, "libelle": "a"}' % ENCODED,
        b'{"codeRetour":0,"fichierResultat":"%s"}' % ENCODED.replace(b"/", rb"\/"),
        b'{"codeRetour":0,"fichierResultat":"%s"}'
        % re.sub(b"(.{76})", rb"\1\\r\\n", ENCODED),
        b'{"codeRetour":0,"fichierResultat":"%s"}'
        % ENCODED.replace(b"+", rb"\u002B").replace(b"=", rb"\u003d"),
        b'{"libelle":"%s","fichierResultat":"%s"}' % (b"x" * 65_530, ENCODED),
        rb'{"libelle":"\"fichierResultat\":\"QQ==\"","fichierResultat":"%s"}' % ENCODED,
    ],
    ids=["plain", "spaces", "slashes", "lines", "escapes", "across", "quoted"],
)
def test_a_file_comes_whole_however_it_is_written(body):
    assert served(body) == CONTENT


def test_a_large_file_takes_little_memory(tmp_path):
    """40 MB on the wire: what is held is pieces of it."""
    content = b"x" * (30 * 1024 * 1024)
    body = b'{"codeRetour":0,"fichierResultat":"%s"}' % base64.b64encode(content)
    reply = answer(body)
    path = tmp_path / "directory"
    with (
        SmallServer(reply) as server,
        ChorusClient(connection(server.url)) as chorus,
        open(path, "wb") as target,
    ):
        chorus.authenticate()
        tracemalloc.start()
        size = chorus.download_directory(target)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert size == len(content) == path.stat().st_size
    assert peak < 5 * 1024 * 1024


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(directory_calls, "DIRECTORY_LIMIT", 1000)
    with pytest.raises(Unavailable):
        served(b'{"codeRetour":0,"fichierResultat":"%s"}' % ENCODED)
    monkeypatch.setattr(file_answers, "FRAME_LIMIT", 1000)
    with pytest.raises(Unavailable):
        served(b'{"codeRetour":0,"autre":"%s"}' % ENCODED)
