"""The files of a directory, opened within limits: nothing is unpacked to disk, nothing
is read beyond what a directory can weigh.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import partial
from typing import IO, BinaryIO, Protocol

from ..zips import UNREADABLE

MEGABYTE = 1024 * 1024
# A directory of 200,000 structures and 80,000 services weighs some 250 MB.
EXPANDED_LIMIT = 4096 * MEGABYTE
# Text of this kind shrinks to a twentieth; a bomb shrinks to a thousandth.
RATIO_LIMIT = 250
RATIO_FREE = 16 * MEGABYTE
FILES_LIMIT = 100
# The State, with some thousands of services, takes 2 MB.
ENTRY_LIMIT = 16 * MEGABYTE
ZIP_START = b"PK"
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
REPLACEMENT = "\ufffd"


class Failure(StrEnum):
    """Why reading ended before the end of the file."""

    NOT_READABLE = "not_readable"  # broken ZIP, password, damaged data
    TOO_LARGE = "too_large"  # more than a directory can weigh, or a bomb
    NOT_XML = "not_xml"  # cut, or not well-formed from there on
    ENTITIES = "entities"  # XML that declares entities
    ATTRIBUTES = "attributes"  # an XML element with too many of them
    ENCODING = "encoding"  # XML in an encoding that is not read
    NO_STRUCTURE = "no_structure"  # nothing that looks like one


class DirectoryProblem(Exception):
    """The end of reading; turned into the report's failure."""

    def __init__(self, failure: Failure, detail: str = ""):
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail


class Limited(io.RawIOBase):
    """A file that counts what is read of it and stops at its limits.

    :param packed: size in the ZIP, 0 for a file of its own
    """

    def __init__(self, source: IO[bytes], packed: int = 0, read_before: int = 0):
        self.total = read_before
        self._own = 0
        self._source = source
        self._packed = packed
        self._since_entry = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, and never all at once.

        :raises DirectoryProblem: a limit is passed, or the data are damaged
        """
        size = 64 * 1024 if size is None or size < 0 else min(size, MEGABYTE)
        try:
            data = self._source.read(size)
        except UNREADABLE as error:
            raise _unreadable(error) from error
        self.total += len(data)
        self._own += len(data)
        self._since_entry += len(data)
        allowed = RATIO_FREE + RATIO_LIMIT * self._packed
        if (
            self.total > EXPANDED_LIMIT
            or self._since_entry > ENTRY_LIMIT
            or (self._packed and self._own > allowed)
        ):
            raise DirectoryProblem(Failure.TOO_LARGE)
        return data

    def entry_done(self) -> None:
        """Note that an entry was freed: the next may take :data:`ENTRY_LIMIT` bytes."""
        self._since_entry = 0


class Opened:
    """One file of a directory, which can be opened again from its start."""

    def __init__(
        self, start: Callable[[], IO[bytes]], packed: int, read_before: int = 0
    ):
        self._start = start
        self._packed = packed
        self._read_before = read_before
        self.last: Limited | None = None

    def open(self) -> Limited:
        """Read the file from its start.

        :raises DirectoryProblem: it cannot be opened
        """
        try:
            source = self._start()
        except UNREADABLE as error:
            raise _unreadable(error) from error
        self.last = Limited(source, self._packed, self._read_before)
        return self.last


class Skipping(Protocol):
    """What notes the names of the files that are not read."""

    skipped_files: list[str]


def _unreadable(error: Exception) -> DirectoryProblem:
    # The library's own text may carry what is in the file: name the kind.
    return DirectoryProblem(Failure.NOT_READABLE, type(error).__name__)


def members(stream: BinaryIO, report: Skipping) -> Iterator[tuple[str, Opened]]:
    """The XML and CSV files of a ZIP, or the one file that the stream is.

    :raises DirectoryProblem: it is a ZIP that cannot be read
    """
    stream.seek(0)
    start = stream.read(len(ZIP_START))
    if start != ZIP_START:

        def rewind() -> BinaryIO:
            stream.seek(0)
            return stream

        yield "", Opened(rewind, 0)
        return
    try:
        archive = zipfile.ZipFile(stream)
    except UNREADABLE as error:
        raise _unreadable(error) from error
    with archive:
        yield from _members(archive, report)


def _members(
    archive: zipfile.ZipFile, report: Skipping
) -> Iterator[tuple[str, Opened]]:
    # ``ZipInfo.is_dir`` breaks on an empty name.
    infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    if len(infos) > FILES_LIMIT:
        raise DirectoryProblem(Failure.TOO_LARGE, str(len(infos)))
    total = 0
    for info in infos:
        if not info.filename.lower().endswith((".xml", ".csv", ".txt")):
            report.skipped_files.append(info.filename[:200])
            continue
        opened = Opened(partial(archive.open, info), max(1, info.compress_size), total)
        yield info.filename, opened
        total = opened.last.total if opened.last else total


def looks_like_xml(opened: Opened) -> bool:
    """Whether the file begins with a tag, past marks of encoding and blanks."""
    start = opened.open().read(200).replace(b"\0", b"")
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
