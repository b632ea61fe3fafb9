"""Invoices that a validator agrees to: searches, content, answers (official swagger of
the API Factures v1.0.0; ``doc/portal.md``, A 2.10)."""

from dataclasses import dataclass
from datetime import date

from .. import values
from ..receiving import INVOICE
from ..values import Json
from .paging import known_rows, page_count, page_items, page_request
from .received import told_of_invoice
from .received_details import received_request

# The column with the fewest equals: equals may change places between pages.
SORTED_BY = "NumeroFacture"


@dataclass(frozen=True, slots=True)
class ValidationSearch:
    """Criteria of a search of the invoices that name one as a validator.

    :param kind: one of :data:`~..receiving.KINDS`: the portal searches one at a time
    :param validator_ref: the portal's identifier of a structure of one's own, digits;
        empty for all of them
    :param supplier_ref, recipient_ref: the portal's identifiers, digits
    :param statuses: any of these status codes
    """

    kind: str = INVOICE
    validator_ref: str = ""
    supplier_ref: str = ""
    recipient_ref: str = ""
    invoice_number: str = ""
    contract_number: str = ""
    deposited_from: date | None = None
    deposited_to: date | None = None
    statuses: tuple[str, ...] = ()

    def write(self, page: int, page_size: int) -> Json:
        references = {
            "idStructureValideur": self.validator_ref,
            "idFournisseur": self.supplier_ref,
            "idDestinataire": self.recipient_ref,
        }
        period = {
            "periodeDateDepotDu": self.deposited_from,
            "periodeDateDepotAu": self.deposited_to,
        }
        criteria: Json = {
            "typeDemandePaiement": self.kind,
            **{name: values.reference(ref) for name, ref in references.items() if ref},
            "numeroFacture": self.invoice_number,
            "numeroMarche": self.contract_number,
            **{name: day.isoformat() for name, day in period.items() if day},
            "statutCourant": list(self.statuses),
        }
        request = {key: value for key, value in criteria.items() if value}
        request["pagination"] = page_request(page, page_size, SORTED_BY)
        return request


def to_validate_request(structure_ref: str, page: int, page_size: int) -> Json:
    request: Json = {"pagination": page_request(page, page_size, SORTED_BY)}
    if structure_ref:
        request["idStructure"] = values.reference(structure_ref)
    return request


@dataclass(frozen=True, slots=True)
class ValidationRow:
    """An invoice as a search of its validator returns it; no moment of its status is
    told.

    :param chorus_invoice_id: the same number that its supplier knows it by
    :param kind: of the demand, FACTURE or FACTURE_TRAVAUX
    :param invoice_type: FACTURE, AVOIR or ACOMPTE; empty for a works piece
    :param works_type: what a works piece is, such as DP_DE_SOUSTRAITANT_TRAVAUX
    :param supplier: identifier of the kind ``supplier_kind`` (SIRET and others)
    :param validator: the one of the two whom this row is about
    :param untaxed, total, amount_due: with cents, though the swagger says int64
    """

    chorus_invoice_id: str
    kind: str
    invoice_type: str
    works_type: str
    invoice_number: str
    status: str
    invoice_date: date | None
    deposited_on: date | None
    supplier_ref: str
    supplier: str
    supplier_kind: str
    supplier_name: str
    recipient_ref: str
    recipient: str
    recipient_name: str
    service_code: str
    service_name: str
    validator_ref: str
    validator: str
    validator_name: str
    works_supervisor: str
    works_supervisor_name: str
    works_owner: str
    works_owner_name: str
    contract_number: str
    commitment_number: str
    untaxed: float | None
    total: float | None
    amount_due: float | None
    currency: str

    @classmethod
    def read(cls, item: Json) -> "ValidationRow":
        return cls(
            **told_of_invoice(item),
            commitment_number=values.text(item, "numeroEngagement"),
            **_parties(item),
        )


def _parties(item: Json) -> Json:
    return {
        "supplier_ref": values.text(item, "idFournisseur"),
        "supplier": values.siret(item, "identifiantFournisseur"),
        "recipient": values.siret(item, "identifiantDestinataire"),
        "validator_ref": values.text(item, "idValideur"),
        "validator": values.siret(item, "identifiantValideur"),
        "validator_name": values.text(item, "designationValideur"),
        "works_supervisor": values.siret(item, "identifiantMoe"),
        "works_supervisor_name": values.text(item, "designationMoe"),
        "works_owner": values.siret(item, "identifiantMoa"),
        "works_owner_name": values.text(item, "designationMoa"),
    }


@dataclass(frozen=True, slots=True)
class ValidationPage:
    """A page of a search of a validator."""

    rows: tuple[ValidationRow, ...]
    page: int
    page_count: int

    @classmethod
    def read(cls, answer: Json, page: int) -> "ValidationPage":
        """:raises ProtocolError: no row can be read, and not that there is none"""
        rows = known_rows(answer, ValidationRow.read, "idFacture")
        return cls(rows=rows, page=page, page_count=page_count(answer))


def validated_invoice_request(
    chorus_invoice_id: str, page: int, page_size: int
) -> Json:
    """As a recipient asks for it, but for one letter."""
    request = received_request(chorus_invoice_id, page, page_size)
    request["rechercheLigneTvaRecap"] = request.pop("rechercheligneTvaRecap")
    return request


def answer_request(
    chorus_invoice_id: str,
    action: str,
    reason_code: str,
    comment: str,
    validator_kind: str,
    next_validator_ref: str,
) -> Json:
    request: Json = {
        "idFacture": values.reference(chorus_invoice_id),
        "action": action,
        "motifRefus": reason_code,
        "complementInfo": comment,
        "typeValideur": validator_kind,
    }
    if next_validator_ref:
        request["idValideur"] = values.reference(next_validator_ref)
    return {key: value for key, value in request.items() if value != ""}


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """A reason for which a validator may refuse.

    :param code: what a refusal carries, such as ERR_VALIDEUR
    """

    code: str
    label: str


def refusal_reasons_request(framework: str) -> Json:
    return {"codeCadreFacturationAValider": framework} if framework else {}


def read_refusal_reasons(answer: Json) -> tuple[RefusalReason, ...]:
    """:raises ProtocolError: the answer has neither reasons nor a count of none"""
    reasons = (
        RefusalReason(values.text(item, "codeMotif"), values.text(item, "libelleMotif"))
        for item in page_items(answer, "listeMotifRefusFactureAValider")
    )
    return tuple(reason for reason in reasons if reason.code)


def read_validator_statuses(answer: Json) -> tuple[str, ...]:
    """:raises ProtocolError: the answer has neither statuses nor a count of none"""
    items = page_items(answer, "listeStatutFacture")
    codes = (values.text(item, "codeStatutFacture") for item in items)
    return tuple(code for code in codes if code)
