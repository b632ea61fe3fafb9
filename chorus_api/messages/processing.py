"""What a supplier does with an issued invoice: complete, recycle, close a rejection,
name another validator (``doc/portal.md``, A 2), and the documents that go
with it (A 4.2).
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .. import files, values
from ..values import Json


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that the portal has already, to be linked to an invoice.

    :param file_id: what adding the document returned
    :param name: what the recipient reads, 100 characters at the most
    :param kind: a type code of the portal; clients send an empty one, which it takes
    """

    file_id: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Processed:
    """The acknowledgement of an action on an invoice.

    :param status: status code that the invoice now has; empty where it is not told
    """

    chorus_invoice_id: str
    invoice_number: str
    status: str
    processed_on: date | None

    @classmethod
    def read(cls, answer: Json) -> "Processed":
        return cls(
            chorus_invoice_id=values.text(answer, "identifiantFactureCPP")
            or values.text(answer, "idFacture"),
            invoice_number=values.text(answer, "numeroFacture"),
            status=values.text(answer, "statutFacture")
            or values.text(answer, "nouveauStatut"),
            processed_on=values.day(answer, "dateTraitement")
            or values.day(answer, "dateDepot"),
        )


def file_request(name: str, content: bytes, mime_type: str) -> Json:
    return {
        "pieceJointeFichier": base64.b64encode(content).decode(),
        "pieceJointeNom": name,
        "pieceJointeTypeMime": mime_type,
        "pieceJointeExtension": files.split_name(name)[1].upper(),
    }


def read_file_id(answer: Json) -> str:
    return values.required(answer, "pieceJointeId")


def attachments_value(attachments: Iterable[Attachment]) -> list[Json]:
    """The documents that go with an invoice, as every request has them."""
    return [
        {
            "pieceJointeComplementaireDesignation": attachment.name,
            "pieceJointeComplementaireId": values.reference(attachment.file_id),
            "pieceJointeComplementaireType": attachment.kind,
        }
        for attachment in attachments
    ]


def complete_request(
    chorus_invoice_id: str, comment: str, attachments: Iterable[Attachment]
) -> Json:
    return {
        "identifiantFactureCPP": values.reference(chorus_invoice_id),
        "commentaire": comment,
        "pieceJointeComplementaire": attachments_value(attachments),
    }


def recycle_request(
    chorus_invoice_id: str,
    recipient: str,
    service_code: str,
    commitment_number: str,
    comment: str,
) -> Json:
    return {
        "identifiantFactureCPP": values.reference(chorus_invoice_id),
        "destinataire": {
            "codeDestinataire": recipient,
            "codeServiceExecutant": service_code,
        },
        "reference": {"numeroBonCommande": commitment_number},
        "commentaire": comment,
    }


def rejections_request(chorus_invoice_ids: Iterable[str]) -> Json:
    return {
        "listeDemandePaiement": [
            {"idDemandePaiement": values.reference(identifier)}
            for identifier in chorus_invoice_ids
        ]
    }


def validator_request(chorus_invoice_id: str, siret: str) -> Json:
    return {
        "idFacture": values.reference(chorus_invoice_id),
        "typeIdentifiantStructure": "SIRET",
        "identifiantStructure": siret,
    }
