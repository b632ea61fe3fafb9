"""The deposited file: the one module that imports ``factur-x``."""

import importlib.machinery

import stdnum
from lxml import etree

# Odoo gives stdnum a loader of its own, which has no resources: factur-x imports
# stdnum.iban, which reads one, and would fail with "Can't open orphan path".
if not hasattr(stdnum.__spec__.loader, "get_resource_reader"):
    stdnum.__spec__.loader = importlib.machinery.SourceFileLoader(
        "stdnum", stdnum.__file__
    )

import facturx  # noqa: E402

RAM = (
    "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
)
RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"


def with_framework(xml, framework):
    """Write the invoicing framework (BT-23) into a CII.

    :param bytes xml: a CII without BT-23
    :param str framework: a short code such as ``A1``
    :rtype: bytes
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_blank_text=True
    )
    tree = etree.fromstring(xml, parser)
    context = tree.find(f"{{{RSM}}}ExchangedDocumentContext")
    process = etree.Element(
        f"{{{RAM}}}BusinessProcessSpecifiedDocumentContextParameter"
    )
    etree.SubElement(process, f"{{{RAM}}}ID").text = framework
    context.insert(0, process)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def embed(pdf, xml, lang=None, attachments=None):
    """Put a CII into a readable PDF: a Factur-X, as PDF/A-3.

    :param bytes pdf: the readable invoice
    :param bytes xml: the CII
    :param str lang: language of the PDF for screen readers, such as ``fr-FR``
    :param dict attachments: bytes of the documents that go with it, by name
    :rtype: bytes
    :raises Exception: the PDF cannot be read
    """
    return facturx.generate_from_binary(
        pdf,
        xml,
        flavor="factur-x",
        level="extended",
        check_xsd=False,
        # The library's check asks a local HTTP server, which is not there.
        check_schematron=False,
        lang=lang,
        attachments={
            name: {"filedata": content, "afrelationship": "supplement"}
            for name, content in (attachments or {}).items()
        },
    )
