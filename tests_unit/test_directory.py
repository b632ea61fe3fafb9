"""The reader of directories: what it reads, what it reports, where it goes on."""

import io

import pytest

from chorus_api import parties
from chorus_api.directory.rows import KEPT_NAMES, KEPT_ROWS, Reason
from tests_unit.directory_files import (
    SERVICE_COLUMNS,
    csv_file,
    csv_row,
    directories,
    numbers,
    siret,
    taken,
    xml_file,
    xml_structure,
    zipped,
)

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]


# -- What is read --------------------------------------------------------------


def test_a_downloaded_directory_is_read_whole(portal, chorus):
    made = portal.control("directory", {"structures": 400})
    target = io.BytesIO()
    chorus.download_directory(target)
    entries, report = taken(target.getvalue())
    assert report.failure is None and report.bad_row_count == 0
    assert not report.unknown_names and not report.odd_values
    assert report.entry_count == len(entries) >= made["structures"]
    assert report.service_count >= made["services"]
    by_identifier = {entry.identifier: entry for entry in entries}
    for identifier in (made["identifier"], "12345678200044", "12345678200101"):
        entry = by_identifier[identifier]
        (row,) = chorus.find_structures(identifier)
        told = chorus.read_structure(row.structure_ref)
        assert entry.structure.requirement == told.requirement
        assert entry.structure.name == told.name
        assert entry.structure.active == row.active
        assert entry.structure.payment_reported == (not told.payment_not_reported)
        listed = chorus.list_services(row.structure_ref)
        assert [(s.code, s.name, s.active) for s in entry.services] == [
            (s.code, s.name, s.active) for s in listed
        ]
        assert entry.services_complete
    many = by_identifier[made["identifier"]]
    assert len(many.services) == 120 and many.structure.town


def test_a_csv_of_structures():
    rows = [
        csv_row(1, "Été & Cie", service="true"),
        csv_row(2, commitment="O", service="1"),
        csv_row(3, either="OUI"),
    ]
    entries, report = taken(csv_file(*rows))
    assert numbers(entries) == [1, 2, 3] and report.failure is None
    assert [entry.structure.requirement for entry in entries] == [
        parties.SERVICE,
        parties.BOTH,
        parties.EITHER,
    ]
    first = entries[0].structure
    assert (first.name, first.town, first.postcode) == ("Été & Cie", "Rennes", "35000")
    assert first.payment_reported and first.active and not first.works_owner
    assert (first.email, first.country_code) == ("mairie@ville.example", "FR")
    assert entries[0].services is None and [e.line for e in entries] == [2, 3, 4]


def test_a_csv_of_services_groups_what_follows_each_other():
    rows = [
        f"{siret(n)};Ville;S{s};Nom {s};{s % 2};true;;" for n in (1, 2) for s in (1, 2)
    ]
    rows.append(f"{siret(1)};Ville;S3;Nom 3;non;false;;")
    entries, report = taken(csv_file(*rows, columns=SERVICE_COLUMNS))
    assert [(e.identifier, len(e.services)) for e in entries] == [
        (siret(1), 2),
        (siret(2), 2),
        (siret(1), 1),
    ]
    service = entries[0].services[0]
    assert (service.code, service.name) == ("S1", "Nom 1")
    assert service.commitment_required and service.active
    assert not entries[2].services[0].active
    assert entries[0].structure is None and not entries[0].services_complete
    assert not report.unknown_names and report.service_count == 5


def test_a_zip_of_several_files_is_one_directory():
    content = zipped(
        a_csv=csv_file(csv_row(1), csv_row(2)),
        b_xml=xml_file(xml_structure(3)),
        readme_pdf=b"%PDF",
    )
    entries, report = taken(content)
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert report.skipped_files == ["readme.pdf"] and report.failure is None


@pytest.mark.parametrize(
    "kind", ["SIRET", "UE_HORS_FRANCE", "HORS_UE", "RIDET", "TAHITI", "1", "2", "0"]
)
def test_identifier_kinds(kind):
    row = csv_row(1).replace("SIRET", kind, 1)
    (entry,), report = taken(csv_file(row))
    expected = {"0": "SIRET", "1": "SIRET", "2": "UE_HORS_FRANCE"}.get(kind, kind)
    assert entry.identifier_kind == expected and not report.odd_values


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_quotes_and_ends_of_lines(separator, end):
    rows = [
        ["Identifiant", "Raison sociale", "Adresse"],
        [siret(1), f'"Ville {separator} ""A"""', f'"1 rue{end}Haute"'],
        [siret(2), "B", ""],
    ]
    text = end.join(separator.join(row) for row in rows)
    entries, report = taken(b"\xef\xbb\xbf" + text.encode())
    assert [entry.structure.name for entry in entries] == [
        f'Ville {separator} "A"',
        "B",
    ]
    assert entries[0].structure.street.split() == ["1", "rue", "Haute"]
    assert entries[1].line == 4 and not report.unknown_names


@pytest.mark.parametrize(
    "text",
    [
        "<A><Organisme><SIRET>{0}</SIRET><Nom>X</Nom></Organisme>"
        "<Organisme><SIRET>{1}</SIRET><Nom>Y</Nom></Organisme></A>",
        "<A><Liste><Organisme><Id><SIRET>{0}</SIRET></Id><Nom>X</Nom></Organisme>"
        "<Organisme><Id><SIRET>{1}</SIRET></Id><Nom>Y</Nom></Organisme></Liste></A>",
        '<n:A xmlns:n="urn:x"><n:structure siret="{0}" nom="X"/>'
        '<n:structure siret="{1}" nom="Y"/></n:A>',
        "<A><Organisme><Services>"
        + "<Service><Code>S</Code><Nom>N</Nom></Service>" * 6000
        + "</Services><SIRET>{0}</SIRET><Nom>X</Nom></Organisme>"
        "<Organisme><SIRET>{1}</SIRET><Nom>Y</Nom></Organisme></A>",
        "<A><Structure><Nom>X</Nom><Services><Service><Code>S</Code></Service></Services>"
        "<identifiant_structure>{0}</identifiant_structure></Structure>"
        "<Structure><Nom>Y</Nom><IDENTIFIANT>{1}</IDENTIFIANT></Structure></A>",
    ],
    ids=["other name", "deeper", "attributes", "the State first", "other order"],
)
def test_other_trees_are_understood(text):
    entries, report = taken(text.format(siret(1), siret(2)).encode())
    assert numbers(entries) == [1, 2] and report.failure is None
    assert [entry.structure.name for entry in entries] == ["X", "Y"]


def test_what_stands_in_the_structure_wins_over_what_stands_deeper():
    inside = "<Contact><Nom>Léa Roy</Nom><Courriel>a@b.example</Courriel></Contact>"
    (entry,), _report = taken(xml_file(xml_structure(1, inside)))
    assert entry.structure.name == "Commune 1"
    assert entry.structure.email == "a@b.example"


# -- What is reported ----------------------------------------------------------


def test_unknown_names_are_counted():
    inside = "<Nouveau>1</Nouveau><Bloc><Detail>x</Detail></Bloc>"
    entries, report = taken(xml_file(*(xml_structure(n, inside) for n in (1, 2))))
    assert len(entries) == 2
    assert report.unknown_names == {"Nouveau": 2, "Bloc/Detail": 2}
    rows = [csv_row(n) + ";x" for n in (1, 2, 3)]
    columns = csv_file().decode().strip() + ";ColonneNeuve"
    _entries, report = taken(csv_file(*rows, columns=columns))
    assert report.unknown_names == {"colonneneuve": 3}


def test_odd_values_are_counted_and_left_out():
    rows = [csv_row(1, service="peut-être"), csv_row(2, service="")]
    entries, report = taken(csv_file(*rows))
    assert [entry.structure.service_required for entry in entries] == [None, None]
    assert report.odd_values == {"gestionservice": 1}


@pytest.mark.parametrize("as_xml", [True, False])
def test_rows_without_a_good_identifier_are_told_with_their_line(as_xml):
    good, bad = siret(7), ("", "123", "1,1E+13", "2000000000000²")
    if as_xml:
        made = [xml_structure(7).replace(good, identifier) for identifier in bad]
        content = xml_file(*made, xml_structure(9))
    else:
        made = [csv_row(7).replace(good, identifier) for identifier in bad]
        content = csv_file(*made, csv_row(9))
    entries, report = taken(content)
    assert numbers(entries) == [9] and entries[0].number == 5
    assert report.bad_row_count == 4
    assert [row.reason for row in report.bad_rows] == [
        Reason.NO_IDENTIFIER,
        *[Reason.WRONG_IDENTIFIER] * 3,
    ]
    assert report.bad_rows[0].shown == "Commune 7"
    lines = [row.line for row in report.bad_rows]
    assert lines == ([3, 4, 5, 6] if as_xml else [2, 3, 4, 5])


def test_other_bad_rows():
    rows = [csv_row(1) + ";trop", '"ouvert;sans fin', csv_row(2), "x"]
    entries, report = taken(csv_file(*rows))
    assert numbers(entries) == [2]
    assert [(row.line, row.reason) for row in report.bad_rows] == [
        (2, Reason.COLUMNS),
        (3, Reason.OPEN_QUOTE),
        (5, Reason.COLUMNS),
    ]
    nameless = "<Services><Service><Nom>Sans code</Nom></Service></Services>"
    (entry,), report = taken(xml_file(xml_structure(1, nameless, services=1)))
    assert [service.code for service in entry.services] == ["S0"]
    assert report.bad_rows[0].reason == Reason.SERVICE_WITHOUT_CODE


def test_an_open_quote_does_not_swallow_what_follows():
    rows = [csv_row(n) for n in range(1, 40)]
    rows[5] = rows[5].replace("Commune", '"Commune')
    entries, report = taken(csv_file(*rows))
    assert numbers(entries) == [n for n in range(1, 40) if n != 6]
    assert report.bad_row_count == 1 and report.bad_rows[0].line == 7


def test_wrong_bytes_are_replaced_or_read_as_windows_writes_them():
    content = xml_file(xml_structure(1, name="Orléans"), xml_structure(2))
    broken = content.replace("é".encode(), b"\xe9").replace(b"Commune 2", b"Ville\x01")
    entries, report = taken(broken)
    assert [e.structure.name for e in entries] == ["Orl\ufffdans", "Ville\ufffd"]
    assert report.replaced_characters >= 2 and report.failure is None
    text = csv_file(csv_row(1, "Orléans"), csv_row(2, "Évry"))
    mixed = text.replace("é".encode(), b"\xe9")
    entries, report = taken(mixed)
    assert [e.structure.name for e in entries] == ["Orléans", "Évry"]
    assert report.replaced_characters == 0


@pytest.mark.parametrize("encoding", ["ISO-8859-15", "windows-1252", "UTF-16"])
def test_declared_encodings(encoding):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = xml_file(xml_structure(1, name="Orléans"), head=head).decode()
    (entry,), report = taken(text.encode(encoding))
    assert entry.structure.name == "Orléans" and report.failure is None


def test_a_report_stays_small():
    inside = "".join(f"<Tag{n}>x</Tag{n}>" for n in range(1000))
    _entries, report = taken(xml_file(xml_structure(1, inside)))
    assert len(report.unknown_names) <= KEPT_NAMES + 1
    assert report.unknown_names.total() == 1000
    rows = [csv_row(1).replace(siret(1), "x" * 500)] * 3000
    _entries, report = taken(csv_file(*rows))
    assert report.bad_row_count == 3000 and len(report.bad_rows) == KEPT_ROWS
    assert all(len(row.shown) <= 80 for row in report.bad_rows)


# -- Going on where one was ----------------------------------------------------


@pytest.mark.parametrize("kind", ["xml", "csv", "services", "zip"])
def test_reading_goes_on_after_any_entry(kind):
    content = directories()[kind]
    everything, whole = taken(content)
    for entry in everything:
        rest, report = taken(content, skip=entry.number)
        assert rest == [other for other in everything if other.number > entry.number]
        assert report.position == whole.position and report.failure is None
    assert taken(content, skip=whole.position)[0] == []
    assert taken(content, skip=10_000)[1].failure is None


def test_what_was_passed_is_not_counted_again():
    content = directories()["zip"]
    everything, whole = taken(content)
    _rest, report = taken(content, skip=everything[9].number)
    assert report.entry_count == whole.entry_count - 10
    assert report.bad_row_count == whole.bad_row_count - 1
