"""API Factures: the doors beside the flow (doc/portal.md, A 2.1 and A 2.2)."""

import base64
import hashlib
from typing import Any

from chorus_api.doors import DOORS, ENTRY, FRAMEWORKS
from chorus_api.statuses import DRAFTS

from ..directory import structure_by_id
from ..documents.ocr import Reading, misread, read_pdf_page
from ..documents.submitted import FRAMEWORK_CODES, SubmittedInvoice, read_submission
from ..errors import BusinessError, Malformed, Refusal
from ..flows import SEPARATOR
from ..invoices import find_by_id, key_exists
from ..lists import INVOICE_KINDS, PAYMENT_MEANS, VAT_KINDS
from ..operations import GCU, Call, operation
from ..request_schema import read
from ..rules import DUPLICATE, OF_SUBMISSIONS, Context, failures
from ..submissions import (
    add_attachment,
    add_read_pdf,
    attachment_of,
    of_attachment,
    own_draft,
    public_body,
    save_submission,
)
from ..wire import NULL, moment_of, read_day
from .attachments import MAX_BYTES
from .deposits import NAME_LENGTH, decoded
from .processing import LINKED, link_attachment

DEPOSIT_FORMATS = ("PDF_NON_SIGNE", "PDF_SIGNE_PADES", "PDF_SIGNE_XADES")
SIGNED = "DEPOT_PDF_SIGNE_API"
MAIN = {"pieceJointePrincipaleDesignation": str, "pieceJointePrincipaleId": int}
REQUIRED = (
    "modeDepot destinataire.codeDestinataire fournisseur.idFournisseur"
    " cadreDeFacturation.codeCadreFacturation references.deviseFacture"
    " references.typeFacture references.typeTva references.modePaiement"
    " montantTotal.montantHtTotal montantTotal.montantTtcTotal"
    " montantTotal.montantAPayer"
).split()
WITH_PDF = ("numeroFactureSaisi", "dateFacture", "pieceJointePrincipale")
# The enumerations of the swagger.
CHOICES = {
    "modeDepot": (*DOORS, SIGNED),
    "cadreDeFacturation.codeCadreFacturation": [
        api for api, code in FRAMEWORK_CODES.items() if code in FRAMEWORKS
    ],
    "references.typeFacture": INVOICE_KINDS,
    "references.typeTva": VAT_KINDS,
    "references.modePaiement": PAYMENT_MEANS,
}


@operation(
    "factures",
    "deposer/pdf",
    {
        "idUtilisateurCourant": int,
        "fichierFacture": str,
        "nomFichier": str,
        "formatDepot": str,
    },
    GCU,
)
def deposit_pdf(call: Call) -> dict:
    """Take the PDF of an invoice and read what can be read (``deposerPdfFacture``)."""
    for field in ("fichierFacture", "nomFichier", "formatDepot"):
        if not call.body.get(field):
            raise BusinessError("required_field", field)
    name, text = call.body["nomFichier"], call.body["fichierFacture"]
    if len(name) > NAME_LENGTH or not name.rpartition(".")[0]:
        raise BusinessError("file_name", f"au plus {NAME_LENGTH} et une extension")
    if call.body["formatDepot"] not in DEPOSIT_FORMATS:
        raise Malformed(f"formatDepot {call.body['formatDepot']!r}")
    if len(text) * 3 // 4 > MAX_BYTES + 4:
        raise Refusal(413)
    content = decoded(text, 2 * MAX_BYTES)
    if len(content) > MAX_BYTES:
        raise Refusal(413)
    if not content.startswith(b"%PDF-"):
        raise BusinessError("not_pdf")
    reading = _read(content, call.settings["pdf_reading"])
    with call.database.transaction() as connection:
        kind = "application/pdf"
        file = add_attachment(connection, call.siren, name, kind, "pdf", content)
        add_read_pdf(connection, reading, file, call.structure_id, call.now)
    return _told(call, reading) | {"pieceJointeId": file["id"]}


def _read(content: bytes, how: str) -> Reading:
    if how == "nothing":
        return Reading()
    reading = read_pdf_page(content)
    return misread(reading) if how == "misreads" else reading


def _told(call: Call, reading: Reading) -> dict:
    recipient = public_body(call.connection, reading)
    read_out: dict[str, Any] = {
        "numeroFacture": reading.number,
        "dateFacture": reading.issue_date,
        "codeDestinataire": recipient and recipient["identifier"],
        "codeServiceExecutant": None,
        "codeFournisseur": next(
            (siret for siret in reading.sirets if siret.startswith(call.siren)), None
        ),
        "codeDeviseFacture": "EUR" if reading.total is not None else None,
        "typeFacture": "AVOIR" if reading.is_credit_note else "FACTURE",
        "typeTva": None,
        "numeroBonCommande": None,
        "montantTtcAvantRemiseGlobalTTC": reading.total,
        "montantAPayer": reading.total,
        "montantHtTotal": reading.untaxed,
        "montantTVA": reading.vat,
    }
    return {
        name: NULL if value in (None, "") else _number(value)
        for name, value in read_out.items()
    }


def _number(value: Any) -> Any:
    return value if isinstance(value, str) else float(value)


@operation(
    "factures",
    "soumettre",
    {
        "idUtilisateurCourant": int,
        "modeDepot": str,
        "numeroFactureSaisi": str,
        "dateFacture": str,
        "destinataire": {"codeDestinataire": str, "codeServiceExecutant": str},
        "fournisseur": {
            "idFournisseur": int,
            "idServiceFournisseur": int,
            "codeCoordonneesBancairesFournisseur": int,
        },
        "cadreDeFacturation": {
            "codeCadreFacturation": str,
            "codeStructureValideur": str,
            "codeServiceValideur": str,
        },
        "references": dict.fromkeys(
            (
                "deviseFacture typeFacture typeTva motifExonerationTva numeroMarche"
                " numeroBonCommande numeroFactureOrigine modePaiement"
            ).split(),
            str,
        ),
        "lignePoste": [
            {
                "lignePosteNumero": int,
                "lignePosteReference": str,
                "lignePosteDenomination": str,
                "lignePosteQuantite": float,
                "lignePosteUnite": str,
                "lignePosteMontantUnitaireHT": float,
                "lignePosteMontantRemiseHT": float,
                "lignePosteTauxTva": str,
                "lignePosteTauxTvaManuel": float,
            }
        ],
        "ligneTva": [
            {
                "ligneTvaTaux": str,
                "ligneTvaMontantBaseHtParTaux": float,
                "ligneTvaMontantTvaParTaux": float,
                "ligneTvaTauxManuel": float,
            }
        ],
        "montantTotal": {
            "montantHtTotal": float,
            "montantTVA": float,
            "montantTtcTotal": float,
            "montantRemiseGlobaleTTC": float,
            "motifRemiseGlobaleTTC": str,
            "montantAPayer": float,
        },
        "pieceJointePrincipale": object,
        "pieceJointeComplementaire": [LINKED],
        "commentaire": str,
    },
    GCU,
)
def submit_invoice(call: Call) -> dict:
    """Make and send one invoice from data, with a PDF or without
    (``soumettreFacture``)."""
    _check_fields(call)
    is_entry = call.body["modeDepot"] == ENTRY
    if is_entry and "dateFacture" in call.body and call.settings["entry_date_fails"]:
        raise Refusal(500)
    main = None if is_entry else _main_document(call)
    day = _issue_date(call)
    with call.database.transaction() as connection:
        supplier = structure_by_id(
            connection, call.body["fournisseur"]["idFournisseur"]
        )
        invoice = read_submission(call.body, supplier, day)
        _check(call, invoice)
        file, draft = None, own_draft(connection, invoice)
        if main:
            file, read_pdf = _document(call, main)
            draft = read_pdf or draft
        if key_exists(connection, *invoice.key) and not own_draft(connection, invoice):
            raise BusinessError("number_taken", DUPLICATE)
        invoice_id = save_submission(connection, invoice, file, draft, call.now)
        for item in call.body.get("pieceJointeComplementaire", []):
            link_attachment(call, connection, invoice_id, item)
    row = find_by_id(call.connection, invoice_id)
    digest = hashlib.sha256(str(invoice_id).encode()).digest()
    return {
        "identifiantFactureCPP": invoice_id,
        "numeroFacture": row["number"],
        "statutFacture": row["status"],
        "dateDepot": call.now,
        "identifiantStructure": invoice.supplier,
        "empreinteCertificatDepot": base64.b64encode(digest).decode(),
    }


def _check_fields(call: Call) -> None:
    """What must be there is, and what has an enumeration is one of its values."""

    def value_of(path: str):
        parent, _, name = path.rpartition(".")
        return (call.body.get(parent, {}) if parent else call.body).get(name)

    for path, choices in CHOICES.items():
        if value_of(path) not in (None, "", *choices):
            raise Malformed(f"{path} {value_of(path)!r}")
    wanted = list(REQUIRED)
    if call.body.get("modeDepot") != ENTRY:
        wanted += WITH_PDF
    for path in wanted:
        if value_of(path) in (None, "", []):
            raise BusinessError("required_field", path)


def _main_document(call: Call) -> dict:
    """The one document of ``pieceJointePrincipale``, in the shape that the setting
    wants."""
    given = call.body["pieceJointePrincipale"]
    shape = call.settings["main_document_shape"]
    found = "list" if isinstance(given, list) else "object"
    if shape not in (found, "any"):
        raise Malformed("pieceJointePrincipale n'est pas du type attendu")
    items = given if isinstance(given, list) else [given]
    if len(items) != 1:
        raise Malformed("pieceJointePrincipale : une seule piece")
    main, _unknown = read(MAIN, items[0], "pieceJointePrincipale")
    if not main.get("pieceJointePrincipaleId"):
        raise BusinessError("required_field", "pieceJointePrincipaleId")
    return main


def _issue_date(call: Call) -> str:
    """The date of the invoice; today where none is sent."""
    if "dateFacture" not in call.body:
        return moment_of(call.now).date().isoformat()
    try:
        return read_day(call.body["dateFacture"])
    except ValueError as error:
        raise Malformed(f"dateFacture : {error}") from error


def _check(call: Call, invoice: SubmittedInvoice) -> None:
    off = set() if call.settings["supplier_service_required"] else {"supplier_service"}
    off |= set(call.settings["rules_off"])
    context = Context(call.connection, call.siren, frozenset(off))
    if messages := failures(invoice, context, OF_SUBMISSIONS):
        raise BusinessError("invoice_refused", SEPARATOR.join(messages))


def _document(call: Call, main: dict):
    """The PDF of an invoice, and the invoice that waits since it was uploaded."""
    attachment_id = main["pieceJointePrincipaleId"]
    file = attachment_of(call.connection, call.siren, attachment_id)
    if file is None:
        raise BusinessError("attachment_unknown", str(attachment_id))
    if file["extension"] != "pdf":
        raise BusinessError("not_pdf", f"{attachment_id} ({file['extension']})")
    waiting = of_attachment(call.connection, attachment_id)
    # The PDF of a draft goes with it when it is submitted.
    if waiting and waiting["status"] not in DRAFTS:
        raise BusinessError("status_forbids")
    return file, waiting
