"""Parsing of untrusted XML, and small readers over it."""

import binascii
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from .parsed import Unreadable

DECIMAL = re.compile(r"[+-]?(\d*)\.?(\d*)")
# Every element that holds an amount, in CII as in UBL, is named so.
AMOUNTS = etree.XPath(
    "//*[substring(local-name(), string-length(local-name()) - 5) = 'Amount']"
)


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

    def raw(self, path: str) -> str:
        """The text of the first node found, with its spaces."""
        for found in self.nodes(path):
            return found.text or ""
        return ""

    def amount(self, *paths: str) -> Decimal | None:
        """The first amount found, None when absent or not an amount."""
        return _amount(self.text(*paths))

    def sum(self, path: str) -> Decimal | None:
        """What the amounts found add up to; None when there is none, or one that is
        not an amount."""
        total = None
        for found in self.nodes(path):
            amount = _amount((found.text or "").strip())
            if amount is None:
                return None
            total = amount if total is None else total + amount
        return total

    def long_amounts(self) -> tuple[str, ...]:
        """The names of the elements whose amount has more than 19 digits, or more than
        6 of them after the point (rules G1.16 to G1.19)."""
        return tuple(
            etree.QName(element).localname
            for element in AMOUNTS(self.node)
            if _is_long((element.text or "").strip())
        )


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 10**19 else None


def _is_long(text: str) -> bool:
    written = DECIMAL.fullmatch(text)
    if not written:
        return False
    whole, decimals = map(len, written.groups())
    return whole + decimals > 19 or decimals > 6


def decoded_size(text: str) -> int:
    """How many bytes a base64 text holds; 0 for what is none."""
    try:
        return len(binascii.a2b_base64(text))
    except (binascii.Error, ValueError):
        return 0


def day(text: str, pattern: str) -> str | None:
    """``YYYY-MM-DD`` of a date written by the pattern, None when it is not one."""
    try:
        return datetime.strptime(text, pattern).strftime("%Y-%m-%d")
    except ValueError:
        return None


def quoted(code: str) -> str:
    """A code as it can stand inside an XPath; empty when it could break out."""
    return code if code.isalnum() else ""
