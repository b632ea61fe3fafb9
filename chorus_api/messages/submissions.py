"""Invoices handed in as data, with a PDF or without (``doc/portal.md``, A 2.1).

The values of ``soumettre`` are codes of :mod:`~..doors`.
"""

import base64
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from .. import doors, values
from ..frameworks import FRAMEWORKS
from ..values import Json
from .paging import whole_request
from .processing import Attachment, attachments_value

Amount = Decimal | float

# Amounts are decimal (19,6), see A 1.7.
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class SubmissionTax:
    """A row of the VAT recapitulation.

    :param base: without VAT
    :param amount: the VAT on it
    :param rate: in percent, such as ``20`` or ``2.1``; left out where there is a code
    :param rate_code: a code of the portal's list of rates
    """

    base: Amount
    amount: Amount
    rate: Amount | None = None
    rate_code: str = ""

    def write(self) -> Json:
        return _rate(self, "ligneTvaTaux") | {
            "ligneTvaMontantBaseHtParTaux": number(self.base),
            "ligneTvaMontantTvaParTaux": number(self.amount),
        }


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """A line of an invoice.

    :param number: from 1
    :param unit: in words, such as ``lot`` or ``heure``
    :param unit_price: without VAT
    :param discount: an amount without VAT, off the line
    :param rate: in percent; left out where there is a code
    :param rate_code: a code of the portal's list of rates
    """

    number: int
    name: str
    quantity: Amount
    unit_price: Amount
    rate: Amount | None = None
    rate_code: str = ""
    discount: Amount = 0.0
    unit: str = ""
    reference: str = ""

    def write(self) -> Json:
        return _rate(self, "lignePosteTauxTva") | {
            "lignePosteNumero": self.number,
            "lignePosteReference": self.reference,
            "lignePosteDenomination": self.name,
            "lignePosteQuantite": number(self.quantity),
            "lignePosteUnite": self.unit,
            "lignePosteMontantUnitaireHT": number(self.unit_price),
            "lignePosteMontantRemiseHT": number(self.discount),
        }


def _rate(row: SubmissionTax | SubmissionLine, key: str) -> Json:
    """A rate by its code, or by its percentage: never by both."""
    if row.rate_code:
        return {key: row.rate_code}
    return {f"{key}Manuel": number(row.rate or 0.0)}


@dataclass(frozen=True, slots=True)
class Submission:
    """An invoice for one of the two doors.

    :param door: :data:`~..doors.PDF` or :data:`~..doors.ENTRY`
    :param number: 20 characters at the most; where it is empty, which the entry door
        alone takes, the portal gives one and the answer tells it
    :param invoice_date: the PDF door wants one
    :param framework: one of :data:`~..doors.FRAMEWORKS`, such as ``A1``
    :param recipient: a SIRET
    :param supplier_ref: the portal's identifier of the own structure, digits
    :param total: with VAT, before the global discount
    :param amount_due: what is left to pay
    :param bank_account_ref: the portal's identifier of own bank details, digits
    :param validator: the SIRET of who validates an A9 or A12
    :param origin_number: the invoice that a credit note corrects
    :param vat_kind: a code of :data:`~..doors.VAT_KINDS`
    :param exemption_reason: a code of the portal's list, where the kind is EXEMPT
    :param payment_means: a code of :data:`~..doors.PAYMENT_MEANS`
    :param discount: a global one, with VAT
    :param lines: at least one for the entry door
    :param main_file: the PDF of the invoice, which the PDF door wants
    :param attachments: documents that go with it
    """

    door: str
    number: str
    invoice_date: date | None
    framework: str
    recipient: str
    supplier_ref: str
    untaxed: Amount
    vat: Amount
    total: Amount
    amount_due: Amount
    service_code: str = ""
    supplier_service_ref: str = ""
    bank_account_ref: str = ""
    validator: str = ""
    validator_service: str = ""
    contract_number: str = ""
    commitment_number: str = ""
    origin_number: str = ""
    is_credit_note: bool = False
    currency: str = "EUR"
    vat_kind: str = doors.VAT_ON_INVOICE
    exemption_reason: str = ""
    payment_means: str = doors.TRANSFER
    discount: Amount = 0.0
    discount_reason: str = ""
    taxes: tuple[SubmissionTax, ...] = ()
    lines: tuple[SubmissionLine, ...] = ()
    main_file: Attachment | None = None
    attachments: tuple[Attachment, ...] = ()
    comment: str = ""

    def dump(self) -> Json:
        """The data as JSON keeps them, to be sent later: the documents are not among
        them, for the portal numbers them when they are uploaded."""
        kept = asdict(self) | {"main_file": None, "attachments": []}
        day = self.invoice_date
        plain: Json = _plain(kept | {"invoice_date": day and day.isoformat()})
        return plain

    @classmethod
    def load(cls, kept: Json) -> "Submission":
        """:param kept: what :meth:`dump` made; what it does not know is left out"""
        names = {field.name for field in fields(cls)}
        values = {name: value for name, value in kept.items() if name in names}
        day = values.get("invoice_date")
        return cls(
            **values
            | {
                "invoice_date": date.fromisoformat(day) if day else None,
                "taxes": tuple(SubmissionTax(**row) for row in kept["taxes"]),
                "lines": tuple(SubmissionLine(**row) for row in kept["lines"]),
                "attachments": (),
            }
        )


def _plain(value: Any) -> Any:
    """Decimals as the numbers that are sent."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class SubmissionForm:
    """Where clients of the portal write the same request in two ways; the defaults are
    what works for them (``doc/portal.md``, A 2.1).

    :param date_in_entry: send the date of the invoice through the entry door too, for
        which one client was answered HTTP 500
    :param main_file_as_list: the PDF as a list of one; the swagger of 2020 has it bare
    """

    date_in_entry: bool = False
    main_file_as_list: bool = True


def submit_request(submission: Submission, form: SubmissionForm) -> Json:
    """:raises ProtocolError: an identifier of the portal is none"""
    dated = submission.door == doors.PDF or form.date_in_entry
    day = submission.invoice_date if dated else None
    main = submission.main_file and _main_file(submission.main_file)
    request: Json = {
        "modeDepot": submission.door,
        "numeroFactureSaisi": submission.number or None,
        "dateFacture": day and day.isoformat(),
        "destinataire": {
            "codeDestinataire": submission.recipient,
            "codeServiceExecutant": submission.service_code,
        },
        "fournisseur": _supplier(submission),
        "cadreDeFacturation": _framework(submission),
        "references": _references(submission),
        "lignePoste": [line.write() for line in submission.lines] or None,
        "ligneTva": [tax.write() for tax in submission.taxes] or None,
        "montantTotal": _totals(submission),
        "pieceJointePrincipale": [main] if main and form.main_file_as_list else main,
        "pieceJointeComplementaire": attachments_value(submission.attachments) or None,
        "commentaire": submission.comment or None,
    }
    return _stated(request)


def _supplier(submission: Submission) -> Json:
    references = {
        "idFournisseur": submission.supplier_ref,
        "idServiceFournisseur": submission.supplier_service_ref,
        "codeCoordonneesBancairesFournisseur": submission.bank_account_ref,
    }
    required = {"idFournisseur"}
    return {
        key: values.reference(text)
        for key, text in references.items()
        if text or key in required
    }


def _framework(submission: Submission) -> Json:
    return _stated(
        {
            "codeCadreFacturation": FRAMEWORKS[submission.framework].api_code,
            "codeStructureValideur": submission.validator or None,
            "codeServiceValideur": submission.validator_service or None,
        }
    )


def _references(submission: Submission) -> Json:
    return _stated(
        {
            "deviseFacture": submission.currency,
            "typeFacture": "AVOIR" if submission.is_credit_note else "FACTURE",
            "typeTva": submission.vat_kind,
            "motifExonerationTva": submission.exemption_reason or None,
            "numeroMarche": submission.contract_number or None,
            "numeroBonCommande": submission.commitment_number or None,
            "numeroFactureOrigine": submission.origin_number or None,
            "modePaiement": submission.payment_means,
        }
    )


def _totals(submission: Submission) -> Json:
    totals: Json = {
        "montantHtTotal": number(submission.untaxed),
        "montantTVA": number(submission.vat),
        "montantTtcTotal": number(submission.total),
        "montantAPayer": number(submission.amount_due),
    }
    if submission.discount:
        totals["montantRemiseGlobaleTTC"] = number(submission.discount)
        totals["motifRemiseGlobaleTTC"] = submission.discount_reason
    return totals


def _main_file(file: Attachment) -> Json:
    return {
        "pieceJointePrincipaleDesignation": file.name,
        "pieceJointePrincipaleId": values.reference(file.file_id),
    }


def _stated(source: Json) -> Json:
    return {key: value for key, value in source.items() if value is not None}


def number(amount: Amount) -> float:
    """An amount or a quantity as JSON carries it."""
    return round(float(amount), DECIMALS)


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answer to a submission: the invoice is in Chorus Pro.

    :param invoice_number: the portal's own where the submission had none
    :param status: status code of the invoice; empty where it is not told
    :param certificate: base64 of what looks like a digest of the deposit's certificate
    """

    chorus_invoice_id: str
    invoice_number: str
    status: str
    deposited_on: date | None
    supplier: str
    certificate: str

    @classmethod
    def read(cls, answer: Json) -> "Submitted":
        return cls(
            chorus_invoice_id=values.required(answer, "identifiantFactureCPP"),
            invoice_number=values.text(answer, "numeroFacture"),
            status=values.text(answer, "statutFacture"),
            deposited_on=values.day(answer, "dateDepot"),
            supplier=values.siret(answer, "identifiantStructure"),
            certificate=values.text(answer, "empreinteCertificatDepot"),
        )


def pdf_request(file_name: str, content: bytes) -> Json:
    return {
        "fichierFacture": base64.b64encode(content).decode(),
        "nomFichier": file_name,
        "formatDepot": "PDF_NON_SIGNE",
    }


def to_do_request(supplier_ref: str, page: int, page_size: int) -> Json:
    request: Json = {
        "rechercheFactureATraiterParFournisseur": whole_request(
            page, page_size, "NumeroFacture"
        )
    }
    if supplier_ref:
        request["idStructure"] = values.reference(supplier_ref)
    return request


def download_request(chorus_invoice_id: str, with_attachments: bool) -> Json:
    return {
        "listeFacture": [{"idFacture": values.reference(chorus_invoice_id)}],
        "format": "PDF",
        "avecPiecesJointesComplementaires": "OUI" if with_attachments else "NON",
    }
