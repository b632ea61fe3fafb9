"""More invoices for the checks before sending: what the document would say."""

from odoo import Command, fields

from odoo.addons.base.models import ir_actions_report

from .check_cases import CASES, case, taxed

__all__ = ["CASES"]


@case
def settlement(test):
    invoice = test.new_invoice()
    test.settle_by_entry(invoice, 500)
    yield invoice
    yield test.new_invoice()


@case
def vat_category(test):
    tax = test.exempt_tax("VATEX-FR-FRANCHISE", category="AE")
    yield taxed(test, tax)
    tax.ubl_cii_tax_exemption_reason_code = "VATEX-FR-AE"


@case
def header(test):
    """The server has Debian's wkhtmltopdf."""
    info = ir_actions_report._wkhtml()._replace(is_patched_qt=False)
    test.patch(ir_actions_report, "_wkhtml", lambda: info)
    test.company.sudo().l10n_fr_chorus_environment = "production"
    yield test.new_invoice()
    test.company.sudo().l10n_fr_chorus_environment = "simulator"


@case
def nothing(test):
    title = {"display_type": "line_section", "name": "Lot 1"}
    yield test.new_invoice(invoice_line_ids=[Command.create(title)])
    yield test.new_invoice()


@case
def text(test):
    name = "Dépose\n" + "détail " * 400
    line = Command.create(test.line(10, name=name))
    invoice = test.new_invoice(invoice_line_ids=[line])
    yield invoice
    invoice.invoice_line_ids.name = "Dépose"


@case
def dates(test):
    day = fields.Date.add(fields.Date.today(), days=9)
    yield test.new_invoice(invoice_date=day)
    yield test.new_invoice()
