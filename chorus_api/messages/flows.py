"""Deposits of flows and their reports (sections 2 and 4.1 of ``chorus-pro-api.md``)."""

import base64
from dataclasses import dataclass
from datetime import date, datetime

from .. import values
from ..values import Json


@dataclass(frozen=True, slots=True)
class DepositReceipt:
    """The acknowledgement of a deposit, which is not its acceptance."""

    flow_number: str
    deposited_on: date | None

    @classmethod
    def read(cls, answer: Json) -> "DepositReceipt":
        return cls(
            flow_number=values.required(answer, "numeroFluxDepot"),
            deposited_on=values.day(answer, "dateDepot"),
        )


def deposit_request(file_name: str, content: bytes, syntax: str) -> Json:
    return {
        "fichierFlux": base64.b64encode(content).decode(),
        "nomFichier": file_name,
        "syntaxeFlux": syntax,
        "avecSignature": False,
    }


@dataclass(frozen=True, slots=True)
class InvoiceError:
    """Why one invoice of a flow was refused."""

    invoice_number: str
    text: str
    supplier: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class FlowReport:
    """The report of a flow (``consulterCRDetaille``)."""

    status: str
    status_at: datetime | None
    invoice_errors: tuple[InvoiceError, ...]
    technical_errors: tuple[str, ...]

    @classmethod
    def read(cls, answer: Json) -> "FlowReport":
        return cls(
            status=values.required(answer, "etatCourantDepotFlux"),
            status_at=values.moment(answer, "dateHeureEtatCourantFlux"),
            invoice_errors=tuple(
                InvoiceError(
                    invoice_number=values.text(item, "numeroDP"),
                    text=values.text(item, "libelleErreurDP"),
                    supplier=values.siret(item, "identifiantFournisseur"),
                    recipient=values.siret(item, "identifiantDestinataire"),
                )
                for item in values.objects(answer.get("listeErreurDP"))
            ),
            technical_errors=tuple(
                text
                for item in values.objects(answer.get("listeErreurTechnique"))
                if (text := values.words(item, "codeErreur", "libelleErreur"))
            ),
        )


@dataclass(frozen=True, slots=True)
class DepositReport:
    """The report of a deposit as the portal's own file (``consulterCR``).

    :param content: a PDF; empty where the portal made none
    """

    flow_number: str
    file_name: str
    content: bytes

    @classmethod
    def read(cls, answer: Json) -> "DepositReport":
        flow_number = values.required(answer, "numeroFluxDepot")
        return cls(
            flow_number=flow_number,
            file_name=f"{flow_number}.pdf",
            content=values.file(answer, "fichierCR"),
        )


def flow_report_request(flow_number: str) -> Json:
    return {"numeroFluxDepot": flow_number}
