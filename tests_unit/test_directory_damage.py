"""The reader of directories: what it survives, and in how much memory."""

import io
import random
import struct
import subprocess
import sys
import zipfile

import pytest

from chorus_api.directory import Failure, archive
from tests_unit.directory_files import (
    csv_file,
    csv_row,
    directories,
    numbers,
    taken,
    xml_file,
    xml_structure,
    zipped,
)
from tests_unit.simulator_client import ROOT

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE A [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{"&" + before + ";" * 1}{("&" + before + ";") * 9}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
FETCHED = '<?xml version="1.0"?><!DOCTYPE A [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [LAUGHS, FETCHED])
def test_entities_are_refused(head):
    inside = "<RaisonSociale>&i;&x;</RaisonSociale>"
    entries, report = taken(xml_file(xml_structure(1, inside), head=head))
    assert entries == [] and report.failure in (Failure.ENTITIES, Failure.NOT_XML)


def test_a_plain_doctype_is_no_harm():
    head = '<!DOCTYPE Annuaire SYSTEM "http://127.0.0.1:9/x.dtd">'
    entries, report = taken(xml_file(xml_structure(1), head=head))
    assert numbers(entries) == [1] and report.failure is None


@pytest.mark.parametrize("name", ["a.xml", "a.csv"])
def test_a_zip_bomb_is_refused(name):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        with bomb.open(name, "w") as file:
            start = xml_file(xml_structure(1)).removesuffix(b"</Annuaire>")
            file.write(start if name == "a.xml" else csv_file(csv_row(1)))
            for _megabyte in range(64):
                file.write(b"<a/>" * 256 * 1024)
    entries, report = taken(target.getvalue())
    assert report.failure == Failure.TOO_LARGE and numbers(entries) == [1]


def test_what_shrinks_too_well_is_a_bomb_entry_by_entry(monkeypatch):
    content = zipped(a_csv=csv_file(*[csv_row(1)] * 5000))
    assert taken(content)[1].failure is None
    monkeypatch.setattr(archive, "RATIO_FREE", 400_000)
    monkeypatch.setattr(archive, "RATIO_LIMIT", 10)
    entries, report = taken(content)
    assert report.failure == Failure.TOO_LARGE and 0 < len(entries) < 5000


def test_one_entry_takes_only_so_much():
    huge = xml_structure(2, "<Note>" + "x" * archive.ENTRY_LIMIT + "</Note>")
    many = xml_structure(2, "<Note>y</Note>" * (archive.ENTRY_LIMIT // 10))
    for structure in (huge, many):
        entries, report = taken(xml_file(xml_structure(1), structure))
        assert numbers(entries) in ([1], [])
        assert report.failure in (Failure.TOO_LARGE, Failure.NOT_XML)


def attributes(count, quote='"'):
    return " ".join(f"a{n}={quote}>{quote}" for n in range(count))


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "UTF-16"])
@pytest.mark.parametrize("blank", [0, 70_000])
def test_an_element_has_only_so_many_attributes(encoding, blank):
    """Reading 20,000 attributes took nine seconds, twice as many four times as long."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    tag = f"<Note {attributes(20_000)}{' ' * blank} z='1'/>"
    good = [xml_structure(n) for n in range(1000)]
    hostile = xml_file(*good, xml_structure(1000, tag), head=head)
    entries, report = taken(hostile.decode().encode(encoding))
    assert report.failure == Failure.ATTRIBUTES
    assert 0 < len(entries) <= 1000, "those before it are kept"


def test_many_elements_with_attributes_are_no_harm():
    """Each has few; no text between them counts, nor the edge of a piece."""
    tag = f"<Note {attributes(100)}>a=b &lt; c=d</Note>"
    entries, report = taken(xml_file(*[xml_structure(n, tag * 3) for n in range(40)]))
    assert len(entries) == 40 and report.failure is None


@pytest.mark.parametrize("encoding", ["UTF-7", "IBM037", "x-user-defined"])
def test_an_encoding_that_hides_tags_is_refused(encoding):
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    entries, report = taken(xml_file(xml_structure(1), head=head))
    assert entries == [] and report.failure == Failure.ENCODING


def test_deep_elements_are_refused():
    deep = "<a>" * 1500 + "</a>" * 1500
    entries, report = taken(xml_file(xml_structure(1), xml_structure(2, deep)))
    assert numbers(entries) in ([1], [])
    assert report.failure in (Failure.TOO_LARGE, Failure.NOT_XML)


def test_expanded_limit(monkeypatch):
    monkeypatch.setattr(archive, "EXPANDED_LIMIT", 100_000)
    content = xml_file(*(xml_structure(n) for n in range(1000)))
    entries, report = taken(zipped(a_xml=content))
    assert report.failure == Failure.TOO_LARGE and 0 < len(entries) < 1000


def test_a_file_without_a_name_is_passed_over():
    nameless = zipfile.ZipInfo("x")
    nameless.filename = ""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr(nameless, b"x")
        made.writestr("a.xml", xml_file(xml_structure(1)))
    entries, report = taken(target.getvalue())
    assert numbers(entries) == [1] and report.failure is None
    assert report.skipped_files == [""]


def test_a_zip_of_too_many_files():
    files = {f"a{n}_csv": csv_file(csv_row(1)) for n in range(archive.FILES_LIMIT + 1)}
    entries, report = taken(zipped(**files))
    assert entries == [] and report.failure == Failure.TOO_LARGE


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_what_is_cut_is_read_as_far_as_it_goes(part):
    content = xml_file(*(xml_structure(n, services=2) for n in range(1, 101)))
    entries, report = taken(content[: int(len(content) * part)])
    assert report.failure == Failure.NOT_XML
    assert numbers(entries) == list(range(1, len(entries) + 1))
    assert len(entries) >= int(100 * part) - 2
    packed = zipped(a_xml=content)
    entries, report = taken(packed[: int(len(packed) * part)])
    assert report.failure == Failure.NOT_READABLE


def test_broken_xml_in_the_middle():
    structures = [xml_structure(n) for n in range(1, 10)]
    structures[5] = "<Structure><Identifiant></Structure>"
    entries, report = taken(xml_file(*structures))
    assert numbers(entries) == [1, 2, 3, 4, 5] and report.failure == Failure.NOT_XML
    assert report.detail == "8"


def test_damaged_data_and_passwords():
    packed = bytearray(zipped(a_xml=xml_file(*(xml_structure(n) for n in range(500)))))
    middle = len(packed) // 2
    packed[middle : middle + 40] = b"\xff" * 40
    _entries, report = taken(bytes(packed))
    assert report.failure in (Failure.NOT_READABLE, Failure.NOT_XML)
    locked = bytearray(zipped(a_xml=xml_file(xml_structure(1))))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.index(signature) + offset
        locked[at : at + 2] = struct.pack("<H", 1)
    entries, report = taken(bytes(locked))
    assert entries == [] and report.failure == Failure.NOT_READABLE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"PK",
        b"%PDF-1.4",
        b"<html><body>Maintenance</body></html>",
        b"<A></A>",
        b"a;b;c\n1;2;3\n",
        zipped(a_pdf=b"x"),
        zipped(),
    ],
)
def test_what_is_no_directory_is_said_to_be_none(content):
    entries, report = taken(content)
    assert entries == [] and report.failure is not None


def test_no_noise_ever_breaks_the_reader():
    chance = random.Random(4)
    for source in directories().values():
        for _try in range(150):
            content = bytearray(source)
            for _change in range(chance.randint(1, 20)):
                at = chance.randrange(len(content))
                content[at : at + chance.randint(0, 9)] = chance.randbytes(
                    chance.randint(0, 9)
                )
            entries, report = taken(bytes(content))
            assert report.entry_count == len(entries)


READ = """
import resource, sys
from chorus_api.directory import DirectoryReport, read_directory

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

report, idle = DirectoryReport(), peak()
with open(sys.argv[1], "rb") as file:
    count = sum(1 for _entry in read_directory(file, report))
print(count, report.failure, peak() - idle)
"""


@pytest.mark.parametrize("suffix", ["xml", "csv"])
def test_a_large_file_takes_little_memory(tmp_path, suffix):
    """A file of some 16 MB or more is read in a process of its own, to see its peak."""
    path = tmp_path / f"directory.{suffix}"
    with path.open("wb") as file:
        if suffix == "xml":
            file.write(xml_file().removesuffix(b"</Annuaire>"))
            for number in range(35_000):
                file.write(xml_structure(number, services=number % 2).encode())
            file.write(b"</Annuaire>")
        else:
            file.write(csv_file())
            for number in range(100_000):
                file.write(csv_row(number).encode() + b"\n")
    assert path.stat().st_size > 15 * 1024 * 1024
    command = [sys.executable, "-c", READ, path]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    count, failure, kilobytes = result.stdout.decode().split()
    assert int(count) >= 30_000 and failure == "None"
    assert int(kilobytes) < 15 * 1024
