"""The directory of public bodies as a file: read entry by entry, whatever its layout.

Its layout is not published in full (``doc/portal.md``, R 2), so the
reader goes by one table of names, ``layout.py``, counts what it does not know, and
keeps on. What was read stays true; what went wrong is in the report.
"""

from collections.abc import Iterator
from typing import BinaryIO

from . import archive, csv_files, xml_files
from .archive import Failure
from .rows import (
    BadRow,
    DirectoryEntry,
    DirectoryReport,
    DirectoryService,
    DirectoryStructure,
)

__all__ = [
    "BadRow",
    "DirectoryEntry",
    "DirectoryReport",
    "DirectoryService",
    "DirectoryStructure",
    "Failure",
    "read_directory",
]


def read_directory(
    stream: BinaryIO, report: DirectoryReport, *, skip: int = 0
) -> Iterator[DirectoryEntry]:
    """The entries of a directory, one at a time; it never raises for what it reads.

    :param stream: a ZIP of XML or CSV files, or one such file; it can be rewound
    :param report: filled while the entries are taken; complete once they are all taken
    :param skip: how many entries were taken before: the next number comes first. Those
        before it are not counted again
    """
    report.position = 0
    try:
        for name, opened in archive.members(stream, report):
            reader = xml_files if archive.looks_like_xml(opened) else csv_files
            report.file_name = name
            yield from reader.read(opened, report, skip)
    except archive.DirectoryProblem as problem:
        report.failure = problem.failure
        report.detail = problem.detail
    else:
        if not report.position and not report.bad_row_count:
            report.failure = Failure.NO_STRUCTURE
