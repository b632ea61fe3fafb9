"""Parsing of untrusted XML, and small readers over it."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from .parsed import Unreadable


def parse(content: bytes) -> etree._Element:
    """The root element of an XML file; no entities, no network, no huge trees.

    :raises Unreadable: not well-formed, or it carries a document type
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(
            "SIM_XML_MAL_FORME",
            f"Le fichier n'est pas un document XML bien formé : {error}",
        ) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(
            "SIM_XML_DOCTYPE", "Une déclaration de type de document n'est pas admise."
        )
    return root


class Reader:
    """XPath with the namespaces of one grammar, from one node."""

    def __init__(self, node: etree._Element, namespaces: dict[str, str]):
        self.node = node
        self.namespaces = namespaces

    def nodes(self, path: str) -> list:
        return self.node.xpath(path, namespaces=self.namespaces)

    def text(self, *paths: str) -> str:
        """The text of the first node found, trying the paths in turn, stripped."""
        for path in paths:
            for found in self.nodes(path):
                text = found if isinstance(found, str) else found.text or ""
                if text.strip():
                    return text.strip()
        return ""

    def amount(self, *paths: str) -> Decimal | None:
        """The first amount found, None when absent or not an amount: the real field
        is decimal(19,6), so it has at most 13 digits before the point."""
        try:
            amount = Decimal(self.text(*paths))
        except InvalidOperation:
            return None
        return amount if amount.is_finite() and abs(amount) < 10**13 else None


def day(text: str, pattern: str) -> str | None:
    """``YYYY-MM-DD`` of a date written by the pattern, None when it is not one."""
    try:
        return datetime.strptime(text, pattern).strftime("%Y-%m-%d")
    except ValueError:
        return None
