"""An invoice that was handed in as data: the body of ``soumettre``, in the terms that
the checks know (doc/portal.md, A 2.1)."""

import sqlite3
from dataclasses import dataclass, field
from decimal import Decimal

from chorus_api.doors import ENTRY
from chorus_api.frameworks import FRAMEWORKS

from ..lists import INVOICE_KINDS
from .parsed import ParsedInvoice, Sums, Totals

FRAMEWORK_CODES = {row.api_code: row.code for row in FRAMEWORKS.values()}
# Amounts are decimal (19,6), see A 1.7.
LARGEST = 10**13
SMALLEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class SubmittedInvoice(ParsedInvoice):
    """What an invoice of a flow has, and what is asked for here alone.

    :param body: of the request, its known fields
    :param supplier_id: as the request has it
    """

    body: dict = field(default_factory=dict)
    supplier_id: int = 0

    @property
    def is_entry(self) -> bool:
        return self.body["modeDepot"] == ENTRY

    def part(self, name: str) -> dict:
        return self.body.get(name, {})

    def rows(self, name: str) -> list[dict]:
        return self.body.get(name, [])


def read_submission(
    body: dict, supplier: sqlite3.Row | None, day: str | None
) -> SubmittedInvoice:
    """The terms of a request.

    :param supplier: the structure that it names, None where there is none
    :param day: the date of the invoice, ``YYYY-MM-DD``
    """
    to, references = body["destinataire"], body["references"]
    framework, totals = body["cadreDeFacturation"], body["montantTotal"]
    return SubmittedInvoice(
        grammar="api",
        number=body.get("numeroFactureSaisi", ""),
        type_code=INVOICE_KINDS[references["typeFacture"]],
        issue_date=day,
        framework=FRAMEWORK_CODES[framework["codeCadreFacturation"]],
        supplier=supplier["identifier"] if supplier else "",
        supplier_scheme=supplier["identifier_type"] if supplier else "",
        supplier_name=supplier["name"] if supplier else "",
        recipient=to["codeDestinataire"].strip(),
        recipient_scheme="",
        validator=framework.get("codeStructureValideur", "").strip(),
        validator_scheme="",
        service=to.get("codeServiceExecutant", "").strip(),
        commitment=references.get("numeroBonCommande", "").strip(),
        contract=references.get("numeroMarche", "").strip(),
        origin_number=references.get("numeroFactureOrigine", "").strip(),
        payment_means=references["modePaiement"],
        iban="",
        currency=references["deviseFacture"],
        totals=_totals(totals),
        sums=Sums(lines=None, allowances=None, charges=None, vat=None),
        taxes=(),
        lines=len(body.get("lignePoste", [])),
        attachments=(),
        long_amounts=tuple(_too_long(totals)),
        body=body,
        supplier_id=body["fournisseur"]["idFournisseur"],
    )


def _totals(stated: dict) -> Totals:
    """:return: the global discount stands in the place of what was prepaid"""
    return Totals(
        lines=None,
        allowances=None,
        charges=None,
        untaxed=exact(stated["montantHtTotal"]),
        vat=exact(stated.get("montantTVA", 0.0)),
        total=exact(stated["montantTtcTotal"]),
        prepaid=exact(stated.get("montantRemiseGlobaleTTC", 0.0)),
        rounding=None,
        due=exact(stated["montantAPayer"]),
    )


def exact(amount: float) -> Decimal:
    """A number of JSON as it was written."""
    return Decimal(str(amount))


def _too_long(totals: dict):
    for name, value in totals.items():
        if isinstance(value, float):
            if abs(value) >= LARGEST or exact(value) % SMALLEST:
                yield name
