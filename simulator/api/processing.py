"""API Factures: what a supplier does with an issued invoice (swagger Factures)."""

import sqlite3

from ..database import insert, update
from ..directory import structure_by_id, structure_by_identifier
from ..errors import BusinessError
from ..operations import GCU, Call, operation
from ..submissions import attachment_of
from ..supplier import Routing, complete, routing_of, send_on, why_refused
from ..validators import name_another, rank_in_error
from .factures import invoice_of

COMMENT_LENGTH = 2000
NAME_LENGTH = 100
KIND_LENGTH = 30
# A document that goes with an invoice. Its last field is in soumettre alone.
LINKED = {
    "pieceJointeComplementaireDesignation": str,
    "pieceJointeComplementaireType": str,
    "pieceJointeComplementaireNumeroLigneFacture": int,
    "pieceJointeComplementaireId": int,
    "pieceJointeComplementaireIdLiaison": int,
}


@operation(
    "factures",
    "completer",
    {
        "idUtilisateurCourant": int,
        "identifiantFactureCPP": int,
        "pieceJointeComplementaire": [LINKED],
        "commentaire": str,
    },
    GCU,
)
def complete_invoice(call: Call) -> dict:
    """Add documents and a comment to a suspended invoice (``completerFacture``)."""
    comment = _comment(call)
    attachments = call.body.get("pieceJointeComplementaire", [])
    if not comment and not attachments:
        raise BusinessError("required_field", "pieceJointeComplementaire, commentaire")
    with call.database.transaction() as connection:
        invoice = invoice_of(call, "identifiantFactureCPP")
        if invoice["status"] != "SUSPENDUE":
            raise BusinessError("not_suspended")
        for attachment in attachments:
            link_attachment(call, connection, invoice["id"], attachment)
        complete(connection, invoice, comment, call.now)
    return {
        "identifiantFactureCPP": invoice["id"],
        "numeroFacture": invoice["number"],
        "dateTraitement": call.now,
    }


@operation(
    "factures",
    "recycler",
    {
        "idUtilisateurCourant": int,
        "identifiantFactureCPP": int,
        "destinataire": {"codeDestinataire": str, "codeServiceExecutant": str},
        "commentaire": str,
        "reference": dict.fromkeys(
            (
                "deviseFacture typeFacture typeTva motifExonerationTva numeroMarche"
                " numeroBonCommande numeroFactureOrigine modePaiement"
            ).split(),
            str,
        ),
    },
    GCU,
)
def recycle_invoice(call: Call) -> dict:
    """Send an invoice on under its number, with other routing data
    (``recyclerFacture``): only recipient, service and commitment change."""
    comment = _comment(call)
    with call.database.transaction() as connection:
        invoice = invoice_of(call, "identifiantFactureCPP")
        if invoice["status"] != "A_RECYCLER":
            raise BusinessError("status_forbids")
        routing = _routing(call, connection, invoice)
        if message := why_refused(connection, invoice, routing):
            raise BusinessError("routing_refused", message)
        send_on(connection, invoice, routing, comment, call.now)
    return {
        "identifiantFactureCPP": invoice["id"],
        "numeroFacture": invoice["number"],
        "statutFacture": "DEPOSEE",
        "dateDepot": call.now,
    }


@operation(
    "factures",
    "traiterRejet",
    {
        "listeDemandePaiement": [
            {"idDemandePaiement": int, "motifRejet": str, "cpltInfos": str}
        ]
    },
    GCU,
)
def process_rejections(call: Call) -> dict:
    """Mark rejected invoices as handled, all of them or none
    (``traiterFacturesRejetees``)."""
    asked = call.body.get("listeDemandePaiement")
    if not asked:
        raise BusinessError("required_field", "listeDemandePaiement")
    with call.database.transaction() as connection:
        for item in asked:
            invoice = invoice_of(call, "idDemandePaiement", item)
            if invoice["status"] != "REJETEE":
                raise BusinessError("status_forbids")
            update(connection, "invoices", invoice["id"], {"rejection_processed": 1})
            insert(
                connection,
                "actions",
                {
                    "invoice_id": invoice["id"],
                    "code": "TRAITEMENT_REJET",
                    "at": call.now,
                },
            )
    return {}


@operation(
    "factures",
    "corriger/valideur/facture",
    {
        "idFacture": int,
        "idStructure": int,
        "typeIdentifiantStructure": str,
        "identifiantStructure": str,
    },
    GCU,
)
def correct_validator(call: Call) -> dict:
    """Name another validator, who is asked then (``corrigerValideurFacture``)."""
    with call.database.transaction() as connection:
        invoice = invoice_of(call, "idFacture")
        if rank_in_error(invoice["status"]) is None:
            raise BusinessError("status_forbids")
        validator = _validator(call, connection)
        if validator is None or not validator["active"]:
            raise BusinessError("validator_unknown")
        name_another(connection, invoice, validator["id"], call.now)
    return {"idFacture": invoice["id"]}


def _comment(call: Call) -> str:
    comment = call.body.get("commentaire", "").strip()
    if len(comment) > COMMENT_LENGTH:
        raise BusinessError("too_long", "commentaire")
    return comment


def link_attachment(call, connection, invoice_id: int, attachment: dict) -> None:
    """Let a document go with an invoice.

    :raises BusinessError: it is not the caller's, or has no name or too long a one
    """
    name = attachment.get("pieceJointeComplementaireDesignation")
    if not name:
        field = "pieceJointeComplementaireDesignation"
        raise BusinessError("required_field", field)
    kind = attachment.get("pieceJointeComplementaireType", "")
    if len(name) > NAME_LENGTH or len(kind) > KIND_LENGTH:
        raise BusinessError("too_long", name)
    attachment_id = attachment.get("pieceJointeComplementaireId")
    if attachment_of(connection, call.siren, attachment_id) is None:
        raise BusinessError("attachment_unknown", str(attachment_id))
    insert(
        connection,
        "invoice_attachments",
        {
            "invoice_id": invoice_id,
            "attachment_id": attachment_id,
            "name": name,
            "kind": kind,
            "line": attachment.get("pieceJointeComplementaireNumeroLigneFacture"),
        },
    )


def _routing(
    call: Call, connection: sqlite3.Connection, invoice: sqlite3.Row
) -> Routing:
    asked = call.body.get("destinataire", {})
    if not asked.get("codeDestinataire"):
        raise BusinessError("required_field", "codeDestinataire")
    return routing_of(
        connection,
        invoice,
        asked["codeDestinataire"],
        asked.get("codeServiceExecutant", ""),
        call.body.get("reference", {}).get("numeroBonCommande", ""),
    )


def _validator(call: Call, connection) -> sqlite3.Row | None:
    if call.body.get("idStructure"):
        return structure_by_id(connection, call.body["idStructure"])
    if not call.body.get("identifiantStructure"):
        raise BusinessError("required_field", "identifiantStructure")
    return structure_by_identifier(connection, call.body["identifiantStructure"])
