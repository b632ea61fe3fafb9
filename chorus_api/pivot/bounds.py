"""How much is read of a file: what a ZIP unpacks to is known only while it is read."""

import zipfile
from typing import IO, Protocol

from ..zips import UNREADABLE
from .problems import PivotError, PivotProblem, unreadable

MEGABYTE = 1024 * 1024
# 120 MB of documents weigh a third more in base64.
FILE_LIMIT = 200 * MEGABYTE
# A group of ten with the text of their invoices.
GROUP_LIMIT = 2 * FILE_LIMIT
DOCUMENT_LIMIT = 120 * MEGABYTE
# Invoices of many lines shrink to a fiftieth; a bomb shrinks to a thousandth.
RATIO_LIMIT = 250
RATIO_FREE = 16 * MEGABYTE
PIECE = 64 * 1024


class Readable(Protocol):
    """A file, of which nothing is asked but to be read."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; none at its end."""


class Seekable(Readable, Protocol):
    """A file that can be read from any place."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """The place to read from next."""


class Budget:
    """What all files of one archive may weigh together.

    :param limit: in bytes
    """

    def __init__(self, limit: int = GROUP_LIMIT):
        self.left = limit


class Bounded:
    """A file that counts what is read of it and stops at its limits.

    :param place: what an error names
    :param packed: its size in the ZIP, 0 for a file of its own
    :param limit: in bytes
    """

    def __init__(
        self,
        source: Readable,
        place: str,
        *,
        packed: int = 0,
        limit: int = FILE_LIMIT,
        budget: Budget | None = None,
    ):
        self._source = source
        self._place = place
        self._allowed = min(
            limit, RATIO_FREE + RATIO_LIMIT * packed if packed else limit
        )
        self._budget = budget or Budget()
        self._own = 0

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, and never all at once.

        :raises PivotError: a limit is passed, or the data are damaged
        """
        size = PIECE if size < 0 else min(size, MEGABYTE)
        try:
            data = self._source.read(size)
        except UNREADABLE as error:
            raise unreadable(self._place, error) from error
        self._own += len(data)
        self._budget.left -= len(data)
        if self._own > self._allowed or self._budget.left < 0:
            raise PivotError(PivotProblem.TOO_LARGE, self._place)
        return data


def open_zip(file: Seekable, place: str) -> zipfile.ZipFile:
    """A ZIP, whose table of contents can be read.

    :raises PivotError: it cannot
    """
    try:
        return zipfile.ZipFile(file)
    except UNREADABLE as error:
        raise unreadable(place, error) from error


def open_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: str
) -> IO[bytes]:
    """A file of a ZIP, from its start.

    :raises PivotError: it is locked, or packed in a way of its own
    """
    try:
        return archive.open(info)
    except UNREADABLE as error:
        raise unreadable(place, error) from error


def files_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of a ZIP, without its folders.

    ``ZipInfo.is_dir`` breaks on an empty name.
    """
    return [info for info in archive.infolist() if not info.filename.endswith("/")]
