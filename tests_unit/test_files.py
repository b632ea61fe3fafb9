"""Limits of the files that are deposited, at their very edges."""

import pytest

from chorus_api import FileError
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
    ("name", "size", "said"),
    [
        ("", 1, "file name"),
        ("invoice", 1, "file name: invoice"),
        (".pdf", 1, "file name: .pdf"),
        ("invoice.", 1, "file name: invoice."),
        ("a" * 197 + ".xml", 1, "file name: aaa"),
        ("a.pdf", 0, "empty"),
        ("lot.tar.gz", 0, "empty"),
        ("a.pdf", 10 * MEGABYTE + 1, "over 10 MB"),
        ("a.gz", 10 * MEGABYTE + 1, "over 10 MB"),
        ("lot.tar.gz", 30 * MEGABYTE + 1, "over 30 MB"),
    ],
)
def test_a_file_beyond_a_limit_is_refused_with_the_limit_named(name, size, said):
    with pytest.raises(FileError) as caught:
        check_flow(name, bytes(size))
    assert said in str(caught.value)
    assert len(str(caught.value)) <= 250
