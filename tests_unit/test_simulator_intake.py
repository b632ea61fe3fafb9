"""What comes in: refusals at the deposit, unreadable files, hostile files, samples."""

import base64
import gzip
import io
import tarfile

import pytest

from simulator.documents import archive
from simulator.documents.parsed import Unreadable
from simulator.documents.xml import parse
from tests_unit.simulator_client import (
    CII_SYNTAX,
    FACTURX,
    UBL_SYNTAX,
    errors_of,
    flow_body,
)
from tests_unit.simulator_files import cii, facturx, pdf, tar_gz, ubl

pytest_plugins = ["tests_unit.simulator_fixtures"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fichierFlux": None}, 20900),
        ({"nomFichier": ""}, 20900),
        ({"syntaxeFlux": None}, 20900),
        ({"nomFichier": "noextension"}, 20901),
        ({"nomFichier": "x" * 197 + ".xml"}, 20901),
        ({"fichierFlux": "not base64 !"}, 20902),
        ({"syntaxeFlux": "IN_DP_E1_UBL_201"}, 20903),
        ({"syntaxeFlux": "IN_DP_E2_CPP_FACTURE_MIN"}, 20904),
        ({"syntaxeFlux": "IN_DP_E1_PES_FACTURE"}, 20904),
    ],
)
def test_refused_at_the_deposit(client, change, code):
    answer = client.post("factures/deposer/flux", flow_body(cii()) | change)
    assert answer.status_code == 200
    assert answer.json()["codeRetour"] == code
    assert "numeroFluxDepot" not in answer.json()
    assert client.control("state", method="get")["counts"]["flows"] == 0


def test_sizes(client):
    client.control("settings", {"max_file_bytes": 100, "max_archive_bytes": 200})
    for size, name, ok in ((100, "a.xml", 1), (101, "a.xml", 0), (200, "a.tar.gz", 1)):
        answer = client.post("factures/deposer/flux", flow_body(b"x" * size, name))
        assert (answer.json()["codeRetour"] == 0) == bool(ok)
        if not ok:
            assert answer.json() == {"codeRetour": 20001, "libelle": "GDP_MSG_11.022"}
    assert client.post(
        "factures/deposer/flux", flow_body(b"x" * 201, "a.tar.gz")
    ).json()["codeRetour"] == (20001)


def test_line_breaks_in_base64(client):
    body = flow_body(cii("B1"))
    body["fichierFlux"] = base64.encodebytes(cii("B1")).decode()
    client.ok("factures/deposer/flux", body)
    client.advance(60)
    assert client.search()["parametresRetour"]["total"] == 1


@pytest.mark.parametrize(
    ("content", "name", "syntax", "code"),
    [
        (cii(), "a.pdf", FACTURX, "SIM_SYNTAXE_CONTENU"),
        (facturx(), "a.xml", CII_SYNTAX, "SIM_SYNTAXE_CONTENU"),
        (ubl(), "a.xml", CII_SYNTAX, "SIM_SYNTAXE_RACINE"),
        (cii(), "a.xml", UBL_SYNTAX, "SIM_SYNTAXE_RACINE"),
        (pdf(), "a.pdf", FACTURX, "SIM_PDF_SANS_XML"),
        (b"%PDF-1.7 rubbish", "a.pdf", FACTURX, "SIM_PDF_ILLISIBLE"),
        (b"rubbish", "a.tar.gz", CII_SYNTAX, "SIM_ARCHIVE_ILLISIBLE"),
        (tar_gz({}), "a.tar.gz", CII_SYNTAX, "SIM_ARCHIVE_VIDE"),
        (tar_gz({"../a.xml": cii()}), "a.tar.gz", CII_SYNTAX, "SIM_ARCHIVE_CHEMIN"),
    ],
)
def test_unreadable_files(client, content, name, syntax, code):
    number = client.deposit(content, name, syntax)
    client.advance(60)
    report = client.report(number)
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert errors_of(report, "listeErreurTechnique")[0]["codeErreur"] == code
    assert report["listeErreurDP"] == []


def archive_of(*members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def member(name, size=1, kind=tarfile.REGTYPE, target=""):
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = size, kind, target
    return info


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([(member("/etc/a.xml"), b"x")], "SIM_ARCHIVE_CHEMIN"),
        ([(member("a/../../b.xml"), b"x")], "SIM_ARCHIVE_CHEMIN"),
        ([(member("a\\..\\b.xml"), b"x")], "SIM_ARCHIVE_CHEMIN"),
        ([(member("l", 0, tarfile.SYMTYPE, "/etc/passwd"), b"")], "SIM_ARCHIVE_TYPE"),
        ([(member("l", 0, tarfile.LNKTYPE, "x"), b"")], "SIM_ARCHIVE_TYPE"),
        ([(member("d", 0, tarfile.FIFOTYPE), b"")], "SIM_ARCHIVE_TYPE"),
        ([(member("a.xml"), b"x"), (member("a.xml"), b"x")], "SIM_ARCHIVE_DOUBLON"),
        ([(member("a.xml", 2000), b"x" * 2000)], "SIM_ARCHIVE_TAILLE"),
        ([(member(f"{n}.xml"), b"x") for n in range(6)], "SIM_ARCHIVE_LIMITE"),
    ],
)
def test_hostile_archives(members, code):
    with pytest.raises(Unreadable) as caught:
        archive.unpack(archive_of(*members), max_files=5, max_file_bytes=1000)
    assert caught.value.code == code


def test_small_archive_with_a_huge_content(monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 1_000_000)
    content = archive_of(*((member(f"{n}", 400_000), bytes(400_000)) for n in range(4)))
    assert len(content) < 10_000
    with pytest.raises(Unreadable, match="taille admise"):
        archive.unpack(content, 500, 500_000)


def test_truncated_archive():
    with pytest.raises(Unreadable):
        archive.unpack(tar_gz({"a.xml": cii()})[:-40], 5, 10_000)
    with pytest.raises(Unreadable):
        archive.unpack(gzip.compress(b"no tar here"), 5, 10_000)


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_document_types_are_refused(declaration):
    with pytest.raises(Unreadable):
        parse(
            declaration + b"<x>&b;</x>" if b"ENTITY b" in declaration else declaration
        )
    with pytest.raises(Unreadable, match="type de document"):
        parse(declaration + b"<x/>")
