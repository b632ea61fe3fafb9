"""What core's importers read in the file of an invoice beyond its pivot: texts, units,
dates. They write nothing here: no partner, no account, no product is made or matched.
"""

import logging
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo import models

from .figures import Line

_logger = logging.getLogger(__name__)

CII, UBL = "account.edi.xml.cii", "account.edi.xml.ubl_20"
LINES_OF_CII = "./{*}SupplyChainTradeTransaction/{*}IncludedSupplyChainTradeLineItem"
# Where each grammar has what pivot and bill say too.
TERMS_OF_CII = {
    "number": "./{*}ExchangedDocument/{*}ID",
    "due": ".//{*}SpecifiedTradePaymentTerms/{*}DueDateDateTime/{*}DateTimeString",
    "reference": ".//{*}ApplicableHeaderTradeSettlement/{*}PaymentReference",
    "total": ".//{*}SpecifiedTradeSettlementHeaderMonetarySummation"
    "/{*}GrandTotalAmount",
}
TERMS_OF_UBL = {
    "number": "./{*}ID",
    "due": "./{*}DueDate",
    "reference": "./{*}PaymentMeans/{*}PaymentID",
    "total": "./{*}LegalMonetaryTotal/{*}TaxInclusiveAmount",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """What the file of an invoice says.

    :param total: with taxes, None where it is not told
    :param due_on: day until which to pay, in the supplier's words
    """

    number: str
    total: Decimal | None
    due_on: date | None
    reference: str
    lines: tuple[Line, ...]


class AccountEdiCommon(models.AbstractModel):
    _inherit = "account.edi.common"

    def _import_product(self, **product_vals):
        # EXTENDS 'account_edi_ubl_cii': a bill of a body buys by account. Core would
        # search several times a line.
        if self.env.context.get("chorus_reads_lines"):
            return self.env["product.product"]
        return super()._import_product(**product_vals)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_read_embedded(self):
        """What core's importers read in the main document.

        :return: :class:`Embedded`, or None where it is no file that they know, or they
            fail: the pivot is enough
        """
        self.ensure_one()
        documents = self.sudo().document_ids.filtered(
            lambda document: document.attachment_id and document.is_main
        )
        # By an approved platform the file says what it is; a historic one may be one.
        document = documents.sorted(lambda document: not document.syntax)[:1]
        try:
            if document:
                return self._chorus_read_file(document.attachment_id)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's file does
            _logger.info(
                "Document %s is not read: %s", document.id, type(error).__name__
            )
        return None

    def _chorus_read_file(self, attachment):
        moves = self.env["account.move"]
        files = moves._to_files_data(attachment)
        files += moves._unwrap_attachments(files)
        for file in files:
            reader = self.env.get(file["import_file_type"])
            if reader is not None and file["xml_tree"] is not None:
                return _read(
                    reader.with_context(chorus_reads_lines=True), file["xml_tree"]
                )
        return None


def _read(reader, tree):
    kind, sign = reader._get_import_document_amount_sign(tree)
    if not kind:
        return None
    is_cii = tree.tag.endswith("CrossIndustryInvoice")
    terms = TERMS_OF_CII if is_cii else TERMS_OF_UBL
    told = {name: (tree.findtext(path) or "").strip() for name, path in terms.items()}
    return Embedded(
        number=told["number"],
        total=Decimal(told["total"]) if told["total"] else None,
        due_on=_day(told["due"]),
        reference=told["reference"],
        lines=tuple(_lines(reader, tree, f"in_{kind}", sign, is_cii)),
    )


def _lines(reader, tree, move_type, sign, is_cii):
    """Lines, then allowances and charges of the whole."""
    is_credit = move_type == "in_refund" and sign == 1
    path = "./{*}CreditNoteLine" if is_credit else "./{*}InvoiceLine"
    for node in tree.iterfind(LINES_OF_CII if is_cii else path):
        # As core does before it looks for taxes.
        values = reader._retrieve_invoice_line_vals(node, move_type, sign)
        rate = _only_rate(values["tax_nodes"])
        amount = values["price_unit"] * values["quantity"] * sign
        yield Line(
            text=values["name"] or "",
            quantity=_decimal(values["quantity"] * sign),
            price=_decimal(values["price_unit"]),
            untaxed=_decimal(amount * (1 - values["discount"] / 100)),
            rate=rate,
            unit=values["product_uom_id"] or 0,
        )
        for charge in values["charges"]:
            yield Line(
                text=charge["reason"],
                quantity=Decimal(1),
                untaxed=_decimal(charge["amount"]),
                rate=rate,
            )
    yield from _allowances(reader, tree)


def _allowances(reader, tree):
    paths = reader._get_document_allowance_charge_xpaths()
    for node in tree.iterfind(paths["root"]):
        is_charge = node.findtext(paths["charge_indicator"]).lower() == "true"
        amount = Decimal(node.findtext(paths["amount"]) or 0)
        yield Line(
            text=node.findtext(paths["reason"]) or "",
            quantity=Decimal(1),
            untaxed=amount if is_charge else -amount,
            rate=_only_rate(node.iterfind(paths["tax_percentage"])),
        )


def _only_rate(nodes):
    rates = {Decimal(node.text) for node in nodes}
    return rates.pop() if len(rates) == 1 else None


def _decimal(value):
    """A float of core's as the decimal that was written."""
    return round(Decimal(repr(float(value))), 6)


def _day(text):
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
