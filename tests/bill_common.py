"""The ground of the tests of bills of received invoices."""

from datetime import date
from decimal import Decimal

from odoo import fields

from ..chorus_api.pivot import PivotInvoice, PivotLine, PivotParty, PivotTax
from ..models.receiving.content import content_of_pivot
from .receiving_common import ReceivingCase

SUPPLIER_SIRET = "73282932000074"


def decimal(value):
    return None if value is None else Decimal(str(value))


HEADER = {
    "chorus_invoice_id": "",
    "resent": "",
    "origin_number": "",
    "is_credit_note": False,
    "framework": "A1",
    "delivered_on": None,
    "received_on": None,
    "works_manager_on": None,
    "payment_code": "30",
    "payment_label": "",
    "currency": "EUR",
    "contract_number": "",
    "commitment_number": "",
    "bank_account": None,
    "entry_mode": "flux",
    "recipient": "",
    "recipient_name": "",
    "service_code": "",
    "service_name": "",
    "documents": (),
    "validations": (),
    "version": "V2_02",
}
SUPPLIER = ("SIRET", SUPPLIER_SIRET, "Atelier Lumière SARL", "FR")


def pivot(number="F1", **values):
    """An invoice of a pivot file: of 120 with 20 % VAT, without lines.

    :param values: of :class:`PivotInvoice`; ``taxes`` as (rate, base, VAT), ``lines``
        as (product, quantity, price, amount, rate), ``supplier`` as (kind, identifier,
        name, country)
    """
    taxes = [tuple(map(decimal, row)) for row in values.pop("taxes", [(20, 100, 20)])]
    total = values.pop("total", sum(base + vat for _rate, base, vat in taxes))
    given = enumerate(values.pop("lines", []), 1)
    return PivotInvoice(
        number=number,
        untaxed=decimal(values.pop("untaxed", sum(row[1] for row in taxes))),
        total=decimal(total),
        amount_due=decimal(values.pop("amount_due", total)),
        taxes=tuple(PivotTax(*row) for row in taxes),
        lines=tuple(_line(index, row) for index, row in given),
        supplier=PivotParty(*values.pop("supplier", SUPPLIER)),
        issued_on=values.pop("issued_on", date.today()),
        **HEADER | values,
    )


def _line(index, row):
    product, quantity, price, amount, rate = row
    return PivotLine(
        number=f"{index}",
        product=product,
        price=decimal(price),
        quantity=decimal(quantity),
        untaxed=decimal(amount),
        rate=decimal(rate),
    )


class BillCase(ReceivingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.company_data["default_journal_purchase"]

    def receive(self, number="F1", content=None, received=None, **values):
        """A received invoice with its content, as the download leaves it.

        :param content: of :func:`pivot`
        :param received: values of the record
        """
        invoice = pivot(number, **values) if content is None else content
        return self.new_received(
            number,
            **{
                "supplier_kind": invoice.supplier.kind,
                "supplier_identifier": invoice.supplier.identifier,
                "supplier_name": invoice.supplier.name,
                "supplier_country": invoice.supplier.country,
                "is_credit_note": invoice.is_credit_note,
                "origin_number": invoice.origin_number,
                "amount_untaxed": float(invoice.untaxed),
                "amount_total": float(invoice.total),
                "amount_due": float(invoice.amount_due),
                "framework": invoice.framework,
                "content": content_of_pivot(invoice),
                "content_state": "downloaded",
                "content_version": 1,
                "bill_due": True,
                **(received or {}),
            },
        )

    def bill(self, number="F1", **values):
        """The bill of a new received invoice."""
        received = self.receive(number, **values)
        received._chorus_make_bill()
        self.assertFalse(received.bill_failure)
        return received.move_id

    def come_again(self, received, content, resent="completed"):
        """The portal made it available once more."""
        received.sudo().write(
            {
                "content": content_of_pivot(content),
                "content_version": received.content_version + 1,
                "resent": resent,
                "bill_due": True,
            }
        )
        received._chorus_make_bill()

    def add_document(self, received, name, content, **values):
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": received._name,
                    "res_id": received.id,
                }
            )
        )
        self.env["l10n_fr_chorus_pro.received.document"].sudo().create(
            {
                "received_id": received.id,
                "attachment_id": attachment.id,
                "name": name,
                **values,
            }
        )
        return attachment

    def post(self, bill):
        bill.action_post()
        return bill

    def today(self):
        return fields.Date.today()
