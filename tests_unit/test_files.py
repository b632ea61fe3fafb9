"""Limits of the files that are deposited, at their very edges."""

import os
import tracemalloc

import pytest

from chorus_api import FileError
from chorus_api.errors import EMPTY, NAME, SIZE
from chorus_api.files import (
    ARCHIVE_LIMIT,
    COUNT_LIMIT,
    FILE_LIMIT,
    NAME_LIMIT,
    Archive,
    check_flow,
)

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


def test_an_archive_takes_as_many_files_as_a_flow_may_hold():
    with Archive(COUNT_LIMIT + 2) as archive:
        taken = [archive.add(f"{n}.xml", b"<a/>") for n in range(COUNT_LIMIT + 2)]
        assert taken == [True] * COUNT_LIMIT + [False, False]
        assert check_flow("lot.tar.gz", archive.content()) is None


def test_an_archive_takes_no_more_than_a_flow_may_weigh():
    """Files that no compression makes smaller stay within the limit of a flow."""
    with Archive() as archive:
        files = [os.urandom(9 * MEGABYTE) for _n in range(4)]
        taken = [archive.add(f"{n}.xml", file) for n, file in enumerate(files)]
        assert taken == [True, True, True, False]
        assert check_flow("lot.tar.gz", archive.content()) is None


def test_an_archive_is_not_built_in_memory():
    content = os.urandom(9 * MEGABYTE)
    tracemalloc.start()
    try:
        with Archive() as archive:
            for number in range(3):
                assert archive.add(f"{number}.xml", content)
            _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 9 * MEGABYTE, peak
