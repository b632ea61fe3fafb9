"""More invoices for the checks before sending: what goes by no file."""

from odoo import Command, fields

from .check_cases_documents import CASES, case

__all__ = ["CASES"]

LONG = "<p>" + "Conditions particulières. " * 100 + "</p>"
CONTENT = {"currency": ("EUR", "USD"), "exemption": ("EXO2",)}
LABELS = {"EXO2": "Art 261 du CGI (opérations exonérées)"}


def own_side(test):
    """What is read of the portal, without asking it; the simulator may not know it."""
    company = test.company.sudo()
    own = company.l10n_fr_chorus_own_structure_ids[:1]
    if not own:
        values = {"company_id": company.id, "structure_ref": "100000000000101"}
        own = own.create(values | {"siret": company.company_registry})
    company.l10n_fr_chorus_own_structure_id = own
    if not own.bank_account_ids:
        values = {"structure_id": own.id, "bank_account_ref": "1", "name": "Banque"}
        own.bank_account_ids.create(values)
    company.l10n_fr_chorus_own_bank_account_id = own.bank_account_ids[0]
    company.l10n_fr_chorus_code_date = fields.Datetime.now()
    company.l10n_fr_chorus_code_ids.unlink()
    company.l10n_fr_chorus_code_ids.create(
        [
            {
                "company_id": company.id,
                "kind": kind,
                "code": code,
                "name": LABELS.get(code),
            }
            for kind, codes in CONTENT.items()
            for code in codes
        ]
    )
    return company


def by_door(test, mode="entry", **values):
    own_side(test)
    return test.new_invoice(l10n_fr_chorus_submission_mode=mode, **values)


def as_file(invoice):
    """Mended as the sentence says."""
    yield invoice
    invoice.l10n_fr_chorus_submission_mode = "facturx"


def lines(*rows):
    return [Command.create(row) for row in rows]


@case
def own_structure(test):
    company = own_side(test)
    own = company.l10n_fr_chorus_own_structure_id
    company.l10n_fr_chorus_own_structure_id = False
    invoice = test.new_invoice(l10n_fr_chorus_submission_mode="pdf")
    yield invoice
    company.l10n_fr_chorus_own_structure_id = own


@case
def code_lists(test):
    company = own_side(test)
    company.l10n_fr_chorus_code_date = False
    values = {"currency_id": test.dollar.id}
    yield test.new_invoice(l10n_fr_chorus_submission_mode="entry", **values)
    yield by_door(test, **values)


@case
def door_payee(test):
    yield from as_file(by_door(test, l10n_fr_chorus_factor_id=test.factor().id))


@case
def door_rounding(test):
    rounding = test.cash_rounding("add_invoice_line")
    yield from as_file(
        by_door(
            test,
            invoice_cash_rounding_id=rounding.id,
            invoice_line_ids=lines(test.line(99.97)),
        )
    )


@case
def door_part_payment(test):
    own_side(test)
    mode = {"l10n_fr_chorus_submission_mode": "pdf"}
    yield from as_file(test.build({"test_paid": 100, **mode}))


@case
def door_vat_points(test):
    on_payment = test.line(10, tax="tva_intermediaire_encaissement")
    rows = lines(test.line(10), on_payment)
    yield from as_file(by_door(test, invoice_line_ids=rows))


@case
def door_exemption_code(test):
    tax = test.exempt_tax("VATEX-EU-309", category=False)
    invoice = by_door(test, invoice_line_ids=lines(test.line(10, taxes=[tax])))
    yield invoice
    codes = test.company.sudo().l10n_fr_chorus_code_ids
    tax.l10n_fr_chorus_exemption_id = codes.filtered(lambda row: row.code == "EXO2")


@case
def door_exemptions(test):
    company = own_side(test)
    medical = {"kind": "exemption", "code": "EXO9", "name": "Art 132 de la directive"}
    company.l10n_fr_chorus_code_ids.create({"company_id": company.id, **medical})
    first, second = map(test.exempt_tax, ("VATEX-FR-CGI261-4", "VATEX-EU-132-1I"))
    rows = lines(test.line(10, taxes=[first]), test.line(10, taxes=[second]))
    values = {"l10n_fr_chorus_submission_mode": "entry", "invoice_line_ids": rows}
    yield from as_file(test.new_invoice(**values))


@case
def door_currency(test):
    invoice = by_door(test, "pdf", currency_id=test.dollar.id)
    codes = test.company.sudo().l10n_fr_chorus_code_ids
    codes.filtered(lambda row: row.code == "USD").unlink()
    yield from as_file(invoice)


@case
def door_identifiers(test):
    island = test.env.ref("base.nc").id
    town = test.new_customer("Ville de Nouméa", "0259457001", country_id=island)
    own_side(test)
    mode = {"l10n_fr_chorus_submission_mode": "pdf"}
    yield from as_file(test.new_invoice(town, **mode))


@case
def entry_lines(test):
    rows = lines(*(test.line(1) for _number in range(101)))
    yield from as_file(by_door(test, invoice_line_ids=rows))


@case
def entry_comment(test):
    invoice = by_door(test, narration=LONG)
    yield invoice
    invoice.l10n_fr_chorus_submission_mode = "pdf"


@case
def entry_account(test):
    invoice = by_door(test)
    company = test.company.sudo()
    chosen = company.l10n_fr_chorus_own_bank_account_id
    chosen.copy({"bank_account_ref": "2", "name": "Caisse"})
    company.l10n_fr_chorus_own_bank_account_id = False
    yield invoice
    company.l10n_fr_chorus_own_bank_account_id = chosen


@case
def entry_date(test):
    day = fields.Date.subtract(fields.Date.today(), days=1)
    yield by_door(test, invoice_date=day)
    yield by_door(test)
