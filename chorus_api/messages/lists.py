"""The portal's lists of codes that an invoice as data refers to (``doc/portal.md``,
A 4.3)."""

from dataclasses import dataclass

from .. import values
from ..values import Json
from .paging import page_items


@dataclass(frozen=True, slots=True)
class VatRate:
    """A rate of VAT of the portal.

    :param rate: in percent; None where the portal tells none
    """

    code: str
    label: str
    rate: float | None


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A code of a list and what it means; the label is empty where a list has none."""

    code: str
    label: str


def lists_request() -> Json:
    return {"codeLangue": "FR"}


def read_vat_rates(answer: Json) -> tuple[VatRate, ...]:
    rows = (
        VatRate(
            values.text(item, "codeTauxTva"),
            values.text(item, "libelleTauxTva"),
            values.amount(item, "valeurTauxTva"),
        )
        for item in page_items(answer, "listeTauxTva")
    )
    return tuple(row for row in rows if row.code)


def read_exemption_reasons(answer: Json) -> tuple[ListedCode, ...]:
    return _codes(
        answer,
        "listeMotifsExonerationTva",
        "codeMotifExonerationTva",
        "libelleMotifExonerationTva",
    )


def read_currencies(answer: Json) -> tuple[ListedCode, ...]:
    return _codes(answer, "listeDevises", "codeDevise", "libelleDevise")


def read_payment_means(answer: Json) -> tuple[ListedCode, ...]:
    return _codes(answer, "listeModePaiement", "modePaiement", "")


def _codes(answer: Json, key: str, code: str, label: str) -> tuple[ListedCode, ...]:
    rows = (
        ListedCode(values.text(item, code), values.text(item, label))
        for item in page_items(answer, key)
    )
    return tuple(row for row in rows if row.code)
