"""Deposits of flows and their reports (``doc/portal.md``, A 2 and A 4.1)."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from .. import values
from ..values import Json

# Of « POQ_MSG_01.003 - Flux introuvable. »
UNKNOWN_FLOW = "POQ_MSG_01.003"
# All messages of an invoice come in one text, which is cut; in 2018 each had its own.
SEPARATOR = "|"
LABEL_LENGTH = 255
# Codes of what the official schema says against a file, dozens of times.
SCHEMA_ERRORS = "ERR_XSD"


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
    """A reason why one invoice of a flow was refused; it may have several.

    :param text: ends with an ellipsis where the portal cut it
    """

    invoice_number: str
    text: str
    supplier: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class FlowReport:
    """The report of a flow (``consulterCRDetaille``).

    :param technical_errors: what is wrong with the file, each with its code, but for
        what the official schema found
    :param schema_errors: what the official schema found wrong with the file
    """

    status: str
    status_at: datetime | None
    invoice_errors: tuple[InvoiceError, ...]
    technical_errors: tuple[str, ...]
    schema_errors: tuple[str, ...] = ()

    @classmethod
    def read(cls, answer: Json) -> "FlowReport":
        technical = values.objects(answer.get("listeErreurTechnique"))
        return cls(
            status=values.required(answer, "etatCourantDepotFlux"),
            status_at=values.moment(answer, "dateHeureEtatCourantFlux"),
            invoice_errors=tuple(
                error
                for item in values.objects(answer.get("listeErreurDP"))
                for error in _invoice_errors(item)
            ),
            technical_errors=_texts(technical, schema=False),
            schema_errors=_texts(technical, schema=True),
        )


def _invoice_errors(item: Json) -> Iterator[InvoiceError]:
    """The messages about an invoice, one by one."""
    label = values.text(item, "libelleErreurDP")
    texts = [text.strip() for text in label.split(SEPARATOR) if text.strip()]
    if texts and len(label) >= LABEL_LENGTH:
        texts[-1] += "…"
    for text in texts or [""]:
        yield InvoiceError(
            invoice_number=values.text(item, "numeroDP"),
            text=text,
            supplier=values.siret(item, "identifiantFournisseur"),
            recipient=values.siret(item, "identifiantDestinataire"),
        )


def _texts(items: list[Json], *, schema: bool) -> tuple[str, ...]:
    """The texts of the technical errors that the schema has found, or of the others."""
    return tuple(
        text
        for item in items
        if values.text(item, "codeErreur").startswith(SCHEMA_ERRORS) == schema
        and (text := values.words(item, "codeErreur", "libelleErreur"))
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


def says_unknown_flow(label: str) -> bool:
    """Whether a refused question about a flow means that nobody knows of it."""
    return UNKNOWN_FLOW in label
