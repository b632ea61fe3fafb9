"""An invoice of a pivot file. Amounts are those that it states, as decimals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .documents import PivotDocument

# ``TypeIdentifiant`` by the words of the API.
PARTY_KINDS = {
    "1": "SIRET",
    "2": "UE_HORS_FRANCE",
    "3": "HORS_UE",
    "4": "RIDET",
    "5": "TAHITI",
    "6": "AUTRE",
    "7": "PARTICULIER",
}
# Why an invoice is made available once more (``Renvoi``).
COMPLETED = "completed"
RECYCLED = "recycled"
SENT_AGAIN = "sent_again"
# Beginnings of words: their endings carry accents.
RESENT = {"compl": COMPLETED, "recycl": RECYCLED, "oui": SENT_AGAIN}


@dataclass(frozen=True, slots=True)
class PivotParty:
    """A party; ``kind`` is one of :data:`PARTY_KINDS`, or the number that is none."""

    kind: str
    identifier: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class PivotAccount:
    """Where to pay.

    :param kind: IBAN or RIB
    :param bank: its name
    :param holder: who receives the money, where it is not the supplier
    """

    kind: str
    account: str
    bank: str
    holder: str


@dataclass(frozen=True, slots=True)
class PivotTax:
    """What a rate of VAT, in percent, applies to."""

    rate: Decimal
    untaxed: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class PivotLine:
    """A line, of what it tells; the rate is in percent."""

    number: str
    product: str
    price: Decimal | None
    quantity: Decimal | None
    untaxed: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class PivotValidation:
    """Who agreed to the invoice before it came here, or refused.

    :param status: the number of the status
    """

    validated_on: date | None
    status: str
    label: str
    comment: str
    by: PivotParty


@dataclass(frozen=True, slots=True)
class PivotInvoice:
    """A received invoice.

    :param chorus_invoice_id: the portal's identifier; empty in V1_22
    :param resent: COMPLETED, RECYCLED, SENT_AGAIN, or empty
    :param framework: such as A1
    :param received_on: when the portal got it
    :param works_manager_on: when its works manager had it, of a works piece
    :param payment_code: payment means of UNTDID 4461
    :param entry_mode: flux, saisie, PDF, numérisation
    :param version: of the schema, empty where it is not told
    """

    chorus_invoice_id: str
    number: str
    resent: str
    origin_number: str
    is_credit_note: bool
    framework: str
    issued_on: date | None
    delivered_on: date | None
    received_on: date | None
    works_manager_on: date | None
    payment_code: str
    payment_label: str
    currency: str
    untaxed: Decimal
    total: Decimal
    amount_due: Decimal
    contract_number: str
    commitment_number: str
    supplier: PivotParty
    bank_account: PivotAccount | None
    entry_mode: str
    recipient: str
    recipient_name: str
    service_code: str
    service_name: str
    taxes: tuple[PivotTax, ...]
    lines: tuple[PivotLine, ...]
    documents: tuple[PivotDocument, ...]
    validations: tuple[PivotValidation, ...]
    version: str

    @property
    def main_documents(self) -> tuple[PivotDocument, ...]:
        return tuple(document for document in self.documents if document.is_main)
