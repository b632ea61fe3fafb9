"""What the file of a received invoice states, kept as JSON on the invoice.

Amounts are text there, days are ISO, so that nothing is rounded on the way; read back
they are decimals and dates again. Documents are records of their own.
"""

import dataclasses
import types
import typing
from datetime import date
from decimal import Decimal

from odoo import models

from ...chorus_api.pivot import (
    PivotAccount,
    PivotInvoice,
    PivotLine,
    PivotParty,
    PivotTax,
    PivotValidation,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedContent:
    """A pivot file's invoice without its documents: its fields are those of
    :class:`~...chorus_api.pivot.PivotInvoice`, which says what each is.

    Amounts and rates are ``decimal.Decimal``, days ``datetime.date``, both as stated:
    nothing is computed, and nothing that the file contradicts itself in is mended.
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
    validations: tuple[PivotValidation, ...]
    version: str


def content_of_pivot(invoice: PivotInvoice) -> dict:
    """What is kept of a pivot file's invoice: plain data for a JSON field."""
    names = (field.name for field in dataclasses.fields(ReceivedContent))
    return {name: _written(getattr(invoice, name)) for name in names}


def read_content(kept: dict) -> ReceivedContent:
    """What :func:`content_of_pivot` wrote.

    :raises KeyError: something else wrote it
    """
    return _read(ReceivedContent, kept)


def _written(value):
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return {name: _written(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _read(kind, value):
    """A value of the type that a field declares."""
    if value is None:
        return None
    if typing.get_origin(kind) is types.UnionType:
        (kind,) = (arg for arg in typing.get_args(kind) if arg is not types.NoneType)
    if typing.get_origin(kind) is tuple:
        return tuple(_read(typing.get_args(kind)[0], item) for item in value)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _read(hint, value[name]) for name, hint in hints.items()})
    if kind is date:
        return date.fromisoformat(value)
    return kind(value)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_content_read(self):
        """What the invoice's file states.

        :return: :class:`ReceivedContent`, or None before it was downloaded
        """
        self.ensure_one()
        kept = self.sudo().content
        return read_content(kept) if kept else None
