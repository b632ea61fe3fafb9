"""Limits of the files that are deposited, at their very edges."""

import pytest

from chorus_api import FileError
from chorus_api.errors import EMPTY, NAME, SIZE
from chorus_api.files import ARCHIVE_LIMIT, FILE_LIMIT, NAME_LIMIT, check_flow

MEGABYTE = 1024 * 1024


def test_limits_are_those_of_the_portal():
    """Annex EDI: 10 MB a file, 30 MB an archive; 200 characters a name."""
    assert (FILE_LIMIT, ARCHIVE_LIMIT) == (10 * MEGABYTE, 30 * MEGABYTE)
    assert NAME_LIMIT == 200


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("a.pdf", 1),
        ("a.pdf", 10 * MEGABYTE),
        ("a.b.xml", 1),
        ("é" * 196 + ".xml", 1),
        ("lot.tar.gz", 10 * MEGABYTE + 1),
        ("lot.tar.gz", 30 * MEGABYTE),
    ],
)
def test_a_file_within_the_limits_passes(name, size):
    assert check_flow(name, bytes(size)) is None


@pytest.mark.parametrize(
    ("name", "size", "rule", "limit"),
    [
        ("", 1, NAME, 0),
        ("invoice", 1, NAME, 0),
        (".pdf", 1, NAME, 0),
        ("invoice.", 1, NAME, 0),
        ("a" * 197 + ".xml", 1, NAME, 0),
        ("a.pdf", 0, EMPTY, 0),
        ("lot.tar.gz", 0, EMPTY, 0),
        ("a.pdf", 10 * MEGABYTE + 1, SIZE, 10),
        ("a.gz", 10 * MEGABYTE + 1, SIZE, 10),
        ("lot.tar.gz", 30 * MEGABYTE + 1, SIZE, 30),
    ],
)
def test_a_file_beyond_a_limit_is_refused_with_the_limit_named(name, size, rule, limit):
    with pytest.raises(FileError) as caught:
        check_flow(name, bytes(size))
    assert (caught.value.rule, caught.value.limit) == (rule, limit)
    assert len(str(caught.value)) <= 250
