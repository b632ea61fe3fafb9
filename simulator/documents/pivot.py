"""Writes the pivot file of an invoice, by the official schemas V2_02 and V1_22
(doc/portal.md, A 2.7)."""

import base64
import io
import mimetypes
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from ..identifiers import FORMS
from ..wire import DAY, moment
from .pivot_content import Content, Line, Tax

VERSION = "V2_02"
# Kinds of parties by their numbers, 1 to 7.
KINDS = {kind: str(number) for number, kind in enumerate(FORMS, 1)}
# The means that the schemas know; others are a transfer (R 4.2), as in the API.
MEANS = {"10", "20", "30", "31", "42", "48", "49", "97"}
WORDS = {"ESPECE": "10", "CHEQUE": "20", "PRELEVEMENT": "49", "REPORT": "97"}
TRANSFER = "30"
ENTRY_MODES = {"SAISIE_API": "saisie", "DEPOT_PDF_API": "PDF"}
# The schemas have no A11, which is obsolete: what it was is the final account of A7.
FRAMEWORKS = {"A11": "A7"}
NAME_LENGTH = 50
# What XML cannot carry.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the pivot.

    :param name: ``NomPJ``; ``own`` is the supplier's name, empty for the invoice
    :param main: it is the invoice
    """

    name: str
    content: bytes
    main: bool = False
    own: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Validation:
    """Who agreed or refused before, and when."""

    at: float
    number: str
    label: str
    comment: str
    by: Mapping


@dataclass(frozen=True, slots=True)
class Pivot:
    """All that a pivot file says of an invoice.

    :param row: of ``invoices``, with what it points to
    :param country: of the supplier
    :param resent: Non, Complétée or Recyclée
    """

    row: Mapping
    country: str
    resent: str
    content: Content
    documents: tuple[Document, ...]
    validations: tuple[Validation, ...]
    now: float


def write_pivot(pivot: Pivot, version: str = VERSION) -> bytes:
    """The file of one invoice."""
    root = etree.Element("CPPFacturePivot", Version=version)
    _envelope(_add(root, "Enveloppe"), pivot)
    invoices = _add(root, "CPPFactures")
    invoices.set("Compteur", "1")
    invoice = _add(invoices, "CPPFacturePivotUnitaire")
    invoice.set("NumOrdre", "1")
    _supplier(_add(invoice, "Fournisseur"), pivot)
    _recipient(_add(invoice, "Debiteur"), pivot.row)
    _data(_add(invoice, "DonneesFacture"), pivot, version)
    for number, document in enumerate(pivot.documents, 1):
        _document(_add(invoice, "PJ"), document, number, version)
    if pivot.validations:
        cycle = _add(invoice, "CycleDeValidation")
        for validation in pivot.validations:
            _validation(_add(cycle, "ValidationUnitaire"), validation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add(parent: etree._Element, name: str, value=None) -> etree._Element:
    node = etree.SubElement(parent, name)
    if isinstance(value, Decimal):
        node.text = format(value, "f")
    elif value is not None:
        node.text = FORBIDDEN.sub("", str(value))
    return node


def _add_told(parent: etree._Element, name: str, value, length: int = 0) -> None:
    """Add an element that may be absent, where there is something to tell."""
    if value:
        text = str(value)
        _add(parent, name, text[:length] if length else text)


def _envelope(parent: etree._Element, pivot: Pivot) -> None:
    unit = _add(parent, "EnveloppeUnitaire")
    unit.set("NumOrdre", "1")
    parameters = _add(unit, "Parametres")
    values = (("DtPrd", moment(pivot.now, DAY)), ("IdFlx", f"{pivot.row['id']:025d}"))
    for number, (code, value) in enumerate(values, 1):
        parameter = _add(parameters, "ParametreIndiv")
        parameter.set("NumOrdre", f"{number:04d}")
        _add(parameter, "Code", code)
        _add(parameter, "Valeurparametre", value)
    partners = _add(unit, "Partenaires")
    _add(_add(partners, "Recepteur"), "Id", "XXX001")
    _add(_add(partners, "Emetteur"), "Id", "CPP001")


def _supplier(parent: etree._Element, pivot: Pivot) -> None:
    row = pivot.row
    _add(parent, "TypeIdentifiant", KINDS[row["supplier_type"]])
    _add(parent, "Identifiant", row["supplier"])
    _add(parent, "RaisonSociale", row["supplier_name"])
    _add(parent, "CodePays", pivot.country)
    if pivot.content.iban:
        account = _add(parent, "ReferenceBancaire")
        account.set("Type", "IBAN")
        _add(account, "Compte", pivot.content.iban)
    _add(parent, "ModeEmission", ENTRY_MODES.get(row["mode"], "flux"))


def _recipient(parent: etree._Element, row: Mapping) -> None:
    _add(parent, "TypeIdentifiant", "1")
    _add(parent, "Identifiant", row["recipient"])
    _add(parent, "Nom", row["recipient_name"])
    _add_told(parent, "CodeService", row["service"])
    _add_told(parent, "NomService", row["service_name"])


def _data(parent: etree._Element, pivot: Pivot, version: str) -> None:
    row, newest = pivot.row, version == VERSION
    _add(parent, "Id", row["number"])
    if newest:
        _add(parent, "IdCPRO", row["id"])
        _add(parent, "Renvoi", pivot.resent)
    _add_told(parent, "IdFactureOrigine", row["origin_number"], 20)
    _add(parent, "Type", "381" if row["type"] == "AVOIR" else "380")
    _add(parent, "Cadre", FRAMEWORKS.get(row["framework"], row["framework"]))
    _add(parent, "DateEmissionFacture", row["issue_date"])
    if newest:
        _add(parent, "DateLivraison", pivot.content.delivered or row["issue_date"])
    _add(_add(parent, "ModePaiement"), "Code", _means(row["payment_means"] or ""))
    _add(parent, "DateReception", moment(row["deposited_at"], DAY))
    _add(parent, "Devise", row["currency"])
    amounts = _add(parent, "Montants")
    _add(amounts, "MontantHT", _exact(row["untaxed"]))
    _add(amounts, "MontantTTC", _exact(row["total"]))
    _add(amounts, "MontantNetAPayer", _exact(row["due"]))
    taxes = _add(parent, "TVAs")
    for tax in pivot.content.taxes:
        _tax(_add(taxes, "TVA"), tax)
    engagement = _add(parent, "Engagement")
    _add_told(engagement, "NumeroMarche", row["market"])
    _add_told(engagement, "NumeroEngagement", row["commitment"])
    lines = _add(parent, "Lignes")
    for number, line in enumerate(pivot.content.lines, 1):
        node = _add(lines, "Ligne")
        node.set("NumOrdre", str(number))
        _line(node, line)


def _means(code: str) -> str:
    return code if code in MEANS else WORDS.get(code, TRANSFER)


def _exact(amount: float | None) -> Decimal:
    return Decimal(str(amount or 0))


def _tax(parent: etree._Element, tax: Tax) -> None:
    _add(parent, "Taux", tax.rate)
    _add(parent, "BaseHt", tax.untaxed)
    _add(parent, "MontantTVA", tax.vat)


def _line(parent: etree._Element, line: Line) -> None:
    _add_told(parent, "ReferenceProduit", line.product)
    _add(parent, "PrixUnitaire", line.price)
    _add(parent, "Quantite", line.quantity)
    _add(parent, "MontantHT", line.untaxed)
    if line.rate is not None:
        _add(parent, "TauxTVA", line.rate)


def _document(
    parent: etree._Element, document: Document, number: int, version: str
) -> None:
    parent.set("NumOrdre", str(number))
    _add(parent, "Contenu", base64.b64encode(_zipped(document)).decode())
    _add(parent, "NomPJ", document.name)
    if version == VERSION:
        _add_told(parent, "NomPJOrigine", document.own, NAME_LENGTH)
        _add_told(parent, "CategoriePJ", document.category, NAME_LENGTH)
    _add(parent, "TypePJ", "01" if document.main else "02")
    kind = mimetypes.guess_type(document.own or document.name)[0]
    _add(parent, "MimeTypePJ", kind or "application/octet-stream")


def _zipped(document: Document) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(document.name, document.content)
    return target.getvalue()


def _validation(parent: etree._Element, validation: Validation) -> None:
    _add(parent, "DateStatut", moment(validation.at, DAY))
    _add(parent, "CodeStatut", validation.number)
    _add(parent, "ComplementStatut", validation.label)
    _add_told(parent, "Commentaire", validation.comment)
    by = _add(parent, "ProducteurStatut")
    _add(by, "TypeIdentifiant", KINDS[validation.by["identifier_type"]])
    _add(by, "Id", validation.by["identifier"])
    _add(by, "RaisonSociale", validation.by["name"])
    _add(by, "CodePays", validation.by["country"])
