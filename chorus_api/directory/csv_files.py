"""Directories in CSV: a file of structures, or one of services.

Lines are taken one by one, in UTF-8 or, where one is not, in Windows' own encoding.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import Any

from . import layout
from .archive import Limited, Opened
from .rows import DirectoryEntry, DirectoryReport, Fields, Reason

SEPARATORS = ";\t,|"
# A cell may hold line ends, an address does; a quote that never ends is a mistake.
LONGEST_CELL = 8
FALLBACK = "cp1252"

# (number of the line, its cells), and (number of the line, fields of a service).
Rows = Iterator[tuple[int, list[str]]]
Numbered = tuple[int, Fields]
# (kind of identifier, identifier) of the structure that services belong to.
Owner = tuple[str | None, str | None]


def read(
    opened: Opened, report: DirectoryReport, skip: int
) -> Iterator[DirectoryEntry]:
    """The entries of a CSV file, without the first ``skip`` ones.

    :raises DirectoryProblem: what ends the reading
    """
    source = opened.open()
    rows = _rows(_lines(source, report), report)
    header = next(rows, None)
    names = [layout.key(cell) for cell in header[1]] if header else []
    of_structures = [layout.STRUCTURES.get(name, ("",))[0] for name in names]
    if "identifier" not in of_structures:
        return
    if any(name in ("code", "codeservice") for name in names):
        yield from _services(rows, names, report, skip, source)
    else:
        yield from _structures(rows, names, report, skip, source)


def _structures(
    rows: Rows, names: list[str], report: DirectoryReport, skip: int, source: Limited
) -> Iterator[DirectoryEntry]:
    for line, cells in rows:
        source.entry_done()
        if report.position < skip:
            report.position += 1
            continue
        if not _fits(cells, names, line, report):
            report.position += 1
            continue
        fields: Fields = {}
        for name, value in zip(names, cells, strict=False):
            known = layout.put(fields, layout.STRUCTURES, name, value, report)
            if value and not known and name not in layout.UNUSED:
                report.unknown(name)
        if entry := report.entry(line, fields, True, None, False):
            yield entry


def _services(
    rows: Rows, names: list[str], report: DirectoryReport, skip: int, source: Limited
) -> Iterator[DirectoryEntry]:
    """The entries of a file of services: one for each run of rows of one structure."""
    group: list[Numbered] = []
    first = 0
    owner: Owner = (None, None)
    for line, cells in rows:
        source.entry_done()
        # What was passed before is not counted again.
        seen = report if report.position >= skip else DirectoryReport()
        if not _fits(cells, names, line, seen):
            continue
        fields, of_structure = _service(names, cells, seen)
        named = (of_structure.get("identifier_kind"), of_structure.get("identifier"))
        if group and named != owner:
            yield from _group(first, owner, group, report, skip)
            group = []
        if not group:
            first, owner = line, named
        group.append((line, fields))
    if group:
        yield from _group(first, owner, group, report, skip)


def _service(
    names: list[str], cells: list[str], report: DirectoryReport
) -> tuple[Fields, Fields]:
    fields: Fields = {}
    of_structure: Fields = {}
    for name, value in zip(names, cells, strict=False):
        known = layout.put(fields, layout.SERVICES, name, value, report)
        if layout.STRUCTURES.get(name, ("",))[0] in ("identifier", "identifier_kind"):
            layout.put(of_structure, layout.STRUCTURES, name, value, report)
        elif value and not known and name not in layout.UNUSED_OF_SERVICE:
            report.unknown(name)
    return fields, of_structure


def _group(
    line: int, owner: Owner, group: list[Numbered], report: DirectoryReport, skip: int
) -> Iterator[DirectoryEntry]:
    if report.position < skip:
        report.position += 1
        return
    kind, identifier = owner
    made = [report.service(number, fields) for number, fields in group]
    services = tuple(service for service in made if service is not None)
    fields = {"identifier_kind": kind, "identifier": identifier}
    if entry := report.entry(line, fields, False, services, False):
        yield entry


def _fits(
    cells: list[str], names: list[str], line: int, report: DirectoryReport
) -> bool:
    """Whether a row has the cells of the header; empty ones at its end do not count."""
    extra = cells[len(names) :]
    if any(cell.strip() for cell in extra) or len(cells) < 2:
        report.bad(line, Reason.COLUMNS, ";".join(cells))
        return False
    return True


def _lines(source: Limited, report: DirectoryReport) -> Iterator[str]:
    for number, line in enumerate(io.BufferedReader(_Raw(source), 256 * 1024)):
        try:
            text = line.decode("utf-8-sig" if not number else "utf-8")
        except UnicodeDecodeError:
            text = line.decode(FALLBACK, errors="replace")
            report.replaced_characters += text.count("\ufffd")
        yield text.replace("\0", "")


class _Raw(io.RawIOBase):
    """A :class:`~.archive.Limited` file as ``io.BufferedReader`` wants it."""

    def __init__(self, source: Limited):
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _rows(lines: Iterator[str], report: DirectoryReport) -> Rows:
    """(number of its first line, cells) of each row that is not blank."""
    waiting: deque[tuple[int, str]] = deque()
    numbered = enumerate(lines, 1)
    separator = ""
    while taken := waiting.popleft() if waiting else next(numbered, None):
        number, text = taken
        if not text.strip():
            continue
        separator = separator or max(SEPARATORS, key=text.count)
        parts = [(number, text)]
        while '"' in text and text.count('"') % 2:
            more = waiting.popleft() if waiting else next(numbered, None)
            if more is None or len(parts) == LONGEST_CELL:
                waiting.extendleft(reversed([*parts[1:], *([more] if more else [])]))
                break
            parts.append(more)
            text += more[1]
        else:
            yield number, _cells(text, separator)
            continue
        report.bad(number, Reason.OPEN_QUOTE, parts[0][1])


def _cells(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:  # a cell beyond the module's limit
        return text.split(separator)
