"""From the bytes of a pivot file to the elements of one invoice at a time.

The contents of documents go to disk as they come; what stands around them is a small
tree. No entity is resolved, nothing is fetched.
"""

from collections.abc import Iterator

from lxml import etree

from .bounds import PIECE, Bounded, Readable
from .documents import Content, Decoder, Store
from .problems import PivotError, PivotProblem

ROOT = "CPPFacturePivot"
INVOICE = "CPPFacturePivotUnitaire"
CONTENT = "Contenu"
# The schemas go eight levels deep.
DEPTH_LIMIT = 30
# An invoice of 50,000 lines; one of more is not of this portal.
ELEMENTS_LIMIT = 400_000
# Characters of an invoice but for its documents; one element has thousands at most.
TEXT_LIMIT = 32 * 1024 * 1024


class Node:
    """An element: its name without namespace, its attributes, children and text."""

    __slots__ = ("attributes", "children", "content", "is_base64", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str]):
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""
        self.content: Content | None = None
        self.is_base64 = True

    def first(self, path: str) -> "Node | None":
        """The first element of a path of names; None where there is none."""
        found: Node | None = self
        for name in path.split("/"):
            found = found and next((n for n in found.children if n.tag == name), None)
        return found

    def all(self, *names: str) -> "list[Node]":
        """All elements at the end of a path, whichever of the same name they are in."""
        nodes = [self]
        for name in names:
            nodes = [n for node in nodes for n in node.children if n.tag == name]
        return nodes

    def value(self, path: str) -> str:
        """The text of the first element of a path, on one line; empty where there is
        none."""
        found = self.first(path)
        return " ".join(found.text.split()) if found else ""


class Builder:
    """What the parser tells of a file; ``invoices`` holds what is complete.

    :param place: the file, for errors
    """

    def __init__(self, place: str):
        self.invoices: list[Node] = []
        self.version = ""
        self._place = place
        self._path: list[Node] = []
        self._depth = 0
        self._size = 0
        self._elements = 0
        self._decoder: Decoder | None = None
        self._store: Store | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._depth += 1
        if self._depth == 1 and name != ROOT:
            raise PivotError(PivotProblem.NOT_PIVOT, self._place, name)
        if self._depth == 1:
            self.version = attributes.get("Version", "")
        if self._depth > DEPTH_LIMIT:
            raise PivotError(PivotProblem.TOO_LARGE, self._place)
        if not self._path and name != INVOICE:
            return
        node = Node(name, dict(attributes))
        self._count(sum(map(len, node.attributes.values())))
        self._elements += 1
        if self._elements > ELEMENTS_LIMIT:
            raise PivotError(PivotProblem.TOO_LARGE, self._place)
        if self._path:
            self._path[-1].children.append(node)
        self._path.append(node)
        if name == CONTENT:
            self._store = self._store or Store()
            self._decoder = Decoder(self._store)

    def data(self, text: str) -> None:
        if self._decoder:
            self._decoder.feed(text)
        elif self._path:
            self._count(len(text))
            self._path[-1].text += text

    def end(self, _tag: str) -> None:
        self._depth -= 1
        if not self._path:
            return
        node = self._path.pop()
        if node.tag == CONTENT and self._decoder:
            content = self._decoder.close()
            node.is_base64 = self._decoder.is_base64
            node.content = content if content.size or not node.is_base64 else None
            self._decoder = None
        if not self._path:
            self.invoices.append(node)
            self._size = self._elements = 0

    def doctype(self, *_declared: str | None) -> None:
        raise PivotError(PivotProblem.ENTITIES, self._place)

    def close(self) -> None:
        """Nothing is made at the end: invoices were taken before."""

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > TEXT_LIMIT:
            raise PivotError(PivotProblem.TOO_LARGE, self._place)


def read_invoices(source: Readable, place: str) -> Iterator[tuple[Node, str]]:
    """The elements of a file that are invoices, and the version that it tells.

    :param place: the file, for errors
    :raises PivotError: what ends the reading; what came before is good
    """
    builder = Builder(place)
    parser = etree.XMLParser(
        target=builder,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    bounded = Bounded(source, place)
    count = 0
    try:
        while piece := bounded.read(PIECE):
            parser.feed(piece)
            count += len(builder.invoices)
            yield from ((node, builder.version) for node in builder.invoices)
            builder.invoices.clear()
        parser.close()
    except etree.XMLSyntaxError as error:
        detail = str(error.lineno or "")
        raise PivotError(PivotProblem.NOT_XML, place, detail) from error
    if not count:
        raise PivotError(PivotProblem.NOT_PIVOT, place, "0")
