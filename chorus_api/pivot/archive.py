"""What ``telecharger/groupe`` gives: one pivot file, or a ZIP with a folder for each
invoice (``doc/portal.md``, A 2.7)."""

import contextlib
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO

from .bounds import PIECE, Bounded, Budget, files_of, open_member, open_zip
from .invoice import PivotInvoice
from .problems import PivotError, PivotProblem
from .reading import iterate

ZIP_START = b"PK"
# Ten invoices with a hundred documents each.
FILES_LIMIT = 1000
PIVOT_ENDING = "pivots.xml"
# The identifier in the name of a folder or an archive.
IDENTIFIER = re.compile(r"(?:^|_)(\d{1,19})$", re.ASCII)
ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:")

# Name and content of a file, and what it weighs in its ZIP.
Member = tuple[str, IO[bytes], int]


def read_archive(
    file: BinaryIO, problems: list[PivotError] | None = None
) -> Iterator[tuple[str, PivotInvoice]]:
    """The invoices of a download, each with the portal's identifier, or with the path
    of its file where neither file nor path tells one.

    A file is read when its invoice is taken; its documents are on disk until they are
    read, and gone with the invoice.

    :param file: open for reading, at any place
    :param problems: gets what is wrong, and the other invoices are returned; without it
        the first error is raised
    :raises PivotError: where ``problems`` is not given
    """
    budget = Budget()
    reports = Reports(problems)
    with reports.of():
        for path, opened, packed in _members(file, reports):
            source = Bounded(opened, path, packed=packed, budget=budget)
            for invoice in iterate(source, path, problems):
                yield invoice.chorus_invoice_id or _identifier(path) or path, invoice


class Reports:
    """Where errors go.

    :param problems: gets them; None has them raised
    """

    def __init__(self, problems: list[PivotError] | None):
        self._problems = problems

    @contextlib.contextmanager
    def of(self) -> Iterator[None]:
        """Report what is wrong with one part, whose reading ends with it."""
        try:
            yield
        except PivotError as error:
            if self._problems is None:
                raise
            self._problems.append(error)


def _members(file: BinaryIO, reports: Reports) -> Iterator[Member]:
    file.seek(0)
    start = file.read(len(ZIP_START))
    file.seek(0)
    if start != ZIP_START:
        yield "", file, 0
        return
    count = 0
    for member in _unpacked(file, "", Budget(), reports):
        count += 1
        yield member
    if not count:
        raise PivotError(PivotProblem.NOT_PIVOT, "", "0")


def _unpacked(
    file: IO[bytes], place: str, budget: Budget, reports: Reports
) -> Iterator[Member]:
    """The pivot files of a ZIP and of those in it, which have none themselves."""
    with open_zip(file, place) as archive:
        infos = files_of(archive)
        if len(infos) > FILES_LIMIT:
            raise PivotError(PivotProblem.TOO_LARGE, place, str(len(infos)))
        for info in infos:
            _check(info.filename, place)
        for info in _pivots(infos):
            path = f"{place}/{info.filename}" if place else info.filename
            with reports.of(), open_member(archive, info, path) as opened:
                packed = max(1, info.compress_size)
                if info.filename.lower().endswith(".xml"):
                    yield path, opened, packed
                elif not place:
                    source = Bounded(opened, path, packed=packed, budget=budget)
                    yield from _inner(source, path, budget, reports)


def _inner(
    source: Bounded, path: str, budget: Budget, reports: Reports
) -> Iterator[Member]:
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(source, copy, PIECE)
        copy.seek(0)
        yield from _unpacked(copy, path, budget, reports)


def _check(name: str, place: str) -> None:
    """Nothing is unpacked under these names; one that leaves its folder is an attack.

    :raises PivotError: the name does so
    """
    parts = name.replace("\\", "/").split("/")
    if ABSOLUTE.match(name) or ".." in parts:
        raise PivotError(PivotProblem.PATH, place, name)


def _pivots(infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The files of a ZIP that are pivots, or archives of them: of a folder that has one
    of that name no other XML."""
    named = {
        info.filename.rpartition("/")[0]
        for info in infos
        if info.filename.lower().endswith(PIVOT_ENDING)
    }

    def is_pivot(name: str) -> bool:
        if name.lower().endswith(".xml"):
            folder = name.rpartition("/")[0]
            return folder not in named or name.lower().endswith(PIVOT_ENDING)
        return name.lower().endswith(".zip")

    return [info for info in infos if is_pivot(info.filename)]


def _identifier(path: str) -> str:
    """The portal's identifier in a path, the innermost part first."""
    for part in reversed(path.split("/")):
        stem = re.sub(r"\.(zip|xml)$", "", part, flags=re.IGNORECASE)
        if found := IDENTIFIER.search(stem):
            return found[1]
    return ""
