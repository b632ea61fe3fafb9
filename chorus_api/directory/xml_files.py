"""Directories in XML: one structure's element in memory at a time.

No entity is resolved, nothing is fetched, no huge tree is built.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from . import layout
from .archive import (
    FORBIDDEN,
    REPLACEMENT,
    DirectoryProblem,
    Failure,
    Limited,
    Opened,
)
from .rows import DirectoryEntry, DirectoryReport, DirectoryService, Fields

OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
# How far to look for what repeats: the State, the first of all, has thousands of
# services; and how many different paths to tell apart.
LOOKED_AT = 200_000
PATHS_LIMIT = 10_000
BOUNDS = (Failure.TOO_LARGE, Failure.ATTRIBUTES)
OTHER_ENCODING = re.compile(
    rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](?!utf-?8["'])([^"']*)""", re.I
)
# Encodings in which a tag is seen in the bytes.
READ_ENCODINGS = re.compile(
    rb"(iso-8859-|iso-latin-|latin-?|windows-|cp)\d+|(us-)?ascii|utf-?16(le|be)?", re.I
)
# More than the table knows. Taking them apart costs the square of their number.
ATTRIBUTES_LIMIT = 500
# The names of an element and of those around it, the outermost first.
Path = tuple[str, ...]


class Repaired:
    """UTF-8 whose wrong bytes and forbidden characters are replaced and counted.

    A file of another declared encoding goes through as it is.
    """

    def __init__(self, source: Limited, report: DirectoryReport):
        self._source = source
        self._report = report
        self._decoder: codecs.IncrementalDecoder | None = None
        self._first = True
        self._attributes = 0

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, repaired; empty at the end of the file.

        :raises DirectoryProblem: a limit is passed, or the encoding is not read
        """
        data = self._repaired(size)
        self._count_attributes(data)
        return data

    def _repaired(self, size: int) -> bytes:
        data = self._source.read(size)
        if self._first:
            self._first = False
            marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            other = OTHER_ENCODING.match(data)
            if other and not READ_ENCODINGS.fullmatch(other[1]):
                raise DirectoryProblem(Failure.ENCODING)
            if not marked and not other:
                decoder = codecs.getincrementaldecoder("utf-8")
                self._decoder = decoder(errors="replace")
        if self._decoder is None:
            return data
        text = self._decoder.decode(data, final=not data)
        # A piece may end within a character: nothing yet is not the end.
        while not text and data:
            data = self._source.read(size)
            text = self._decoder.decode(data, final=not data)
        text = FORBIDDEN.sub(REPLACEMENT, text)
        self._report.replaced_characters += text.count(REPLACEMENT)
        return text.encode()

    def _count_attributes(self, data: bytes) -> None:
        """Refuse a tag of more than :data:`ATTRIBUTES_LIMIT` attributes unread.

        No attribute holds a "<": from one to the next stands one tag at the most.

        :raises DirectoryProblem: there are more
        """
        self._attributes += data.count(b"=")
        if self._attributes > ATTRIBUTES_LIMIT:
            before, *tags = data.split(b"<")
            others = self._attributes - data.count(b"=")
            counts = [others + before.count(b"="), *(t.count(b"=") for t in tags)]
            if max(counts) > ATTRIBUTES_LIMIT:
                raise DirectoryProblem(Failure.ATTRIBUTES)
            self._attributes = counts[-1]
        elif b"<" in data:
            self._attributes = data.count(b"=", data.rfind(b"<"))


def read(
    opened: Opened, report: DirectoryReport, skip: int
) -> Iterator[DirectoryEntry]:
    """The entries of an XML file, without the first ``skip`` ones.

    :raises DirectoryProblem: what ends the reading
    """
    name = _structure_name(opened)
    if name is None:
        return
    source = opened.open()
    events = etree.iterparse(
        Repaired(source, report), events=("end",), tag=f"{{*}}{name}", **OPTIONS
    )
    try:
        for _event, element in events:
            _refuse_entities(element)
            if _is_inner(element, name):
                continue
            if report.position < skip:
                report.position += 1
                entry = None
            else:
                entry = _entry(element, report)
            _forget(element)
            source.entry_done()
            if entry is not None:
                yield entry
    except etree.XMLSyntaxError as error:
        raise DirectoryProblem(Failure.NOT_XML, f"{error.lineno}") from error


def _structure_name(opened: Opened) -> str | None:
    """The name of the element that holds one structure.

    By the table; where it has none of the names above an identifier, the outermost
    element around it that comes more than once.
    """
    source = Repaired(opened.open(), DirectoryReport())
    path: list[str] = []
    counts: Counter[Path] = Counter()
    found: list[str] | None = None
    events = etree.iterparse(source, events=("start", "end"), **OPTIONS)
    try:
        for number, (event, element) in enumerate(events):
            if event == "end":
                path.pop()
                element.clear()
                continue
            _refuse_entities(element)
            path.append(_local(element.tag))
            if len(counts) < PATHS_LIMIT:
                counts[tuple(path)] += 1
            found = found or _identified(path, element)
            if number > LOOKED_AT or (found and _is_clear(found, path, counts)):
                break
    except etree.XMLSyntaxError as error:
        if found is None:
            raise DirectoryProblem(Failure.NOT_XML, f"{error.lineno}") from error
    except DirectoryProblem as problem:
        # One entry beyond all bounds may stand after good ones.
        if found is None or problem.failure not in BOUNDS:
            raise
    return _chosen(found, counts) if found else None


def _is_clear(found: list[str], path: list[str], counts: Counter[Path]) -> bool:
    """Whether what was read suffices to choose the element of a structure."""
    if any(layout.key(name) in layout.STRUCTURE_NAMES for name in found):
        return True
    return path == found[: len(path)] and counts[tuple(path)] > 1


def _identified(path: list[str], element: etree._Element) -> list[str] | None:
    """The path of the element that has an identifier, as a child or an attribute."""
    keys = [layout.key(name) for name in path]
    if any(name in layout.SERVICE_NAMES for name in keys):
        return None
    if _is_identifier(keys[-1]) and len(path) > 1:
        return path[:-1]
    if any(_is_identifier(layout.key(name)) for name in element.attrib):
        return list(path)
    return None


def _is_identifier(name: str) -> bool:
    return layout.STRUCTURES.get(name, ("",))[0] == "identifier"


def _chosen(path: list[str], counts: Counter[Path]) -> str:
    for name in path:
        if layout.key(name) in layout.STRUCTURE_NAMES:
            return name
    for length in range(1, len(path)):
        if counts[tuple(path[:length])] > 1:
            return path[length - 1]
    return path[-1]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _refuse_entities(element: etree._Element) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise DirectoryProblem(Failure.ENTITIES)


def _is_inner(element: etree._Element, name: str) -> bool:
    """Whether an element stands within another of this name, to which it belongs."""
    return next(element.iterancestors(f"{{*}}{name}"), None) is not None


def _forget(element: etree._Element) -> None:
    """Free the element and what lies before it, at all levels."""
    element.clear()
    while element is not None:
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
        element = parent


def _entry(element: etree._Element, report: DirectoryReport) -> DirectoryEntry | None:
    fields: Fields = {}
    services: list[DirectoryService] = []
    _structure(element, fields, services, report, "")
    return report.entry(element.sourceline, fields, True, tuple(services), True)


def _structure(
    element: etree._Element,
    fields: Fields,
    services: list[DirectoryService],
    report: DirectoryReport,
    path: str,
) -> None:
    """Read an element of a structure into ``fields`` and ``services``.

    What stands in the element directly comes before what deeper elements say.
    """
    holders = []
    for name, value in element.attrib.items():
        _leaf(fields, layout.STRUCTURES, layout.UNUSED, name, value, report, path)
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = layout.key(child.tag)
        if name in layout.SERVICE_NAMES and (len(child) or child.attrib):
            services.append(child)
        elif len(child) or child.attrib:
            holders.append(child)
        else:
            known, unused = layout.STRUCTURES, layout.UNUSED
            _leaf(fields, known, unused, child.tag, child.text, report, path)
    found = [_service(child, report) for child in services]
    services[:] = [service for service in found if service is not None]
    for child in holders:
        inner: list[DirectoryService] = []
        below = f"{path}{_local(child.tag)}/"
        if not len(child):
            known, unused = layout.STRUCTURES, layout.UNUSED
            _leaf(fields, known, unused, child.tag, child.text, report, path)
        _structure(child, fields, inner, report, below)
        services += inner


def _service(
    element: etree._Element, report: DirectoryReport
) -> DirectoryService | None:
    fields: Fields = {}
    known, unused = layout.SERVICES, layout.UNUSED_OF_SERVICE
    for name, value in element.attrib.items():
        _leaf(fields, known, unused, name, value, report, "Service/")
    for leaf in element.iterdescendants():
        if isinstance(leaf.tag, str) and not len(leaf):
            _leaf(fields, known, unused, leaf.tag, leaf.text, report, "Service/")
    return report.service(element.sourceline, fields)


def _leaf(
    fields: Fields,
    known: layout.Known,
    unused: frozenset[str],
    tag: str,
    value: str | None,
    report: DirectoryReport,
    path: str,
) -> None:
    name = layout.key(tag)
    if layout.put(fields, known, name, value, report) or name in unused:
        return
    # What is empty tells nothing; an attribute with a namespace is about the XML.
    if value and value.strip() and not tag.startswith("{http://www.w3.org/"):
        report.unknown(path + _local(tag))
