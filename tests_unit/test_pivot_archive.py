"""A download of received invoices: one pivot file, or a ZIP of them."""

import base64
import io
import os
import random
import tracemalloc
import zipfile

import pytest

from chorus_api.pivot import PivotError, PivotProblem, read_archive
from chorus_api.pivot import archive as reader
from tests_unit.pivot_files import PDF, document, invoice, pivot, zipped


def read(file, problems=None):
    """References and numbers of all that is read."""
    return [
        (reference, found.number) for reference, found in read_archive(file, problems)
    ]


def problem_of(file):
    with pytest.raises(PivotError) as caught:
        read(file)
    return caught.value.problem, caught.value.place


def old(number):
    """A pivot that does not tell the portal's identifier."""
    return pivot(invoice(number=number, own=""), version="V1_22")


def test_one_file_as_it_is():
    assert read(io.BytesIO(pivot())) == [("141", "F1")]
    assert read(io.BytesIO(old("F1"))) == [("", "F1")]


def test_a_folder_for_each_invoice():
    files = {
        "142/FEN_142_PivotS.xml": old("F2"),
        "142/cii.xml": b"<other/>",
        "142/F2.pdf": PDF,
        "143/x.XML": pivot(invoice(number="F3")),
        "lot_144/PivotS.xml": old("F4"),
        "files/other.xml": old("F5"),
        "empty/": b"",
    }
    assert read(zipped(files)) == [
        ("142", "F2"),
        ("141", "F3"),
        ("144", "F4"),
        ("files/other.xml", "F5"),
    ]


def test_an_archive_in_the_archive():
    inner = zipped({"PivotS.xml": old("F1")}).getvalue()
    assert read(zipped({"download_145.zip": inner})) == [("145", "F1")]
    deeper = zipped({"download_145.zip": inner}).getvalue()
    assert problem_of(zipped({"a.zip": deeper})) == (PivotProblem.NOT_PIVOT, "")


def test_one_that_is_wrong_hides_no_other():
    files = {
        "1/PivotS.xml": old("F1"),
        "2/PivotS.xml": old("F2")[:-9],
        "3/PivotS.xml": pivot(invoice(total="x")),
        "4_4.zip": b"PK no archive",
        "5/PivotS.xml": old("F5"),
    }
    problems = []
    found = read(zipped(files), problems)
    assert found == [("1", "F1"), ("2", "F2"), ("5", "F5")]
    assert [(error.problem, error.place.split(",")[0]) for error in problems] == [
        (PivotProblem.NOT_XML, "2/PivotS.xml"),
        (PivotProblem.AMOUNT, "3/PivotS.xml"),
        (PivotProblem.NOT_READABLE, "4_4.zip"),
    ]


@pytest.mark.parametrize(
    "name", ["/etc/x.xml", "1/../../x.xml", "\\\\host\\x.xml", "C:/x.xml", "..\\x.xml"]
)
def test_a_path_that_leaves_its_folder(name):
    file = zipped({"1/PivotS.xml": old("F1"), name: old("F2")})
    assert problem_of(file) == (PivotProblem.PATH, "")
    problems = []
    assert read(file, problems) == [] and len(problems) == 1


def test_what_is_no_archive():
    whole = zipped({"1/PivotS.xml": old("F1")}).getvalue()
    assert problem_of(io.BytesIO(whole[:-30])) == (PivotProblem.NOT_READABLE, "")
    assert problem_of(zipped({"a.txt": b"x"})) == (PivotProblem.NOT_PIVOT, "")
    assert problem_of(io.BytesIO()) == (PivotProblem.NOT_XML, "")


def test_damaged_data():
    content = bytearray(zipped({"1/PivotS.xml": old("F1")}).getvalue())
    content[200:260] = os.urandom(60)
    assert problem_of(io.BytesIO(content))[0] in (
        PivotProblem.NOT_READABLE,
        PivotProblem.NOT_XML,
    )


def test_what_is_damaged_at_random():
    """From a fixed seed; a name that was emptied broke the standard library once."""
    inner = zipped({"PivotS.xml": pivot()}).getvalue()
    source = zipped({"1/PivotS.xml": old("F1"), "d_2.zip": inner}).getvalue()
    dice = random.Random(21)
    problems, count = [], 0
    for _round in range(600):
        content = bytearray(source)
        for _damage in range(dice.randint(1, 3)):
            at = dice.randrange(len(content))
            size = dice.choice((1, 1, 4))
            content[at : at + size] = dice.randbytes(dice.choice((size, 0)))
        count += len(read(io.BytesIO(content), problems))
    assert count > 100
    assert {error.problem for error in problems} > {PivotProblem.NOT_READABLE}


@pytest.mark.parametrize("name", ["", "F1.pdf", "folder/F1.pdf", "../F1.pdf"])
def test_the_name_in_the_zip_of_a_document_is_not_used(name):
    info = zipfile.ZipInfo("F1.pdf")
    info.filename = name
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(info, PDF)
    content = base64.b64encode(target.getvalue()).decode()
    file = io.BytesIO(pivot(invoice(document(content))))
    ((_reference, found),) = read_archive(file)
    (held,) = found.documents
    assert (held.name, held.read()) == ("F1.pdf", PDF)


def test_a_locked_file():
    content = bytearray(zipped({"1/PivotS.xml": old("F1")}).getvalue())
    # The flag of a password, in both headers.
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    problem, place = problem_of(io.BytesIO(content))
    assert (problem, place) == (PivotProblem.NOT_READABLE, "1/PivotS.xml")


def test_a_bomb():
    blank = b"<CPPFacturePivot>" + b" " * 30_000_000
    file = zipped({"1/PivotS.xml": blank, "2/PivotS.xml": old("F2")})
    assert problem_of(file) == (PivotProblem.TOO_LARGE, "1/PivotS.xml")
    inner = zipped({"1_1.zip": blank})
    assert problem_of(inner) == (PivotProblem.TOO_LARGE, "1_1.zip")


def test_too_many_files():
    file = zipped({f"{number}.txt": b"" for number in range(reader.FILES_LIMIT + 1)})
    assert problem_of(file) == (PivotProblem.TOO_LARGE, "")


def test_documents_are_not_held_in_memory():
    """Twelve megabytes of documents, read one at a time."""
    content = os.urandom(3 * 1024 * 1024)
    documents = [document(content, kind="02")] * 4
    file = zipped({"1/PivotS.xml": pivot(invoice(*documents))})
    tracemalloc.start()
    try:
        sizes = []
        for _reference, found in read_archive(file):
            for held in found.documents:
                with open(os.devnull, "wb") as target:
                    sizes.append(held.copy_to(target))
        _left, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sizes == [len(content)] * 4
    assert peak < 1024 * 1024
